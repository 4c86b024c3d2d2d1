// A stop asked of the whole process, as by Ctrl-C, and the points where long work looks whether to go on. The flag is
// the process's own, since a signal is: work that builds a world has no RunControl to be told by. Raised by the
// program, never by a model; what was begun is thrown away, so no result depends on it.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <vector>

namespace kith {

/// Raised where a stop was asked for, inside a replicate or while a world is built.
struct Interrupted {};

inline std::atomic<bool> stop_flag{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch lock-free atomics");

/// Throws Interrupted if a stop was asked for. Cheap enough for every block of work; any thread.
inline void stop_point() {
  if (stop_flag.load(std::memory_order_relaxed)) throw Interrupted{};
}

/// The same in a loop whose turns are too short to look every time: looks at one turn in 65,536.
inline void stop_point(std::size_t turn) {
  if ((turn & 0xFFFF) == 0) stop_point();
}

/// As values.resize(size), but can be stopped: to touch gigabytes for the first time takes seconds.
template <class T>
void grow(std::vector<T>& values, std::size_t size) {
  constexpr std::size_t bytes_at_once = std::size_t{1} << 26;
  values.reserve(size);
  while (values.size() < size) {
    stop_point();
    values.resize(std::min(size, values.size() + std::max<std::size_t>(1, bytes_at_once / sizeof(T))));
  }
}

}  // namespace kith
