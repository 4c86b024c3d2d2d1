// Needs (risk factors): how they come, how they go, and what they do to offending.
#include "tests/laws/made_up_place.hpp"

namespace kith::safety::laws {
namespace {

constexpr int oldest_child = 19;
/// Children under each age are without the need; of trauma and of those that only children have, none is too young.
int youngest(std::size_t risk) {
  const auto need = static_cast<Risk>(risk);
  const bool at_any_age = need == Risk::trauma || need == Risk::looked_after || need == Risk::missing_episodes;
  return at_any_age ? 0 : need == Risk::unemployed ? 17 : 13;
}
double prevalence(std::size_t risk) { return 0.2 + 0.02 * static_cast<double>(risk); }
double by_deprivation(std::size_t risk) { return 0.6 - 0.02 * static_cast<double>(risk); }
double recovery(std::size_t risk) { return 0.5 + 0.1 * static_cast<double>(risk); }
constexpr double mean_score = 25, score_deviation = 18;

bool can_come(Risk risk, int age) {
  if (risk == Risk::looked_after || risk == Risk::missing_episodes) return age <= oldest_child;
  return age >= youngest(static_cast<std::size_t>(risk));
}

class NeedsLaw : public testing::Test {
 protected:
  static const Life& life() {
    static const Life once(by_label("risk_prevalence", need_names(), prevalence) +
                           by_label("risk_deprivation", need_names(), by_deprivation) +
                           by_label("risk_recovery", need_names(), recovery) +
                           by_label("risk_lowest_age", need_names(), youngest) +
                           Set{{"run.end", "2016-03-31"},
                               parameter("looked_after_highest_age", oldest_child),
                               parameter("deprivation_score_mean", mean_score),
                               parameter("deprivation_score_deviation", score_deviation)});
    return once;
  }
  static double odds(std::size_t risk, EntityId person) {
    const Area& area = life().people().place.areas[life().people().area(person)];
    return prevalence(risk) / (1 - prevalence(risk)) *
           std::exp(by_deprivation(risk) * (area.deprivation_score - mean_score) / score_deviation);
  }
  /// Visits weeks of lives as visit(person, day, years, chance of having the need). Those who could have it when the
  /// run began, or when they were born, have it with its prevalence; after that it comes and goes.
  template <class Visit>
  static void weeks_of_lives(std::size_t risk, const Visit& visit) {
    constexpr double years = 7 / days_per_year;
    const Population& people = life().people();
    for (EntityId person = 0; person < people.size(); ++person) {
      const double odds = NeedsLaw::odds(risk, person);
      double has = -1;
      for (Day day = 3; day < life().days(); day += 7) {
        if (!people.alive(person, day)) continue;
        const bool comes = can_come(static_cast<Risk>(risk), people.age(person, day));
        if (has < 0) has = comes ? odds / (1 + odds) : 0;
        visit(person, day, years, has, comes ? recovery(risk) * odds : 0.0);
        has += years * ((comes ? recovery(risk) * odds * (1 - has) : 0) - recovery(risk) * has);
      }
    }
  }
};

/// risk_prevalence, risk_deprivation, deprivation_score_mean, deprivation_score_deviation, risk_lowest_age,
/// looked_after_highest_age: they come at the rate that keeps their prevalence, to those of an age to have them.
TEST_F(NeedsLaw, ComeAtTheRateThatKeepsTheirPrevalence) {
  for (std::size_t risk = 0; risk < need_count(); ++risk) {
    double expected = 0;
    weeks_of_lives(risk,
                   [&](EntityId, Day, double years, double has, double rate) { expected += years * rate * (1 - has); });
    expect_count(life().of_risk(Tally::risk_factor_onsets, static_cast<Risk>(risk)), expected, need_names()[risk]);
  }
}

/// risk_recovery: they go at their rate, those people had as the run began included.
TEST_F(NeedsLaw, GoAtTheirRate) {
  for (std::size_t risk = 0; risk < need_count(); ++risk) {
    double expected = 0;
    weeks_of_lives(risk,
                   [&](EntityId, Day, double years, double has, double) { expected += years * recovery(risk) * has; });
    expect_count(life().of_risk(Tally::risk_factor_recoveries, static_cast<Risk>(risk)), expected, need_names()[risk]);
  }
}

/// risk_offending: everybody may have one need only, of which half do: they offend so many times as often.
class OneNeedLaw : public testing::TestWithParam<std::size_t> {};
TEST_P(OneNeedLaw, MultipliesOffending) {
  const std::size_t need = GetParam();
  const auto offences_where = [&](double have) {
    const Life life(
        by_type("base_rate", [](std::size_t k) { return types()[k].name == "drugs" ? 12.0 : 0.0; }) +
        by_label("risk_prevalence", need_names(), [&](std::size_t risk) { return risk == need ? have : 0.0; }) +
        by_label("risk_deprivation", need_names(), 0) +
        by_label("risk_offending", need_names(), [&](std::size_t risk) { return risk == need ? 4.0 : 1.0; }) +
        by_label("risk_lowest_age", need_names(), youngest) + Set{parameter("looked_after_highest_age", oldest_child)});
    return life.count(
        [&](const Event& e) { return can_come(static_cast<Risk>(need), life.people().age(e.offender, e.day)); });
  };
  // Half of those counted, drawn one by one, offend four times as often: 2.5 times as many offences.
  const double plain = offences_where(0), needy = offences_where(0.5);
  const double people = plain / 6;  // who offend some six times each in the year
  EXPECT_NEAR(needy / plain, 2.5,
              kith::test::standard_errors_limit() * (1.5 / std::sqrt(people) + 2.5 / std::sqrt(plain)) + 0.1);
}
INSTANTIATE_TEST_SUITE_P(Needs, OneNeedLaw, testing::Range(std::size_t{0}, need_count()),
                         [](const auto& tested) { return std::string(need_names().at(tested.param)); });

}  // namespace
}  // namespace kith::safety::laws
