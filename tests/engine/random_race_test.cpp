// A race among candidates: fair, and moved by no other candidate.
#include "engine/random/race.hpp"

#include <gtest/gtest.h>

#include <array>

namespace kith {
namespace {

constexpr std::array<double, 4> weights{1, 2, 3, 4};

int winner(std::uint64_t occasion, int without = -1, bool backwards = false) {
  Stream stream(7, purpose("test.race"), 0, occasion, 0);
  Race<int> race(stream);
  for (int i = 0; i < 4; ++i) {
    const int candidate = backwards ? 3 - i : i;
    if (candidate != without)
      race.offer(static_cast<std::uint64_t>(candidate) + 100, weights[static_cast<std::size_t>(candidate)], candidate);
  }
  return race.winner();
}

/// Counts of 100,000 races lie within five standard deviations: a false alarm in about a million runs.
TEST(Race, IsWonInProportionToTheWeights) {
  std::array<int, 4> won{};
  constexpr int races = 100000;
  for (int i = 0; i < races; ++i) ++won[static_cast<std::size_t>(winner(static_cast<std::uint64_t>(i)))];
  for (std::size_t i = 0; i < 4; ++i) {
    const double share = weights[i] / 10;
    EXPECT_NEAR(won[i], races * share, 5 * std::sqrt(races * share * (1 - share))) << i;
  }
}

TEST(Race, OneCandidateLessChangesOnlyTheRacesItWon) {
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const int all = winner(i);
    EXPECT_EQ(winner(i, -1, true), all) << "whatever the order";
    if (all == 2) continue;
    EXPECT_EQ(winner(i, 2), all);
  }
}

TEST(Race, IsWonByNobodyWhereNobodyRuns) {
  Stream stream(7, purpose("test.race"), 0, 0, 0);
  Race<int> race(stream);
  EXPECT_FALSE(race.any());
  race.offer(1, 0, 5);
  EXPECT_FALSE(race.any());
}

}  // namespace
}  // namespace kith
