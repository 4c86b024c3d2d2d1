#include "models/safety/victims/susceptibility.hpp"

#include "engine/run/blocks.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

Susceptibility::Susceptibility(Purpose purpose, std::uint64_t seed, std::size_t count, double sigma,
                               const Correlate& correlate)
    : kept_of_256_(count) {
  const Draws draws{seed, 0};
  constexpr double greatest_deviation = 2;
  for_blocks(count, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const double with = correlate.correlation != 0 ? correlate.correlation * correlate.deviate(i) : 0;
      const double own = std::sqrt(1 - correlate.correlation * correlate.correlation) * draws.at(purpose, i).normal();
      const double z = std::min(with + own, greatest_deviation);
      kept_of_256_[i] = static_cast<std::uint8_t>(255 * std::exp(sigma * (z - greatest_deviation)));
    }
  });
}

}  // namespace kith::safety
