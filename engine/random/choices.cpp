// See choices.hpp. Sums run in index order, so a choice never depends on the machine's threads.
#include "engine/random/choices.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace kith {

std::size_t categorical(Stream& stream, std::span<const double> weights) {
  double total = 0;
  std::size_t last_possible = weights.size();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!(weights[i] >= 0)) throw std::invalid_argument("categorical: a weight is negative or not a number");
    total += weights[i];
    if (weights[i] > 0) last_possible = i;
  }
  if (!(total > 0) || !std::isfinite(total)) throw std::invalid_argument("categorical: weights add up to 0 or overflow");
  double left = stream.uniform() * total;
  for (std::size_t i = 0; i < last_possible; ++i) {
    if (left < weights[i]) return i;
    left -= weights[i];
  }
  return last_possible;  // rounding may leave a last crumb over
}

std::vector<std::uint64_t> sample_without_replacement(Stream& stream, std::uint64_t population, std::uint64_t count) {
  count = std::min(count, population);
  std::vector<std::uint64_t> chosen;
  chosen.reserve(count);
  if (count == population) {
    chosen.resize(count);
    std::iota(chosen.begin(), chosen.end(), std::uint64_t{0});
    return chosen;
  }
  for (std::uint64_t top = population - count; top < population; ++top) {
    const std::uint64_t pick = stream.below(top + 1);
    const auto place = std::lower_bound(chosen.begin(), chosen.end(), pick);
    if (place != chosen.end() && *place == pick) {
      chosen.push_back(top);  // greater than all before it
    } else {
      chosen.insert(place, pick);
    }
  }
  return chosen;
}

}  // namespace kith
