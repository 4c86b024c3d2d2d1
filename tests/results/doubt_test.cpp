// What pairs drew, in files and in intervals.
#include "results/doubt.hpp"

#include "results/merge.hpp"
#include "tests/results/sample.hpp"

#include <gmock/gmock.h>

namespace kith::results {
namespace {

using testing::HasSubstr;

TEST(Intervals, OfOneWorldAreWiderThanOfTheMeanByTheRootOfPairsAndOne) {
  const std::vector<double> values{3, 5, 4, 8, 2, 6, 7, 5, 1, 9};
  const Estimate mean = estimate(values), world = estimate(values, IntervalOf::one_world);
  EXPECT_EQ(mean.mean, world.mean);
  EXPECT_NEAR((world.high - world.low) / (mean.high - mean.low), std::sqrt(11.0), 1e-12);
  // t of 9 degrees of freedom is 2.262157.
  EXPECT_NEAR(world.high - world.mean, 2.262157 * world.standard_deviation * std::sqrt(1.1), 1e-5);
}

TEST(Intervals, OfAComparisonAreOfWhatItsPairsDrew) {
  results::Run run = sample::comparison(3);
  const PairedDifference drawn = paired_difference(run, "time_in_custody", 1);
  run.doubt = {};
  const PairedDifference chance = paired_difference(run, "time_in_custody", 1);
  EXPECT_NEAR((drawn.difference.high - drawn.difference.low) / (chance.difference.high - chance.difference.low), 2,
              1e-9);
  EXPECT_EQ(drawn.difference.mean, chance.difference.mean);
}

TEST(DoubtInWords, SaysWhatPairsDifferIn) {
  Doubt doubt;
  EXPECT_EQ(covered_in_words(doubt), "chance alone");
  doubt.population = true;
  EXPECT_EQ(covered_in_words(doubt), "chance and who lives there");
  doubt.numbers.resize(1);
  EXPECT_EQ(covered_in_words(doubt), "chance, who lives there, and what is not known");
  doubt.population = false;
  EXPECT_EQ(covered_in_words(doubt), "chance and what is not known");
}

class DoubtFile : public sample::Folder {};

TEST_F(DoubtFile, ComesBackAsItWasWritten) {
  write(path("a.h5"), sample::comparison(), false);
  const Doubt doubt = read(path("a.h5")).doubt, written = sample::doubt(3);
  EXPECT_TRUE(doubt.population);
  EXPECT_EQ(doubt.numbers[0].distribution, written.numbers[0].distribution);
  EXPECT_EQ(doubt.held[0].path, written.held[0].path);
  EXPECT_EQ(doubt.held[0].why, written.held[0].why);
  EXPECT_EQ(doubt.agains, written.agains);
  EXPECT_EQ(doubt.measures[1].name, written.measures[1].name);
  ASSERT_EQ(doubt.pairs.size(), 3U);
  for (const auto& [number, pair] : written.pairs) {
    EXPECT_EQ(doubt.pairs.at(number).population_seed, pair.population_seed);
    EXPECT_EQ(doubt.pairs.at(number).drawn, pair.drawn);
    EXPECT_EQ(doubt.pairs.at(number).again, pair.again);
  }
  const Summary summary = inspect(path("a.h5"));
  EXPECT_EQ(summary.attributes.at("intervals_cover"), "chance, who lives there, and what is not known");
  EXPECT_EQ(summary.attributes.at("intervals_of"), "one_world");
}

TEST_F(DoubtFile, OfChanceAloneSaysSo) {
  write(path("a.h5"), sample::run(), false);
  const Summary summary = inspect(path("a.h5"));
  EXPECT_EQ(summary.attributes.at("intervals_cover"), "chance alone");
  EXPECT_EQ(summary.attributes.at("intervals_of"), "mean");
}

TEST_F(DoubtFile, WhatDoesNotFitIsRefused) {
  results::Run run = sample::comparison();
  run.doubt.pairs.at(1).drawn.clear();
  EXPECT_THROW(write(path("a.h5"), run, false), ResultsError);
  run = sample::comparison();
  run.doubt.pairs.erase(2);
  EXPECT_THROW(write(path("a.h5"), run, false), ResultsError);
  run = sample::comparison();
  run.doubt.measures[0].name = "absent";
  EXPECT_THROW(write(path("a.h5"), run, false), ResultsError);
}

TEST(PairsAsDraws, AreDrawsOfOneReplicate) {
  const results::Run run = sample::comparison();
  const EvidenceDraws draws = pairs_as_draws(run, {"time_in_custody", true});
  EXPECT_TRUE(is_consistent(draws));
  EXPECT_EQ(draws.draws, 3U);
  EXPECT_EQ(draws.drawn, (Reals{0.8, 0.9, 0.8 + 0.2}));
  for (std::size_t pair = 0; pair < 3; ++pair)
    EXPECT_EQ(draws.cell(pair, 1, 0)[0], scalar_values(run, "time_in_custody", 1)[pair]);
}

}  // namespace
}  // namespace kith::results
