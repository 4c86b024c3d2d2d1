// What holds from a date on: the parameters and services under one [[change]].
#pragma once

#include "engine/time/fading.hpp"
#include "models/safety/parameters.hpp"
#include "models/safety/services/service.hpp"

#include <vector>

namespace kith::safety {

/// Immutable once the scene is made.
struct Regime {
  Day from;
  Parameters parameters;
  std::vector<Service> services;
  std::vector<double> pool_hours;  ///< staff hours a week, by pool
  Fading harm_memory;              ///< of repeat victimisation
};

}  // namespace kith::safety
