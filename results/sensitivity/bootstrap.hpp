// Intervals by the bootstrap (Efron 1979): statistics of many samples drawn with replacement from the one there is.
// Keyed by a seed, so that the same numbers give the same interval on any machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace kith::results {

/// An estimate with the ends of its 95% interval; NaN where there is none.
struct Index {
  double value, low, high;

  double width() const { return high - low; }
};

/// Share of the values that a 95% interval leaves out on either side.
inline constexpr double outside_interval = 0.025;

struct Bootstrap {
  std::uint64_t seed = 1;
  std::size_t resamples = 1000;  ///< 0: no intervals
};

/// Several statistics of the rows with the numbers given, which may come more than once; always as many as the first
/// time.
using Statistics = std::function<std::vector<double>(std::span<const std::size_t> rows)>;

/// The statistics of all `rows` rows with percentile intervals: 2.5% and 97.5% points over the resamples. A statistic
/// that is NaN in a resample is left out there. Rows are what is independent, such as a walk of a Morris design.
std::vector<Index> bootstrap(std::size_t rows, const Statistics& statistics, const Bootstrap& settings);

}  // namespace kith::results
