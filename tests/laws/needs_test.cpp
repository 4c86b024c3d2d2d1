// Needs (risk factors): how they come, how they go, and what they do to offending.
#include "models/safety/dispositions/dispositions.hpp"
#include "models/safety/victims/susceptibility.hpp"
#include "tests/laws/made_up_place.hpp"

#include <utility>

namespace kith::safety::laws {
namespace {

constexpr int oldest_child = 19;
bool is_work(std::size_t risk) { return Evidence::get().needs()[risk].is_work; }
bool of_children(std::size_t risk) {
  return risk == static_cast<std::size_t>(Risk::looked_after) ||
         risk == static_cast<std::size_t>(Risk::missing_episodes);
}
/// Children under each age are without the need; of trauma and of those that only children have, none is too young.
int youngest(std::size_t risk) {
  return of_children(risk) || risk == static_cast<std::size_t>(Risk::trauma) ? 0 : is_work(risk) ? 17 : 13;
}
int eldest(std::size_t risk) { return of_children(risk) ? oldest_child : 70 + static_cast<int>(risk); }
double prevalence(std::size_t risk) { return 0.2 + 0.02 * static_cast<double>(risk); }
double by_deprivation(std::size_t risk) { return 0.6 - 0.02 * static_cast<double>(risk); }
double recovery(std::size_t risk) { return 0.5 + 0.1 * static_cast<double>(risk); }
constexpr double mean_score = 25, score_deviation = 18;

bool can_come(std::size_t risk, int age) { return age >= youngest(risk) && age <= eldest(risk); }

class NeedsLaw : public testing::Test {
 protected:
  static Set settings() {
    return by_label("risk_prevalence", need_names(), prevalence) +
           by_label("risk_deprivation", need_names(), by_deprivation) +
           by_label("risk_recovery", need_names(), recovery) +
           by_label("risk_lowest_age", need_names(), [](std::size_t risk) { return youngest(risk); }) +
           by_label("risk_highest_age", need_names(), [](std::size_t risk) { return eldest(risk); }) +
           Set{{"run.end", "2016-03-31"},
               parameter("deprivation_score_mean", mean_score),
               parameter("deprivation_score_deviation", score_deviation)};
  }
  static const Life& life() {
    static const Life once(settings());
    return once;
  }
  static double odds(std::size_t risk, EntityId person) {
    const Area& area = life().people().place.areas[life().people().area(person)];
    return prevalence(risk) / (1 - prevalence(risk)) *
           std::exp(by_deprivation(risk) * (area.deprivation_score - mean_score) / score_deviation);
  }
  struct Flows {
    double come = 0, go = 0;
  };
  /// Week by week: who could have it for years as the run began has it as long as it takes to come; it comes and goes
  /// at its rates, and goes with the last age.
  static Flows expected_flows(std::size_t risk) {
    constexpr double years = 7 / days_per_year;
    const Population& people = life().people();
    Flows flows;
    for (EntityId person = 0; person < people.size(); ++person) {
      const double on = recovery(risk) * odds(risk, person), off = recovery(risk);
      double has = -1;
      for (Day day = 3; day < life().days(); day += 7) {
        if (!people.alive(person, day)) continue;
        const bool can = can_come(risk, people.age(person, day));
        const double since = std::max(0.0, (day - people.birth_day(person)) / days_per_year - youngest(risk));
        if (has < 0) has = can ? on / (on + off) * (1 - std::exp(-(on + off) * since)) : 0;
        if (!can) flows.go += std::exchange(has, 0.0);
        const double comes = can ? on * (1 - has) * years : 0, goes = off * has * years;
        flows.come += comes;
        flows.go += goes;
        has += comes - goes;
      }
    }
    return flows;
  }
};

/// risk_prevalence, risk_deprivation, deprivation_score_mean, deprivation_score_deviation, risk_lowest_age,
/// risk_highest_age, risk_recovery: needs come at the rate that keeps their prevalence, to those of an age to have
/// them; they go at their rate, those people had as the run began included, and with the last age.
TEST_F(NeedsLaw, ComeAtTheRateThatKeepsTheirPrevalenceAndGoAtTheirs) {
  for (std::size_t risk = 0; risk < need_count(); ++risk) {
    if (is_work(risk)) continue;
    const Flows expected = expected_flows(risk);
    expect_count(life().of_risk(Tally::risk_factor_onsets, static_cast<Risk>(risk)), expected.come, need_names()[risk]);
    expect_count(life().of_risk(Tally::risk_factor_recoveries, static_cast<Risk>(risk)), expected.go,
                 need_names()[risk]);
  }
}

// The law by itself, on one person: how often a need is had after a life by it.
class LawOfNeeds : public testing::Test {
 protected:
  LawOfNeeds() : people_(made()) {}
  static const Population& made() {
    static const Life life(Set{});
    return life.people();
  }
  static Parameters parameters(const Set& set) {
    const Settings settings = test::small_scenario(each_need_alone() + set).settings;
    ParameterReader reader(settings);
    return read_parameters(reader);
  }
  /// Shares of `lives` of somebody aged `age` who have `need`, and of those with `given` who do.
  struct Shares {
    double of_all, of_given;
  };
  Shares shares(const Set& set, const NeedTraits& who, double age, std::size_t need, std::size_t given = 0) const {
    const NeedLaw law(parameters(set), people_, 0);
    double have = 0, with = 0, both = 0;
    constexpr int lives = 20000;
    for (std::uint32_t i = 0; i < lives; ++i) {
      Stream stream = Draws{3, 0}.at(purpose("test.lives"), i);
      const NeedSet set_of = law.lived(who, age, stream);
      have += set_of >> need & 1U;
      with += set_of >> given & 1U;
      both += (set_of >> given & 1U) != 0 && (set_of >> need & 1U) != 0;
    }
    return {have / lives, with > 0 ? both / with : 0};
  }
  const Population& people_;
  static constexpr std::size_t drugs = static_cast<std::size_t>(Risk::substance_misuse),
                               housing = static_cast<std::size_t>(Risk::unstable_housing),
                               trauma = static_cast<std::size_t>(Risk::trauma);
  static Set common(const std::string& need, double share) {
    return Set{parameter("risk_prevalence." + need, share), parameter("risk_recovery." + need, 1),
               parameter("risk_deprivation." + need, 0)};
  }
};

/// risk_prevalence, risk_proneness: the share of all people is the one stated however much hangs on proneness, and the
/// odds of two people are apart by what their proneness says.
TEST_F(LawOfNeeds, PronenessSharesOutAndDoesNotAdd) {
  for (const double loading : {0.0, 1.0, 2.0}) {
    const double centre = log_odds_of_share(0.05, loading);
    double sum = 0, weights = 0;
    for (double z = -6; z <= 6; z += 0.01) {
      sum += std::exp(-z * z / 2) / (1 + std::exp(-centre - loading * z));
      weights += std::exp(-z * z / 2);
    }
    EXPECT_NEAR(sum / weights, 0.05, 0.0005) << loading;
  }
  const Set set = common("substance_misuse", 0.1) + Set{parameter("risk_proneness.substance_misuse", 1)};
  const auto odds = [&](double proneness) {
    const double share = shares(set, {0, Sex::male, Proneness(proneness), true}, 30, drugs).of_all;
    return share / (1 - share);
  };
  EXPECT_NEAR(std::log(odds(1.5) / odds(0)), 1.5, 0.15);
}

/// risk_female_ratio: of odds, women to men. risk_age_trend: of log odds, over ten years.
TEST_F(LawOfNeeds, DifferBySexAndAge) {
  const auto odds = [&](const Set& more, Sex sex, double age) {
    const double share =
        shares(common("substance_misuse", 0.2) + more, {0, sex, Proneness(0), true}, age, drugs).of_all;
    return share / (1 - share);
  };
  const Set ratio{parameter("risk_female_ratio.substance_misuse", 0.25)};
  EXPECT_NEAR(odds(ratio, Sex::female, 30) / odds(ratio, Sex::male, 30), 0.25, 0.04);
  const Set trend{parameter("risk_age_trend.substance_misuse", -0.5)};
  EXPECT_NEAR(std::log(odds(trend, Sex::male, 52) / odds(trend, Sex::male, 32)), -1, 0.15);
}

/// risk_raised_by: one need brings another. Where the first lasts far longer than the second, whose recovery is quick,
/// the odds of the second are apart by the ratio.
TEST_F(LawOfNeeds, OneBringsAnother) {
  const Set set = common("trauma", 0.5) + common("unstable_housing", 0.05) +
                  Set{parameter("risk_recovery.trauma", 0.1),
                      parameter("risk_recovery.unstable_housing", 5),
                      parameter("risk_raised_by.trauma.mental_health_need", 1),
                      parameter("risk_raised_by.substance_misuse.unstable_housing", 4),
                      parameter("risk_recovery.substance_misuse", 0.1),
                      parameter("risk_prevalence.substance_misuse", 0.5),
                      parameter("risk_deprivation.substance_misuse", 0)};
  const NeedTraits who{0, Sex::male, Proneness(0), true};
  const Shares with_drugs = shares(set, who, 40, housing, drugs), with_trauma = shares(set, who, 40, housing, trauma);
  const double expected = 4 * 0.05 / 0.95;
  EXPECT_NEAR(with_drugs.of_given, expected / (1 + expected), 0.02);
  EXPECT_LT(with_trauma.of_given, 0.8 * with_drugs.of_given) << "which raises it not";
}

/// risk_event_share: of the rates of the run, that share is left to harm and custody.
TEST_F(LawOfNeeds, EventsTakeTheirShareOfTheRun) {
  const NeedTraits who{0, Sex::male, Proneness(0), true};
  const Set set = common("trauma", 0.2);
  const NeedLaw whole(parameters(set), people_, 0);
  const NeedLaw less(parameters(set + Set{parameter("risk_event_share.trauma", 0.4)}), people_, 0);
  EXPECT_NEAR(less.rate(trauma, who, 30, 1) / whole.rate(trauma, who, 30, 1), 0.6, 1e-12);
}

/// is_work: of people who work or seek work, over all proneness, as many are out of work as the census of their area
/// has; nobody else ever is.
TEST_F(LawOfNeeds, WorkIsThatOfTheCensus) {
  const auto unemployed = static_cast<std::size_t>(Risk::unemployed);
  const NeedLaw law(parameters(Set{parameter("risk_proneness.unemployed", 1)}), people_, 0);
  double seek = 0.5, all = 1;
  for (EntityId person = 0; person < people_.size(); ++person) {
    const Activity activity = people_.activity(person);
    if (people_.area(person) != 0 || !people_.alive(person, 0)) continue;
    seek += activity == Activity::unemployed;
    all += activity == Activity::unemployed || activity == Activity::employed;
  }
  constexpr int lives = 40000;
  double out = 0, others = 0;
  for (std::uint32_t i = 0; i < lives; ++i) {
    Stream stream = Draws{4, 0}.at(purpose("test.lives"), i);
    const Proneness proneness(stream.normal());
    out += law.lived({0, Sex::male, proneness, true}, 40, stream) >> unemployed & 1U;
    others += law.lived({0, Sex::male, proneness, false}, 40, stream) >> unemployed & 1U;
  }
  EXPECT_NEAR(out / lives / (seek / all), 1, 0.06);
  EXPECT_EQ(others, 0);
}

/// needs_and_harm: how prone to needs those are whom strangers harm.
TEST(LivesLaw, RiskOfHarmGoesWithProneness) {
  constexpr std::size_t people = 40000;
  std::vector<double> proneness(people);
  for (std::size_t i = 0; i < people; ++i) proneness[i] = Draws{9, 0}.at(purpose("test.proneness"), i).normal();
  // Of risk exp(sigma z), z correlated with proneness: those picked in proportion to it are more prone.
  const auto mean_of_harmed = [&](double correlation) {
    const Susceptibility risk(purpose("test.risk"), 9, people, 1,
                              {correlation, [&](std::size_t i) { return proneness[i]; }});
    Stream stream = Draws{9, 0}.at(purpose("test.harm"), 0);
    constexpr int harms = 200000;
    double sum = 0;
    for (int i = 0; i < harms; ++i) sum += proneness[risk.pick(0, people, stream.uniform())];
    return sum / harms;
  };
  // The mean of z among those harmed is sigma.
  EXPECT_NEAR(mean_of_harmed(0.6), 0.6, 0.05);
  EXPECT_NEAR(mean_of_harmed(0), 0, 0.05);
}

/// needs_and_propensity, household_likeness, and the work of the census on the first day.
TEST(LivesLaw, AreDrawnTogether) {
  const Life life(Set{});
  const Settings settings = test::small_scenario(each_need_alone() + Set{parameter("needs_and_propensity", 0.7),
                                                                         parameter("household_likeness", 0.4)})
                                .settings;
  ParameterReader reader(settings);
  std::vector<float> propensity;
  const Dispositions lives(read_parameters(reader), life.people(), 0, 5, propensity);
  double squares = 0, with_needs = 0, within = 0, pairs = 0;
  for (EntityId person = 0; person < life.people().size(); ++person) {
    squares += propensity[person] * propensity[person];
    with_needs += propensity[person] * lives.proneness(person).deviate();
    const auto [first, last] = life.people().members(life.people().household(person));
    if (person + 1 < last) within += propensity[person] * propensity[person + 1], ++pairs;
    if (!life.people().alive(person, 0)) continue;
    EXPECT_EQ((lives.needs_at_start(person) & bit(Risk::unemployed)) != 0,
              life.people().activity(person) == Activity::unemployed);
  }
  const auto people = static_cast<double>(life.people().size());
  EXPECT_NEAR(squares / people, 1, 0.05);
  EXPECT_NEAR(with_needs / squares, 0.7, 0.05);
  EXPECT_NEAR(within / pairs, 0.4, 0.06);
}

/// risk_offending: everybody may have one need only, of which half do: they offend so many times as often.
class OneNeedLaw : public testing::TestWithParam<std::size_t> {
 protected:
  static Set offending(std::size_t need) {
    return by_type("base_rate", [](std::size_t k) { return types()[k].name == "drugs" ? 12.0 : 0.0; }) +
           Set{parameter("risk_offending." + need_names()[need], 4)} + of_drugs(need, 4);
  }
  /// Where the need's file says what it does to the family that drug offences are of, in its own words.
  static Set of_drugs(std::size_t need, double times) {
    const std::string name = "risk_offending_of.disorder." + need_names()[need];
    const bool said = std::ranges::any_of(Evidence::get().parameters(),
                                          [&](const Setting& one) { return one.path == "parameters." + name; });
    return said ? Set{parameter(name, times)} : Set{};
  }
  /// By those who could have had it for five years.
  static double offences_where(std::size_t need, double have) {
    const Life life(
        offending(need) +
        by_label("risk_prevalence", need_names(), [&](std::size_t risk) { return risk == need ? have : 0.0; }) +
        by_label("risk_recovery", need_names(), [&](std::size_t risk) { return risk == need ? 1.0 : 0.0; }) +
        by_label("risk_deprivation", need_names(), 0) +
        by_label("risk_lowest_age", need_names(), [](std::size_t risk) { return youngest(risk); }) +
        by_label("risk_highest_age", need_names(), [](std::size_t risk) { return eldest(risk); }));
    return life.count([&](const Event& e) {
      const int age = life.people().age(e.offender, e.day);
      return can_come(need, age) && age >= youngest(need) + 5;
    });
  }
  /// By those whom the census has out of work.
  static double offences_out_of_work(const Set& more) {
    const Life life(offending(static_cast<std::size_t>(Risk::unemployed)) + more);
    return life.count([&](const Event& e) { return life.people().activity(e.offender) == Activity::unemployed; });
  }
};
TEST_P(OneNeedLaw, MultipliesOffending) {
  const std::size_t need = GetParam();
  const bool work = is_work(need);
  const double plain = work ? offences_out_of_work(of_needs(1)) : offences_where(need, 0);
  const double needy = work ? offences_out_of_work({}) : offences_where(need, 0.5);
  // Half of those counted offend four times as often, 2.5 times as many offences; of those out of work, all do.
  const double times = work ? 4 : 2.5;
  const double people = plain / 6;  // who offend some six times each in the year
  EXPECT_NEAR(needy / plain, times,
              kith::test::standard_errors_limit() * (1.5 / std::sqrt(people) + times / std::sqrt(plain)) + 0.1);
}
INSTANTIATE_TEST_SUITE_P(Needs, OneNeedLaw, testing::Range(std::size_t{0}, need_count()),
                         [](const auto& tested) { return std::string(need_names().at(tested.param)); });

/// risk_offending_of: a need that half have makes them offend four times as often in one family, and no more in
/// another, as it comes and goes.
TEST(NeedByFamilyLaw, ActsOnEachFamilyAsItsFileSays) {
  const auto offences = [](double have, const std::string& type) {
    const auto need = static_cast<std::size_t>(Risk::substance_misuse);
    const Life life(
        by_type("base_rate",
                [](std::size_t k) {
                  return types()[k].name == "shoplifting" || types()[k].name == "violence_with_injury" ? 12.0 : 0.0;
                }) +
        by_type("away_share", 1) + Set{parameter("risk_offending_of.acquisitive.substance_misuse", 4)} +
        by_label("risk_prevalence", need_names(), [&](std::size_t risk) { return risk == need ? have : 0.0; }) +
        by_label("risk_recovery", need_names(), [&](std::size_t risk) { return risk == need ? 1.0 : 0.0; }) +
        by_label("risk_deprivation", need_names(), 0) +
        by_label("risk_lowest_age", need_names(), [](std::size_t risk) { return youngest(risk); }) +
        by_label("risk_highest_age", need_names(), [](std::size_t risk) { return eldest(risk); }));
    return life.count([&](const Event& e) {
      const int age = life.people().age(e.offender, e.day);
      return e.type == type_named(type) && can_come(need, age) && age >= youngest(need) + 5;
    });
  };
  const double theft = offences(0, "shoplifting"), violence = offences(0, "violence_with_injury");
  EXPECT_NEAR(offences(0.5, "shoplifting") / theft, 2.5, 0.2);
  EXPECT_NEAR(offences(0.5, "violence_with_injury") / violence, 1, 0.05);
}

}  // namespace
}  // namespace kith::safety::laws
