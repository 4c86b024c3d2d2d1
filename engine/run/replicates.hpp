// Replicates side by side on TBB, sharing one World. Results come back in replicate order whatever the threads did.
#pragma once

#include "engine/run/model.hpp"

#include <cstdint>
#include <vector>

namespace kith {

/// Runs replicates first .. first + count - 1 on at most `threads` threads (>= 1).
/// Throws Interrupted when the control's stop flag was raised.
std::vector<ReplicateResult> run_replicates(const World& world, std::int64_t first, std::int64_t count, int threads,
                                            const RunControl& control);

}  // namespace kith
