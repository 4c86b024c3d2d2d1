#include "results/contrasts.hpp"

#include "results/statistics.hpp"

#include <boost/math/distributions/normal.hpp>

#include <cmath>
#include <cstddef>

namespace kith::results {
namespace {

double upper_normal(double share) { return boost::math::quantile(boost::math::normal(), share); }

/// Of a sum of two variances.
double joint_freedom(double a, double freedom_a, double b, double freedom_b) {
  const double sum = a + b;
  return sum > 0 ? sum * sum / (a * a / freedom_a + b * b / freedom_b) : freedom_a + freedom_b;
}

}  // namespace

SampleMean sample_mean(const std::vector<double>& values) {
  if (values.empty()) return {none, none, none, 0};
  const auto count = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  const double mean = sum / count;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double variance = values.size() > 1 ? squares / (count - 1) / count : none;
  return {mean, variance, count - 1, static_cast<std::int64_t>(values.size())};
}

Contrast contrast(double value, double standard_error, double freedom) {
  if (!(freedom > 0) || std::isnan(standard_error)) return {value, none, none, none};
  const double half = upper_student_quantile(freedom) * standard_error;
  return {value, value - half, value + half, standard_error};
}

Contrast difference_of_means(const SampleMean& a, const SampleMean& b) {
  return contrast(a.mean - b.mean, std::sqrt(a.variance + b.variance),
                  joint_freedom(a.variance, a.freedom, b.variance, b.freedom));
}

Contrast relative_difference(const SampleMean& a, const SampleMean& b) {
  if (!(b.mean > 0)) return {none, none, none, none};
  const double ratio = a.mean / b.mean;
  const double of_a = a.variance / (b.mean * b.mean), of_b = ratio * ratio * b.variance / (b.mean * b.mean);
  return contrast(ratio - 1, std::sqrt(of_a + of_b), joint_freedom(of_a, a.freedom, of_b, b.freedom));
}

Contrast relative_difference_of_pairs(const std::vector<double>& a, const std::vector<double>& b) {
  double sum_a = 0, sum_b = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    sum_a += a[i];
    sum_b += b[i];
  }
  if (!(sum_b > 0)) return {none, none, none, none};
  const double ratio = sum_a / sum_b;
  const auto count = static_cast<double>(b.size());
  double squares = 0;
  for (std::size_t i = 0; i < b.size(); ++i) squares += (a[i] - ratio * b[i]) * (a[i] - ratio * b[i]);
  return contrast(ratio - 1, std::sqrt(squares * count / (count - 1)) / sum_b, count - 1);
}

double power_to_see(double difference, double standard_error) {
  const boost::math::normal normal;
  const double apart = std::abs(difference) / standard_error, limit = upper_normal(0.975);
  return boost::math::cdf(normal, apart - limit) + boost::math::cdf(normal, -apart - limit);
}

double errors_seen_with(double power) { return upper_normal(0.975) + upper_normal(power); }

}  // namespace kith::results
