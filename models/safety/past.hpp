// What the years before a run need to know: see past.cpp.
#pragma once

#include "models/safety/parameters.hpp"

#include <vector>

namespace kith::safety {

/// Probability that an offence of each type leaves an accusation in its offender's record.
std::vector<double> accusation_probability(const Parameters& parameters);

}  // namespace kith::safety
