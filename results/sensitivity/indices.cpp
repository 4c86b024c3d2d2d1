#include "results/sensitivity/indices.hpp"

#include "results/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

namespace kith::results {
namespace {

constexpr std::size_t fewest_walks = 4;
constexpr std::size_t fewest_rows = 64;
/// A share of variance this far outside 0 .. 1 is noise of the estimator, not rounding.
constexpr double impossible_by = 0.05;

bool has_missing(std::span<const double> values) {
  return std::ranges::any_of(values, [](double value) { return std::isnan(value); });
}

// ---- Morris ----

/// What one walk did, one entry a factor.
struct Walk {
  std::vector<double> effects;  ///< NaN where the factor did not really move
  std::vector<double> differences;
};

Walk walk_of(std::span<const std::vector<double>> points, std::span<const std::vector<double>> reached,
             std::span<const double> results) {
  Walk walk{std::vector<double>(points.size() - 1, none), std::vector<double>(points.size() - 1, none)};
  std::vector<bool> has_moved(walk.effects.size());
  for (std::size_t step = 1; step < points.size(); ++step) {
    std::size_t moved = walk.effects.size();
    std::size_t moves = 0;
    for (std::size_t i = 0; i < walk.effects.size(); ++i) {
      if (points[step][i] == points[step - 1][i]) continue;
      moved = i;
      ++moves;
    }
    if (moves != 1 || has_moved[moved])
      throw std::invalid_argument("the points are no Morris walks: each step must move one factor, each factor once");
    has_moved[moved] = true;
    const double distance = reached[step][moved] - reached[step - 1][moved];
    if (distance == 0) continue;
    walk.differences[moved] = results[step] - results[step - 1];
    walk.effects[moved] = walk.differences[moved] / distance;
  }
  return walk;
}

/// Takes out effects between two points that an earlier walk went between: they are the same number once more.
class DifferentSteps {
 public:
  explicit DifferentSteps(std::span<const std::size_t> alike) : alike_(alike) {}

  std::size_t leave_out_repeated(Walk& walk, std::span<const std::vector<double>> points, std::size_t first) {
    std::size_t repeated = 0;
    for (std::size_t step = 1; step < points.size() && !alike_.empty(); ++step) {
      const auto ends = std::minmax(alike_[first + step - 1], alike_[first + step]);
      for (std::size_t i = 0; i < walk.effects.size(); ++i) {
        if (points[step][i] == points[step - 1][i] || std::isnan(walk.effects[i])) continue;
        if (seen_.emplace(ends.first, ends.second).second) continue;
        walk.effects[i] = walk.differences[i] = none;
        ++repeated;
      }
    }
    return repeated;
  }

