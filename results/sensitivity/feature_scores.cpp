#include "results/sensitivity/feature_scores.hpp"

#include "results/statistics.hpp"

#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace kith::results {
namespace {

constexpr std::size_t most_groups = 10;
constexpr std::size_t fewest_in_group = 2;
/// Less variance within groups than this share of all is rounding.
constexpr double smallest_within = 1e-12;
constexpr std::size_t most_parts = 50;  ///< of a jackknife
/// Pivots of a correlation matrix below this are rounding: the factors are tied to each other.
constexpr double singular = 1e-9;

std::vector<std::size_t> order_of(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return values[i]; });
  return order;
}

/// Zero mean, unit length; all 0 if the values are all alike.
std::vector<double> standardised(std::vector<double> values) {
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  double squares = 0;
  for (double& value : values) {
    value -= mean;
    squares += value * value;
  }
  for (double& value : values) value = squares > 0 ? value / std::sqrt(squares) : 0;
  return values;
}

double product(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

bool differs(const std::vector<double>& standardised_values) {
  return std::ranges::any_of(standardised_values, [](double value) { return value != 0; });
}

using Matrix = std::vector<std::vector<double>>;

/// Solves a symmetric system with a matrix of correlations by Cholesky's method; nothing if it is singular. (Boost's
/// uBLAS of Debian 12 does not compile as C++20.)
std::optional<std::vector<double>> solve(Matrix matrix, std::vector<double> right) {
  const std::size_t size = right.size();
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      for (std::size_t k = 0; k < j; ++k) matrix[i][j] -= matrix[i][k] * matrix[j][k];
      if (j < i) matrix[i][j] /= matrix[j][j];
    }
    if (matrix[i][i] < singular) return std::nullopt;
    matrix[i][i] = std::sqrt(matrix[i][i]);
    for (std::size_t k = 0; k < i; ++k) right[i] -= matrix[i][k] * right[k];
    right[i] /= matrix[i][i];
  }
  for (std::size_t i = size; i-- > 0;) {
    for (std::size_t k = i + 1; k < size; ++k) right[i] -= matrix[k][i] * right[k];
    right[i] /= matrix[i][i];
  }
  return right;
}

/// Coefficients of the regression of `result` on `factors`, all standardised; NaN if they are tied to each other.
std::vector<double> regression(const std::vector<std::vector<double>>& factors, const std::vector<double>& result) {
  Matrix correlations;
  std::vector<double> with_result;
  for (const auto& factor : factors) {
    with_result.push_back(product(factor, result));
    auto& row = correlations.emplace_back();
    for (const auto& other : factors) row.push_back(product(factor, other));
  }
  return solve(std::move(correlations), std::move(with_result)).value_or(std::vector<double>(factors.size(), none));
}

/// Which group each point is in: one for each value if there are few, else groups of equal size.
std::vector<std::size_t> groups_of(std::span<const double> values, bool ordered) {
  const auto order = order_of(values);
  std::vector<std::size_t> by_value(values.size());
  std::size_t distinct = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && values[order[i]] != values[order[i - 1]]) ++distinct;
    by_value[order[i]] = distinct;
  }
  if (!ordered || distinct < most_groups) return by_value;
  const std::size_t count = std::max<std::size_t>(2, std::min(most_groups, values.size() / 5));
  std::vector<std::size_t> groups(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) groups[order[i]] = i * count / order.size();
  // Equal values stay together.
  for (std::size_t i = 1; i < order.size(); ++i)
    if (values[order[i]] == values[order[i - 1]]) groups[order[i]] = groups[order[i - 1]];
  return groups;
}

/// Variance between groups against variance within: Fisher's F, or NaN where a group has fewer than two points on
/// average, or all points are in one.
struct GroupTest {
  double between = none;  ///< degrees of freedom
  double within = none;
  double f = none;

  double points() const { return between + within + 1; }
  double share() const { return between * (f - 1) / (between * f + within); }
};

