// Couples over the run: how many part, that as many form, who is whose partner on a day, and who lives at home.
#include "models/population/couples.hpp"
#include "models/population/demography.hpp"
#include "tests/population/fixture.hpp"
#include "tests/statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace kith::population {
namespace {

constexpr Day ten_years = 3652;

const Population& decade() {
  static const Population population = test::make({"Rusholme", "Moston", "Didsbury West"}, 0, ten_years);
  return population;
}

/// Summed over the years from an age on.
double summed_hazard(double rate, double age, double years) {
  const PopulationParameters p = test::evidence_parameters();
  const double steady = std::clamp(p.parting_age - age, 0.0, years);
  const auto fallen = [&](double at) { return std::exp(-std::max(at - p.parting_age, 0.0) / p.parting_age_decay); };
  return rate * (steady + p.parting_age_decay * (fallen(age + steady) - fallen(age + years)));
}

TEST(PartingDay, FollowsAgeAndRate) {
  const PopulationParameters parameters = test::evidence_parameters();
  constexpr double rate = 0.08;
  constexpr int couples = 40000;
  for (const double age : {25.0, 37.0, 60.0}) {
    int parted = 0;
    for (int i = 0; i < couples; ++i) {
      Stream stream = Draws{7, 0}.at(purpose("test"), static_cast<std::uint64_t>(i));
      const Day day =
          parting_day(parameters, rate, static_cast<Day>(-age * days_per_year), 0, test::five_years, stream);
      EXPECT_GT(day, 0);
      parted += day != never;
    }
    const double expected = 1 - std::exp(-summed_hazard(rate, age, 5));
    EXPECT_NEAR(parted / double{couples}, expected, 4.5 * std::sqrt(expected / couples)) << age;
  }
}

/// population.parting_rate, parting_age, parting_age_decay: of couples at home who both stay for all ten years.
TEST(Couples, PartAtTheRateOfTheirAge) {
  const Population& p = decade();
  const double rate = test::evidence_parameters().parting_rate;
  double expected = 0, parted = 0;
  for (EntityId person = 0; person < p.size(); ++person) {
    const EntityId partner = p.partner_at_home(person);
    if (partner == nobody || person > partner) continue;
    const auto stays = [&](EntityId one) { return p.alive(one, 0) && p.alive(one, ten_years); };
    if (!stays(person) || !stays(partner)) continue;
    const double age = -(p.birth_day(person) / 2.0 + p.birth_day(partner) / 2.0) / days_per_year;
    expected += 1 - std::exp(-summed_hazard(rate, age, 10));
    const auto couples = p.couples_of(person);
    parted += !couples.empty() && couples.front().partner == partner && couples.front().until < ten_years;
  }
  EXPECT_GT(expected, 300);
  EXPECT_NEAR(parted, expected, 4.5 * std::sqrt(expected));
}

/// population.parting_rate_apart
TEST(Couples, ApartPartAtARateOfTheirOwn) {
  const Population& p = decade();
  const double rate = test::evidence_parameters().parting_rate_apart;
  double expected = 0, parted = 0;
  for (const Couple& couple : p.couples) {
    const auto [person, partner] = std::pair{couple.person, couple.partner};
    if (couple.from > 0 || person > partner || p.household(person) == p.household(partner)) continue;
    if (!p.alive(person, 365) || !p.alive(partner, 365)) continue;
    const double age = -(p.birth_day(person) / 2.0 + p.birth_day(partner) / 2.0) / days_per_year;
    expected += 1 - std::exp(-summed_hazard(rate, age, 1));
    parted += couple.until < 365;
  }
  EXPECT_GT(expected, 50);
  EXPECT_NEAR(parted, expected, 4.5 * std::sqrt(expected));
}

TEST(Couples, AreOfTwoAndOneAtATime) {
  const Population& p = decade();
  ASSERT_TRUE(std::is_sorted(p.couples.begin(), p.couples.end()));
  for (std::size_t i = 0; i < p.couples.size(); ++i) {
    const Couple& couple = p.couples[i];
    const auto back = p.couples_of(couple.partner);
    EXPECT_EQ(std::ranges::count_if(back,
                                    [&](const Couple& other) {
                                      return other.partner == couple.person && other.from == couple.from &&
                                             other.until == couple.until;
                                    }),
              1);
    EXPECT_LT(couple.from, couple.until);
    if (i > 0 && p.couples[i - 1].person == couple.person) {
      EXPECT_LE(p.couples[i - 1].until, couple.from);
    }
    if (couple.from <= 0) continue;
    EXPECT_GE(p.age(couple.person, couple.from), adult_age - 1);
    EXPECT_TRUE(p.alive(couple.person, couple.from) && p.alive(couple.partner, couple.from));
    EXPECT_EQ(p.partner(couple.person, couple.from), couple.partner);
    const auto kin = p.kin.of(couple.person);
    EXPECT_EQ(std::ranges::count(kin, couple.partner), 0);
  }
}

struct Shares {
  double with_partner = 0, together = 0, all = 0;
};
Shares women_with_partner(const Population& p, std::uint16_t ward, Day day, int low, int high) {
  Shares found;
  for (EntityId person = 0; person < p.size(); ++person) {
    const int age = p.age(person, day);
    if (p.sex(person) != Sex::female || !p.alive(person, day) || age < low || age >= high) continue;
    if (p.place.areas[p.area(person)].ward != ward) continue;
    ++found.all;
    const EntityId partner = p.partner(person, day);
    if (partner == nobody) continue;
    ++found.with_partner;
    found.together += home(p, person, day) == home(p, partner, day);
  }
  return found;
}

/// Over ten years as many women of a ward have a partner, and live with one, as would if the shares of each age were
/// those of the first day; but for couples that form and part within a year, those who cannot move in, and what is
/// rounded. Age by age the shares stay near, too: what is too many among those who grow older is made up for by the
/// others.
TEST(Couples, DoNotDrift) {
  const Population& p = decade();
  for (std::uint16_t ward = 0; ward < p.place.wards.size(); ++ward)
    for (const Day day : {365, test::five_years, ten_years}) {
      Shares now, expected;
      for (const auto& [low, high] : {std::pair{18, 25}, {25, 35}, {35, 45}, {45, 55}, {55, 65}, {65, 76}}) {
        const Shares first = women_with_partner(p, ward, 0, low, high);
        const Shares then = women_with_partner(p, ward, day, low, high);
        const std::string what = p.place.wards[ward] + ", " + std::to_string(low) + ", day " + std::to_string(day);
        EXPECT_NEAR(then.with_partner / then.all, first.with_partner / first.all, 0.06) << what;
        EXPECT_NEAR(then.together / then.all, first.together / first.all, 0.1) << what << ", at home";
        now.all += then.all;
        now.with_partner += then.with_partner;
        now.together += then.together;
        expected.with_partner += then.all * first.with_partner / first.all;
        expected.together += then.all * first.together / first.all;
      }
      EXPECT_NEAR(now.with_partner / now.all, expected.with_partner / now.all, 0.01) << day;
      EXPECT_NEAR(now.together / now.all, expected.together / now.all, 0.02) << day;
    }
}

TEST(Couples, WhoMovesInIsAtHomeThere) {
  const Population& p = decade();
  double moved_in = 0;
  for (const Couple& couple : p.couples) {
    if (!couple.moves_out || p.household(couple.person) == p.household(couple.partner)) continue;
    const std::uint32_t theirs = p.household(couple.partner);
    const Day last = std::max<Day>(std::min<Day>(couple.until, ten_years) - 1, couple.from);
    for (const Day day : {static_cast<Day>(couple.from), last}) {
      EXPECT_EQ(home(p, couple.person, day), theirs);
      EXPECT_EQ(home(p, couple.partner, day), theirs);
      std::vector<EntityId> there;
      each_at_home(p, theirs, day, [&](EntityId person) { there.push_back(person); });
      EXPECT_EQ(std::ranges::count(there, couple.person), 1);
      EXPECT_EQ(std::ranges::count(there, couple.partner), 1);
      for (const EntityId person : there) EXPECT_EQ(home(p, person, day), theirs);
    }
    ++moved_in;
  }
  EXPECT_GT(moved_in, 300);
}

TEST(Couples, OneOfTwoMovesOutAndOftenerTheFather) {
  const Population& p = decade();
  double out = 0, with_children = 0, fathers = 0;
  for (const Couple& couple : p.couples) {
    if (p.household(couple.person) != p.household(couple.partner) || couple.until > ten_years) continue;
    if (!p.alive(couple.person, couple.until) || !p.alive(couple.partner, couple.until)) continue;
    if (couple.person > couple.partner) continue;
    ++out;
    EXPECT_TRUE(p.lives_at_home(couple.person, couple.until - 1) && p.lives_at_home(couple.partner, couple.until - 1));
    EXPECT_NE(p.lives_at_home(couple.person, couple.until), p.lives_at_home(couple.partner, couple.until));
    if (p.sex(couple.person) == p.sex(couple.partner)) continue;
    const auto [first, last] = p.members(p.household(couple.person));
    bool children = false;
    for (EntityId member = first; member < last; ++member)
      children |= p.alive(member, couple.until) && p.age(member, couple.until) < adult_age;
    if (!children) continue;
    ++with_children;
    const EntityId man = p.sex(couple.person) == Sex::male ? couple.person : couple.partner;
    fathers += !p.lives_at_home(man, couple.until);
  }
  EXPECT_GT(out, 300);
  const double expected = test::evidence_parameters().lone_mother_share;
  EXPECT_NEAR(fathers / with_children, expected, 4.5 * std::sqrt(expected * (1 - expected) / with_children));
}

TEST(Couples, AFormerPartnerIsWhomSomebodyPartedFrom) {
  const Population& p = decade();
  double found = 0;
  for (const Couple& couple : p.couples) {
    if (couple.until >= ten_years || couple.until <= 0 || !p.alive(couple.partner, couple.until)) continue;
    const EntityId former = p.former_partner(couple.person, couple.until);
    if (p.partner(couple.person, couple.until) == couple.partner) continue;
    EXPECT_EQ(former, couple.partner);
    ++found;
  }
  EXPECT_GT(found, 300);
}

}  // namespace
}  // namespace kith::population
