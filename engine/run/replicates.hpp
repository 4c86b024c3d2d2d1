// Replicates side by side on TBB, sharing one World or, in paired worlds, several. Results come back in replicate order
// whatever the threads did.
#pragma once

#include "engine/run/model.hpp"

#include <cstdint>
#include <vector>

namespace kith {

/// Runs replicates first .. first + count - 1 on at most `threads` threads (>= 1).
/// Throws Interrupted when the control's stop flag was raised.
std::vector<ReplicateResult> run_replicates(const World& world, std::int64_t first, std::int64_t count, int threads,
                                            const RunControl& control);

/// Told of a replicate as soon as it is finished, by any thread.
using ReplicateDone = std::function<void(const PairedReplicate&)>;

/// The same replicates in each of several worlds of one model (one at least), which go through each replicate together;
/// in replicate order. The control's phase times, if any, are those of all worlds together.
std::vector<PairedReplicate> run_together(const std::vector<const World*>& worlds, std::int64_t first,
                                          std::int64_t count, int threads, const RunControl& control);

/// Likewise of the replicates named, in the order named.
std::vector<PairedReplicate> run_together(const std::vector<const World*>& worlds,
                                          const std::vector<std::int64_t>& replicates, int threads,
                                          const RunControl& control, const ReplicateDone& done = {});

}  // namespace kith