GroupTest group_test(std::span<const double> values, bool ordered, std::span<const double> results) {
  const auto groups = groups_of(values, ordered);
  std::vector<double> sums(1 + *std::ranges::max_element(groups)), counts(sums.size());
  double sum = 0, squares = 0, between = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    sums[groups[i]] += results[i];
    ++counts[groups[i]];
    sum += results[i];
  }
  const double points = static_cast<double>(results.size());
  for (const double result : results) squares += (result - sum / points) * (result - sum / points);
  double used = 0;
  for (std::size_t g = 0; g < sums.size(); ++g) {
    if (counts[g] == 0) continue;
    ++used;
    between += counts[g] * std::pow(sums[g] / counts[g] - sum / points, 2);
  }
  if (squares <= 0 || used < 2 || points < fewest_in_group * used) return {};
  const double within = std::max(squares - between, squares * smallest_within);
  return {used - 1, points - used, between / (used - 1) / (within / (points - used))};
}

/// How likely an F up to `f` is with non-centrality `lambda`, by Patnaik's approximation.
double non_central_f(const GroupTest& test, double lambda) {
  const double moved = test.between + lambda;
  const double degrees = moved * moved / (test.between + 2 * lambda);
  return boost::math::cdf(boost::math::fisher_f(degrees, test.within), test.f * test.between / moved);
}

/// The share of the variance at which so large an F has the given probability from below; 0 if it has less at none.
double share_where(const GroupTest& test, double probability) {
  if (non_central_f(test, 0) <= probability) return 0;
  double low = 0;
  double high = 1 + 2 * test.between * test.f;
  while (non_central_f(test, high) > probability) high *= 2;
  for (int halving = 0; halving < 100; ++halving) {
    const double middle = (low + high) / 2;
    (non_central_f(test, middle) > probability ? low : high) = middle;
  }
  return low / (low + test.points());
}

double within_bounds(double share) { return std::clamp(share, 0.0, 1.0); }

Index share_with_interval(const GroupTest& test) {
  if (std::isnan(test.f)) return {none, none, none};
  const double share = within_bounds(test.share());
  return {share, std::min(share, share_where(test, 1 - outside_interval)),
          std::max(share, share_where(test, outside_interval))};
}

double chance_of(const GroupTest& test) {
  if (std::isnan(test.f)) return none;
  return boost::math::cdf(boost::math::complement(boost::math::fisher_f(test.between, test.within), test.f));
}

/// The numbers of all points of the blocks that `keeps` accepts.
template <class Keeps>
std::vector<std::size_t> points_of(const std::vector<std::vector<std::size_t>>& blocks, Keeps&& keeps) {
  std::vector<std::size_t> points;
  for (std::size_t b = 0; b < blocks.size(); ++b)
    if (keeps(b)) points.insert(points.end(), blocks[b].begin(), blocks[b].end());
  return points;
}

GroupTest group_test(const Factor& factor, std::span<const double> results, const std::vector<std::size_t>& points) {
  if (points.size() < fewest_in_group) return {};
  std::vector<double> values, chosen;
  for (const std::size_t point : points) {
    values.push_back(factor.values[point]);
    chosen.push_back(results[point]);
  }
  return group_test(values, factor.ordered, chosen);
}

/// The interval where points of a block depend on one another: shares without each of up to so many parts of the
/// blocks.
Index jackknifed_share(const Factor& factor, std::span<const double> results,
                       const std::vector<std::vector<std::size_t>>& blocks) {
  const GroupTest whole = group_test(factor, results, points_of(blocks, [](std::size_t) { return true; }));
  if (std::isnan(whole.f)) return {none, none, none};
  const std::size_t parts = std::min(most_parts, blocks.size());
  std::vector<double> without;
  for (std::size_t part = 0; part < parts; ++part) {
    const GroupTest test =
        group_test(factor, results, points_of(blocks, [&](std::size_t b) { return b % parts != part; }));
    if (!std::isnan(test.f)) without.push_back(test.share());
  }
  const double share = within_bounds(whole.share());
  if (without.size() < 2) return {share, none, none};
  const double count = static_cast<double>(without.size());
  const double mean = std::accumulate(without.begin(), without.end(), 0.0) / count;
  double squares = 0;
  for (const double value : without) squares += (value - mean) * (value - mean);
  const double half = boost::math::quantile(boost::math::students_t(count - 1), 1 - outside_interval) *
                      std::sqrt(squares * (count - 1) / count);
  return {share, within_bounds(whole.share() - half), within_bounds(whole.share() + half)};
}

