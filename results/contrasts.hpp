// Two groups of independent values held against each other: how far their means are apart, also as a share, with 95%
// intervals; and how surely a difference of some size would have been seen. Pure functions.
#pragma once

#include <cstdint>
#include <vector>

namespace kith::results {

/// A mean, and how far chance may have moved it. All NaN of none; the variance also of one value.
struct SampleMean {
  double mean;
  double variance;  ///< of the mean: the values' own over their number
  double freedom;   ///< degrees the variance rests on
  std::int64_t count;
};
SampleMean sample_mean(const std::vector<double>& values);

/// A difference with its 95% interval (Student's t). `low` and `high` are NaN where chance cannot be told.
struct Contrast {
  double value;
  double low, high;
  double standard_error;
  bool holds(double other) const { return low <= other && other <= high; }
};
/// The contrast of a value with a standard error and the degrees of freedom it rests on.
Contrast contrast(double value, double standard_error, double freedom);

/// a - b of independent samples that may vary unlike each other (Welch 1947, Satterthwaite's degrees of freedom).
Contrast difference_of_means(const SampleMean& a, const SampleMean& b);
/// a / b - 1 of the same, by the delta method; NaN unless b is above 0.
Contrast relative_difference(const SampleMean& a, const SampleMean& b);
/// Sum of `a` over sum of `b`, less 1, of pairs that are independent of each other (a ratio estimator; Cochran 1977,
/// 6.4). As many of both. NaN unless the sum of `b` is above 0.
Contrast relative_difference_of_pairs(const std::vector<double>& a, const std::vector<double>& b);

/// How probably a two-sided test at 5% sees a true difference, where estimates have this standard error (normal).
double power_to_see(double difference, double standard_error);
/// The difference, in standard errors, that is seen with this probability (above 0.05, below 1).
double errors_seen_with(double power);

}  // namespace kith::results
