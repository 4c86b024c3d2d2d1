// The work by which the capacity of police and courts is told: that of the year before the first day, with all its
// seasons, or of the whole burn-in if that is shorter, but not of less than half a year.
#pragma once

#include "engine/time/calendar.hpp"

#include <algorithm>

namespace kith::safety {

/// Days of it before day 0; 0 if the burn-in is too short to tell.
inline Day days_of_base_work(const Timeline& timeline) {
  constexpr Day most = 364, least = 182;
  return timeline.burn_in_days < least ? 0 : std::min<Day>(timeline.burn_in_days, most);
}

}  // namespace kith::safety
