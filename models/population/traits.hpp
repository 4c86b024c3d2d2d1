// What the people of the first day are beside age and sex: ethnic group, alike within households, and economic
// activity. Both hit the area's published counts exactly.
#pragma once

#include "models/population/households.hpp"

namespace kith::population {

/// One entry a member of `area`.
std::vector<Ethnicity> draw_ethnicities(const ComposedArea& area, const AreaMargins& margins,
                                        const PopulationParameters& parameters, Stream stream);
std::vector<Activity> draw_activities(const ComposedArea& area, const AreaMargins& margins,
                                      const PopulationParameters& parameters, Stream stream);

}  // namespace kith::population
