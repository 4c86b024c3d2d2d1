// Steps of 1, 7 and 14 days are three ways to reckon the same world: rates agree within sampling error.
#include "engine/run/replicates.hpp"
#include "tests/safety/small_world.hpp"
#include "tests/statistics.hpp"

#include <gtest/gtest.h>

#include <map>

namespace kith::safety {
namespace {

constexpr std::int64_t replicates = 6;
/// Differences of means may be this many standard errors.
constexpr double sigmas = 4;

/// One value a replicate, by what it is.
using Sample = std::map<std::string, std::vector<double>>;

/// Without burn-in, so that the three share one past and only the run's own steps differ.
Sample sample(int step_days) {
  const Scenario scenario =
      test::small_scenario({{"run.end", "2015-12-31"}, {"run.step_days", std::to_string(step_days)}});
  const auto world = make_safety_model()->build(scenario);
  Sample values;
  for (const ReplicateResult& result : run_replicates(*world, 0, replicates, 2, {})) {
    for (const Tally tally : {Tally::offences, Tally::victimisations, Tally::recorded_offences, Tally::accusations,
                              Tally::cohort_size, Tally::custody_starts, Tally::service_starts})
      values[world->measures().measures[static_cast<std::size_t>(tally)].name].push_back(
          test::sum(test::counts(result, tally)));
    values["proven_reoffending_rate"].push_back(test::reals(result, Tally::proven_reoffending_rate)[0]);
  }
  return values;
}

TEST(StepLength, RatesAreTheSameWithinSamplingError) {
  const std::map<int, Sample> by_step{{1, sample(1)}, {7, sample(7)}, {14, sample(14)}};
  for (const auto& [name, weekly] : by_step.at(7)) {
    // One variance for all three: each alone has few replicates.
    double variance = 0;
    for (const auto& [step, values] : by_step) variance += kith::test::moments(values.at(name)).variance / 3;
    const double error = std::sqrt(2 * variance / replicates);
    for (const int step : {1, 14}) {
      const double mean = kith::test::moments(by_step.at(step).at(name)).mean;
      const double weekly_mean = kith::test::moments(weekly).mean;
      EXPECT_NEAR(mean, weekly_mean, sigmas * error) << name << " with steps of " << step << " days";
      RecordProperty(name + "_" + std::to_string(step), std::to_string((mean - weekly_mean) / error));
    }
  }
}

}  // namespace
}  // namespace kith::safety
