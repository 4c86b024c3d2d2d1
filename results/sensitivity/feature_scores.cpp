#include "results/sensitivity/feature_scores.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace kith::results {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_groups = 10;
constexpr std::size_t fewest_in_group = 2;
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

double variance_share(std::span<const double> values, bool ordered, std::span<const double> results) {
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
  if (squares <= 0 || points < fewest_in_group * used) return none;
  return 1 - (squares - between) / squares * (points - 1) / (points - used);
}

/// Rank correlations, rank regression, variance shares of all factors, then the fit of the regression.
std::vector<double> scores(const std::vector<Factor>& factors, std::span<const double> results,
                           std::span<const std::size_t> points) {
  std::vector<double> chosen_results;
  for (const std::size_t point : points) chosen_results.push_back(results[point]);
  const auto result_ranks = standardised(ranks(chosen_results));
  const bool varies = differs(result_ranks);
  std::vector<double> correlations(factors.size(), none), coefficients(factors.size(), none), shares;
  std::vector<std::vector<double>> regressors;
  std::vector<std::size_t> regressor_of;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    std::vector<double> values;
    for (const std::size_t point : points) values.push_back(factors[i].values[point]);
    shares.push_back(variance_share(values, factors[i].ordered, chosen_results));
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
  correlations.insert(correlations.end(), shares.begin(), shares.end());
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
    return points.size() < 3 ? std::vector<double>(3 * count + 1, none) : scores(factors, results, points);
  };
  const auto indices = bootstrap(blocks.size(), of_blocks, settings);
  for (std::size_t i = 0; i < count; ++i) {
    found.rank_correlation.push_back(indices[i]);
    found.rank_regression.push_back(indices[count + i]);
    found.variance_share.push_back(indices[2 * count + i]);
  }
  found.regression_fit = indices[3 * count].value;
  return found;
}

}  // namespace kith::results
