// People or things that wait for places: who is offered one next, who is served while time lasts, and how long somebody
// waits. What a place is and who stays in the list is for the model; the list is a plain vector of whatever waits.
#pragma once

#include "engine/time/calendar.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace kith {

/// What came of the offer of a place.
enum class Offer {
  taken,
  declined,     ///< leaves the list without a place
  out_of_reach  ///< stays in the list; those behind are offered the place
};

/// Offers places while there is `room()`, to the first in the list first, at most `most` of them. `later(a, b)`:
/// whether a comes after b; it must put any two in order, or the result depends on how they stand in the list.
/// `offer(item)` makes an offer. The rest of the list is put in order only as far as there is room. Returns how many
/// took one.
template <class Item, class Later, class Room, class MakeOffer>
std::size_t offer_places(std::vector<Item>& waiting, const Later& later, std::size_t most, const Room& room,
                         const MakeOffer& offer) {
  if (waiting.empty() || !room()) return 0;
  std::make_heap(waiting.begin(), waiting.end(), later);
  std::vector<Item> out_of_reach;
  std::size_t taken = 0;
  while (!waiting.empty() && taken < most && room()) {
    std::pop_heap(waiting.begin(), waiting.end(), later);
    const Item next = waiting.back();
    waiting.pop_back();
    const Offer came = offer(next);
    if (came == Offer::out_of_reach) out_of_reach.push_back(next);
    if (came == Offer::taken) ++taken;
  }
  waiting.insert(waiting.end(), out_of_reach.begin(), out_of_reach.end());
  return taken;
}

/// Serves from the front of the list while some of `hours` are left; `serve(item)` returns the hours it took. The last
/// may take more than there are: `hours` is then below 0, and is what the days to come begin with. Returns how many.
template <class Item, class Serve>
std::size_t serve_in_order(std::vector<Item>& waiting, double& hours, const Serve& serve) {
  std::size_t served = 0;
  for (; served < waiting.size() && hours > 0; ++served) hours -= serve(waiting[served]);
  waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(served));
  return served;
}

/// The day on which somebody who begins to wait on `day` gives up: after `patience` days, or the longest wait there is,
/// whichever is shorter. Both in days, from 0; may be infinite.
inline Day gives_up_on(Day day, double patience, double longest) {
  constexpr double for_ever = 1e8;  // days; beyond any run, and a Day still holds it
  return day + static_cast<Day>(std::min({patience, longest, for_ever}));
}

}  // namespace kith
