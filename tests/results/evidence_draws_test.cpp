// Draws of evidence: variances, regret and influence against numbers worked out by hand; and the way through a file.
#include "results/judged.hpp"
#include "tests/results/sample.hpp"

#include <cmath>

namespace kith::results {
namespace {

/// Two scenarios; the base is 0 everywhere, so that the alternative is the change: draw x pair.
EvidenceDraws changes(const std::vector<Reals>& rows) {
  EvidenceDraws draws;
  draws.draws = rows.size();
  draws.scenarios = 2;
  draws.replicates = rows[0].size();
  draws.numbers = {{"a", "1", "0", "uniform(0, 1)", ""}};
  draws.measures = {{"harm", "points"}};
  draws.preference = {"harm", true};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    draws.drawn.push_back(static_cast<double>(i));
    draws.values.insert(draws.values.end(), rows[i].size(), 0.0);
    draws.values.insert(draws.values.end(), rows[i].begin(), rows[i].end());
  }
  EXPECT_TRUE(is_consistent(draws));
  return draws;
}

TEST(EvidenceDraws, DoubtThatIsAllEvidence) {
  const Spread spread = spread_of(changes({{-2, -2}, {0, 0}, {2, 2}}), 1, 0);
  EXPECT_DOUBLE_EQ(spread.mean, 0);
  EXPECT_DOUBLE_EQ(spread.evidence_deviation, 2);
  EXPECT_DOUBLE_EQ(spread.chance_deviation, 0);
  EXPECT_DOUBLE_EQ(spread.evidence_share, 1);
  EXPECT_DOUBLE_EQ(spread.share_below, 1.0 / 3);
  EXPECT_DOUBLE_EQ(spread.low, -1.9);
  EXPECT_DOUBLE_EQ(spread.high, 1.9);
}

TEST(EvidenceDraws, DoubtThatIsAllChance) {
  const Spread spread = spread_of(changes({{-1, 1}, {-1, 1}}), 1, 0);
  EXPECT_DOUBLE_EQ(spread.evidence_deviation, 0);
  EXPECT_DOUBLE_EQ(spread.chance_deviation, std::sqrt(2)) << "the standard deviation of -1 and 1";
  EXPECT_DOUBLE_EQ(spread.evidence_share, 0);
}

/// Change = draw + pair, exactly: what pairs share must not hide what draws do.
TEST(EvidenceDraws, DoubtOfBothKindsIsToldApart) {
  const Spread spread = spread_of(changes({{-11, 9}, {-9, 11}}), 1, 0);
  EXPECT_DOUBLE_EQ(spread.evidence_deviation, std::sqrt(2));
  EXPECT_DOUBLE_EQ(spread.chance_deviation, std::sqrt(200));
  EXPECT_DOUBLE_EQ(spread.evidence_share, 2.0 / 202);
}

TEST(EvidenceDraws, OnePairOrOneDrawTellsNothingOfDoubt) {
  EXPECT_TRUE(std::isnan(spread_of(changes({{1}, {2}}), 1, 0).evidence_share));
  EXPECT_TRUE(std::isnan(spread_of(changes({{1, 2}}), 1, 0).evidence_share));
  EXPECT_TRUE(std::isnan(spread_of(changes({{1, 2}}), 1, 0).chance_deviation));
}

TEST(EvidenceDraws, AValueThatDoesNotExistSpoilsTheSpreadAndNothingElse) {
  const Spread spread = spread_of(changes({{1, std::nan("")}, {2, 3}}), 1, 0);
  EXPECT_TRUE(std::isnan(spread.mean));
  EXPECT_TRUE(std::isnan(spread.share_below));
}

TEST(EvidenceDraws, RegretIsTheDistanceFromTheBestOfEachDraw) {
  EvidenceDraws draws = changes({{-3, -1}, {4, 6}, {0, 0}});
  std::vector<Regret> table = regrets(draws);
  EXPECT_EQ(table[0].best_in, 2U) << "of equals the first is the best";
  EXPECT_EQ(table[1].best_in, 1U);
  EXPECT_DOUBLE_EQ(table[0].expected, 2.0 / 3);
  EXPECT_DOUBLE_EQ(table[0].greatest, 2);
  EXPECT_DOUBLE_EQ(table[1].expected, 5.0 / 3);
  EXPECT_DOUBLE_EQ(table[1].greatest, 5);
  draws.preference.lowest = false;
  table = regrets(draws);
  EXPECT_EQ(table[1].best_in, 1U);
  EXPECT_DOUBLE_EQ(table[1].greatest, 2);
}

TEST(EvidenceDraws, EqualOnesAreNoBest) {
  const SoleBest best = sole_best(changes({{-3, -1}, {4, 6}, {0, 0}}));
  EXPECT_EQ(best.alone, (std::vector<std::size_t>{1, 1}));
  EXPECT_EQ(best.shared, 1U) << "the third draw, in which both are the same";
  EXPECT_EQ(sole_best(changes({{1e-13, -1e-13}})).shared, 1U) << "but for rounding";
}

TEST(EvidenceDraws, InfluenceIsTheRankCorrelation) {
  std::vector<Reals> rows;
  for (int i = 0; i < 10; ++i) rows.push_back({-std::exp(i)});
  const auto found = influences(changes(rows), 1, 0);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_DOUBLE_EQ(found[0].rank_correlation, -1);
  rows.pop_back();
  EXPECT_TRUE(influences(changes(rows), 1, 0).empty()) << "too few draws";
  EXPECT_TRUE(influences(changes(std::vector<Reals>(12, {1})), 1, 0).empty()) << "nothing varies";
  EXPECT_TRUE(influences(changes({{5}, {1}, {4}, {2}, {3}, {9}, {0}, {8}, {7}, {6}}), 1, 0).empty()) << "chance";
}

TEST(EvidenceDraws, LengthsThatDoNotFitAreNoticed) {
  EvidenceDraws draws = sample::evidence_draws();
  EXPECT_TRUE(is_consistent(draws));
  draws.replicates = std::size_t{1} << 62;
  EXPECT_FALSE(is_consistent(draws));
  draws = sample::evidence_draws();
  draws.drawn.pop_back();
  EXPECT_FALSE(is_consistent(draws));
  draws = sample::evidence_draws();
  draws.preference.measure = "absent";
  EXPECT_FALSE(is_consistent(draws));
}

class EvidenceDrawsFile : public sample::Folder {};

TEST_F(EvidenceDrawsFile, ComesBackAsItWasWritten) {
  write(path("a.h5"), sample::comparison(), false);
  const EvidenceDraws draws = read(path("a.h5")).evidence_draws;
  const EvidenceDraws written = sample::evidence_draws();
  EXPECT_EQ(draws.draws, written.draws);
  EXPECT_EQ(draws.replicates, written.replicates);
  EXPECT_EQ(draws.drawn, written.drawn);
  EXPECT_EQ(draws.values, written.values);
  EXPECT_EQ(draws.numbers[0].distribution, "lognormal(0.9, 0.1)");
  EXPECT_EQ(draws.numbers[0].source, "a trial");
  EXPECT_EQ(draws.measures[1].unit, "GBP");
  EXPECT_EQ(draws.preference.measure, "cost");
  EXPECT_TRUE(draws.preference.lowest);
}

}  // namespace
}  // namespace kith::results
