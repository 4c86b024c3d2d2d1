// Generated ties have the degrees and the chances they promise; edge lists are read strictly.
#include "engine/network/generators.hpp"
#include "engine/settings/problem.hpp"
#include "engine/work/blocks.hpp"
#include "tests/statistics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

namespace kith {
namespace {

using namespace test;
constexpr auto tying = purpose("test.ties");

TEST(UniformTies, LinkEachToSoManyDifferentOthers) {
  const auto ties = uniform_ties(Draws{3, 0}, tying, 40000, 5);
  ASSERT_EQ(ties.size(), 200000U);
  std::vector<double> received(40);
  for (std::size_t i = 0; i < ties.size(); i += 5) {
    std::set<EntityId> others;
    for (std::size_t j = i; j < i + 5; ++j) {
      EXPECT_EQ(ties[j].first, i / 5);
      EXPECT_NE(ties[j].second, ties[j].first);
      others.insert(ties[j].second);
      ++received[ties[j].second / 1000];
    }
    EXPECT_EQ(others.size(), 5U);
  }
  EXPECT_LT(chi_square(received, std::vector<double>(40, 5000)), chi_square_limit(40));
}

TEST(UniformTies, EveryOtherIsEquallyLikely) {
  std::map<Tie, double> seen;
  for (std::uint64_t replicate = 0; replicate < 4000; ++replicate) {
    for (const Tie& tie : uniform_ties(Draws{3, replicate}, tying, 5, 2)) ++seen[tie];
  }
  ASSERT_EQ(seen.size(), 20U);
  std::vector<double> observed;
  for (const auto& [tie, times] : seen) observed.push_back(times);
  EXPECT_LT(chi_square(observed, std::vector<double>(20, 2000)), chi_square_limit(20));
}

TEST(UniformTies, GiveAllWhenThereAreFew) {
  EXPECT_TRUE(uniform_ties(Draws{}, tying, 0, 5).empty());
  EXPECT_TRUE(uniform_ties(Draws{}, tying, 1, 5).empty());
  EXPECT_TRUE(uniform_ties(Draws{}, tying, 9, 0).empty());
  EXPECT_EQ(Layer(4, uniform_ties(Draws{}, tying, 4, 5)).tie_count(), 6U);
}

TEST(UniformTies, AreTheSameOnAnyNumberOfThreads) {
  std::vector<std::vector<Tie>> all;
  for (const int threads : {1, 2, 5}) {
    with_threads(threads, [&] { all.push_back(uniform_ties(Draws{3, 0}, tying, 50000, 3)); });
  }
  EXPECT_EQ(all[0], all[1]);
  EXPECT_EQ(all[0], all[2]);
}

TEST(SmallWorld, IsARingWithoutRewiring) {
  const Layer layer(10, small_world_ties(Draws{}, tying, 10, 4, 0));
  EXPECT_EQ(layer.tie_count(), 20U);
  EXPECT_THAT(layer.of(0), testing::ElementsAre(1, 2, 8, 9));
  EXPECT_THAT(layer.of(5), testing::ElementsAre(3, 4, 6, 7));
}

TEST(SmallWorld, MovesAboutTheShareAskedFor) {
  constexpr std::uint32_t count = 20000;
  const auto ties = small_world_ties(Draws{6, 0}, tying, count, 6, 0.1);
  EXPECT_EQ(ties.size(), 3 * count);
  double moved = 0;
  for (const auto& [a, b] : ties) {
    const std::uint32_t apart = (b + count - a) % count;
    if (std::min(apart, count - apart) > 3) ++moved;
    EXPECT_NE(a, b);
  }
  EXPECT_NEAR(moved / (3 * count), 0.1, 5 * std::sqrt(0.09 / (3 * count)));
}

TEST(SmallWorld, RefusesWhatIsNoRing) {
  for (const std::uint32_t neighbours : {0U, 1U, 3U, 10U, 12U}) {
    EXPECT_THROW(small_world_ties(Draws{}, tying, 10, neighbours, 0.5), std::invalid_argument);
  }
  EXPECT_THROW(small_world_ties(Draws{}, tying, 9, 8, 0.5), std::invalid_argument);  // nowhere to move a tie to
  EXPECT_THROW(small_world_ties(Draws{}, tying, 10, 4, 1.5), std::invalid_argument);
}

TEST(ErdosRenyi, TiesEveryPairAlike) {
  std::map<Tie, double> seen;
  constexpr int rounds = 6000;
  for (std::uint64_t replicate = 0; replicate < rounds; ++replicate) {
    for (auto [a, b] : erdos_renyi_ties(Draws{9, replicate}, tying, 6, 0.3)) ++seen[{std::min(a, b), std::max(a, b)}];
  }
  ASSERT_EQ(seen.size(), 15U);
  double squares = 0;  // independent binomial counts
  for (const auto& [tie, times] : seen) squares += std::pow(times - rounds * 0.3, 2) / (rounds * 0.3 * 0.7);
  EXPECT_LT(squares, chi_square_limit(16));
}

TEST(ErdosRenyi, EndsAndSize) {
  EXPECT_TRUE(erdos_renyi_ties(Draws{}, tying, 50, 0).empty());
  EXPECT_TRUE(erdos_renyi_ties(Draws{}, tying, 50, 1e-30).empty());
  EXPECT_EQ(Layer(50, erdos_renyi_ties(Draws{}, tying, 50, 1)).tie_count(), 50U * 49 / 2);
  EXPECT_TRUE(erdos_renyi_ties(Draws{}, tying, 1, 0.5).empty());
  const auto ties = erdos_renyi_ties(Draws{}, tying, 20000, 0.0005);
  const double expected = 20000.0 * 19999 / 2 * 0.0005;
  EXPECT_NEAR(static_cast<double>(ties.size()), expected, 5 * std::sqrt(expected));
  EXPECT_THROW(erdos_renyi_ties(Draws{}, tying, 50, -0.1), std::invalid_argument);
  EXPECT_THROW(erdos_renyi_ties(Draws{}, tying, 50, 1.1), std::invalid_argument);
}

TEST(EdgeList, IsReadWithBlanksAndEitherLineEnd) {
  EXPECT_THAT(read_edge_list("from,to\r\n0,1\r\n\n 2 , 0\n1,2", "ties.csv", 3),
              testing::ElementsAre(Tie{0, 1}, Tie{2, 0}, Tie{1, 2}));
  EXPECT_TRUE(read_edge_list("from,to\n", "ties.csv", 3).empty());
}

TEST(EdgeList, TellsEveryBadRowAndWhere) {
  try {
    read_edge_list("from,to\n0,1\n0,3\n-1,x\n7\n1,2,0\n1,\n", "ties.csv", 3);
    FAIL();
  } catch (const InputError& error) {
    std::vector<std::pair<int, int>> places;
    for (const Problem& problem : error.problems()) {
      EXPECT_EQ(problem.where.file, "ties.csv");
      places.emplace_back(problem.where.line, problem.where.column);
    }
    EXPECT_THAT(places, testing::ElementsAre(std::pair(3, 3), std::pair(4, 1), std::pair(4, 4), std::pair(5, 1),
                                             std::pair(6, 3), std::pair(7, 3)));
    EXPECT_THAT(error.what(), testing::HasSubstr("whole number from 0 to 2"));
  }
}

TEST(EdgeList, NeedsItsHeaderAndSurvivesRubbish) {
  EXPECT_THROW(read_edge_list("", "ties.csv", 3), InputError);
  EXPECT_THROW(read_edge_list("0,1\n", "ties.csv", 3), InputError);
  EXPECT_THROW(read_edge_list("from,to\n0,99999999999999999999\n", "ties.csv", 3), InputError);
  std::string rubbish;
  for (int i = 0; i < 100000; ++i) rubbish += static_cast<char>(i * 7919 % 251);
  EXPECT_THROW(read_edge_list(rubbish, "ties.csv", 3), InputError);
  std::string many = "from,to\n";
  for (int i = 0; i < 5000; ++i) many += "x,0\n";
  try {
    read_edge_list(many, "ties.csv", 3);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.problems().size(), 101U);
    EXPECT_THAT(error.problems().back().message, testing::HasSubstr("4900 more"));
  }
}

}  // namespace
}  // namespace kith
