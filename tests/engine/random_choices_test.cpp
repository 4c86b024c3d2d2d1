// Choosing by weight and sampling without repeats: right frequencies, every set equally likely, edges.
#include "engine/random/choices.hpp"
#include "tests/statistics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <set>
#include <stdexcept>

namespace kith {
namespace {

using namespace test;
constexpr auto choosing = purpose("test.choices");

TEST(Categorical, FollowsTheWeights) {
  const std::vector<double> weights{0, 1, 0, 3, 6, 0};
  std::vector<double> observed(6);
  for (std::uint64_t i = 0; i < 50000; ++i) {
    Stream stream = Draws{4, 0}.at(choosing, i);
    ++observed[categorical(stream, weights)];
  }
  EXPECT_EQ(observed[0] + observed[2] + observed[5], 0);
  EXPECT_LT(chi_square({observed[1], observed[3], observed[4]}, {5000, 15000, 30000}), chi_square_limit(3));
}

TEST(Categorical, RefusesWeightsItCannotDrawFrom) {
  Stream stream = Draws{}.at(choosing, 0);
  const double not_a_number = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  for (const std::vector<double>& weights :
       {std::vector<double>{}, {0, 0}, {1, -1}, {1, not_a_number}, {1, infinite}}) {
    EXPECT_THROW(categorical(stream, weights), std::invalid_argument);
  }
}

TEST(SampleWithoutReplacement, EverySetIsEquallyLikely) {
  std::map<std::vector<std::uint64_t>, double> seen;
  constexpr int count = 40000;
  for (std::uint64_t i = 0; i < count; ++i) {
    Stream stream = Draws{4, 0}.at(choosing, i, 1);
    ++seen[sample_without_replacement(stream, 6, 3)];
  }
  ASSERT_EQ(seen.size(), 20U);
  std::vector<double> observed;
  for (const auto& [set, times] : seen) observed.push_back(times);
  EXPECT_LT(chi_square(observed, std::vector<double>(20, count / 20.0)), chi_square_limit(20));
}

TEST(SampleWithoutReplacement, IsAscendingAndWithoutRepeats) {
  for (const std::uint64_t count : {0, 1, 31, 32, 33, 500, 999, 1000}) {
    Stream stream = Draws{4, 0}.at(choosing, count, 2);
    const auto chosen = sample_without_replacement(stream, 1000, count);
    EXPECT_EQ(chosen.size(), count);
    EXPECT_EQ(std::set<std::uint64_t>(chosen.begin(), chosen.end()).size(), count);
    EXPECT_TRUE(std::is_sorted(chosen.begin(), chosen.end()));
    EXPECT_TRUE(chosen.empty() || chosen.back() < 1000U);
  }
}

TEST(SampleWithoutReplacement, LargeSamplesAreUniformToo) {
  std::vector<double> observed(10);
  for (std::uint64_t i = 0; i < 200; ++i) {
    Stream stream = Draws{4, 0}.at(choosing, i, 3);
    for (const std::uint64_t pick : sample_without_replacement(stream, 1000, 100)) ++observed[pick / 100];
  }
  EXPECT_LT(chi_square(observed, std::vector<double>(10, 2000)), chi_square_limit(10));
}

TEST(SampleWithoutReplacement, AskedForTooManyGivesAll) {
  Stream stream = Draws{}.at(choosing, 0, 4);
  EXPECT_THAT(sample_without_replacement(stream, 4, 9), testing::ElementsAre(0, 1, 2, 3));
  EXPECT_TRUE(sample_without_replacement(stream, 0, 3).empty());
}

}  // namespace
}  // namespace kith
