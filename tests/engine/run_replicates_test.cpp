// Replicates come back in order, the same on any number of threads, and what goes wrong in one is told.
#include "engine/run/replicates.hpp"

#include "engine/random/draws.hpp"
#include "engine/work/blocks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

namespace kith {
namespace {

class SmallWorld : public World {
 public:
  SmallWorld() { measures_.measures = {{"value", "1", "", "", {}, Number::real}}; }
  const MeasureSet& measures() const override { return measures_; }
  std::int64_t steps() const override { return 10; }
  std::int64_t people() const override { return 1; }
  std::int64_t bytes_of_state() const override { return 0; }
  ReplicateResult run(std::int64_t replicate, const RunControl& control) const override {
    for (std::int64_t i = 0; i < steps(); ++i) {
      if (control.stop != nullptr && *control.stop) throw Interrupted{};
      if (control.steps_done) control.steps_done(1);
    }
    if (replicate == failing) throw std::runtime_error("replicate failed");
    ReplicateResult result(measures_, replicate);
    double sum = 0;
    for (const double value : inner_work(replicate)) sum += value;
    result.reals(0)[0] = sum;
    return result;
  }
  std::int64_t failing = -1;

 private:
  static std::vector<double> inner_work(std::int64_t replicate) {
    const Draws draws{1, static_cast<std::uint64_t>(replicate)};
    return gather_blocks<double>(20, [&](std::size_t block, std::vector<double>& output) {
      for (std::uint64_t i = 0; i < block * 10; ++i)
        output.push_back(draws.at(purpose("test.run"), block, i).uniform());
    });
  }
  MeasureSet measures_;
};

std::vector<double> values(const std::vector<ReplicateResult>& results) {
  std::vector<double> list;
  for (const ReplicateResult& result : results) list.push_back(result.reals(0)[0]);
  return list;
}

TEST(RunReplicates, IsTheSameOnAnyNumberOfThreadsAndInAnySplit) {
  const SmallWorld world;
  const auto one = values(run_replicates(world, 3, 30, 1, {}));
  EXPECT_EQ(one, values(run_replicates(world, 3, 30, 2, {})));
  EXPECT_EQ(one, values(run_replicates(world, 3, 30, 5, {})));
  auto parts = values(run_replicates(world, 3, 13, 2, {}));
  for (const double value : values(run_replicates(world, 16, 17, 2, {}))) parts.push_back(value);
  EXPECT_EQ(one, parts);
  EXPECT_EQ(std::set<double>(one.begin(), one.end()).size(), 30U);
}

TEST(RunReplicates, NumbersFollowOneAnother) {
  const SmallWorld world;
  const auto results = run_replicates(world, 5, 4, 2, {});
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(results[i].replicate, static_cast<std::int64_t>(i) + 5);
  EXPECT_TRUE(run_replicates(world, 5, 0, 2, {}).empty());
}

TEST(RunReplicates, TellsAllStepsDone) {
  const SmallWorld world;
  std::atomic<std::int64_t> done = 0;
  run_replicates(world, 0, 8, 3, RunControl{.steps_done = [&](std::int64_t steps) { done += steps; }});
  EXPECT_EQ(done, 80);
}

TEST(RunReplicates, PassesOnWhatIsThrown) {
  SmallWorld world;
  world.failing = 6;
  EXPECT_THROW(run_replicates(world, 0, 10, 2, {}), std::runtime_error);
}

TEST(RunTogether, IsEachWorldByItselfUnlessItKnowsBetter) {
  const SmallWorld one;
  const SmallWorld other;
  const auto together = run_together({&one, &other}, 3, 5, 2, {});
  const auto alone = values(run_replicates(one, 3, 5, 1, {}));
  ASSERT_EQ(together.size(), 5U);
  for (std::size_t i = 0; i < together.size(); ++i) {
    ASSERT_EQ(together[i].worlds.size(), 2U);
    EXPECT_TRUE(together[i].twins.empty());
    for (const ReplicateResult& result : together[i].worlds) {
      EXPECT_EQ(result.replicate, static_cast<std::int64_t>(i) + 3);
      EXPECT_EQ(result.reals(0)[0], alone[i]);
    }
  }
}

TEST(RunReplicates, StopsWhenAsked) {
  const SmallWorld world;
  std::atomic<bool> stop = true;
  EXPECT_THROW(run_replicates(world, 0, 10, 2, RunControl{.stop = &stop}), Interrupted);
  stop = false;
  std::atomic<int> steps = 0;
  const auto stop_in_the_middle = [&](std::int64_t) { stop = ++steps > 25; };
  EXPECT_THROW(run_replicates(world, 0, 10, 2, RunControl{.stop = &stop, .steps_done = stop_in_the_middle}),
               Interrupted);
  EXPECT_LT(steps, 100);
}

TEST(RunTogether, RunsTheReplicatesNamedAndTellsOfEach) {
  const SmallWorld world;
  const auto all = values(run_replicates(world, 0, 9, 1, {}));
  std::mutex mutex;
  std::set<std::int64_t> told;
  const auto some = run_together({&world}, {7, 2, 4}, 3, {}, [&](const PairedReplicate& replicate) {
    const std::scoped_lock lock(mutex);
    told.insert(replicate.worlds.at(0).replicate);
  });
  ASSERT_EQ(some.size(), 3U);
  EXPECT_EQ(some[0].worlds[0].reals(0)[0], all[7]);
  EXPECT_EQ(some[1].worlds[0].reals(0)[0], all[2]);
  EXPECT_EQ(some[2].worlds[0].reals(0)[0], all[4]);
  EXPECT_EQ(told, (std::set<std::int64_t>{2, 4, 7}));
}

}  // namespace
}  // namespace kith
