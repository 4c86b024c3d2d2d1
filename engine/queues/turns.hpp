// Several that want more of one thing than there is, served by turns.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kith {

/// Each turn goes to the one with the least `key(member, turn)`, looked at anew every turn; `serve(member)` gives it
/// what a turn gives and says whether it may want another. Ends when nobody wants more. Where keys may be alike, draw a
/// last part of them, so that no name or place in the list decides; else the one that stands first is served.
template <class Key, class Serve>
void serve_by_turns(std::vector<std::size_t> members, const Key& key, const Serve& serve) {
  for (std::uint64_t turn = 0; !members.empty(); ++turn) {
    const auto next = std::min_element(members.begin(), members.end(),
                                       [&](std::size_t a, std::size_t b) { return key(a, turn) < key(b, turn); });
    if (!serve(*next)) members.erase(next);
  }
}

}  // namespace kith
