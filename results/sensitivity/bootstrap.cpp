#include "results/sensitivity/bootstrap.hpp"

#include "engine/random/draws.hpp"
#include "results/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kith::results {
namespace {

constexpr auto resample = purpose("sensitivity.bootstrap");
}  // namespace

std::vector<Index> bootstrap(std::size_t rows, const Statistics& statistics, const Bootstrap& settings) {
  std::vector<std::size_t> chosen(rows);
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  const std::vector<double> estimates = statistics(chosen);
  std::vector<std::vector<double>> spread(estimates.size());
  for (std::size_t i = 0; rows > 1 && i < settings.resamples; ++i) {
    Stream stream(settings.seed, resample, i, 0, 0);
    for (std::size_t& row : chosen) row = stream.below(rows);
    const std::vector<double> values = statistics(chosen);
    for (std::size_t k = 0; k < spread.size(); ++k)
      if (!std::isnan(values[k])) spread[k].push_back(values[k]);
  }
  std::vector<Index> indices;
  for (std::size_t k = 0; k < spread.size(); ++k)
    indices.push_back({estimates[k], quantile(spread[k], outside_interval), quantile(spread[k], 1 - outside_interval)});
  return indices;
}

}  // namespace kith::results
