// Births, deaths, arrivals, departures and moves over the run, and what does not depend on them.
#include "models/population/demography.hpp"
#include "tests/population/fixture.hpp"

#include "engine/work/blocks.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace kith::population {
namespace {

using test::five_years;

std::array<double, 10> people_by_age(const Population& p, Day day) {
  constexpr std::array<int, 10> low{0, 10, 18, 20, 25, 30, 40, 50, 65, 80};
  std::array<double, 10> counts{};
  for (EntityId person = 0; person < p.size(); ++person) {
    if (!p.alive(person, day)) continue;
    ++counts[static_cast<std::size_t>(std::upper_bound(low.begin(), low.end(), p.age(person, day)) - low.begin()) - 1];
  }
  return counts;
}

TEST(DeathDay, FollowsTheLifeTable) {
  const PopulationParameters parameters = test::evidence_parameters();
  const double at_60 = parameters.death_rate_at_60_male, growth = parameters.death_rate_growth;
  const auto born = static_cast<Day>(-70 * days_per_year);
  int died = 0;
  constexpr int people = 40000;
  for (int i = 0; i < people; ++i) {
    Stream stream = Draws{7, 0}.at(purpose("test"), static_cast<std::uint64_t>(i));
    const Day day = death_day(parameters, Sex::male, born, 0, 5 * 365, stream);
    EXPECT_GT(day, 0);
    died += day != never;
  }
  const double hazard = 5 * parameters.death_rate_floor +
                        at_60 / growth * (std::exp(growth * 15) - std::exp(growth * 10));  // from 70 to 75
  const double expected = 1 - std::exp(-hazard);
  EXPECT_NEAR(died / double{people}, expected, 4 * std::sqrt(expected * (1 - expected) / people) + 0.0005);
}

TEST(BirthDays, AreApartAndWithinTheDays) {
  const PopulationParameters parameters = test::evidence_parameters();
  const auto born = static_cast<Day>(-27 * days_per_year);
  int births = 0;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    Stream stream = Draws{7, 0}.at(purpose("test"), i);
    const auto days = birth_days(parameters, born, true, false, 0, five_years, stream);
    births += static_cast<int>(days.size());
    for (std::size_t j = 0; j < days.size(); ++j) {
      EXPECT_GT(days[j], 0);
      EXPECT_LE(days[j], five_years);
      if (j > 0) {
        EXPECT_GE(days[j] - days[j - 1], 274);
      }
    }
  }
  EXPECT_GT(births, 5000 * 5 * 0.08);
  EXPECT_LT(births, 5000 * 5 * 0.20);
  Stream stream = Draws{7, 0}.at(purpose("test"), 0);
  EXPECT_TRUE(
      birth_days(parameters, static_cast<Day>(-70 * days_per_year), true, false, 0, five_years, stream).empty());
  EXPECT_TRUE(birth_days(parameters, static_cast<Day>(-5 * days_per_year), true, false, 0, five_years, stream).empty());
}

TEST(WholeCity, GrowsAgesAndRenewsItselfAsPublished) {
  const Population& p = test::whole_city();
  double births = 0, deaths = 0, moves = 0;
  for (EntityId person = 0; person < p.size(); ++person) {
    births += p.birth_day(person) > 0;
    deaths += p.death_day(person) > 0 && p.death_day(person) != never && !p.leaves(person);
  }
  moves = static_cast<double>(p.moves.size());
  EXPECT_NEAR(births / 5, 7800, 500);  // 7,855 people under one in the tables
  EXPECT_NEAR(deaths / 5, 3700, 250);
  EXPECT_NEAR(moves / 5 / 204000, 0.05, 0.02);
  // Mid-2013 to mid-2017 the city grew from 510,783 to 545,501: 6.8 percent in four years.
  const auto before = people_by_age(p, 0), after = people_by_age(p, 1461);
  double total_before = 0, total_after = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    total_before += before[i];
    total_after += after[i];
  }
  EXPECT_NEAR(total_after / total_before, 1.068, 0.015);
  // Shares of ages under 10, 10 .. 17, 18-19, 20-24, 25-29, 30-39 in the mid-2017 estimates.
  constexpr std::array<double, 6> published{0.1366, 0.0856, 0.0339, 0.1261, 0.1188, 0.1668};
  for (std::size_t i = 0; i < published.size(); ++i)
    EXPECT_NEAR(after[i] / total_after, published[i], 0.014) << "age class " << i;
}

