// Going through many items whose rows lie all over memory: each is asked for some items ahead, so that waits overlap.
#pragma once

#include <cstddef>
#include <utility>

namespace kith {

/// Calls work(i) for i = 0 .. count-1 in order. Before that, each of `asks` is called with i, the first of them
/// earliest, `distance` items between one and the next and between the last and the work. An ask prefetches what the
/// next one, or the work, reads; it must change nothing.
template <class Work, class... Asks>
void look_ahead(std::size_t count, std::size_t distance, Work&& work, Asks&&... asks) {
  constexpr auto stages = static_cast<std::ptrdiff_t>(sizeof...(Asks));
  const auto step = static_cast<std::ptrdiff_t>(distance);
  const auto end = static_cast<std::ptrdiff_t>(count);
  for (std::ptrdiff_t i = -stages * step; i < end; ++i) {
    std::ptrdiff_t ahead = i + stages * step;
    [[maybe_unused]] const auto ask_one = [&](auto& ask) {
      if (ahead >= 0 && ahead < end) ask(static_cast<std::size_t>(ahead));
      ahead -= step;
    };
    (ask_one(asks), ...);
    if (i >= 0) work(static_cast<std::size_t>(i));
  }
}

}  // namespace kith
