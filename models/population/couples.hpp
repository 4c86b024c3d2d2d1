// Who lives with whom as couples part and form during a run; couples.cpp says how they do.
#pragma once

#include "models/population/population.hpp"

#include <functional>

namespace kith::population {

/// The household somebody lives with on a day: that in which they are listed, or that of the partner they moved in
/// with; `nobody` of who left a partner at home and lives alone since.
std::uint32_t home(const Population& population, EntityId person, Day day);

/// Calls `visit` for everybody present who lives with a household on a day: those listed in it, in order, each followed
/// by the partner who moved in with them.
void each_at_home(const Population& population, std::uint32_t household, Day day,
                  const std::function<void(EntityId)>& visit);

}  // namespace kith::population
