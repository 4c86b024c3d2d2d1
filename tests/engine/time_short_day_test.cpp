// Two bytes hold every day near a run and say plainly when a day is out of their reach.
#include "engine/time/short_day.hpp"

#include <gtest/gtest.h>

namespace kith {
namespace {

TEST(ShortDay, IsExactWithinItsReach) {
  for (const Day day : {-longest_run_days, -1, 0, 1825, longest_run_days}) EXPECT_EQ(Day{ShortDay(day)}, day);
}

TEST(ShortDay, BeyondItsReachIsNever) {
  EXPECT_EQ(Day{ShortDay(never)}, never);
  EXPECT_EQ(Day{ShortDay(longest_run_days + 1)}, never);
  EXPECT_EQ(Day{ShortDay(-never)}, -never);
  EXPECT_EQ(Day{ShortDay(-longest_run_days - 1)}, -never);
}

}  // namespace
}  // namespace kith