 private:
  std::span<const std::size_t> alike_;
  std::set<std::pair<std::size_t, std::size_t>> seen_;
};

/// mu, mu* and sigma of one factor over some walks, those in which it did not move left out.
std::array<double, 3> moments(const std::vector<Walk>& all, std::span<const std::size_t> walks, std::size_t factor) {
  double sum = 0, magnitudes = 0, squares = 0, count = 0;
  for (const std::size_t walk : walks) {
    const double effect = all[walk].effects[factor];
    if (std::isnan(effect)) continue;
    sum += effect;
    magnitudes += std::abs(effect);
    ++count;
  }
  if (count == 0) return {none, none, none};
  for (const std::size_t walk : walks) {
    const double effect = all[walk].effects[factor];
    if (!std::isnan(effect)) squares += (effect - sum / count) * (effect - sum / count);
  }
  return {sum / count, magnitudes / count, count < 2 ? none : std::sqrt(squares / (count - 1))};
}

void add_moves(ElementaryEffects& found, const std::vector<Walk>& walks, std::size_t factor) {
  double squares = 0;
  std::size_t moves = 0;
  for (const Walk& walk : walks) {
    if (std::isnan(walk.differences[factor])) continue;
    squares += walk.differences[factor] * walk.differences[factor];
    ++moves;
  }
  found.squared_moves.push_back(moves == 0 ? none : squares / static_cast<double>(moves));
  found.moves.push_back(moves);
}

// ---- Sobol' ----

/// Results by matrix: A, B, A with a column from B, B with a column from A.
struct Scheme {
  std::vector<double> a, b;
  std::vector<std::vector<double>> ab, ba;
};

/// Every step below is about deviations from the mean, in units of the standard deviation.
struct Scale {
  double mean = 0, deviation = 1;
};

Scale scale_of(std::span<const double> results) {
  double sum = 0, squares = 0;
  for (const double value : results) sum += value;
  const double mean = sum / static_cast<double>(results.size());
  for (const double value : results) squares += (value - mean) * (value - mean);
  return {mean, std::sqrt(squares / static_cast<double>(results.size()))};
}

Scheme scheme_of(std::span<const double> results, std::size_t factors, std::size_t block) {
  const Scale scale = scale_of(results);
  const auto standard = [&](std::size_t i) { return (results[i] - scale.mean) / scale.deviation; };
  Scheme scheme;
  scheme.ab.resize(factors);
  scheme.ba.resize(block == factors + 2 ? 0 : factors);
  for (std::size_t first = 0; first < results.size(); first += block) {
    scheme.a.push_back(standard(first));
    for (std::size_t i = 0; i < factors; ++i) scheme.ab[i].push_back(standard(first + 1 + i));
    for (std::size_t i = 0; i < scheme.ba.size(); ++i) scheme.ba[i].push_back(standard(first + 1 + factors + i));
    scheme.b.push_back(standard(first + block - 1));
  }
  return scheme;
}

/// Results of whole rows only, and which points are the same.
struct CompleteRows {
  std::vector<double> results;
  std::vector<std::size_t> alike;
};

CompleteRows complete_rows(std::span<const double> results, std::size_t block, std::span<const std::size_t> alike) {
  CompleteRows complete;
  for (std::size_t first = 0; first < results.size(); first += block) {
    const auto row = results.subspan(first, block);
    if (has_missing(row)) continue;
    complete.results.insert(complete.results.end(), row.begin(), row.end());
    for (std::size_t point = first; point < first + block; ++point)
      complete.alike.push_back(alike.empty() ? point : alike[point]);
  }
  return complete;
}

/// Adds the mean squared difference of the result when one factor alone is moved, over different moves.
void add_moves(SobolIndices& found, const CompleteRows& rows, std::size_t factor, std::size_t block) {
  double squares = 0;
  std::set<std::pair<std::size_t, std::size_t>> seen;
  for (std::size_t first = 0; first < rows.results.size(); first += block) {
    const std::size_t moved = first + 1 + factor;
    const auto ends = std::minmax(rows.alike[first], rows.alike[moved]);
    if (ends.first == ends.second || !seen.emplace(ends.first, ends.second).second) continue;
    squares += std::pow(rows.results[moved] - rows.results[first], 2);
  }
  found.squared_moves.push_back(seen.empty() ? none : squares / static_cast<double>(seen.size()));
  found.moves.push_back(seen.size());
}

/// Numbers of rows that are of the same points, together.
std::vector<std::vector<std::size_t>> rows_alike(const CompleteRows& rows, std::size_t block) {
  std::map<std::vector<std::size_t>, std::size_t> seen;
  std::vector<std::vector<std::size_t>> together;
  for (std::size_t row = 0; row * block < rows.alike.size(); ++row) {
    const auto first = rows.alike.begin() + static_cast<std::ptrdiff_t>(row * block);
    const auto [group, added] =
        seen.try_emplace(std::vector(first, first + static_cast<std::ptrdiff_t>(block)), together.size());
    if (added) together.emplace_back();
    together[group->second].push_back(row);
  }
  return together;
}

/// Variance over A and B together.
double variance_over(const Scheme& scheme, std::span<const std::size_t> rows) {
  double sum = 0, squares = 0;
  const double count = 2 * static_cast<double>(rows.size());
  for (const std::size_t row : rows) sum += scheme.a[row] + scheme.b[row];
  for (const std::size_t row : rows)
    squares += std::pow(scheme.a[row] - sum / count, 2) + std::pow(scheme.b[row] - sum / count, 2);
  return squares / count;
}

/// First order of every factor, then total, then second order of every pair.
std::vector<double> shares(const Scheme& scheme, std::span<const std::size_t> rows) {
  const double unit = variance_over(scheme, rows) * static_cast<double>(rows.size());
  const std::size_t factors = scheme.ab.size();
  std::vector<double> all(2 * factors, none);
  for (std::size_t i = 0; i < factors; ++i) {
    double first = 0, total = 0;
    for (const std::size_t row : rows) {
      const double moved = scheme.ab[i][row] - scheme.a[row];
      first += scheme.b[row] * moved;
      total += moved * moved / 2;
    }
    all[i] = first / unit;
    all[factors + i] = total / unit;
  }
  for (std::size_t j = 0; j < scheme.ba.size(); ++j) {
    for (std::size_t k = j + 1; k < factors; ++k) {
      double both = 0;
      for (const std::size_t row : rows) both += scheme.ba[j][row] * scheme.ab[k][row] - scheme.a[row] * scheme.b[row];
      all.push_back(both / unit - all[j] - all[k]);
    }
  }
  return all;
}

}  // namespace

ElementaryEffects elementary_effects(const std::vector<std::vector<double>>& points, std::span<const double> results,
                                     const Bootstrap& settings, const std::vector<std::vector<double>>& reached,
                                     std::span<const std::size_t> alike) {
  const std::size_t factors = points.empty() ? 0 : points[0].size();
  const auto& places = reached.empty() ? points : reached;
  if (factors == 0 || points.size() != results.size() || places.size() != points.size() ||
      points.size() % (factors + 1) != 0)
    throw std::invalid_argument("a Morris design has factors + 1 points a walk and one result a point");
  ElementaryEffects found;
  std::vector<Walk> walks;
  DifferentSteps steps(alike);
  for (std::size_t first = 0; first < points.size(); first += factors + 1) {
    Walk walk = walk_of(std::span(points).subspan(first, factors + 1), std::span(places).subspan(first, factors + 1),
                        results.subspan(first, factors + 1));
    if (has_missing(results.subspan(first, factors + 1))) {
      ++found.left_out;
      continue;
    }
    ++found.walks;
    const std::size_t repeated = steps.leave_out_repeated(walk, std::span(points).subspan(first, factors + 1), first);
    found.repeated += repeated;
    if (repeated == 0 || !std::ranges::all_of(walk.effects, [](double effect) { return std::isnan(effect); }))
      walks.push_back(std::move(walk));
  }
  const auto of_walks = [&](std::span<const std::size_t> chosen) {
    std::vector<double> all;
    for (std::size_t i = 0; i < factors; ++i) {
      const auto three = moments(walks, chosen, i);
      all.insert(all.end(), three.begin(), three.end());
    }
    return all;
  };
  const auto indices = bootstrap(walks.size(), of_walks, settings);
  for (std::size_t i = 0; i < factors; ++i) {
    found.mean.push_back(indices[3 * i]);
    found.magnitude.push_back(indices[3 * i + 1]);
    found.spread.push_back(indices[3 * i + 2]);
    add_moves(found, walks, i);
  }
  return found;
}

SobolIndices sobol_indices(std::span<const double> results, std::size_t factors, bool second_order,
                           const Bootstrap& settings, std::span<const std::size_t> alike) {
  const std::size_t block = (second_order ? 2 : 1) * factors + 2;
  if (factors == 0 || results.empty() || results.size() % block != 0)
    throw std::invalid_argument(fmt::format("{} results are no whole number of rows of {}", results.size(), block));
  const CompleteRows complete = complete_rows(results, block, alike);
  const Scheme scheme = scheme_of(complete.results, factors, block);
  const auto together = rows_alike(complete, block);
  const auto of_groups = [&](std::span<const std::size_t> groups) {
    std::vector<std::size_t> rows;
    for (const std::size_t group : groups) rows.insert(rows.end(), together[group].begin(), together[group].end());
    return shares(scheme, rows);
  };
  const auto indices = bootstrap(together.size(), of_groups, settings);
  SobolIndices found;
  found.rows = scheme.a.size();
  found.different = together.size();
  found.left_out = results.size() / block - found.rows;
  for (std::size_t i = 0; i < factors; ++i) add_moves(found, complete, i, block);
  found.first.assign(indices.begin(), indices.begin() + static_cast<std::ptrdiff_t>(factors));
  found.total.assign(indices.begin() + static_cast<std::ptrdiff_t>(factors),
                     indices.begin() + static_cast<std::ptrdiff_t>(2 * factors));
  auto next = indices.begin() + static_cast<std::ptrdiff_t>(2 * factors);
  for (std::size_t j = 0; second_order && j < factors; ++j) {
    const auto end = next + static_cast<std::ptrdiff_t>(factors - j - 1);
    found.second.emplace_back(next, end);
    next = end;
  }
  return found;
}

// ---- doubts ----

namespace {

constexpr const char* only_other_points = "further points help only if they are other ones";

/// The factor with the largest value; the first if all are NaN.
std::size_t largest(const std::vector<Index>& indices) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < indices.size(); ++i)
    if (indices[i].value > indices[best].value) best = i;
  return best;
}

