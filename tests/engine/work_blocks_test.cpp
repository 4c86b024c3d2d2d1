// Blocks cover everything once and come back in order, whatever the threads.
#include "engine/work/blocks.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>

namespace kith {
namespace {

TEST(ForBlocks, VisitsEachEntityOnceInBlocksOfTheLengthAsked) {
  for (const std::size_t count : {0UL, 1UL, 99UL, 100UL, 101UL, 12345UL}) {
    std::vector<int> visits(count);
    std::atomic<std::size_t> blocks = 0;
    for_blocks(
        count,
        [&](std::size_t begin, std::size_t end) {
          EXPECT_EQ(begin % 100, 0U);
          EXPECT_LE(end - begin, 100U);
          for (std::size_t i = begin; i < end; ++i) ++visits[i];
          ++blocks;
        },
        100);
    EXPECT_EQ(visits, std::vector<int>(count, 1));
    EXPECT_EQ(blocks, block_count(count, 100));
  }
}

TEST(GatherBlocks, KeepsBlockOrderOnAnyNumberOfThreads) {
  std::vector<std::size_t> expected;
  for (std::size_t block = 0; block < 200; ++block) expected.insert(expected.end(), block % 7, block);
  for (const int threads : {1, 2, 5}) {
    with_threads(threads, [&] {
      EXPECT_EQ(expected, gather_blocks<std::size_t>(200, [](std::size_t block, std::vector<std::size_t>& output) {
                  output.assign(block % 7, block);
                }));
    });
  }
  EXPECT_TRUE(gather_blocks<int>(0, [](std::size_t, std::vector<int>&) {}).empty());
}

TEST(WithThreads, AllowsMoreThreadsThanTheMachineHas) {
  with_threads(5, [] { EXPECT_EQ(tbb::this_task_arena::max_concurrency(), 5); });
  with_threads(1, [] { EXPECT_EQ(tbb::this_task_arena::max_concurrency(), 1); });
}

}  // namespace
}  // namespace kith
