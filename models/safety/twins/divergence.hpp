// From when on, and in what, one scenario's policy is another than its base's. Up to that day the two are one world.
#pragma once

#include "engine/pairing/differences.hpp"
#include "models/safety/services/service.hpp"

#include <vector>

namespace kith::safety {

struct Divergence {
  Day from = never_differs;  ///< the first day on which any setting differs; from_the_start if people, ties or past may
  Day parameters = never_differs;  ///< the same for settings that belong to no service and no staff
  std::vector<Day> services;       ///< the same for settings of each service and of the staff it draws on
};

/// Of two scenarios over the same dates, people and catalogue. Seed and number of replicates are of no matter.
Divergence divergence(const Scenario& base, const Scenario& alternative);

}  // namespace kith::safety
