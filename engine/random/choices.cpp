// See choices.hpp. Sums run in index order, so a choice never depends on the machine's threads.
#include "engine/random/choices.hpp"

#include "engine/work/stop.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <unordered_set>

namespace kith {

std::size_t categorical(Stream& stream, std::span<const double> weights) {
  double total = 0;
  std::size_t last_possible = weights.size();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!(weights[i] >= 0)) throw std::invalid_argument("categorical: a weight is negative or not a number");
    total += weights[i];
    if (weights[i] > 0) last_possible = i;
  }
  if (!(total > 0) || !std::isfinite(total))
    throw std::invalid_argument("categorical: weights add up to 0 or overflow");
  double left = stream.uniform() * total;
  for (std::size_t i = 0; i < last_possible; ++i) {
    if (left < weights[i]) return i;
    left -= weights[i];
  }
  return last_possible;  // rounding may leave a last crumb over
}

std::vector<std::uint64_t> sample_without_replacement(Stream& stream, std::uint64_t population, std::uint64_t count) {
  std::vector<std::uint64_t> chosen;
  sample_without_replacement(stream, population, count, chosen);
  return chosen;
}

void sample_without_replacement(Stream& stream, std::uint64_t population, std::uint64_t count,
                                std::vector<std::uint64_t>& chosen) {
  constexpr std::uint64_t few = 32;  // up to here looking through a short list beats hashing
  count = std::min(count, population);
  chosen.clear();
  chosen.reserve(count);
  std::unordered_set<std::uint64_t> taken;
  const auto is_taken = [&](std::uint64_t pick) {
    return count > few ? taken.contains(pick) : std::find(chosen.begin(), chosen.end(), pick) != chosen.end();
  };
  for (std::uint64_t top = population - count; top < population; ++top) {
    stop_point(population - top);
    const std::uint64_t pick = stream.below(top + 1);
    chosen.push_back(is_taken(pick) ? top : pick);
    if (count > few) taken.insert(chosen.back());
  }
  std::sort(chosen.begin(), chosen.end());
}

}  // namespace kith
