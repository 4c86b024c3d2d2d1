// Means and intervals over replicates, against textbook values.
#include "results/statistics.hpp"
#include "tests/results/sample.hpp"

namespace kith::results {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(Estimate, IsStudentsInterval) {
  // t(0.975, 4) = 2.776445; the standard deviation of 1..5 is sqrt(2.5).
  const Estimate e = estimate({1, 2, 3, 4, 5});
  EXPECT_EQ(e.count, 5);
  EXPECT_DOUBLE_EQ(e.mean, 3);
  EXPECT_NEAR(e.standard_deviation, std::sqrt(2.5), 1e-12);
  EXPECT_NEAR(e.high - 3, 2.776445 * std::sqrt(2.5 / 5), 1e-6);
  EXPECT_NEAR(3 - e.low, 2.776445 * std::sqrt(2.5 / 5), 1e-6);
}

TEST(Estimate, LeavesNanOut) {
  const Estimate e = estimate({nan, 1, nan, 3});
  EXPECT_EQ(e.count, 2);
  EXPECT_DOUBLE_EQ(e.mean, 2);
  EXPECT_NEAR(e.high, 2 + 12.706205, 1e-5);
}

TEST(Estimate, OfOneHasNoInterval) {
  const Estimate e = estimate({7});
  EXPECT_EQ(e.mean, 7);
  EXPECT_EQ(e.count, 1);
  EXPECT_TRUE(std::isnan(e.low) && std::isnan(e.high) && std::isnan(e.standard_deviation));
}

TEST(Estimate, OfNothingIsNothing) {
  for (const auto& values : {std::vector<double>{}, std::vector<double>{nan, nan}}) {
    const Estimate e = estimate(values);
    EXPECT_EQ(e.count, 0);
    EXPECT_TRUE(std::isnan(e.mean) && std::isnan(e.low) && std::isnan(e.high));
  }
}

// A share of 0.01 and 0.09 in two replicates: 0.05 and 12.706205 times 0.04 on either side, which is -0.46 to 0.56.
TEST(Estimate, OfAShareDoesNotLeaveZeroToOne) {
  const Bounds share = bounds_of("share");
  const Estimate low = estimate({0.01, 0.09}, IntervalOf::mean, share);
  EXPECT_EQ(low.low, 0);
  EXPECT_NEAR(low.high, 0.05 + 12.706205 * 0.04, 1e-6);
  const Estimate high = estimate({0.91, 0.99}, IntervalOf::mean, share);
  EXPECT_NEAR(high.low, 0.95 - 12.706205 * 0.04, 1e-6);
  EXPECT_EQ(high.high, 1);
  const Estimate world = estimate({0.2, 0.5, 0.8}, IntervalOf::one_world, share);
  EXPECT_EQ(world.low, 0);
  EXPECT_EQ(world.high, 1);
  EXPECT_EQ(estimate({0, 0}, IntervalOf::mean, share).high, 0);
  EXPECT_DOUBLE_EQ(low.standard_deviation, estimate({0.01, 0.09}).standard_deviation);
}

TEST(Estimate, WithinItsBoundsIsAsWithoutThem) {
  const Estimate bound = estimate({0.40, 0.41, 0.42}, IntervalOf::mean, bounds_of("share of people"));
  const Estimate free = estimate({0.40, 0.41, 0.42});
  EXPECT_EQ(bound.low, free.low);
  EXPECT_EQ(bound.high, free.high);
  EXPECT_LT(estimate({1, 90}, IntervalOf::mean, bounds_of("per 100,000")).low, 0) << "nothing is known of the unit";
}

TEST(Quantile, IsInterpolatedBetweenNeighbours) {
  // numpy.quantile([1, 2, 4, 8], ...) and R's quantile(c(1, 2, 4, 8), ...)
  const std::vector<double> values{8, 1, 4, 2};
  EXPECT_DOUBLE_EQ(quantile(values, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(values, 0.025), 1.075);
  EXPECT_DOUBLE_EQ(quantile(values, 0.5), 3);
  EXPECT_DOUBLE_EQ(quantile(values, 0.975), 7.7);
  EXPECT_DOUBLE_EQ(quantile(values, 1), 8);
  EXPECT_DOUBLE_EQ(quantile({5}, 0.3), 5);
  EXPECT_TRUE(std::isnan(quantile({}, 0.5)));
}

TEST(ScalarValues, AreOneAReplicate) {
  const auto run = sample::run();
  EXPECT_EQ(scalar_values(run.measures, run.replicates, "entrants"), (std::vector<double>{14, 1014, 2014}));
  EXPECT_EQ(scalar_values(run.measures, run.replicates, "offending_rate"), (std::vector<double>{9, 1009, 2009}));
  EXPECT_THROW(scalar_values(run.measures, run.replicates, "absent"), std::out_of_range);
  EXPECT_THROW(scalar_values(run.measures, run.replicates, "offences"), std::invalid_argument);
}

}  // namespace
}  // namespace kith::results
