// Sharing out by Shapley's rule: games whose values are known, and shares that add up to the last bit.
#include "engine/pairing/shapley.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace kith {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

TEST(Shapley, OneFactorGetsAll) { EXPECT_THAT(shapley_shares({0, 1}), ElementsAre(1.0)); }

TEST(Shapley, WhatNeedsBothIsHalved) {
  EXPECT_THAT(shapley_shares({0, 0, 0, 1}), ElementsAre(DoubleEq(0.5), DoubleEq(0.5)));
}

TEST(Shapley, WhatEitherBringsIsHalvedToo) {
  EXPECT_THAT(shapley_shares({0, 1, 1, 1}), ElementsAre(DoubleEq(0.5), DoubleEq(0.5)));
}

TEST(Shapley, AFactorThatAddsNothingGetsNothing) {
  EXPECT_THAT(shapley_shares({0, 0, 1, 1}), ElementsAre(0.0, DoubleEq(1.0)));
}

/// The first must be there, and one of two others: 2/3, 1/6, 1/6, as in every textbook.
TEST(Shapley, OneWithEitherOfTwo) {
  EXPECT_THAT(shapley_shares({0, 0, 0, 1, 0, 1, 0, 1}),
              ElementsAre(DoubleEq(2.0 / 3), DoubleEq(1.0 / 6), DoubleEq(1.0 / 6)));
}

TEST(Shapley, AFactorThatWorksAgainstIsNegative) {
  const std::vector<double> shares = shapley_shares({0, -1, 1, 1});  // the second outdoes the first
  EXPECT_LT(shares[0], 0);
  EXPECT_DOUBLE_EQ(shares[0] + shares[1], 1);
}

TEST(Shapley, WithoutFactorsNothingIsShared) { EXPECT_TRUE(shapley_shares({1}).empty()); }

TEST(ExactShares, AddUpToTheLastBitHoweverManyAreAdded) {
  double sum = 0;
  for (int i = 0; i < 100000; ++i) {
    const ExactShares exact = exact_shares({1.0 / 3, 1.0 / 6, 1.0 / 7, 1 - 1.0 / 3 - 1.0 / 6 - 1.0 / 7}, 1);
    EXPECT_EQ(exact.rest, 0);
    for (const double share : exact.shares) sum += share;
  }
  EXPECT_EQ(sum, 100000);
}

TEST(ExactShares, WhatIsNotExplainedIsSaid) {
  const ExactShares exact = exact_shares({0.25}, 1);
  EXPECT_THAT(exact.shares, ElementsAre(0.25));
  EXPECT_EQ(exact.rest, 0.75);
  EXPECT_EQ(exact_shares({}, 1).rest, 1);
}

}  // namespace
}  // namespace kith
