// The tutorial's model, and through it what SimpleModel makes of a simulation: settings, changes, measures, pairs.
#include "models/tutorial/rumour.hpp"
#include "engine/run/replicates.hpp"
#include "tests/model_scenario.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace kith {
namespace {

using test::add_change;
using test::model_scenario;
using test::Written;

enum : std::size_t { telling, ever_told };

Scenario rumour(std::int64_t steps, const Written& written = {}) {
  return model_scenario(*tutorial::make_rumour_model(), steps, written);
}

std::vector<ReplicateResult> results_of(const Scenario& scenario, std::int64_t count = 1, int threads = 1) {
  return run_replicates(*tutorial::make_rumour_model()->build(scenario), 0, count, threads, {});
}

double mean_telling_at_end(const Scenario& scenario, std::int64_t replicates) {
  double sum = 0;
  for (const ReplicateResult& result : results_of(scenario, replicates)) sum += result.counts(telling).back();
  return sum / static_cast<double>(replicates);
}

TEST(Rumour, FirstTellersTireAtTheirRate) {
  const Scenario scenario = rumour(4, {{"rumour.passing_on", 0.0}, {"rumour.tiring", 0.3}});
  // 10 tellers, each still telling after 4 steps with probability 0.7^4; five standard errors of 2000 replicates.
  const double kept = std::pow(0.7, 4);
  EXPECT_NEAR(mean_telling_at_end(scenario, 2000), 10 * kept, 5 * std::sqrt(10 * kept * (1 - kept) / 2000));
  EXPECT_EQ(results_of(scenario)[0].reals(ever_told)[0], 10.0 / 2000);
}

TEST(Rumour, ReachesAllWhereEverybodyTellsAndNobodyTires) {
  const Scenario scenario = rumour(60, {{"rumour.passing_on", 1.0}, {"rumour.tiring", 0.0}});
  EXPECT_EQ(results_of(scenario)[0].reals(ever_told)[0], 1);
}

TEST(Rumour, TheWarnedDoNotBelieveIt) {
  const Written all{{"rumour.passing_on", 1.0}, {"rumour.tiring", 0.0}, {"rumour.warned", 1.0}};
  EXPECT_EQ(results_of(rumour(60, all))[0].reals(ever_told)[0], 10.0 / 2000);
  const Written third{{"rumour.passing_on", 1.0}, {"rumour.tiring", 0.0}, {"rumour.warned", 0.33}};
  // Whoever is not warned is reached, but for the few whom only warned people know; five standard errors.
  EXPECT_NEAR(results_of(rumour(200, third))[0].reals(ever_told)[0], 0.67, 5 * std::sqrt(0.33 * 0.67 / 2000));
}

TEST(Rumour, AChangeHoldsFromItsDayOn) {
  const Written lively{{"rumour.passing_on", 0.3}};
  Scenario scenario = rumour(40, lively);
  const Counts without = results_of(scenario)[0].counts(telling);
  add_change(scenario, 8, {{"rumour.warned", 1.0}});
  const Counts with = results_of(scenario)[0].counts(telling);
  EXPECT_EQ(Counts(with.begin(), with.begin() + 8), Counts(without.begin(), without.begin() + 8));
  EXPECT_LT(with[8], without[8]);
}

TEST(Rumour, NullInterventionChangesNothing) {
  Scenario scenario = rumour(40);
  const auto without = results_of(scenario, 3);
  add_change(scenario, 20, {{"rumour.warned", 0.0}});
  const auto with = results_of(scenario, 3);
  for (std::size_t i = 0; i < with.size(); ++i) EXPECT_EQ(with[i].arrays, without[i].arrays);
}

Scenario reacting(const std::string& when, double warned, std::int64_t steps = 40) {
  Scenario scenario = rumour(steps, {{"rumour.passing_on", 0.3}});
  std::string fault;
  scenario.reactions.push_back({.when = parse_condition(when, fault), .set = {{"rumour.warned", warned}}});
  EXPECT_EQ(fault, "");
  return scenario;
}

TEST(Rumour, AChangeThatReactsHoldsFromTheStepAfterItWasMet) {
  const Counts without = results_of(rumour(40, {{"rumour.passing_on", 0.3}}))[0].counts(telling);
  const std::int32_t limit = without[5];  // it grows, so this is first exceeded on the seventh day
  ASSERT_GT(without[6], limit);
  const Scenario scenario = reacting("telling > " + std::to_string(limit), 1.0);
  const auto world = tutorial::make_rumour_model()->build(scenario);
  const ReplicateResult with = world->run(0, {});
  EXPECT_EQ(Counts(with.counts(telling).begin(), with.counts(telling).begin() + 7),
            Counts(without.begin(), without.begin() + 7));
  EXPECT_LT(with.counts(telling)[7], without[7]);
  EXPECT_EQ(with.reals(world->measures().index("reaction_first_day"))[0], 7);
  EXPECT_EQ(with.reals(world->measures().index("reaction_days"))[0], 33);
  EXPECT_EQ(world->measures().dimension("reaction").labels.front(),
            "rumour.warned = 1.0 when telling > " + std::to_string(limit));
}

TEST(Rumour, AChangeThatNeverReactsOrSetsNothingElseChangesNothing) {
  const auto without = results_of(rumour(40, {{"rumour.passing_on", 0.3}}), 3);
  for (const auto& [when, warned] : {std::pair("telling > 1999", 1.0), std::pair("telling > 20", 0.0)}) {
    const auto with = results_of(reacting(when, warned), 3);
    for (std::size_t i = 0; i < with.size(); ++i) {
      EXPECT_EQ(with[i].arrays[0], without[i].arrays[0]) << when;
      EXPECT_EQ(with[i].arrays[1], without[i].arrays[1]) << when;
    }
  }
}

TEST(Rumour, EachReplicateReactsToItself) {
  const Scenario scenario = reacting("telling > 300", 1.0);
  const auto one = results_of(scenario, 6, 1), three = results_of(scenario, 6, 3);
  std::vector<double> days;
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].arrays, three[i].arrays);
    days.push_back(one[i].reals(2)[0]);
  }
  EXPECT_NE(*std::ranges::min_element(days), *std::ranges::max_element(days));
}

