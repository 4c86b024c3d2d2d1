// What the years before a run need to know: see past.cpp.
#pragma once

#include "models/safety/offending/law.hpp"

namespace kith::safety {

/// Accusations an offence of each family leaves in records, types in their shares.
FamilyRates accusations_by_family(const Parameters& parameters, const TypeShares& types);

}  // namespace kith::safety
