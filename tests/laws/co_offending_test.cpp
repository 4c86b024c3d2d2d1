// With whom people offend: how often, how many, and whom they take along again.
#include "tests/laws/made_up_place.hpp"

#include <set>

namespace kith::safety::laws {
namespace {

/// Chance that nobody of three drawn among friends, household and kin can come along.
double chance_of_nobody(const Population& people, EntityId offender, Day day) {
  double unable = 0, ties = 0;
  const auto look = [&](EntityId other) {
    ++ties;
    unable += other == offender || !people.alive(other, day) || people.age(other, day) < 10;
  };
  for (const EntityId other : people.friends.of(offender)) look(other);
  for (const EntityId other : people.kin.of(offender)) look(other);
  const auto [first, last] = people.members(people.household(offender));
  for (EntityId other = first; other < last; ++other) look(other);
  return std::pow(unable / ties, 3);
}

double share_of(std::size_t type) { return 0.25 + 0.01 * static_cast<double>(type); }
bool harms_people(std::size_t type) {
  const VictimKind kind = types()[type].victim;
  return kind == VictimKind::person || kind == VictimKind::child || kind == VictimKind::partner;
}

class CompanyLaw : public testing::Test {
 protected:
  static constexpr double decay = 40;
  static const Life& life() {
    static const Life once(by_type("base_rate", 1.5) + by_type("co_offending", share_of) + by_type("away_share", 1) +
                           Set{parameter("co_offending_age_decay", decay), parameter("co_offending_reuse", 0),
                               parameter("co_offender_two", 1)});
    return once;
  }
  static double expected_of(const Event& e) {
    const int age = std::max(life().people().age(e.offender, e.day), 15);
    const double wants = std::min(1.0, share_of(e.type) * std::exp((20 - age) / decay));
    return wants * (1 - chance_of_nobody(life().people(), e.offender, e.day));
  }
};

/// co_offending: by type. Of domestic abuse the one harmed is often the one drawn, and then nobody comes along.
TEST_F(CompanyLaw, IsThatOfTheTypeAndAge) {
  std::vector<double> groups(type_count()), expected(type_count());
  for (const Event& e : life().events()) {
    groups[e.type] += e.offenders > 1;
    expected[e.type] += expected_of(e);
  }
  for (std::size_t k = 0; k < type_count(); ++k) {
    if (types()[k].victim == VictimKind::partner) {
      EXPECT_LT(groups[k], expected[k] + 4 * std::sqrt(expected[k])) << types()[k].name;
      EXPECT_GT(groups[k], 0.6 * expected[k]) << types()[k].name;
    } else {
      expect_count(groups[k], expected[k], types()[k].name);
    }
    EXPECT_EQ(life().of_type(Tally::group_offences, k), groups[k]);
  }
}

/// co_offending_age_decay: the older, the more alone.
TEST_F(CompanyLaw, FadesWithAge) {
  constexpr std::array<int, 5> ages{10, 20, 35, 55, 111};
  for (std::size_t band = 0; band + 1 < ages.size(); ++band) {
    double groups = 0, expected = 0;
    for (const Event& e : life().events()) {
      const int age = life().people().age(e.offender, e.day);
      if (harms_people(e.type) || age < ages[band] || age >= ages[band + 1]) continue;
      groups += e.offenders > 1;
      expected += expected_of(e);
    }
    expect_count(groups, expected, fmt::format("from {}", ages[band]));
  }
}

/// co_offender_two: after the first companion another is asked with the rest of the chance; whether there is one to
/// come is drawn alike in two lives that differ in this alone.
TEST(CompanionsLaw, AreMoreThanOneWithTheRestOfTheChance) {
  const auto larger = [](double two) {
    const Life life(by_type("base_rate", 0.5) + by_type("co_offending", 0.5) +
                    Set{parameter("co_offender_two", two), parameter("co_offending_reuse", 0)});
    return life.count([](const Event& e) { return e.offenders > 2; });
  };
  const double some = larger(0.8), many = larger(0.4);
  expect_share(some, many, 0.2 / 0.6, "groups of three and more");
}

/// Women are accused here only as companions of men, of whom each has one at a time.
struct WomenTakenAlong {
  double women, men;  ///< different women; men who took anybody along
};
WomenTakenAlong women_taken_along(double reuse) {
  const Life life(
      all_convicted() +
      by_type("base_rate", [](std::size_t k) { return types()[k].victim == VictimKind::none ? 2.0 : 0.0; }) +
      by_label("female_ratio", family_names, 0) + by_type("co_offending", 1) +
      Set{parameter("co_offending_age_decay", 100), parameter("co_offender_two", 1), parameter("co_accused", 1),
          parameter("co_offending_reuse", reuse)});
  WomenTakenAlong seen{};
  std::set<EntityId> men;
  for (const Event& e : life.events())
    if (e.offenders > 1) men.insert(e.offender);
  const std::size_t bands = age_band_names.size();  // of each sex, women first
  for (std::size_t i = 0; i < bands; ++i) seen.women += life.counts(Tally::accused_people)[i];
  seen.men = static_cast<double>(men.size());
  return seen;
}

/// co_offending_reuse: who always goes with an earlier companion has one, so there are no more women than men who took
/// one along first; who does half the time has had several within the year.
TEST(CompanionsLaw, AreTakenAlongAgain) {
  const WomenTakenAlong always = women_taken_along(1), half = women_taken_along(0.5), never = women_taken_along(0);
  EXPECT_LT(always.women, 0.4 * always.men) << "a third of companions are women";
  EXPECT_GT(half.women, 1.3 * always.women);
  EXPECT_GT(never.women, 1.15 * half.women);
}

}  // namespace
}  // namespace kith::safety::laws
