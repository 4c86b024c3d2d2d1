// How much a result follows each factor, from the points of any design: for sweeps whose design has no indices of its
// own, and beside those that have. Scores describe the points there are; they are no causes. Pure functions.
#pragma once

#include "results/sensitivity/bootstrap.hpp"

#include <span>
#include <string>
#include <vector>

namespace kith::results {

/// A factor as it is scored: one value a point. Categories are numbered; their order then means nothing.
struct Factor {
  std::string name;
  std::vector<double> values;
  bool ordered = true;
};

/// One entry a factor; NaN for what has no meaning, such as the rank of categories.
struct FeatureScores {
  std::vector<Index> rank_correlation;  ///< Spearman's: -1 .. 1, up and down alone
  std::vector<Index> rank_regression;   ///< standardised coefficient of a linear regression of ranks on ranks of all
                                        ///< ordered factors: the same with the others held fixed
  /// Share of the variance between groups of the factor's values (up to ten of equal size, or its categories), less
  /// what chance alone would give (epsilon squared, Kelley 1935), 0 .. 1: first-order effects of any shape, ups and
  /// downs included. NaN with fewer than two points a group. The interval is that of the non-central F distribution
  /// (Steiger 2004) with Patnaik's approximation (1949); of points in blocks, by the jackknife over blocks.
  std::vector<Index> variance_share;
  /// How likely groups as unlike as these are if the factor does nothing: the F test. NaN where there is no share, and
  /// for points in blocks.
  std::vector<double> chance;
  double regression_fit = 0;  ///< R squared of the regression of ranks: how far a monotone additive law goes
  std::size_t points = 0;     ///< with a result
};

/// `results` is one a point, NaN where missing. Points come in blocks of `block` that belong together (a walk, a row of
/// Saltelli's scheme; else 1) and are drawn together by the bootstrap.
FeatureScores feature_scores(const std::vector<Factor>& factors, std::span<const double> results, std::size_t block = 1,
                             const Bootstrap& settings = {});

/// Ranks from 1, ties sharing their mean rank.
std::vector<double> ranks(std::span<const double> values);

}  // namespace kith::results
