// Designs have the properties they are known for, and grow without moving a point.
#include "tools/studies/sweep/designs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace kith::sweep {
namespace {

using testing::ElementsAre;

/// How many points lie in each of `strata` equal parts of a factor.
std::vector<int> counts(const UnitPoints& points, std::size_t factor, std::size_t strata) {
  std::vector<int> result(strata);
  for (const UnitPoint& point : points)
    ++result[std::min(strata - 1, static_cast<std::size_t>(point[factor] * static_cast<double>(strata)))];
  return result;
}

bool begins_with(const UnitPoints& longer, const UnitPoints& shorter) {
  return longer.size() > shorter.size() && std::equal(shorter.begin(), shorter.end(), longer.begin());
}

/// Warnock's formula for the square of the L2 star discrepancy.
double star_discrepancy(const UnitPoints& points) {
  const double n = static_cast<double>(points.size());
  const double d = static_cast<double>(points[0].size());
  double single = 0, pairs = 0;
  for (const UnitPoint& p : points) {
    double product = 1;
    for (const double x : p) product *= (1 - x * x) / 2;
    single += product;
    for (const UnitPoint& q : points) {
      double overlap = 1;
      for (std::size_t i = 0; i < p.size(); ++i) overlap *= 1 - std::max(p[i], q[i]);
      pairs += overlap;
    }
  }
  return std::pow(1.0 / 3, d) - 2 * single / n + pairs / (n * n);
}

TEST(FullFactorial, HoldsEveryCombinationOnce) {
  const UnitPoints points = full_factorial({3, 1, 2});
  EXPECT_THAT(points, ElementsAre(ElementsAre(0, 0.5, 0), ElementsAre(0, 0.5, 1), ElementsAre(0.5, 0.5, 0),
                                  ElementsAre(0.5, 0.5, 1), ElementsAre(1, 0.5, 0), ElementsAre(1, 0.5, 1)));
  EXPECT_EQ(full_factorial({5, 4, 3}).size(), 60U);
}

TEST(LatinHypercube, EveryStratumOfEveryFactorHoldsOnePoint) {
  const UnitPoints points = latin_hypercube(7, 5, 37);
  for (std::size_t factor = 0; factor < 5; ++factor) EXPECT_THAT(counts(points, factor, 37), testing::Each(1));
}

TEST(LatinHypercube, FollowsItsSeedAndTiesNoFactors) {
  EXPECT_EQ(latin_hypercube(7, 3, 20), latin_hypercube(7, 3, 20));
  EXPECT_NE(latin_hypercube(7, 3, 20), latin_hypercube(8, 3, 20));
  // The correlation of two independent factors over 1000 points has a standard deviation of 0.032.
  double product = 0;
  for (const UnitPoint& point : latin_hypercube(7, 2, 1000)) product += (point[0] - 0.5) * (point[1] - 0.5) * 12 / 1000;
  EXPECT_NEAR(product, 0, 0.16);
}

TEST(LatinHypercube, GrowsToMultiplesOfItself) {
  const UnitPoints small = latin_hypercube(7, 4, 10);
  const UnitPoints middle = extend_latin_hypercube(small, 7, 30);
  const UnitPoints large = extend_latin_hypercube(middle, 7, 60);
  EXPECT_TRUE(begins_with(middle, small));
  EXPECT_TRUE(begins_with(large, middle));
  for (std::size_t factor = 0; factor < 4; ++factor) {
    EXPECT_THAT(counts(middle, factor, 30), testing::Each(1));
    EXPECT_THAT(counts(large, factor, 60), testing::Each(1));
  }
}

TEST(LatinHypercube, RefusesToGrowWhereItCannot) {
  const UnitPoints small = latin_hypercube(7, 4, 10);
  EXPECT_THROW(extend_latin_hypercube(small, 7, 25), std::invalid_argument);
  EXPECT_THROW(extend_latin_hypercube({{0.1}, {0.2}}, 7, 4), std::invalid_argument);
}

TEST(Sobol, PlainSequenceHasItsKnownPoints) {
  EXPECT_THAT(plain_sobol(3, 4), ElementsAre(ElementsAre(0, 0, 0), ElementsAre(0.5, 0.5, 0.5),
                                             ElementsAre(0.75, 0.25, 0.25), ElementsAre(0.25, 0.75, 0.75)));
  const UnitPoints whole = plain_sobol(9, 40);
  const UnitPoints tail = plain_sobol(9, 15, 25);
  EXPECT_TRUE(std::equal(tail.begin(), tail.end(), whole.begin() + 25));
}

TEST(Sobol, FirstPowersOfTwoAreBalancedInEveryFactor) {
  const UnitPoints points = sobol(3, 11, 256);
  for (std::size_t factor = 0; factor < 11; ++factor) EXPECT_THAT(counts(points, factor, 256), testing::Each(1));
  // and, as a digital net, the first two in every box of 16 by 16
  std::set<std::pair<int, int>> boxes;
  for (const UnitPoint& point : points) boxes.emplace(static_cast<int>(point[0] * 16), static_cast<int>(point[1] * 16));
  EXPECT_EQ(boxes.size(), 256U);
}

TEST(Sobol, LeavesSmallerGapsThanChanceDoes) {
  // The expected square of the discrepancy of 512 random points in 4 factors: (2^-4 - 3^-4) / 512.
  const double of_chance = (std::pow(2, -4) - std::pow(3, -4)) / 512;
  EXPECT_LT(star_discrepancy(sobol(3, 4, 512)), of_chance / 10);
}

TEST(Sobol, StaysOffTheEdgesAndGrowsPointByPoint) {
  const UnitPoints points = sobol(5, 6, 100);
  for (const UnitPoint& point : points)
    EXPECT_THAT(point, testing::Each(testing::AllOf(testing::Gt(0), testing::Lt(1))));
  EXPECT_TRUE(begins_with(sobol(5, 6, 101), points));
  EXPECT_NE(sobol(6, 6, 100), points);
}

TEST(Morris, EachStepMovesOneFactorAndEachFactorOnce) {
  const std::size_t factors = 6;
  const UnitPoints points = morris(11, factors, 20, 4);
  ASSERT_EQ(points.size(), 20 * (factors + 1));
  for (std::size_t walk = 0; walk < 20; ++walk) {
    std::set<std::size_t> moved;
    for (std::size_t step = 1; step <= factors; ++step) {
      const UnitPoint& from = points[walk * (factors + 1) + step - 1];
      const UnitPoint& to = points[walk * (factors + 1) + step];
      for (std::size_t i = 0; i < factors; ++i) {
        if (from[i] == to[i]) continue;
        EXPECT_TRUE(moved.insert(i).second);
        EXPECT_NEAR(std::abs(to[i] - from[i]), morris_step(4), 1e-12);
      }
      EXPECT_EQ(moved.size(), step);
    }
  }
}

TEST(Morris, EveryLevelComesAsOften) {
  // 4000 walks; a level is expected in a quarter of the first points, standard deviation 27.
  std::vector<int> first(4);
  const UnitPoints points = morris(11, 2, 4000, 4);
  for (std::size_t walk = 0; walk < 4000; ++walk)
    ++first[static_cast<std::size_t>(std::lround(points[walk * 3][1] * 3))];
  for (const int count : first) EXPECT_NEAR(count, 1000, 160);
}

TEST(Morris, GrowsByWalksAndTakesEvenLevelsOnly) {
  EXPECT_TRUE(begins_with(morris(11, 5, 9, 6), morris(11, 5, 8, 6)));
  EXPECT_THROW(morris(11, 5, 8, 5), std::invalid_argument);
  EXPECT_THROW(morris(11, 5, 8, 0), std::invalid_argument);
}

TEST(Saltelli, MixesColumnsOfBothMatrices) {
  EXPECT_THAT(saltelli({{1, 2, 3, 4}}, false),
              ElementsAre(ElementsAre(1, 2), ElementsAre(3, 2), ElementsAre(1, 4), ElementsAre(3, 4)));
  EXPECT_THAT(saltelli({{1, 2, 3, 4}}, true), ElementsAre(ElementsAre(1, 2), ElementsAre(3, 2), ElementsAre(1, 4),
                                                          ElementsAre(1, 4), ElementsAre(3, 2), ElementsAre(3, 4)));
  EXPECT_THROW(saltelli({{1, 2, 3}}, true), std::invalid_argument);
}

TEST(Saltelli, GrowsRowByRow) {
  EXPECT_EQ(saltelli(2, 3, 16, true).size(), 16 * saltelli_block(3, true));
  EXPECT_EQ(saltelli(2, 3, 16, false).size(), 16 * saltelli_block(3, false));
  EXPECT_TRUE(begins_with(saltelli(2, 3, 17, true), saltelli(2, 3, 16, true)));
}

}  // namespace
}  // namespace kith::sweep
