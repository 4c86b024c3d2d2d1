// Experiments with a service (models/safety/trials): held off or offering everybody they change nothing; an arm is a
// life's own, whatever the service does; a service that does nothing leaves no difference between its two worlds.
#include "models/safety/trials/trial_offer.hpp"
#include "models/safety/trials/trial_world.hpp"
#include "tests/safety/small_world.hpp"

#include <gmock/gmock.h>

#include <cstring>
#include <map>

namespace kith::safety {
namespace {

using test::operator+;
using testing::IsEmpty;
using testing::Not;

constexpr const char* tried = "early_help";
constexpr Day window = 90;

/// Two years of two wards, the service with room for everybody and a strong effect.
Scenario scenario_of_trial(const test::Set& set = {}) {
  return test::small_scenario(test::Set{{"run.end", "2015-03-31"},
                                        {"services.early_help.places", "100000"},
                                        {"services.early_help.consent", "1"},
                                        {"services.early_help.effect", "0.3"},
                                        {"services.early_help.adult_effect", "0.3"}} +
                              set);
}

TrialPlan plan_of(double share = 0.5) {
  TrialPlan plan;
  plan.treatment = tried;
  plan.share = share;
  plan.before_days = plan.follow_up_days = window;
  return plan;
}

TrialReplicate held(const TrialPlan& plan, const Scenario& scenario = scenario_of_trial()) {
  return make_trial_world(scenario, plan)->run(0, {});
}

double total(const std::vector<TrialSubject>& subjects, std::vector<double> TrialSubject::*counts, TrialCount what,
             bool offered) {
  double sum = 0;
  for (const TrialSubject& one : subjects)
    if (one.offered == offered) sum += (one.*counts)[static_cast<std::size_t>(what)];
  return sum;
}

/// Bit by bit: what is not defined is the same as what is not.
bool same(const Reals& a, const Reals& b) { return std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0; }
bool same(const Counts& a, const Counts& b) { return a == b; }

bool same(const ReplicateResult& a, const ReplicateResult& b) {
  for (std::size_t m = 0; m < a.arrays.size(); ++m)
    if (!std::visit([&](const auto& of_a) { return same(of_a, std::get<std::decay_t<decltype(of_a)>>(b.arrays[m])); },
                    a.arrays[m]))
      return false;
  return a.arrays.size() == b.arrays.size();
}

TEST(TrialRoom, OfferingEverybodyChangesNothing) {
  const auto scene = test::small_scene();
  const ReplicateResult plain = test::run(*scene);
  Simulation simulation = test::simulation_of(*scene);
  simulation.begin();
  simulation.hold_trial({test::service_number(tried), 0, scene->timeline.last_day(), 1});
  simulation.live({});
  simulation.choose_lives();
  EXPECT_TRUE(same(simulation.finish(), plain));
  EXPECT_THAT(simulation.parts().trials.entries(), Not(IsEmpty()));
}

TEST(TrialRoom, AnArmNotOfferedIsNeverServed) {
  const TrialReplicate found = held(plan_of());
  double offered = 0, began = 0;
  for (const TrialSubject& one : found.tried) {
    EXPECT_TRUE(one.offered || !one.began);
    offered += one.offered ? 1 : 0;
    began += one.began ? 1 : 0;
  }
  const auto all = static_cast<double>(found.tried.size());
  ASSERT_GT(all, 40);
  EXPECT_GT(began, 0.8 * offered);
  EXPECT_NEAR(offered, all / 2, 4 * std::sqrt(all) / 2);  // missed once in 16,000 seeds
}

TEST(TrialRoom, TheArmIsALifesOwn) {
  const TrialReplicate found = held(plan_of());
  std::map<std::int64_t, bool> arm;
  for (const TrialSubject& one : found.placebo) arm[one.number] = one.offered;
  std::size_t in_both = 0;
  for (const TrialSubject& one : found.tried) {
    if (!arm.contains(one.number)) continue;
    EXPECT_EQ(arm[one.number], one.offered);
    ++in_both;
  }
  EXPECT_GT(in_both, found.tried.size() / 2);
}

TEST(TrialRoom, APlaceboDoesNothingToAnybody) {
  TrialPlan plan = plan_of();
  plan.placebo = true;
  const TrialReplicate found = held(plan);
  ASSERT_THAT(found.tried, Not(IsEmpty()));
  for (const TrialSubject& one : found.tried) {
    EXPECT_EQ(one.after, one.without);
    EXPECT_EQ(one.expected, one.without);
  }
}

/// A service without effect is to everybody as none, so the placebo's world is that in which it never opens.
TEST(TrialRoom, ThePlaceboWorldIsTheWorldWithoutTheService) {
  const TrialPlan plan = plan_of();
  const Scenario scenario = scenario_of_trial();
  const auto idle = make_scene(trial_scenario(scenario, plan, true));
  const auto none = make_scene(scenario_of_trial({{"services.early_help.active", "false"}}));
  EXPECT_EQ(test::counts(test::run(*idle), Tally::offences), test::counts(test::run(*none), Tally::offences));
}

/// Of the families offered, offending falls as the stated effect says, more than chance would; nobody is drawn in by
/// others, so that nothing spreads.
TEST(TrialRoom, TheStatedEffectComesOut) {
  TrialPlan plan = plan_of();
  plan.spread = false;
  const TrialReplicate found = held(plan, scenario_of_trial({{"services.early_help.recovery_effect", "0"}}));
  const double without = total(found.tried, &TrialSubject::without, TrialCount::begun, true);
  const double expected = total(found.tried, &TrialSubject::expected, TrialCount::begun, true);
  const double after = total(found.tried, &TrialSubject::after, TrialCount::begun, true);
  ASSERT_GT(without, 50);
  EXPECT_LT(expected, 0.8 * without);
  // Offences left out are thinned one by one: the variance of what is left is below that of a binomial count.
  EXPECT_NEAR(after, expected, 4 * std::sqrt(without) / 2 + 2);  // missed once in 16,000 seeds
  EXPECT_EQ(total(found.tried, &TrialSubject::expected, TrialCount::begun, false),
            total(found.tried, &TrialSubject::without, TrialCount::begun, false));
}

TEST(TrialRoom, NobodyEntersAfterTheMostThatMay) {
  TrialPlan plan = plan_of();
  plan.most_subjects = 10;
  EXPECT_LE(held(plan).tried.size(), 10U);
}

TEST(TrialRoom, DaysBeforeAndAfterAreInTheRun) {
  TrialPlan plan = plan_of(1);
  plan.counted_from_beginning = true;
  const TrialReplicate found = held(plan);
  ASSERT_THAT(found.tried, Not(IsEmpty()));
  for (const TrialSubject& one : found.tried) {
    EXPECT_GE(one.counted_from, window);
    EXPECT_LE(one.counted_from + window, 730);
    EXPECT_GT(one.counted_from, one.entered);
  }
}

TEST(TrialOffer, SaysWhyAServiceCannotBeTried) {
  const TrialOffer offer = trial_offer_of(test::small_scenario());
  std::map<std::string, TrialOffer::Treatment> by_name;
  for (const auto& one : offer.treatments) by_name[one.name] = one;
  EXPECT_EQ(by_name.at("early_help").refused, "");
  EXPECT_EQ(by_name.at("early_help").subjects, "families");
  EXPECT_THAT(by_name.at("hot_spot_patrol").refused, testing::HasSubstr("areas"));
  EXPECT_THAT(by_name.at("trauma_informed_practice").refused, testing::HasSubstr("staff"));
  EXPECT_EQ(by_name.at("iom_spotlight").published.size(), 2U);
}

}  // namespace
}  // namespace kith::safety
