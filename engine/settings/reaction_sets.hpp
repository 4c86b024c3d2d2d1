// Which changes that react may be in force together: two that are sound each by itself may not be so with each other.
#pragma once

#include "engine/settings/reactions.hpp"

#include <bit>

namespace kith {

/// Visits every set of those in `possible` but the empty one; of more than eight, each, each two, and all, as there are
/// too many sets.
template <class Visit>
void each_set_in_force(InForce possible, Visit&& visit) {
  constexpr int most_for_every_set = 8;
  if (std::popcount(possible) <= most_for_every_set) {
    for (InForce set = possible; set != 0; set = (set - 1) & possible) visit(set);
    return;
  }
  for (InForce one = possible; one != 0; one &= one - 1)
    for (InForce other = one; other != 0; other &= other - 1) visit((one & -one) | (other & -other));
  visit(possible);
}

}  // namespace kith
