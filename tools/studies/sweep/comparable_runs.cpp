#include "tools/studies/sweep/comparable_runs.hpp"

#include "results/statistics.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>

namespace kith::sweep {
namespace {

using results::SweepHead;
using results::SweepParameter;

/// Which replicates a point has.
std::vector<bool> replicates_of(const std::vector<double>& values) {
  std::vector<bool> present;
  for (const double value : values) present.push_back(!std::isnan(value));
  return present;
}

bool has_all(const std::vector<bool>& present, const std::vector<bool>& wanted) {
  for (std::size_t r = 0; r < wanted.size(); ++r)
    if (wanted[r] && !present[r]) return false;
  return true;
}

/// Sets of replicates worth trying: those that stand at the most points, from one to all; and what points have, the
/// commonest first.
std::vector<std::vector<bool>> candidates(const std::vector<std::vector<bool>>& present) {
  constexpr std::size_t most_patterns = 64;
  const std::size_t replicates = present.empty() ? 0 : present.front().size();
  std::vector<std::size_t> order(replicates);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t r) {
    return std::ranges::count_if(present, [&](const auto& point) { return point[r]; });
  });
  std::vector<std::vector<bool>> sets;
  std::vector<bool> growing(replicates);
  for (const std::size_t r : order) {
    growing[r] = true;
    sets.push_back(growing);
  }
  std::map<std::vector<bool>, std::int64_t> counts;
  for (const auto& point : present) ++counts[point];
  std::vector<std::pair<std::int64_t, std::vector<bool>>> patterns;
  for (const auto& [pattern, count] : counts) patterns.emplace_back(count, pattern);
  std::ranges::stable_sort(patterns, std::greater{}, [](const auto& row) { return row.first; });
  for (std::size_t i = 0; i < std::min(most_patterns, patterns.size()); ++i) sets.push_back(patterns[i].second);
  return sets;
}

/// The set of replicates with which the most runs are kept; of equals the one with more points.
std::vector<bool> common_replicates(const std::vector<std::vector<bool>>& present) {
  std::vector<bool> best;
  std::int64_t most_runs = 0;
  std::int64_t most_points = 0;
  for (const std::vector<bool>& wanted : candidates(present)) {
    const auto points = std::ranges::count_if(present, [&](const auto& point) { return has_all(point, wanted); });
    const std::int64_t runs = points * std::ranges::count(wanted, true);
    if (runs < most_runs || (runs == most_runs && points <= most_points)) continue;
    best = wanted;
    most_runs = runs;
    most_points = points;
  }
  return best;
}

double place_between(double value, const SweepParameter& parameter) {
  if (parameter.log) return std::log(value / parameter.lowest) / std::log(parameter.highest / parameter.lowest);
  return (value - parameter.lowest) / (parameter.highest - parameter.lowest);
}

double reached_place(const SweepHead& head, std::size_t point, std::size_t k) {
  const SweepParameter& parameter = head.parameters[k];
  const double value = head.points[point].numbers[k];
  if (!parameter.numeric)
    return parameter.categories.size() < 2 ? 0 : value / static_cast<double>(parameter.categories.size() - 1);
  const bool few_values = parameter.kind == "categories" || parameter.integer;
  if (!few_values || parameter.kind == "evidence" || !(parameter.highest > parameter.lowest))
    return head.points[point].unit_cube[k];
  return place_between(value, parameter);
}

double sum_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

/// The runs that were kept, point by point, without gaps.
std::vector<std::vector<double>> kept_rows(const ComparableRuns& runs) {
  std::vector<std::vector<double>> rows;
  for (const auto& values : runs.values) {
    std::vector<double> row;
    for (const double value : values)
      if (!std::isnan(value)) row.push_back(value);
    if (!row.empty()) rows.push_back(std::move(row));
  }
  return rows;
}

/// Points with replicates of their own: each point's variance about its own mean.
Chance chance_within_points(const std::vector<std::vector<double>>& rows) {
  double squares = 0, degrees = 0, per_mean = 0;
  for (const auto& row : rows) {
    const double runs = static_cast<double>(row.size());
    const double mean = sum_of(row) / runs;
    for (const double value : row) squares += (value - mean) * (value - mean);
    degrees += runs - 1;
    per_mean += 1 / runs / static_cast<double>(rows.size());
  }
  return degrees > 0 ? Chance{squares / degrees * per_mean, degrees} : Chance{results::none, 0};
}

}  // namespace

bool points_share_seed(const SweepHead& head) {
  return std::ranges::all_of(head.points, [&](const auto& point) { return point.seed == head.points.front().seed; });
}

ComparableRuns comparable_runs(const results::SweepTable::Outcome& outcome, bool share_seed) {
  ComparableRuns runs{outcome.values};
  std::vector<std::vector<bool>> present;
  for (const auto& values : outcome.values) present.push_back(replicates_of(values));
  const std::vector<bool> wanted = share_seed ? common_replicates(present) : std::vector<bool>{};
  for (std::size_t point = 0; point < present.size(); ++point) {
    const bool comparable = has_all(present[point], wanted);
    for (std::size_t r = 0; r < present[point].size(); ++r) {
      if (!present[point][r]) continue;
      const bool kept = !share_seed || (comparable && wanted[r]);
      ++(kept ? runs.used : runs.left_out);
      if (!kept) runs.values[point][r] = results::none;
    }
  }
  return runs;
}

std::vector<std::size_t> first_alike(const SweepHead& head, const std::vector<double>& means) {
  std::map<std::pair<std::vector<std::uint64_t>, std::int64_t>, std::size_t> seen;
  std::vector<std::size_t> first;
  for (std::size_t p = 0; p < head.points.size(); ++p) {
    std::vector<std::uint64_t> values;  // as bits: a value that is no number is like itself only
    for (const double number : head.points[p].numbers) values.push_back(std::bit_cast<std::uint64_t>(number));
    first.push_back(std::isnan(means[p]) ? p : seen.emplace(std::pair(values, head.points[p].seed), p).first->second);
  }
  return first;
}

std::vector<std::vector<double>> reached_places(const SweepHead& head) {
  std::vector<std::vector<double>> places;
  for (std::size_t point = 0; point < head.points.size(); ++point) {
    auto& row = places.emplace_back();
    for (std::size_t k = 0; k < head.parameters.size(); ++k) row.push_back(reached_place(head, point, k));
  }
  return places;
}

Chance chance_in_means(const ComparableRuns& runs, bool share_seed) {
  const auto rows = kept_rows(runs);
  if (!share_seed) return chance_within_points(rows);
  const double points = static_cast<double>(rows.size());
  const double replicates = rows.empty() ? 0 : static_cast<double>(rows.front().size());
  if (points < 2 || replicates < 2) return {results::none, 0};
  // What is left of a two-way table by points and replicates.
  double squares = 0;
  for (std::size_t r = 0; r < rows.front().size(); ++r) {
    double common = 0;
    for (const auto& row : rows) common += (row[r] - sum_of(row) / replicates) / points;
    for (const auto& row : rows) squares += std::pow(row[r] - sum_of(row) / replicates - common, 2);
  }
  const double degrees = (points - 1) * (replicates - 1);
  return {squares / degrees / replicates, degrees};
}

}  // namespace kith::sweep
