// What a run declares, checked before a byte of it is written: names a file can hold, parts that fit each other.
// Private to this folder.
#pragma once

#include "results/results.hpp"

namespace kith::results {

/// Throws ResultsError. What it finds are faults of a model rather than of a user.
void check_declarations(const Run& run);

}  // namespace kith::results
