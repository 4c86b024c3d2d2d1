// Rows given up serve again; the others keep their numbers.
#include "engine/events/reused_rows.hpp"

#include <gtest/gtest.h>

namespace kith {
namespace {

TEST(ReusedRows, GiveUpAndServeAgain) {
  ReusedRows<int> rows;
  const auto first = rows.add(10);
  const auto second = rows.add(20);
  EXPECT_EQ(rows.in_use(), 2U);
  rows.give_up(first);
  EXPECT_EQ(rows.in_use(), 1U);
  EXPECT_EQ(rows.add(30), first);
  EXPECT_EQ(rows[first], 30);
  EXPECT_EQ(rows[second], 20);
}

TEST(ReusedRows, WhatIsAppendedStandsSideBySideWhateverIsFree) {
  ReusedRows<int> rows;
  const auto first = rows.add(10);
  rows.add(20);
  rows.give_up(first);
  const auto next = rows.next_appended();
  EXPECT_EQ(rows.append(30), next);
  EXPECT_EQ(rows.append(40), next + 1);
  EXPECT_EQ(rows.in_use(), 3U);
  EXPECT_EQ(rows.add(50), first);
}

TEST(ReusedRows, MemoryFollowsHowManyThereAreAtATime) {
  ReusedRows<double> rows;
  for (int i = 0; i < 1000; ++i) rows.give_up(rows.add(i));
  EXPECT_EQ(rows.in_use(), 0U);
  EXPECT_LE(rows.bytes(), sizeof(double) + sizeof(std::uint32_t));
}

}  // namespace
}  // namespace kith
