#include "models/safety/victims/susceptibility.hpp"

#include "engine/work/blocks.hpp"

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
  guide_.reserve(count);
  for (std::size_t part = 0, i = 0; part < count; ++part) {
    const double at = up_to_.back() * static_cast<double>(part) / static_cast<double>(count);
    while (i + 1 < count && up_to_[i + 1] <= at) ++i;
    guide_.push_back(static_cast<std::uint32_t>(i));
  }
}

std::uint32_t Susceptibility::pick(std::uint32_t begin, std::uint32_t end, double uniform) const {
  const double at = up_to_[begin] + uniform * (up_to_[end] - up_to_[begin]);
  const auto part = static_cast<std::size_t>(at / up_to_.back() * static_cast<double>(guide_.size()));
  std::uint32_t found = std::clamp(guide_[std::min(part, guide_.size() - 1)], begin, end - 1);
  while (found > begin && up_to_[found] > at) --found;
  while (found + 1 < end && up_to_[found + 1] <= at) ++found;
  return found;
}

}  // namespace kith::safety