TEST(Turnover, MovesAreInOrderAndOfHouseholdsThatAreThere) {
  const Population p = test::make({"Moston"}, -365, 730);
  ASSERT_FALSE(p.moves.empty());
  EXPECT_TRUE(std::is_sorted(p.moves.begin(), p.moves.end()));
  EXPECT_LT(p.moves.front().first, 0);
  EXPECT_GT(p.moves.back().first, 365);
  for (const auto& [day, household] : p.moves) {
    EXPECT_GT(day, -365);
    EXPECT_LE(day, 730);
    ASSERT_LT(household, p.household_count());
    for (EntityId person = p.members(household).first; person < p.members(household).second; ++person)
      EXPECT_TRUE(p.residents[person].from <= -365 || p.residents[person].from == p.birth_day(person));
  }
}

TEST(Turnover, PeopleOfAnArrivingHouseholdAreNotThereBefore) {
  const Population& p = test::two_wards();
  int arrived = 0, left = 0;
  for (EntityId person = 0; person < p.size(); ++person) {
    const Day from = p.residents[person].from;
    if (from > 0 && p.birth_day(person) < from) {
      ++arrived;
      EXPECT_FALSE(p.alive(person, from - 1));
      EXPECT_GE(p.age(person, from), 18);
    }
    if (p.leaves(person)) {
      ++left;
      EXPECT_NE(p.death_day(person), never);
      EXPECT_TRUE(p.alive(person, p.death_day(person) - 1) || p.birth_day(person) >= p.death_day(person));
    }
  }
  EXPECT_GT(arrived, 500);
  EXPECT_GT(left, 500);
}

TEST(Turnover, TheFirstDayIsTheSameWhateverTheLengthOfRunAndBurnIn) {
  const Population brief = test::make({"Moston"}, 0, 10);
  const Population longer = test::make({"Moston"}, -2000, five_years);
  EXPECT_EQ(people_by_age(brief, 0), people_by_age(longer, 0));
  EXPECT_GT(longer.size(), brief.size());
}

TEST(Turnover, BurnInHasAboutAsManyPeople) {
  const Population p = test::make({"Rusholme"}, -1461, 0);
  const auto now = people_by_age(p, 0), then = people_by_age(p, -1461);
  double total_now = 0, total_then = 0;
  for (std::size_t i = 0; i < now.size(); ++i) {
    total_now += now[i];
    total_then += then[i];
  }
  EXPECT_NEAR(total_then / total_now, 0.96, 0.04);
  double died = 0;
  for (EntityId person = 0; person < p.size(); ++person) died += p.death_day(person) < 0 && !p.leaves(person);
  EXPECT_NEAR(died / 4 / total_now, 0.0055, 0.0035);
}

bool same(const Layer& a, const Layer& b) {
  if (a.entity_count() != b.entity_count() || a.tie_count() != b.tie_count()) return false;
  for (std::uint32_t i = 0; i < a.entity_count(); ++i) {
    if (!std::ranges::equal(a.of(i), b.of(i))) return false;
  }
  return true;
}

bool same(const Population& a, const Population& b) {
  return a.residents == b.residents && a.couples == b.couples && a.moves == b.moves &&
         a.household_first == b.household_first && a.meeting_group == b.meeting_group &&
         a.street_first == b.street_first && same(a.friends, b.friends) && same(a.kin, b.kin);
}

TEST(Determinism, OneAnswerAtAnyThreadCount) {
  Population one, five;
  with_threads(1, [&] { one = test::make({"Hulme", "Moston"}, -365, 730); });
  with_threads(5, [&] { five = test::make({"Hulme", "Moston"}, -365, 730); });
  EXPECT_TRUE(same(one, five));
}

TEST(Determinism, AnotherSeedGivesOtherPeopleOnTheSameMargins) {
  const Population one = test::make({"Moston"}, 0, 10, 515000, 1);
  const Population two = test::make({"Moston"}, 0, 10, 515000, 2);
  EXPECT_FALSE(same(one, two));
  const auto a = people_by_age(one, 0), b = people_by_age(two, 0);
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 0.06 * a[i] + 10);
}

}  // namespace
}  // namespace kith::population
