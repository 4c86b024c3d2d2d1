// Scenarios that are compared though they stand on different files: what differs between these then looks like a change
// that somebody made.
#pragma once

#include "engine/settings/scenario.hpp"

#include <string>

namespace kith::tools {

/// A sentence of how many settings of the first day differ though no [[change]] sets them, if the files the two are
/// laid on have none in common; "" if they have one, or if none differs.
std::string on_unlike_bases(const Scenario& base, const Scenario& alternative);

}  // namespace kith::tools
