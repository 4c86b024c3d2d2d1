// Steps of 1, 7, 14 and 28 days are ways to reckon the same world. Every headline is the same within sampling error,
// but those declared to need short steps, which are held to it at steps up to a week; of these, waits for services, and
// what hangs on them, are held to it with steps of a day alone: people begin in a service as a step ends.
#include "engine/run/replicates.hpp"
#include "tests/safety/small_world.hpp"
#include "tests/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace kith::safety {
namespace {

constexpr std::int64_t replicates = 12;
constexpr int longest_short_step = 7;
/// Differences of means may be this many standard errors. Over some 35 headlines and three lengths of step, and with 44
/// degrees of freedom, a false alarm comes once in about a thousand seeds.
constexpr double sigmas = 5;

/// One value a replicate, by headline.
using Sample = std::map<std::string, std::vector<double>>;

/// Without burn-in, so that all share one past and only the run's own steps differ.
Sample sample(int step_days) {
  const auto world = make_safety_model()->build(
      test::small_scenario({{"run.end", "2015-12-31"}, {"run.step_days", std::to_string(step_days)}}));
  Sample values;
  const auto& measures = world->measures().measures;
  for (const ReplicateResult& result : run_replicates(*world, 0, replicates, 2, {}))
    for (std::size_t i = 0; i < measures.size(); ++i)
      if (measures[i].group == "headlines") values[measures[i].name].push_back(result.reals(i).at(0));
  return values;
}

bool needs_short_steps(const std::string& headline) {
  const MeasureSet set = make_safety_model()->measures();
  return set.measures[set.index(headline)].needs_short_steps;
}

bool is_of_waits(const std::string& headline) {
  return headline == "mean_wait_days" || headline == "unmet_need_share" || headline == "services_cost_per_year";
}

TEST(StepLength, HeadlinesAreTheSameWithinSamplingErrorUnlessDeclaredOtherwise) {
  const std::map<int, Sample> by_step{{1, sample(1)}, {7, sample(7)}, {14, sample(14)}, {28, sample(28)}};
  for (const auto& [name, daily] : by_step.at(1)) {
    // One variance for all: each alone has few replicates.
    double variance = 0;
    for (const auto& [step, values] : by_step)
      variance += kith::test::moments(values.at(name)).variance / static_cast<double>(by_step.size());
    const double error = std::sqrt(2 * variance / replicates);
    const double expected = kith::test::moments(daily).mean;
    for (const auto& [step, values] : by_step) {
      const double difference = kith::test::moments(values.at(name)).mean - expected;
      RecordProperty(name + "_" + std::to_string(step), std::to_string(difference / error));
      if (step > (is_of_waits(name) ? 1 : longest_short_step) && needs_short_steps(name)) continue;
      EXPECT_LE(std::abs(difference), sigmas * error)
          << name << " with steps of " << step << " days: " << expected + difference << " for " << expected;
    }
  }
}

}  // namespace
}  // namespace kith::safety
