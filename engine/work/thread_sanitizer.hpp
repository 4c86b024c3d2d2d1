// Tells ThreadSanitizer, where it is compiled in, that work handed to TBB starts after what stood before it and ends
// before what follows: Debian's TBB is not instrumented, so that its own ordering goes unseen. Otherwise does nothing.
// One tag for all work: work nested or side by side seems more ordered than it is, blocks of one call do not.
#pragma once

#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#endif

namespace kith {

#ifdef __SANITIZE_THREAD__
inline char handed_over_tag;
inline char done_tag;
inline void work_handed_over() { __tsan_release(&handed_over_tag); }
inline void work_taken_up() { __tsan_acquire(&handed_over_tag); }
inline void work_put_down() { __tsan_release(&done_tag); }
inline void all_work_done() { __tsan_acquire(&done_tag); }
#else
inline void work_handed_over() {}
inline void work_taken_up() {}
inline void work_put_down() {}
inline void all_work_done() {}
#endif

/// In the hands of TBB: from taking a piece of work up to putting it down, whatever it throws.
class WorkInHand {
 public:
  WorkInHand() { work_taken_up(); }
  ~WorkInHand() { work_put_down(); }
  WorkInHand(const WorkInHand&) = delete;
  WorkInHand& operator=(const WorkInHand&) = delete;
};

/// From handing work over until all of it is done, whatever it throws.
class WorkAwaited {
 public:
  WorkAwaited() { work_handed_over(); }
  ~WorkAwaited() { all_work_done(); }
  WorkAwaited(const WorkAwaited&) = delete;
  WorkAwaited& operator=(const WorkAwaited&) = delete;
};

}  // namespace kith