/// Factors whose interval is wider than the estimate is large, among those that matter at all.
std::vector<std::string> unsure_among(const std::vector<Index>& indices, const std::vector<std::string>& names) {
  const double top = indices[largest(indices)].value;
  std::vector<std::string> unsure;
  for (std::size_t i = 0; i < indices.size(); ++i)
    if (indices[i].value > top / 10 && indices[i].width() > indices[i].value) unsure.push_back(names[i]);
  return unsure;
}

void add_unsure(std::vector<std::string>& said, const std::vector<Index>& indices,
                const std::vector<std::string>& names, const char* what, const std::string& remedy) {
  const auto unsure = unsure_among(indices, names);
  if (unsure.empty()) return;
  std::string list;
  for (const std::string& name : unsure) list += (list.empty() ? "" : ", ") + name;
  said.push_back(fmt::format("the sample is too small for {} of {}: the interval is wider than the value; {}", what,
                             list, remedy));
}

}  // namespace

std::vector<std::string> cautions(const SobolIndices& indices, const std::vector<std::string>& names) {
  std::vector<std::string> said;
  if (indices.rows == 0) return {"no row of the scheme is complete, so there are no indices"};
  if (std::isnan(indices.first[0].value)) return {"the result is the same at every point, so there are no indices"};
  const std::string remedy =
      indices.different < indices.rows
          ? only_other_points
          : fmt::format("extend the sweep to 'samples' = {} or more", 2 * (indices.rows + indices.left_out));
  if (indices.rows < fewest_rows)
    said.push_back(fmt::format("{} rows are few: below {} even the intervals are not to be trusted; {}", indices.rows,
                               fewest_rows, remedy));
  add_unsure(said, indices.total, names, "the total index", remedy);
  double sum = 0;
  for (const Index& index : indices.first) sum += index.value;
  if (sum > 1 + impossible_by)
    said.push_back(fmt::format("first-order indices sum to {:.2f}, more than the whole variance; {}", sum, remedy));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (indices.first[i].high < -impossible_by / 5)
      said.push_back(fmt::format("the first-order index of {} is below 0 beyond its interval; {}", names[i], remedy));
    if (indices.first[i].low > indices.total[i].high)
      said.push_back(fmt::format("the first-order index of {} is above its total index; {}", names[i], remedy));
  }
  return said;
}

std::vector<std::string> cautions(const ElementaryEffects& effects, const std::vector<std::string>& names) {
  std::vector<std::string> said;
  if (effects.walks == 0) return {"no walk is complete, so there are no effects"};
  const std::string remedy = effects.repeated > 0 ? only_other_points
                                                  : fmt::format("extend the sweep to 'trajectories' = {} or more",
                                                                2 * (effects.walks + effects.left_out));
  if (effects.walks < fewest_walks)
    said.push_back(fmt::format("{} walks are few: below {} even the intervals are not to be trusted; {}", effects.walks,
                               fewest_walks, remedy));
  add_unsure(said, effects.magnitude, names, "the mean absolute effect", remedy);
  return said;
}

}  // namespace kith::results