void add_shares(FeatureScores& found, const std::vector<Factor>& factors, std::span<const double> results,
                const std::vector<std::vector<std::size_t>>& blocks, bool independent) {
  const auto points = points_of(blocks, [](std::size_t) { return true; });
  for (const Factor& factor : factors) {
    const GroupTest test = group_test(factor, results, points);
    found.variance_share.push_back(independent ? share_with_interval(test) : jackknifed_share(factor, results, blocks));
    found.chance.push_back(independent ? chance_of(test) : none);
  }
}

/// Rank correlations and rank regression of all factors, then the fit of the regression.
std::vector<double> scores(const std::vector<Factor>& factors, std::span<const double> results,
                           std::span<const std::size_t> points) {
  std::vector<double> chosen_results;
  for (const std::size_t point : points) chosen_results.push_back(results[point]);
  const auto result_ranks = standardised(ranks(chosen_results));
  const bool varies = differs(result_ranks);
  std::vector<double> correlations(factors.size(), none), coefficients(factors.size(), none);
  std::vector<std::vector<double>> regressors;
  std::vector<std::size_t> regressor_of;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    std::vector<double> values;
    for (const std::size_t point : points) values.push_back(factors[i].values[point]);
    auto own_ranks = standardised(ranks(values));
    if (!factors[i].ordered || !varies || !differs(own_ranks)) continue;
    correlations[i] = product(own_ranks, result_ranks);
    regressors.push_back(std::move(own_ranks));
    regressor_of.push_back(i);
  }
  double fit = none;
  if (!regressors.empty() && points.size() > regressors.size() + 1) {
    const auto found = regression(regressors, result_ranks);
    fit = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
      coefficients[regressor_of[i]] = found[i];
      fit += found[i] * correlations[regressor_of[i]];
    }
  }
  correlations.insert(correlations.end(), coefficients.begin(), coefficients.end());
  correlations.push_back(fit);
  return correlations;
}

/// Points with a result, block by block; blocks without any are left out.
std::vector<std::vector<std::size_t>> blocks_of(std::span<const double> results, std::size_t block) {
  std::vector<std::vector<std::size_t>> blocks;
  for (std::size_t first = 0; first < results.size(); first += block) {
    std::vector<std::size_t> present;
    for (std::size_t i = first; i < std::min(first + block, results.size()); ++i)
      if (!std::isnan(results[i])) present.push_back(i);
    if (!present.empty()) blocks.push_back(std::move(present));
  }
  return blocks;
}

}  // namespace

std::vector<double> ranks(std::span<const double> values) {
  const auto order = order_of(values);
  std::vector<double> result(values.size());
  for (std::size_t first = 0, last; first < order.size(); first = last) {
    last = first + 1;
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    for (std::size_t i = first; i < last; ++i) result[order[i]] = (static_cast<double>(first + last) + 1) / 2;
  }
  return result;
}

FeatureScores feature_scores(const std::vector<Factor>& factors, std::span<const double> results, std::size_t block,
                             const Bootstrap& settings) {
  const auto blocks = blocks_of(results, block);
  FeatureScores found;
  for (const auto& points : blocks) found.points += points.size();
  const std::size_t count = factors.size();
  const auto of_blocks = [&](std::span<const std::size_t> rows) {
    std::vector<std::size_t> points;
    for (const std::size_t row : rows) points.insert(points.end(), blocks[row].begin(), blocks[row].end());
    return points.size() < 3 ? std::vector<double>(2 * count + 1, none) : scores(factors, results, points);
  };
  const auto indices = bootstrap(blocks.size(), of_blocks, settings);
  for (std::size_t i = 0; i < count; ++i) {
    found.rank_correlation.push_back(indices[i]);
    found.rank_regression.push_back(indices[count + i]);
  }
  found.regression_fit = indices[2 * count].value;
  add_shares(found, factors, results, blocks, block == 1);
  return found;
}

}  // namespace kith::results
