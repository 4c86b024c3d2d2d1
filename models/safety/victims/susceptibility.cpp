#include "models/safety/victims/susceptibility.hpp"

#include "engine/run/blocks.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kith::safety {

Susceptibility::Susceptibility(Purpose purpose, std::uint64_t seed, std::size_t count, double sigma,
                               const Correlate& correlate)
    : up_to_(count + 1), great_(std::exp(2 * sigma)) {
  const Draws draws{seed, 0};
  for_blocks(count, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const double with = correlate.correlation != 0 ? correlate.correlation * correlate.deviate(i) : 0;
      const double own = std::sqrt(1 - correlate.correlation * correlate.correlation) * draws.at(purpose, i).normal();
      up_to_[i + 1] = std::exp(sigma * (with + own));
    }
  });
  std::partial_sum(up_to_.begin(), up_to_.end(), up_to_.begin());
}

std::uint32_t Susceptibility::pick(std::uint32_t begin, std::uint32_t end, double uniform) const {
  const double at = up_to_[begin] + uniform * (up_to_[end] - up_to_[begin]);
  const auto after = std::upper_bound(up_to_.begin() + begin + 1, up_to_.begin() + end, at);
  return static_cast<std::uint32_t>(after - up_to_.begin() - 1);
}

}  // namespace kith::safety
