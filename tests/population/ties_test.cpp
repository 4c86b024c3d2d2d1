// The layers of ties: degree, clustering, likeness, and the sizes of groups.
#include "tests/population/fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace kith::population {
namespace {

bool counts(const Population& p, EntityId person) { return p.alive(person, 0) && p.age(person, 0) >= 10; }

TEST(Friends, MeanDegreeIsTheEvidences) {
  const Population& p = test::two_wards();
  double people = 0, friends = 0, none = 0;
  for (EntityId person = 0; person < p.size(); ++person) {
    if (!counts(p, person)) continue;
    ++people;
    int present = 0;
    for (const EntityId other : p.friends.of(person)) present += p.alive(other, 0);
    friends += present;
    none += present == 0;
  }
  EXPECT_NEAR(friends / people, test::evidence_parameters().friends_mean_degree, 0.6);
  EXPECT_LT(none / people, 0.03);
}

/// Mean number of friends there on `day`, of those there of an age.
double present_friends(const Population& p, Day day, int lowest_age, int highest_age) {
  double people = 0, friends = 0;
  for (EntityId person = 0; person < p.size(); ++person) {
    const int age = p.age(person, day);
    if (!p.alive(person, day) || age < lowest_age || age > highest_age) continue;
    ++people;
    for (const EntityId other : p.friends.of(person)) friends += p.alive(other, day);
  }
  return friends / people;
}

/// Were friends chosen among all who are ever there, the young of the first day would wait for those who come later.
TEST(Friends, StayAsManyWhoeverComesAndGoes) {
  constexpr Day ten_years = 3652;
  const Population p = test::make({"Rusholme", "Moston"}, -365, ten_years);
  const double degree = test::evidence_parameters().friends_mean_degree;
  for (const auto& [lowest, highest] : {std::pair{10, 14}, std::pair{15, 19}, std::pair{20, 29}, std::pair{30, 44}})
    for (const Day day : {-365, 0, ten_years / 2, ten_years})
      EXPECT_NEAR(present_friends(p, day, lowest, highest), 0.93 * degree, 0.15 * degree)
          << "aged " << lowest << " to " << highest << " on day " << day;
}

TEST(Friends, AreClustered) {
  const Population& p = test::two_wards();
  double wedges = 0, closed = 0;
  for (EntityId person = 0; person < p.size(); person += 5) {
    const auto friends = p.friends.of(person);
    for (std::size_t i = 0; i < friends.size(); ++i) {
      const auto others = p.friends.of(friends[i]);
      for (std::size_t j = i + 1; j < friends.size(); ++j) {
        ++wedges;
        closed += std::binary_search(others.begin(), others.end(), friends[j]);
      }
    }
  }
  EXPECT_GT(closed / wedges, 0.2);
  EXPECT_LT(closed / wedges, 0.4);
}

TEST(Friends, AreAlikeInAgeSexAndArea) {
  const Population& p = test::two_wards();
  double ties = 0, same_sex = 0, same_area = 0, close = 0, household = 0;
  for (EntityId person = 0; person < p.size(); ++person) {
    if (!counts(p, person)) continue;
    for (const EntityId other : p.friends.of(person)) {
      ++ties;
      same_sex += p.sex(person) == p.sex(other);
      same_area += p.area(person) == p.area(other);
      close += std::abs(p.birth_day(person) - p.birth_day(other)) < 5 * days_per_year;
      household += p.household(person) == p.household(other);
    }
  }
  EXPECT_GT(same_sex / ties, 0.6);
  EXPECT_LT(same_sex / ties, 0.85);
  EXPECT_GT(same_area / ties, 0.35);
  EXPECT_GT(close / ties, 0.5);
  EXPECT_LT(close / ties, 0.95);
  EXPECT_EQ(household, 0);
}

TEST(Friends, TinyChildrenHaveNone) {
  const Population& p = test::two_wards();
  for (EntityId person = 0; person < p.size(); ++person) {
    if (p.age(person, test::five_years) < 8) {
      EXPECT_TRUE(p.friends.of(person).empty());
    }
  }
}

TEST(Kin, AreOfOtherHouseholdsAndTiedBothWays) {
  const Population& p = test::two_wards();
  double adults = 0, ties = 0, generation = 0, same_group = 0, all = 0;
  for (EntityId person = 0; person < p.size(); ++person) {
    if (p.alive(person, 0) && p.age(person, 0) >= 18) {
      ++adults;
      ties += static_cast<double>(p.kin.of(person).size());
    }
    for (const EntityId other : p.kin.of(person)) {
      EXPECT_NE(p.household(person), p.household(other));
      const auto back = p.kin.of(other);
      EXPECT_TRUE(std::binary_search(back.begin(), back.end(), person));
      ++all;
      generation += std::abs(p.birth_day(person) - p.birth_day(other)) > 16 * days_per_year;
      same_group += p.ethnicity(person) == p.ethnicity(other);
    }
  }
  EXPECT_GT(ties / adults, 1.2);
  EXPECT_LT(ties / adults, 3.5);
  EXPECT_GT(generation / all, 0.3);
  EXPECT_GT(same_group / all, 0.75);
}

TEST(Meetings, GroupsAreSmallAndAgreeWithTheColumn) {
  const Population& p = test::two_wards();
  for (std::uint32_t group = 0; group < p.meeting_groups.group_count(); ++group) {
    const auto members = p.meeting_groups.members(group);
    EXPECT_GE(members.size(), 1U);
    EXPECT_LE(members.size(), 45U);
    for (const EntityId member : members) EXPECT_EQ(p.meeting_group[member], group);
  }
  EXPECT_GT(p.school_group_count, 50U);
  EXPECT_GT(p.meeting_groups.group_count(), p.school_group_count + 100);
}

TEST(Meetings, AClassIsOfOneSchoolYearAndWard) {
  const Population& p = test::two_wards();
  int classes = 0;
  for (std::uint32_t group = 0; group < p.school_group_count; ++group) {
    const auto members = p.meeting_groups.members(group);
    const int age = p.age(members.front(), 0);
    if (age >= 18) continue;
    ++classes;
    for (const EntityId member : members) {
      EXPECT_LE(std::abs(p.birth_day(member) - p.birth_day(members.front())), 366);
      EXPECT_EQ(p.place.areas[p.area(member)].ward, p.place.areas[p.area(members.front())].ward);
    }
  }
  EXPECT_GT(classes, 100);
}

TEST(Meetings, ChildrenLearnAndTheEmployedWork) {
  const Population& p = test::two_wards();
  int children = 0, taught = 0, employed = 0, at_work = 0;
  for (EntityId person = 0; person < p.size(); ++person) {
    if (!p.alive(person, 0)) continue;
    const std::uint32_t group = p.meeting_group[person];
    const int age = p.age(person, 0);
    if (age >= 5 && age < 16) {
      ++children;
      taught += group < p.school_group_count;
    }
    if (p.activity(person) == Activity::employed) {
      ++employed;
      at_work += group != nobody;
      EXPECT_TRUE(group == nobody || group >= p.school_group_count);
    }
    if (p.activity(person) == Activity::retired) {
      EXPECT_EQ(group, nobody);
    }
  }
  EXPECT_EQ(taught, children);
  EXPECT_NEAR(at_work / static_cast<double>(employed), 0.65, 0.1);
}

}  // namespace
}  // namespace kith::population
