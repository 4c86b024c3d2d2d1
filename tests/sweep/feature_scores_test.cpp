// Scores of factors against cases worked out by hand or in closed form.
#include "results/sensitivity/feature_scores.hpp"
#include "tools/studies/sweep/designs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace kith::results {
namespace {

using testing::ElementsAre;

std::vector<Factor> factors_of(const sweep::UnitPoints& points) {
  std::vector<Factor> factors;
  for (std::size_t i = 0; i < points[0].size(); ++i) {
    factors.push_back({std::string(1, static_cast<char>('a' + i)), {}});
    for (const auto& point : points) factors.back().values.push_back(point[i]);
  }
  return factors;
}

template <class Function>
std::vector<double> results_of(const sweep::UnitPoints& points, Function function) {
  std::vector<double> results;
  for (const auto& point : points) results.push_back(function(point));
  return results;
}

TEST(FeatureScores, RanksShareTies) {
  EXPECT_THAT(ranks(std::vector<double>{3, 1, 3, 0}), ElementsAre(3.5, 2, 3.5, 1));
}

TEST(FeatureScores, RankCorrelationIsSpearmans) {
  // Ranks 1..5 against 2 1 4 3 5: 1 - 6 * (1 + 1 + 1 + 1) / (5 * 24) = 0.8.
  const auto found = feature_scores({{"a", {1, 2, 3, 4, 5}}}, std::vector<double>{20, 10, 40, 30, 1e9});
  EXPECT_NEAR(found.rank_correlation[0].value, 0.8, 1e-12);
  EXPECT_NEAR(found.rank_regression[0].value, 0.8, 1e-12);
  EXPECT_NEAR(found.regression_fit, 0.64, 1e-12);
}

TEST(FeatureScores, FollowAMonotoneLawWhateverItsShape) {
  const auto points = sweep::latin_hypercube(3, 3, 400);
  const auto found = feature_scores(factors_of(points),
                                    results_of(points, [](const auto& u) { return std::exp(8 * u[0] - 2 * u[1]); }));
  // Ranks of 8 a - 2 b: its correlation with a is 8 / sqrt(68), with b -2 / sqrt(68), up to the change from values to
  // ranks.
  EXPECT_NEAR(found.rank_correlation[0].value, 0.970, 0.02);
  EXPECT_NEAR(found.rank_correlation[1].value, -0.243, 0.1);
  EXPECT_GT(found.regression_fit, 0.97);
  EXPECT_LT(found.rank_regression[1].high, -0.1);
  EXPECT_LT(found.rank_regression[2].low * found.rank_regression[2].high, 0);
}

TEST(FeatureScores, VarianceShareSeesWhatRisesAndFalls) {
  const auto points = sweep::latin_hypercube(3, 2, 1000);
  const auto found =
      feature_scores(factors_of(points),
                     results_of(points, [](const auto& u) { return std::cos(2 * std::numbers::pi * u[0]) + u[1]; }));
  // Variances 1/2 and 1/12.
  EXPECT_NEAR(found.variance_share[0].value, 6.0 / 7, 0.04);
  EXPECT_NEAR(found.variance_share[1].value, 1.0 / 7, 0.04);
  EXPECT_NEAR(found.rank_correlation[0].value, 0, 0.1);
}

TEST(FeatureScores, CategoriesHaveSharesButNoRanks) {
  std::vector<Factor> factors{{"kind", {}, false}, {"noise", {}}};
  std::vector<double> results;
  for (int i = 0; i < 300; ++i) {
    factors[0].values.push_back(i % 3);
    factors[1].values.push_back((i * 37) % 101);
    results.push_back(i % 3 == 1 ? 5 : 0);
  }
  const auto found = feature_scores(factors, results, 1, {1, 50});
  EXPECT_NEAR(found.variance_share[0].value, 1, 1e-9);
  EXPECT_TRUE(std::isnan(found.rank_correlation[0].value));
  EXPECT_NEAR(found.variance_share[1].value, 0, 0.06);
}

TEST(FeatureScores, BearMissingAndConstantValues) {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  const auto found =
      feature_scores({{"a", {1, 2, 3, 4, 5}}, {"same", {7, 7, 7, 7, 7}}}, std::vector<double>{1, missing, 3, 4, 5});
  EXPECT_EQ(found.points, 4U);
  EXPECT_NEAR(found.rank_correlation[0].value, 1, 1e-12);
  EXPECT_TRUE(std::isnan(found.rank_correlation[1].value));
  EXPECT_TRUE(std::isnan(feature_scores({{"a", {1, 2}}}, std::vector<double>{missing, missing}).regression_fit));
}

TEST(FeatureScores, TiedFactorsHaveNoRegression) {
  const auto found = feature_scores({{"a", {1, 2, 3, 4, 5, 6}}, {"twice", {2, 4, 6, 8, 10, 12}}},
                                    std::vector<double>{1, 3, 2, 5, 4, 6}, 1, {1, 0});
  EXPECT_TRUE(std::isnan(found.rank_regression[0].value));
  EXPECT_NEAR(found.rank_correlation[0].value, found.rank_correlation[1].value, 1e-12);
}

}  // namespace
}  // namespace kith::results
