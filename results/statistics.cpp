// Replicates are independent draws, of one world or of what is known of the world, so the intervals of their mean and
// of one more of them are Student's t.
#include "results/statistics.hpp"

#include "results/comparison.hpp"
#include "results/results.hpp"

#include <fmt/format.h>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace kith::results {

namespace {

/// Of those values that are numbers, so many.
double deviation_about(double mean, const std::vector<double>& values, std::int64_t count) {
  double squares = 0;
  for (const double value : values)
    if (!std::isnan(value)) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(count - 1));
}

/// Cut to what can be. A mean beyond the bounds says that they are not those of these values.
Estimate within(Estimate found, const Bounds& bounds) {
  if (found.mean < bounds.lowest || found.mean > bounds.highest) return found;
  found.low = std::max(found.low, bounds.lowest);
  found.high = std::min(found.high, bounds.highest);
  return found;
}

}  // namespace

/// Many estimates in a row have the same count.
double upper_student_quantile(double degrees) {
  thread_local double known_degrees = 0;
  thread_local double known = 0;
  if (degrees != known_degrees) {
    known = boost::math::quantile(boost::math::students_t(degrees), 0.975);
    known_degrees = degrees;
  }
  return known;
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::ranges::sort(values);
  const double at = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  if (below + 1 >= values.size()) return values.back();
  return std::lerp(values[below], values[below + 1], at - static_cast<double>(below));
}

Estimate estimate(const std::vector<double>& values, IntervalOf of, const Bounds& bounds) {
  double sum = 0;
  std::int64_t count = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  if (count == 0) return {none, none, none, none, 0};
  const double mean = sum / static_cast<double>(count);
  if (count == 1) return {mean, none, none, none, 1};
  const double standard_deviation = deviation_about(mean, values, count);
  const double of_mean = 1.0 / static_cast<double>(count);  // its variance, in that of the values
  const double half = upper_student_quantile(static_cast<double>(count - 1)) * standard_deviation *
                      std::sqrt(of == IntervalOf::mean ? of_mean : 1 + of_mean);
  return within({mean, mean - half, mean + half, standard_deviation, count}, bounds);
}

double chance_of_rise(const Estimate& change, IntervalOf of) {
  if (change.count < 2) return none;
  const auto pairs = static_cast<double>(change.count);
  if (change.standard_deviation == 0) {
    const double by_signs = std::exp2(-pairs);
    return change.mean > 0 ? 1 - by_signs : change.mean < 0 ? by_signs : none;
  }
  const double wider = of == IntervalOf::mean ? 1 / pairs : 1 + 1 / pairs;
  const double t = change.mean / (change.standard_deviation * std::sqrt(wider));
  return boost::math::cdf(boost::math::students_t(pairs - 1), t);
}

std::vector<double> scalar_values(const MeasureSet& measures, const std::vector<ReplicateResult>& replicates,
                                  std::string_view measure) {
  const std::size_t index = measures.index(measure);
  if (!measures.measures[index].dimensions.empty())
    throw std::invalid_argument(
        fmt::format("the measure {} has dimensions; a single value a replicate is needed", measure));
  std::vector<double> values;
  for (const ReplicateResult& replicate : replicates)
    values.push_back(
        std::visit([](const auto& array) { return static_cast<double>(array.at(0)); }, replicate.arrays.at(index)));
  return values;
}

std::vector<double> scalar_values(const Run& run, std::string_view measure, std::size_t scenario) {
  const Values values = values_of(run, measure, scenario);
  if (!values.dimensions.empty())
    throw std::invalid_argument(
        fmt::format("the measure {} has dimensions; a single value a replicate is needed", measure));
  std::vector<double> scalars;
  for (const Reals& row : values.rows) scalars.push_back(row.at(0));
  return scalars;
}

Estimate mean_level(const Run& run, std::string_view measure) {
  const std::string& unit = run.measures.measures[run.measures.index(measure)].unit;
  return estimate(scalar_values(run, measure), IntervalOf::mean, bounds_of(unit));
}

}  // namespace kith::results
