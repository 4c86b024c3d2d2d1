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
