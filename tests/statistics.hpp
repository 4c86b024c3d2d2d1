// Goodness-of-fit for tests. Seeds are fixed, so each test passes or fails always; the limit of one in 100,000 says how
// unusual a sample of a right program would have to be for the test to have been written red.
#pragma once

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace kith::test {

inline constexpr double unusual = 1e-5;

/// Pearson's statistic of counts against expected counts (each > 0).
inline double chi_square(const std::vector<double>& observed, const std::vector<double>& expected) {
  double sum = 0;
  for (std::size_t i = 0; i < observed.size(); ++i) sum += std::pow(observed[i] - expected[i], 2) / expected[i];
  return sum;
}

/// What Pearson's statistic of `cells` cells with a fixed total stays under, but for unusual samples.
inline double chi_square_limit(std::size_t cells) {
  return quantile(complement(boost::math::chi_squared(static_cast<double>(cells - 1)), unusual));
}

/// Kolmogorov-Smirnov statistic times sqrt(n), against a continuous distribution function.
inline double kolmogorov_smirnov(std::vector<double> values, const std::function<double(double)>& distribution) {
  std::sort(values.begin(), values.end());
  const auto count = static_cast<double>(values.size());
  double distance = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double at = distribution(values[i]);
    distance = std::max({distance, at - static_cast<double>(i) / count, static_cast<double>(i + 1) / count - at});
  }
  return distance * std::sqrt(count);
}
/// Two-sided limit: 2 exp(-2 d^2) = unusual.
inline double kolmogorov_smirnov_limit() { return std::sqrt(std::log(2 / unusual) / 2); }

struct Moments {
  double mean = 0;
  double variance = 0;
  double standard_error = 0;  ///< of the mean
};
inline Moments moments(const std::vector<double>& values) {
  Moments m;
  const auto count = static_cast<double>(values.size());
  for (const double value : values) m.mean += value / count;
  for (const double value : values) m.variance += (value - m.mean) * (value - m.mean) / (count - 1);
  m.standard_error = std::sqrt(m.variance / count);
  return m;
}
/// How many standard errors something may be off (two-sided).
inline double standard_errors_limit() { return quantile(complement(boost::math::normal(), unusual / 2)); }

}  // namespace kith::test
