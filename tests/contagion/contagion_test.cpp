// What a run of the contagion model promises: the same on any thread count and in any split, changes that change
// nothing before their day, sound edges, clear problems.
#include "engine/run/replicates.hpp"
#include "engine/work/blocks.hpp"
#include "tests/contagion/contagion_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <numeric>

namespace kith {
namespace {

using namespace test;

Written busy() {
  return {{"contagion.people", std::int64_t{3000}}, {"contagion.transmission", 0.3}, {"contagion.background", 0.01}};
}

bool same(const ReplicateResult& a, const ReplicateResult& b) {
  return a.replicate == b.replicate && a.arrays == b.arrays;
}

TEST(Contagion, IsTheSameOnAnyNumberOfThreadsAndInAnySplit) {
  std::vector<ReplicateResult> first;
  for (const int threads : {1, 2, 5}) {
    with_threads(threads, [&] {
      const auto world = contagion_world(contagion_scenario(100, busy()));
      auto results = run_replicates(*world, 0, 6, threads, {});
      if (first.empty()) first = results;
      for (std::size_t i = 0; i < 6; ++i) EXPECT_TRUE(same(results[i], first[i]));
      EXPECT_TRUE(same(world->run(4, {}), first[4]));
    });
  }
  EXPECT_FALSE(first[0].arrays == first[1].arrays);
}

TEST(Contagion, SeedsMakeDifferentWorlds) {
  Written other = busy();
  other.emplace_back("run.seed", std::int64_t{2});
  EXPECT_NE(contagion_world(contagion_scenario(50, busy()))->run(0, {}).arrays,
            contagion_world(contagion_scenario(50, other))->run(0, {}).arrays);
}

TEST(Contagion, WatchingChangesNothing) {
  const auto world = contagion_world(contagion_scenario(100, busy()));
  PhaseTimes times;
  std::int64_t steps = 0;
  const RunControl watched{.steps_done = [&](std::int64_t done) { steps += done; }, .phase_times = &times};
  EXPECT_TRUE(same(world->run(0, watched), world->run(0, {})));
  EXPECT_EQ(steps, world->steps());
  ASSERT_EQ(times.rows().size(), 4U);
  EXPECT_EQ(times.rows()[0].calls, 100);
}

TEST(Contagion, StopsBetweenSteps) {
  const auto world = contagion_world(contagion_scenario(100, busy()));
  std::atomic<bool> stop = false;
  int steps = 0;
  const auto stop_at_ten = [&](std::int64_t) { stop = ++steps == 10; };
  EXPECT_THROW(world->run(0, RunControl{.stop = &stop, .steps_done = stop_at_ten}), Interrupted);
  EXPECT_EQ(steps, 10);
}

TEST(Contagion, AChangeToTheSameRatesIsNoChange) {
  Scenario changed = contagion_scenario(100, busy());
  add_change(changed, 40, {{"contagion.transmission", 0.3}});
  EXPECT_TRUE(same(contagion_world(changed)->run(0, {}), contagion_world(contagion_scenario(100, busy()))->run(0, {})));
}

TEST(Contagion, AChangeActsFromItsDayAndNotBefore) {
  Scenario changed = contagion_scenario(100, busy());
  add_change(changed, 40, {{"contagion.recovery", 1.0}});
  const auto with = contagion_world(changed)->run(0, {});
  const auto without = contagion_world(contagion_scenario(100, busy()))->run(0, {});
  for (std::size_t t = 0; t < 40; ++t) EXPECT_EQ(active(with)[t], active(without)[t]);
  EXPECT_EQ(active(with)[40], activations(with)[40]);  // all who were active have recovered
}

TEST(Contagion, CountsBalance) {
  const auto result = contagion_world(contagion_scenario(200, busy()))->run(0, {});
  int before = 30;  // a hundredth of 3000
  for (std::size_t t = 0; t < 200; ++t) {
    const int recovered = before + activations(result)[t] - active(result)[t];
    EXPECT_GE(recovered, 0);
    EXPECT_LE(recovered, before);
    EXPECT_LE(activations(result)[t], 3000 - before);
    before = active(result)[t];
  }
}

TEST(Contagion, EdgesOfTheRanges) {
  const auto last = [](const Written& settings) {
    return active(contagion_world(contagion_scenario(30, settings))->run(0, {})).back();
  };
  const std::pair<std::string, Value> people{"contagion.people", std::int64_t{200}};
  EXPECT_EQ(last({people, {"contagion.initial_share", 0.0}, {"contagion.background", 0.0}}), 0);
  EXPECT_EQ(last({people, {"contagion.initial_share", 1.0}, {"contagion.recovery", 0.0}}), 200);
  EXPECT_EQ(
      last({people, {"contagion.initial_share", 1.0}, {"contagion.recovery", 1.0}, {"contagion.background", 0.0}}), 0);
  EXPECT_EQ(last({people,
                  {"contagion.initial_share", 0.01},
                  {"contagion.recovery", 0.0},
                  {"contagion.transmission", 0.95},
                  {"contagion.background", 0.0}}),
            200);
  EXPECT_EQ(
      last({{"contagion.people", std::int64_t{1}}, {"contagion.initial_share", 1.0}, {"contagion.recovery", 0.0}}), 1);
  EXPECT_LE(last({people, {"contagion.links", std::int64_t{1000}}}), 200);
  EXPECT_EQ(contagion_world(contagion_scenario(1, {people}))->run(0, {}).counts(0).size(), 1U);
}

TEST(Contagion, ReportsFromDayNoughtAndSummarisesTheSecondHalf) {
  Scenario scenario = contagion_scenario(30, busy());
  scenario.settings.set("run.step_days", std::int64_t{7}, {"test"});
  scenario.settings.set("run.burn_in", std::int64_t{20}, {"test"});
  const auto world = contagion_world(scenario);
  EXPECT_EQ(world->steps(), 3 + 5);
  const Dimension& time = world->measures().dimension("time");
  EXPECT_EQ(time.unit, "days since 2013-04-01");
  EXPECT_THAT(time.values, testing::ElementsAre(0, 7, 14, 21, 28));
  const auto result = world->run(0, {});
  const double stock = active(result)[2] + active(result)[3] + active(result)[4];
  EXPECT_DOUBLE_EQ(result.reals(2)[0], stock / 3 / 3000);
  const double flow = activations(result)[2] + activations(result)[3] + activations(result)[4];
  EXPECT_DOUBLE_EQ(result.reals(3)[0], flow / 3000 / (16 / 365.25));
}

TEST(Contagion, TellsOfRatesAndTiesThatDoNotGoTogether) {
  const auto model = make_contagion_model();
  EXPECT_TRUE(model->problems(contagion_scenario(10, busy())).empty());
  Scenario scenario = contagion_scenario(10, {{"contagion.background", 0.5}, {"contagion.transmission", 0.5}});
  ASSERT_EQ(model->problems(scenario).size(), 1U);
  EXPECT_THAT(model->problems(scenario)[0].message, testing::HasSubstr("at most 0.95"));
  scenario =
      contagion_scenario(10, {{"contagion.people", std::int64_t{100000000}}, {"contagion.links", std::int64_t{1000}}});
  ASSERT_EQ(model->problems(scenario).size(), 1U);
  EXPECT_THAT(model->problems(scenario)[0].message, testing::HasSubstr("2147483647"));
  // As many others as there are, and no more: with 3 people that is 2.
  scenario = contagion_scenario(10, {{"contagion.people", std::int64_t{3}}, {"contagion.links", std::int64_t{3}}});
  ASSERT_EQ(model->problems(scenario).size(), 1U);
  EXPECT_THAT(model->problems(scenario)[0].message, testing::HasSubstr("at most 2 is allowed"));
  scenario = contagion_scenario(10, {{"contagion.people", std::int64_t{3}}, {"contagion.links", std::int64_t{2}}});
  EXPECT_TRUE(model->problems(scenario).empty());
  scenario = contagion_scenario(10, busy());
  add_change(scenario, 5, {{"contagion.transmission", 0.95}});
  EXPECT_EQ(model->problems(scenario).size(), 1U);
}

TEST(Contagion, ItsStarterIsASoundScenario) {
  const auto file = std::filesystem::path(testing::TempDir()) / "contagion_starter.toml";
  std::ofstream(file) << make_contagion_model()->starter();
  const auto declare_contagion = [](const std::string&, const std::vector<std::filesystem::path>&) {
    Declarations declarations;
    declare<RunSettings>(declarations);
    make_contagion_model()->declare(declarations);
    return declarations;
  };
  const Scenario scenario = load_scenario(file, {}, {"contagion"}, declare_contagion);
  std::filesystem::remove(file);
  EXPECT_TRUE(make_contagion_model()->problems(scenario).empty());
  ASSERT_EQ(scenario.changes.size(), 1U);
  const auto result = contagion_world(scenario)->run(0, {});
  EXPECT_GT(std::accumulate(activations(result).begin(), activations(result).end(), 0), 0);
}

TEST(Contagion, ModelAndWorldDeclareTheSameMeasures) {
  const auto model = make_contagion_model();
  const auto world = contagion_world(contagion_scenario(10, busy()));
  const auto declared = model->measures();
  ASSERT_EQ(declared.measures.size(), world->measures().measures.size());
  for (const std::string& headline : model->headlines()) {
    EXPECT_EQ(declared.measures[declared.index(headline)].group, "headlines");
  }
}

TEST(Contagion, BenchmarkMeasuresWhatItSays) {
  const BenchResult bench = bench_contagion(50000, 200, 2, 1);
  EXPECT_GT(bench.step_seconds, 0);
  EXPECT_GT(bench.setup_seconds, 0);
  EXPECT_GT(bench.activations, 1000);
  EXPECT_NEAR(bench.mean_active_share, 0.008, 0.001);
  EXPECT_GT(bench.bytes_per_person, 40);  // ten neighbours of four bytes
  EXPECT_LT(bench.bytes_per_person, 60);
  for (const auto& [people, steps] :
       {std::pair(500'000'000LL, 10LL), {0LL, 10LL}, {10LL, 0LL}, {10LL, 1'000'000'000LL}}) {
    EXPECT_THROW(bench_contagion(people, steps, 1, 1), InputError);
  }
}

}  // namespace
}  // namespace kith
