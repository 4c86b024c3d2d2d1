// Work goes in order, and everything is asked for once, in stages, before it is worked on.
#include "engine/work/look_ahead.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace kith {
namespace {

TEST(LookAhead, AsksForEachItemInStagesBeforeItsWork) {
  for (const std::size_t count : {0U, 1U, 3U, 50U}) {
    std::vector<int> stage(count);
    std::vector<std::size_t> worked;
    look_ahead(
        count, 4,
        [&](std::size_t i) {
          EXPECT_EQ(stage[i]++, 2);
          worked.push_back(i);
        },
        [&](std::size_t i) { EXPECT_EQ(stage[i]++, 0); }, [&](std::size_t i) { EXPECT_EQ(stage[i]++, 1); });
    ASSERT_EQ(worked.size(), count);
    for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(worked[i], i);
  }
}

TEST(LookAhead, KeepsTheDistanceBetweenStages) {
  std::size_t asked = 0;
  look_ahead(
      100, 7, [&](std::size_t i) { EXPECT_EQ(asked, std::min<std::size_t>(i + 8, 100)); },
      [&](std::size_t) { ++asked; });
}

}  // namespace
}  // namespace kith