TEST(Rumour, IsTheSameAtAnyNumberOfThreads) {
  const auto one = results_of(rumour(40), 6, 1), three = results_of(rumour(40), 6, 3);
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].arrays, three[i].arrays);
  EXPECT_NE(one[0].arrays, one[1].arrays);
}

TEST(Rumour, BurnInIsSimulatedAndNotKept) {
  Scenario scenario = rumour(40);
  const Counts whole = results_of(scenario)[0].counts(telling);
  scenario.settings.set("run.burn_in", std::int64_t{10}, {"test"});
  const auto later = tutorial::make_rumour_model()->build(scenario);
  EXPECT_EQ(later->steps(), 50);
  const Counts kept = run_replicates(*later, 0, 1, 1, {})[0].counts(telling);
  ASSERT_EQ(kept.size(), 40U);
  EXPECT_EQ(Counts(kept.begin(), kept.begin() + 30), Counts(whole.begin() + 10, whole.end()));
}

TEST(Rumour, SaysWhatNothingElseWasWrittenFor) {
  const auto model = tutorial::make_rumour_model();
  EXPECT_THAT(model->headlines(), testing::ElementsAre("ever_told"));
  EXPECT_THAT(model->starter(), testing::HasSubstr("\n[rumour]\n"));
  EXPECT_THAT(model->starter(), testing::HasSubstr("warned = 0.0  # share of people: Those who have been warned"));
  EXPECT_EQ(model->build(rumour(40))->people(), 2000);
  EXPECT_GT(model->build(rumour(40))->bytes_of_state(), 2000);
}

}  // namespace
}  // namespace kith
