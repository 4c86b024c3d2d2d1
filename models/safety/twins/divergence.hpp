// From when on, and in what, one scenario's policy is another than its base's. Up to that day the two are one world.
#pragma once

#include "engine/settings/scenario.hpp"
#include "models/safety/services/service.hpp"

#include <limits>
#include <vector>

namespace kith::safety {

struct Divergence {
  static constexpr Day never_differs = std::numeric_limits<Day>::max();
  static constexpr Day from_the_start = std::numeric_limits<Day>::min();
  Day from = never_differs;  ///< the first day on which any setting differs; from_the_start if people, ties or past may
  Day parameters = never_differs;  ///< the same for settings that belong to no service and no staff
  std::vector<Day> services;       ///< the same for settings of each service and of the staff it draws on
};

/// Of two scenarios over the same dates, people and catalogue. Seed and number of replicates are of no matter.
Divergence divergence(const Scenario& base, const Scenario& alternative);

/// Whether two scenarios have the same settings on the first day, seed, replicates and event log apart: then people,
/// ties and past are the same.
bool start_alike(const Scenario& base, const Scenario& alternative);

}  // namespace kith::safety
