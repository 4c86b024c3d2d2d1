// With whom people offend: how often, how many, and whom they take along again.
#include "models/safety/offending/companions.hpp"
#include "tests/laws/made_up_place.hpp"

#include <set>

namespace kith::safety::laws {
namespace {

/// Friends, household and kin who could come along on an event, each once.
std::set<EntityId> those_around(const Population& people, const Event& e) {
  std::set<EntityId> around;
  const auto [first, last] = people.members(people.household(e.offender));
  for (EntityId other = first; other < last; ++other) around.insert(other);
  for (const EntityId other : people.friends.of(e.offender)) around.insert(other);
  for (const EntityId other : people.kin.of(e.offender)) around.insert(other);
  const VictimKind kind = types()[e.type].victim;
  const bool harms_somebody = kind == VictimKind::person || kind == VictimKind::child || kind == VictimKind::partner;
  std::erase_if(around, [&](EntityId other) {
    return other == e.offender || (harms_somebody && other == static_cast<EntityId>(e.victim)) ||
           !people.alive(other, e.day) || people.age(other, e.day) < 10;
  });
  return around;
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
                               parameter("co_offender_two", 1), parameter("companion_age_nearness", 5)});
    return once;
  }
  static double expected_of(const Event& e) {
    const int age = std::max(life().people().age(e.offender, e.day), 15);
    const double wants = std::min(1.0, share_of(e.type) * std::exp((20 - age) / decay));
    return those_around(life().people(), e).empty() ? 0 : wants;
  }
};

/// co_offending: by type; alone if there is nobody around but whoever is harmed.
TEST_F(CompanyLaw, IsThatOfTheTypeAndAge) {
  std::vector<double> groups(type_count()), expected(type_count());
  for (const Event& e : life().events()) {
    groups[e.type] += e.offenders > 1;
    expected[e.type] += expected_of(e);
  }
  for (std::size_t k = 0; k < type_count(); ++k) {
    expect_count(groups[k], expected[k], types()[k].name);
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
                    Set{parameter("co_offender_two", two), parameter("co_offending_reuse", 0),
                        parameter("companion_age_nearness", 5)});
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
      by_type("female_ratio", 1e-6) + by_type("co_offending", 1) +
      Set{parameter("co_offending_age_decay", 100), parameter("co_offender_two", 1), parameter("co_accused", 1),
          parameter("companion_readiness", 0), parameter("companion_age_nearness", 5),
          parameter("companion_other_sex", 1), parameter("co_offending_reuse", reuse)});
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

/// Pairs of whom each event would be, by the closed form: in proportion to readiness and nearness of those around.
struct PairsOfWhom {
  double men = 0, women = 0, mixed = 0, young = 0, years_apart = 0;
  /// `chance` of a pair of these two, seen from both sides.
  void add(const AgeAndSex& one, const AgeAndSex& other, double chance) {
    double& these = one.sex != other.sex ? mixed : one.sex == Sex::male ? men : women;
    these += chance;
    for (const int age : {one.age, other.age})
      if (age >= 12 && age <= 20) {
        young += chance;
        years_apart += chance * std::abs(one.age - other.age);
      }
  }
};
PairsOfWhom pairs_expected(const Life& life, double readiness, double nearness, double other_sex, double women) {
  const Population& people = life.people();
  PairsOfWhom pairs;
  for (const Event& e : life.events()) {
    if (e.offenders != 2) continue;
    const auto is = [&](EntityId person) { return AgeAndSex{people.age(person, e.day), people.sex(person)}; };
    const AgeAndSex own = is(e.offender);
    const auto weight = [&](const AgeAndSex& other) {
      const double rate = plain_age_shape(other.age) * (other.sex == Sex::female ? women : 1);
      return std::pow(rate, readiness) * std::max(0.0, 1 - std::abs(std::log(1.0 * own.age / other.age)) / nearness) *
             (own.sex == other.sex ? 1 : other_sex);
    };
    double all = 0;
    for (const EntityId other : those_around(people, e)) all += weight(is(other));
    for (const EntityId other : those_around(people, e)) pairs.add(own, is(other), weight(is(other)) / all);
  }
  return pairs;
}

/// female_ratio: who comes along is ready for that type of offence: not women, where women never commit it, whatever
/// else of its family they do.
TEST(CompanionsLaw, AreReadyForTheType) {
  const auto only = [](const char* name, double value) {
    return [=](std::size_t k) { return types()[k].name == name ? value : 0.0; };
  };
  const Life life(all_convicted() + by_type("base_rate", 0) + by_type("female_ratio", only("shoplifting", 1)) +
                  by_type("co_offending", only("vehicle_theft", 1)) + by_type("away_share", 1) +
                  Set{parameter("base_rate.shoplifting", 3), parameter("base_rate.vehicle_theft", 1),
                      parameter("co_offending_age_decay", 100), parameter("co_offender_two", 1),
                      parameter("co_accused", 1), parameter("companion_other_sex", 1)});
  EXPECT_GT(life.total(Tally::group_offences), 100);
  EXPECT_EQ(life.headline(Tally::companions_of_men_men_share), 1);
}

/// companion_readiness, companion_age_nearness, companion_other_sex: those come along who offend themselves, and who
/// are like whoever began it.
TEST(CompanionsLaw, AreReadyAndNear) {
  constexpr double readiness = 0.6, nearness = 0.4, other_sex = 0.4, women = 0.3;
  const Life life(all_convicted() + by_type("base_rate", 1.5) + by_type("female_ratio", women) +
                  by_type("co_offending", 1) +
                  Set{parameter("co_offending_age_decay", 100), parameter("co_offender_two", 1),
                      parameter("co_offending_reuse", 0), parameter("companion_readiness", readiness),
                      parameter("companion_age_nearness", nearness), parameter("companion_other_sex", other_sex)});
  const PairsOfWhom expected = pairs_expected(life, readiness, nearness, other_sex, women);
  const double pairs = expected.men + expected.women + expected.mixed;
  const double share_of_men = 2 * expected.men / (2 * expected.men + expected.mixed);
  const double share_of_women = 2 * expected.women / (2 * expected.women + expected.mixed);
  EXPECT_NEAR(life.headline(Tally::companions_of_men_men_share), share_of_men, 5 * std::sqrt(0.25 / pairs));
  EXPECT_NEAR(life.headline(Tally::companions_of_women_women_share), share_of_women, 7 * std::sqrt(0.25 / pairs));
  EXPECT_NEAR(life.headline(Tally::young_pair_age_gap), expected.years_apart / expected.young,
              0.06 * expected.years_apart / expected.young);
}

/// Who is in a quiet spell does not come along: so often nobody around is in an active one.
TEST(CompanionsLaw, AreInAnActiveSpell) {
  constexpr double active = 0.2;
  const Life life(by_type("base_rate", 0.3) + by_type("co_offending", 1) +
                  Set{parameter("co_offending_age_decay", 100), parameter("active_share", active),
                      parameter("active_spell_years", 0.1), parameter("co_offending_reuse", 0),
                      parameter("companion_age_nearness", 5)});
  double alone = 0, expected = 0;
  for (const Event& e : life.events()) {
    alone += e.offenders == 1;
    const double wants = std::min(1.0, std::exp((20 - std::max(life.people().age(e.offender, e.day), 15)) / 100.0));
    const auto around = static_cast<double>(those_around(life.people(), e).size());
    expected += 1 - wants * (1 - std::pow(1 - active, around));
  }
  // Offences of one spell find the same people around.
  expect_count(alone, expected, "alone", 4);
}

}  // namespace
}  // namespace kith::safety::laws
