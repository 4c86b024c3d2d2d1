// From when on, and in which settings, one scenario is another than its base. Up to the first of these days the two are
// one world, and need be run only once.
#pragma once

#include "engine/settings/scenario.hpp"

#include <limits>
#include <string>
#include <vector>

namespace kith {

inline constexpr Day never_differs = std::numeric_limits<Day>::max();
/// People, ties or past may differ: there is no day up to which the two are one.
inline constexpr Day from_the_start = std::numeric_limits<Day>::min();

struct Difference {
  std::string path;  ///< of the setting
  Day from;          ///< a day on which it differs, from_the_start if it does so before any change
};

/// Of two scenarios over the same dates: every setting that differs, once for each set of changes under which it does,
/// the earlier first. Seed, number of replicates and output are of no matter.
std::vector<Difference> differences(const Scenario& base, const Scenario& alternative);

/// Whether two scenarios have the same settings before any change, seed, replicates and output apart: then people, ties
/// and past are the same.
bool start_alike(const Scenario& base, const Scenario& alternative);

}  // namespace kith
