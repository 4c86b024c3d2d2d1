// Each step's blocks come out as the work made them, whatever was begun ahead, at any number of threads.
#include "engine/run/steps_ahead.hpp"
#include "engine/work/blocks.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

namespace kith {
namespace {

Timeline ten_weeks() { return Timeline{parse_date("2020-01-01"), parse_date("2020-03-10"), 7, 0}; }

int made(const Step& step, std::size_t block) { return 100 * step.index + static_cast<int>(block); }

TEST(StepsAhead, GivesEachStepItsOwnBlocksInOrder) {
  const Timeline timeline = ten_weeks();
  for (const int threads : {1, 2, 5})
    with_threads(threads, [&] {
      StepsAhead<int> ahead(timeline, 7, made);
      for (std::int32_t i = 0; i < timeline.step_count(); ++i) {
        const std::vector<int> blocks = ahead.take(timeline.step(i));
        ASSERT_EQ(blocks.size(), 7U);
        for (std::size_t block = 0; block < blocks.size(); ++block)
          EXPECT_EQ(blocks[block], made(timeline.step(i), block));
      }
    });
}

TEST(StepsAhead, MakesAStepThatWasNotBegun) {
  const Timeline timeline = ten_weeks();
  StepsAhead<int> ahead(timeline, 2, made);
  for (const std::int32_t index : {4, 2, 9, 0})
    EXPECT_EQ(ahead.take(timeline.step(index)), (std::vector<int>{100 * index, 100 * index + 1}));
}

TEST(StepsAhead, BeginsNothingAfterTheLastStep) {
  const Timeline timeline = ten_weeks();
  std::atomic<int> calls = 0;
  {
    StepsAhead<int> ahead(timeline, 1, [&](const Step&, std::size_t) { return ++calls; });
    ahead.take(timeline.step(timeline.step_count() - 1));
  }
  EXPECT_EQ(calls, 1);
}

TEST(StepsAhead, HandsOnWhatTheWorkThrows) {
  const Timeline timeline = ten_weeks();
  StepsAhead<int> ahead(timeline, 1, [](const Step&, std::size_t) -> int { throw std::runtime_error("no"); });
  EXPECT_THROW(ahead.take(timeline.step(timeline.step_count() - 1)), std::runtime_error);
}

}  // namespace
}  // namespace kith
