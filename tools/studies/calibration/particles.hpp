// A weighted sample of a density on the unit cube by sequential Monte Carlo (Del Moral, Doucet and Jasra 2006): evenly
// spread points are led from the even density to the one wanted by steps as long as half of them survive.
#pragma once

#include "tools/studies/sweep/designs.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace kith::calibration {

using sweep::UnitPoint;
using sweep::UnitPoints;

/// The logarithm of a density but for a constant; called by several threads at once.
using LogDensity = std::function<double(const UnitPoint&)>;

struct Particles {
  UnitPoints points;  ///< of equal weight
  std::vector<double> log_density{};
  double effective = 0;    ///< size: points that stand at one place count as one
  double acceptance = 0;   ///< share of moves taken in the last step
  std::int64_t steps = 0;  ///< from even to wanted
};

/// `occasion` tells samples with one seed apart. The same at any thread count. Throws Interrupted.
Particles sample_density(const LogDensity& log_density, std::size_t factors, std::size_t count, std::uint64_t seed,
                         std::uint64_t occasion);

}  // namespace kith::calibration
