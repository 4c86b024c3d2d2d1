// Households make sense, and the columns of a population agree with each other.
#include "tests/population/fixture.hpp"

#include <gtest/gtest.h>

namespace kith::population {
namespace {

TEST(Households, RowsOfAHouseholdAreConsecutiveAndOrderedByAreaAndStreet) {
  const Population& p = test::two_wards();
  ASSERT_EQ(p.household_first.size(), p.household_count() + 1);
  EXPECT_EQ(p.household_first.back(), p.size());
  for (std::uint32_t h = 0; h < p.household_count(); ++h) {
    const auto [begin, end] = p.members(h);
    ASSERT_LT(begin, end);
    for (EntityId person = begin; person < end; ++person) ASSERT_EQ(p.household(person), h);
    const std::uint16_t area = p.household_area(h);
    EXPECT_GE(h, p.area_household_first[area]);
    EXPECT_LT(h, p.area_household_first[area + 1U]);
    EXPECT_GE(h, p.street_first[p.street(h)]);
    EXPECT_LT(h, p.street_first[p.street(h) + 1U]);
  }
  EXPECT_EQ(p.area_household_first.size(), p.place.areas.size() + 1);
  EXPECT_EQ(p.area_household_first.back(), p.household_count());
  EXPECT_EQ(p.street_first.back(), p.household_count());
}

TEST(Households, StreetsAreOfAboutTwentyAndOfOneArea) {
  const Population& p = test::two_wards();
  for (std::size_t street = 0; street + 1 < p.street_first.size(); ++street) {
    int present = 0;
    for (std::uint32_t h = p.street_first[street]; h < p.street_first[street + 1]; ++h) {
      EXPECT_EQ(p.household_area(h), p.household_area(p.street_first[street]));
      for (EntityId person = p.members(h).first; person < p.members(h).second; ++person) {
        if (p.alive(person, 0)) {
          ++present;
          break;
        }
      }
    }
    EXPECT_GE(present, 10);
    EXPECT_LE(present, 30);
  }
}

TEST(Households, NoChildLivesAlone) {
  const Population& p = test::two_wards();
  for (std::uint32_t h = 0; h < p.household_count(); ++h) {
    int children = 0, adults = 0;
    for (EntityId person = p.members(h).first; person < p.members(h).second; ++person) {
      if (p.alive(person, 0)) ++(p.age(person, 0) < 18 ? children : adults);
    }
    EXPECT_TRUE(children == 0 || adults > 0);
  }
}

TEST(Households, ChildrenLiveWithSomebodyOfAParentsAge) {
  const Population& p = test::two_wards();
  int children = 0, with_parent = 0;
  for (EntityId child = 0; child < p.size(); ++child) {
    if (!p.alive(child, 0) || p.age(child, 0) >= 18) continue;
    ++children;
    const auto [begin, end] = p.members(p.household(child));
    for (EntityId other = begin; other < end; ++other) {
      const int gap = p.age(other, 0) - p.age(child, 0);
      if (p.alive(other, 0) && gap >= 16 && gap <= 46) {
        ++with_parent;
        break;
      }
    }
  }
  EXPECT_GT(children, 4000);
  EXPECT_GT(with_parent, 0.97 * children);
}

TEST(Households, MostPeopleShareTheirHouseholdsEthnicGroup) {
  const Population& p = test::two_wards();
  int pairs = 0, alike = 0;
  for (std::uint32_t h = 0; h < p.household_count(); ++h) {
    const auto [begin, end] = p.members(h);
    for (EntityId person = begin + 1; person < end; ++person) {
      ++pairs;
      alike += p.ethnicity(person) == p.ethnicity(begin);
    }
  }
  EXPECT_GT(alike, 0.75 * pairs);
}

TEST(Partners, AreAdultsTiedBothWays) {
  const Population& p = test::two_wards();
  int partnered = 0, apart = 0, adults = 0;
  double gap = 0;
  for (EntityId person = 0; person < p.size(); ++person) {
    adults += p.alive(person, 0) && p.age(person, 0) >= 18;
    const EntityId partner = p.partner(person, 0);
    if (partner == nobody) continue;
    ASSERT_LT(partner, p.size());
    EXPECT_NE(partner, person);
    EXPECT_EQ(p.partner(partner, 0), person);
    if (!p.alive(person, 0)) continue;
    EXPECT_GE(p.age(person, 0), 18);
    ++partnered;
    apart += p.household(person) != p.household(partner);
    if (p.sex(person) == Sex::male && p.sex(partner) == Sex::female)
      gap += (p.birth_day(partner) - p.birth_day(person)) / days_per_year;
  }
  EXPECT_GT(partnered, 0.3 * adults);
  EXPECT_LT(partnered, 0.65 * adults);
  EXPECT_GT(apart, 0.03 * adults);
  EXPECT_LT(apart, 0.15 * adults);
  EXPECT_NEAR(gap / (partnered / 2.0), 2.2, 1.5);
}

TEST(Accessors, ActivityFitsAge) {
  const Population& p = test::two_wards();
  for (EntityId person = 0; person < p.size(); ++person) {
    ASSERT_LE(static_cast<int>(p.ethnicity(person)), 4);
    ASSERT_LE(static_cast<int>(p.activity(person)), 5);
    if (!p.alive(person, 0)) continue;
    if (p.age(person, 0) < 16) {
      EXPECT_EQ(p.activity(person), Activity::child);
    }
    if (p.age(person, 0) >= 16) {
      EXPECT_NE(p.activity(person), Activity::child);
    }
    if (p.activity(person) == Activity::retired) {
      EXPECT_GE(p.age(person, 0), 50);
    }
  }
}

TEST(SmallPlaces, TheSmallestPopulationIsStillSound) {
  for (const double total : {100.0, 400.0, 3000.0}) {
    const Population p = test::make({}, -400, 400, total);
    std::size_t present = 0;
    for (EntityId person = 0; person < p.size(); ++person) present += p.alive(person, 0);
    EXPECT_EQ(present, static_cast<std::size_t>(total));
    EXPECT_EQ(p.friends.entity_count(), p.size());
    EXPECT_EQ(p.area_household_first.back(), p.household_count());
  }
}

}  // namespace
}  // namespace kith::population
