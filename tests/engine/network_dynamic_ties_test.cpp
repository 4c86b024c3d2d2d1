// Ties fade, are kept both ways, and are few.
#include "engine/network/dynamic_ties.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace kith {
namespace {

std::vector<EntityId> others(const DynamicTies& ties, EntityId entity) {
  std::vector<EntityId> list;
  for (const DynamicTies::Entry& entry : ties.of(entity)) list.push_back(entry.other);
  return list;
}
using Ids = std::vector<EntityId>;

TEST(DynamicTies, StrengthenBothWaysAndFade) {
  DynamicTies ties(10, 100, 8);
  ties.strengthen(3, 7, 2, 0);
  ties.strengthen(7, 3, 1, 50);
  ASSERT_EQ(others(ties, 3), Ids{7});
  ASSERT_EQ(others(ties, 7), Ids{3});
  const double expected = (2 * std::exp(-0.5) + 1) * std::exp(-0.3);
  EXPECT_NEAR(ties.strength(ties.of(3)[0], 80), expected, 1e-6);
  EXPECT_NEAR(ties.strength(ties.of(7)[0], 80), expected, 1e-6);
}

TEST(DynamicTies, OthersAscendAndSelfTiesAreNone) {
  DynamicTies ties(10, 100, 8);
  for (const EntityId other : {9, 2, 5, 1}) ties.strengthen(4, other, 1, 0);
  ties.strengthen(4, 4, 1, 0);
  EXPECT_EQ(others(ties, 4), (Ids{1, 2, 5, 9}));
  EXPECT_TRUE(others(ties, 0).empty());
}

TEST(DynamicTies, DropTheWeakestBeyondTheMostFromBothEnds) {
  DynamicTies ties(10, 100, 2);
  ties.strengthen(0, 1, 3, 0);  // by day 300 weaker than the next
  ties.strengthen(0, 2, 1, 300);
  ties.strengthen(0, 3, 1, 300);
  EXPECT_EQ(others(ties, 0), (Ids{2, 3}));
  EXPECT_TRUE(others(ties, 1).empty());
  ties.strengthen(4, 0, 0.5, 300);  // too weak to be kept
  EXPECT_EQ(others(ties, 0), (Ids{2, 3}));
  EXPECT_TRUE(others(ties, 4).empty());
}

TEST(DynamicTies, StayTheSameSeenFromEitherEnd) {
  DynamicTies ties(40, 50, 4);
  std::uint32_t state = 5;
  const auto next = [&] { return (state = state * 1664525U + 1013904223U) >> 8; };
  for (Day day = 0; day < 3000; ++day) {
    const EntityId a = next() % 40;
    const EntityId b = next() % 40;
    switch (next() % 8) {
      case 0:
        ties.cut(a, b);
        break;
      case 1:
        ties.clear(a);
        break;
      default:
        ties.strengthen(a, b, 1, day);
    }
  }
  std::size_t count = 0;
  for (EntityId a = 0; a < 40; ++a) {
    EXPECT_LE(ties.of(a).size(), 4U);
    count += ties.of(a).size();
    for (const auto& entry : ties.of(a)) {
      bool mirrored = false;
      for (const auto& back : ties.of(entry.other)) {
        mirrored = mirrored || (back.other == a && back.strength == entry.strength && back.last == entry.last);
      }
      EXPECT_TRUE(mirrored);
    }
  }
  EXPECT_GT(count, 20U);
}

TEST(DynamicTies, CutAndClear) {
  DynamicTies ties(5, 100, 8);
  ties.strengthen(0, 1, 1, 0);
  ties.strengthen(0, 2, 1, 0);
  ties.strengthen(1, 2, 1, 0);
  ties.cut(1, 0);
  ties.cut(3, 4);
  EXPECT_EQ(others(ties, 0), Ids{2});
  EXPECT_EQ(others(ties, 1), Ids{2});
  ties.clear(2);
  ties.clear(3);
  for (EntityId i = 0; i < 5; ++i) EXPECT_TRUE(others(ties, i).empty());
}

/// Rows that grow shorter may need room of their own, and all entries move then: the row being cleared, too.
TEST(DynamicTies, ClearWhileEntriesMove) {
  constexpr EntityId tied = 60, count = 100'000;
  DynamicTies ties(count, 100, 62);
  for (EntityId other = 1; other <= tied; ++other)
    for (EntityId further = 0; further < other; ++further) ties.strengthen(other, 1000 * other + further, 1, 0);
  for (EntityId other = 1; other <= tied; ++other) ties.strengthen(0, other, 1, 0);
  ties.clear(0);
  EXPECT_TRUE(others(ties, 0).empty());
  for (EntityId other = 1; other <= tied; ++other) {
    ASSERT_EQ(ties.of(other).size(), other);
    EXPECT_EQ(ties.of(other)[0].other, 1000 * other);
  }
}

TEST(DynamicTies, ACopyIsASnapshotAndUntiedEntitiesCostLittle) {
  DynamicTies ties(100000, 100, 8);
  EXPECT_LE(ties.bytes(), 400000U);
  ties.strengthen(0, 1, 1, 0);
  const DynamicTies copy = ties;
  ties.clear(0);
  EXPECT_EQ(others(copy, 0), Ids{1});
  EXPECT_LE(ties.bytes(), 401000U);
}

}  // namespace
}  // namespace kith
