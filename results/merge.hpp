// Runs of one scenario, or comparisons of the same scenarios, that were split by replicate, joined again: what comes
// out is what one process would have made of all replicates.
#pragma once

#include "results/results.hpp"

#include <string>
#include <vector>

namespace kith::results {

/// `names` are what the parts are called in messages. Draws of evidence and values tried belong to one run and are left
/// out. Throws ResultsError naming everything that does not agree, replicates that come twice and those that are
/// missing in between.
Run merge(std::vector<Run> parts, const std::vector<std::string>& names);

}  // namespace kith::results
