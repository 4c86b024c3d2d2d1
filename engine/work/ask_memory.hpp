// One look at memory asked for ahead of its use; see look_ahead.hpp.
#pragma once

namespace kith {

/// Asks memory for what stands at `row`, so that it is near when it is read some items later; no effect on any result.
/// May be called with any address that could be read.
inline void ask_memory(const void* row) {
  // A compiler drops calls to functions that only prefetch, as having no effect, unless they hold a statement like
  // this.
  asm volatile("");
  __builtin_prefetch(row);
}

}  // namespace kith
