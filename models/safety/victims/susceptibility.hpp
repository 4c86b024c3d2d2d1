// Lasting differences between people, or dwellings, in the risk of being harmed: lognormal, kept as sums to pick from.
#pragma once

#include "engine/random/draws.hpp"

#include <algorithm>
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
  /// `sigma`: standard deviation of log risk.
  Susceptibility(Purpose purpose, std::uint64_t seed, std::size_t count, double sigma, const Correlate& with = {});

  /// One of [begin, end), which is not empty, each in proportion to their risk. `uniform` in (0, 1). One's risk is no
  /// matter of policy, so neither is who is picked.
  std::uint32_t pick(std::uint32_t begin, std::uint32_t end, double uniform) const;
  /// Risk as a share of that of somebody two standard deviations above the middle; at most 1.
  double share_of_great(std::uint32_t index) const {
    return std::min(1.0, (up_to_[index + 1] - up_to_[index]) / great_);
  }
  std::size_t bytes() const { return up_to_.size() * sizeof(up_to_[0]) + guide_.size() * sizeof(guide_[0]); }

 private:
  std::vector<double> up_to_;  ///< the sum of risk of all before
  /// Where to begin to look: whom each of as many even parts of the whole sum begins with.
  std::vector<std::uint32_t> guide_;
  double great_ = 1;
};

}  // namespace kith::safety
