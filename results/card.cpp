#include "results/card.hpp"

#include "results/comparison.hpp"
#include "results/full_years.hpp"
#include "results/statistics.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/tools/roots.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace kith::results {
namespace {

constexpr double power = 0.8;
constexpr std::size_t most_labels_told = 8;

/// Which positions of an axis count: all, or those picked.
struct Chosen {
  std::vector<std::vector<bool>> by_axis;
  std::string why;  ///< not empty: the run lacks a label
};

std::string known_labels(const Dimension& axis) {
  if (axis.labels.empty()) return fmt::format("{} positions", axis.size());
  const std::size_t told = std::min(most_labels_told, axis.labels.size());
  return fmt::format("{}{}",
                     fmt::join(axis.labels.begin(), axis.labels.begin() + static_cast<std::ptrdiff_t>(told), ", "),
                     told < axis.labels.size() ? ", ..." : "");
}

/// Whether the run holds the whole of a year of its axis "year": part of one has other seasons.
bool is_whole_year(const Run& run, std::size_t year) {
  if (run.end.empty()) return true;
  const std::optional<std::size_t> last = last_year_by(run, parse_date(run.end));
  return last && year <= *last;
}

Chosen choose(const Run& run, const Values& values, const Figure::Sum& sum) {
  Chosen chosen;
  for (const std::size_t length : values.shape) chosen.by_axis.emplace_back(length, true);
  for (const Figure::Pick& pick : sum.picks) {
    const std::optional<std::size_t> at = values.axis(pick.axis);
    if (!at) return {{}, fmt::format("{} has no axis {}", sum.measure, pick.axis)};
    const Dimension& axis = run.measures.dimension(pick.axis);
    std::vector<bool> picked(values.shape[*at], false);
    for (const std::string& label : pick.labels) {
      const std::vector<std::size_t> positions = positions_of(axis, label);
      if (positions.empty())
        return {{},
                fmt::format("the axis {} of this run has no {} (it has {})", pick.axis, in_quotes(label),
                            known_labels(axis))};
      for (const std::size_t position : positions) {
        if (pick.axis == "year" && !is_whole_year(run, position))
          return {{}, fmt::format("the year {} is not whole in this run", axis.labels[position])};
        picked[position] = true;
      }
    }
    chosen.by_axis[*at] = std::move(picked);
  }
  return chosen;
}

/// Which cells of a row-major array count.
std::vector<std::size_t> cells_of(const Values& values, const Chosen& chosen) {
  std::vector<std::size_t> cells{0};
  for (std::size_t axis = 0; axis < values.shape.size(); ++axis) {
    std::vector<std::size_t> longer;
    for (const std::size_t cell : cells)
      for (std::size_t i = 0; i < values.shape[axis]; ++i)
        if (chosen.by_axis[axis][i]) longer.push_back(cell * values.shape[axis] + i);
    cells = std::move(longer);
  }
  return cells;
}

FigureValues sums(const Run& run, const Figure::Sum& sum, std::size_t scenario) {
  const Values values = values_of(run, sum.measure, scenario);
  const Chosen chosen = choose(run, values, sum);
  if (!chosen.why.empty()) return {std::vector<double>(run.replicates.size(), none), chosen.why};
  const std::vector<std::size_t> cells = cells_of(values, chosen);
  FigureValues result;
  result.values.reserve(values.rows.size());
  for (const Reals& row : values.rows) {
    double total = 0;
    for (const std::size_t cell : cells) total += row[cell];
    result.values.push_back(total);
  }
  return result;
}

FigureValues quotients(const Run& run, const Figure::Quotient& quotient, std::size_t scenario) {
  FigureValues result = sums(run, quotient.above, scenario);
  for (double& value : result.values) value /= quotient.divisor;
  if (!quotient.below || !result.why.empty()) return result;
  FigureValues below = sums(run, *quotient.below, scenario);
  if (!below.why.empty()) return below;
  for (std::size_t i = 0; i < result.values.size(); ++i)
    result.values[i] = below.values[i] == 0 ? none : result.values[i] / below.values[i];
  return result;
}

FigureValues smallest_step(std::vector<FigureValues> in_order) {
  FigureValues smallest;
  double smallest_mean = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < in_order.size(); ++i) {
    if (!in_order[i].why.empty()) return in_order[i];
    if (i == 0) continue;
    FigureValues step = in_order[i - 1];
    for (std::size_t r = 0; r < step.values.size(); ++r) step.values[r] -= in_order[i].values[r];
    const double mean = estimate(step.values).mean;
    if (std::isnan(mean)) return {std::move(step.values), "not every one of those in order has a value"};
    if (mean < smallest_mean) {
      smallest_mean = mean;
      smallest = std::move(step);
    }
  }
  return smallest;
}

