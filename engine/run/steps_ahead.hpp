// Work on a step that needs nothing but the step itself (draws, say, and what never changes in a life): done for the
// next step while the present one goes on, so that threads with nothing to do in its serial phases have something.
#pragma once

#include "engine/time/calendar.hpp"
#include "engine/work/thread_sanitizer.hpp"

#include <oneapi/tbb/task_group.h>

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace kith {

/// One simulation's, used from one thread; the work itself is done on any.
template <class Output>
class StepsAhead {
 public:
  using Work = std::function<Output(const Step&, std::size_t block)>;

  /// `work` must be a pure function of step and block, and outlive this. `timeline` must, too.
  StepsAhead(const Timeline& timeline, std::size_t blocks, Work work)
      : timeline_(timeline), blocks_(blocks), work_(std::move(work)) {}
  StepsAhead(const StepsAhead&) = delete;
  StepsAhead& operator=(const StepsAhead&) = delete;
  ~StepsAhead() { give_up(); }

  /// The outputs of a step by block, waited for or made now; begins the next step's.
  std::vector<Output> take(const Step& step) {
    if (begun_ != step.index) begin(step);
    wait();
    std::vector<Output> taken = std::move(outputs_);
    begun_ = nothing;
    if (step.index + 1 < timeline_.step_count()) begin(timeline_.step(step.index + 1));
    return taken;
  }

 private:
  static constexpr std::int32_t nothing = -1;

  void give_up() {
    group_.cancel();
    wait();
  }

  void wait() {
    const WorkAwaited awaited;
    group_.wait();
  }

  void begin(const Step& step) {
    give_up();
    outputs_ = std::vector<Output>(blocks_);
    begun_ = step.index;
    work_handed_over();
    for (std::size_t block = 0; block < blocks_; ++block)
      group_.run([this, step, block] {
        const WorkInHand in_hand;
        outputs_[block] = work_(step, block);
      });
  }

  const Timeline& timeline_;
  std::size_t blocks_;
  Work work_;
  std::vector<Output> outputs_;
  std::int32_t begun_ = nothing;
  tbb::task_group group_;
};

/// The output of a step's work, which worlds that run side by side and work alike have in common: the first makes it,
/// the others read it.
template <class Output>
class CommonSteps {
 public:
  CommonSteps(const Timeline& timeline, std::size_t blocks, typename StepsAhead<Output>::Work work)
      : ahead_(timeline, blocks, std::move(work)) {}

  /// From now on reads what `other` takes, which must live as long as this and take each step before it.
  void read_from(const CommonSteps& other) { of_other_ = &other; }

  /// By block; holds until the next call.
  const std::vector<Output>& take(const Step& step) {
    if (of_other_ != nullptr) return of_other_->taken_;
    taken_ = ahead_.take(step);
    return taken_;
  }

 private:
  StepsAhead<Output> ahead_;
  std::vector<Output> taken_;  ///< of the present step
  const CommonSteps* of_other_ = nullptr;
};

}  // namespace kith
