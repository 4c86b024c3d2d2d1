// Lasting differences between people, or dwellings, in the risk of being harmed: lognormal, kept as one byte each.
#pragma once

#include "engine/random/draws.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace kith::safety {

/// What the log of somebody's risk is correlated with: a standard normal deviate of each.
struct Correlate {
  double correlation = 0;
  std::function<double(std::size_t)> deviate{};
};

/// Immutable; shared by replicates.
class Susceptibility {
 public:
  Susceptibility() = default;
  /// `sigma`: standard deviation of log risk. Weights beyond two standard deviations are cut off there.
  Susceptibility(Purpose purpose, std::uint64_t seed, std::size_t count, double sigma, const Correlate& with = {});

  /// Is somebody drawn evenly kept, so that those kept come in proportion to their risk? `uniform` in (0, 1).
  bool keeps(std::uint32_t index, double uniform) const { return uniform * 256 < kept_of_256_[index] + 1; }
  std::size_t bytes() const { return kept_of_256_.size(); }

 private:
  std::vector<std::uint8_t> kept_of_256_;  ///< risk as a share of the greatest, less one 256th
};

}  // namespace kith::safety