/// Chance that the lower end of the 95% interval of the mean lies above an end of the range that is `beyond` above the
/// true mean, both in standard errors: that of a non-central Student's t above its quantile.
double chance_above(double beyond, std::int64_t degrees) {
  constexpr double far_off = 37;  // standard errors: no chance that a double can hold
  if (beyond > far_off) return 0;
  const auto freedom = static_cast<double>(degrees);
  const double quantile = boost::math::quantile(boost::math::students_t(freedom), 0.975);
  if (beyond == 0) return 0.025;
  return boost::math::cdf(boost::math::complement(boost::math::non_central_t(freedom, -beyond), quantile));
}

FigureValues values_for(const Run& run, const Fact& fact) {
  std::string fault;
  const Figure figure = parse_figure(fact.measure, fault);
  if (fault.empty()) fault = figure_fault(figure, run.measures);
  if (!fault.empty()) return {{}, "this run does not measure it: " + fault};
  return figure_values(run, figure);
}

/// The smallest step of an order is a difference.
Bounds bounds_of_fact(const Fact& fact) {
  std::string fault;
  const bool is_order = parse_figure(fact.measure, fault).is_order();
  const Bounds bounds = bounds_of(fact.unit);
  return is_order ? bounds_of_difference(bounds) : bounds;
}

Standing standing_of(const Fact& fact, const Estimate& observed) {
  if (observed.count == 0) return Standing::no_value;
  if (observed.count == 1) return Standing::cannot_tell;
  if (observed.high < fact.lowest || observed.low > fact.highest) return Standing::outside;
  return observed.low >= fact.lowest && observed.high <= fact.highest ? Standing::within : Standing::cannot_tell;
}

std::string reason(const CardRow& row, const FigureValues& values) {
  if (row.standing == Standing::no_value)
    return values.why.empty() ? "the run is too short for a value, or nothing happened to tell it of" : values.why;
  if (row.standing != Standing::cannot_tell) return "";
  return row.observed.count == 1 ? "one replicate gives no interval"
                                 : "the interval lies across the accepted range's end";
}

CardRow row_of(const Run& run, const Fact& fact) {
  if (!fact.not_measured.empty()) return {fact, estimate({}), Standing::not_measured, fact.not_measured, none, none};
  const FigureValues values = values_for(run, fact);
  CardRow row{fact, estimate(values.values, IntervalOf::mean, bounds_of_fact(fact)), Standing::no_value, "", none,
              none};
  row.standing = standing_of(fact, row.observed);
  row.why = reason(row, values);
  row.false_alarm = false_alarm(fact, row.observed.standard_deviation, row.observed.count);
  row.detectable = detectable_miss(row.observed.standard_deviation, row.observed.count);
  return row;
}

/// In widths of the accepted range, or in standard errors where that has no end.
double size_of_miss(const CardRow& row) {
  const double miss = std::max(row.fact.lowest - row.observed.mean, row.observed.mean - row.fact.highest);
  const double width = row.fact.highest - row.fact.lowest;
  return std::isfinite(width) ? miss / width : miss / std::max(row.observed.high - row.observed.low, 1e-12);
}

}  // namespace

FigureValues figure_values(const Run& run, const Figure& figure, std::size_t scenario) {
  std::vector<FigureValues> in_order;
  in_order.reserve(figure.in_order.size());
  for (const Figure::Quotient& quotient : figure.in_order) in_order.push_back(quotients(run, quotient, scenario));
  return figure.is_order() ? smallest_step(std::move(in_order)) : std::move(in_order.front());
}

double false_alarm(const Fact& fact, double deviation, std::int64_t replicates) {
  if (replicates < 2 || std::isnan(fact.target)) return none;
  if (deviation == 0) return 0;
  const double error = deviation / std::sqrt(static_cast<double>(replicates));
  return chance_above((fact.highest - fact.target) / error, replicates - 1) +
         chance_above((fact.target - fact.lowest) / error, replicates - 1);
}

double detectable_miss(double deviation, std::int64_t replicates) {
  if (replicates < 2) return none;
  constexpr double farthest = 30;  // standard errors; two replicates need 16
  std::uintmax_t steps = 100;
  const auto [low, high] =
      boost::math::tools::toms748_solve([&](double errors) { return chance_above(-errors, replicates - 1) - power; },
                                        0.0, farthest, boost::math::tools::eps_tolerance<double>(30), steps);
  return std::midpoint(low, high) * deviation / std::sqrt(static_cast<double>(replicates));
}

std::vector<CardRow> card_of(const Run& run) {
  std::vector<CardRow> rows;
  rows.reserve(run.facts.size());
  for (const Fact& fact : run.facts) rows.push_back(row_of(run, fact));
  return rows;
}

void misses_first(std::vector<CardRow>& rows) {
  std::ranges::stable_sort(rows, [](const CardRow& a, const CardRow& b) {
    if (a.standing != b.standing) return a.standing < b.standing;
    return a.standing == Standing::outside && size_of_miss(a) > size_of_miss(b);
  });
}

}  // namespace kith::results
