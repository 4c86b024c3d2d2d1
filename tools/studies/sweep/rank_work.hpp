// The runs of a plan shared out among the ranks of an MPI run: rank 0 hands them out one by one and works, too; each
// rank keeps a shard of its own. For whatever is made of a plan: a sweep, the rounds of a calibration.
#pragma once

#include "tools/studies/sweep/ranks.hpp"
#include "tools/studies/sweep/worker.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace kith::sweep {

/// Throws CommandLineError if a batch system started several programs that MPI does not know to belong together: each
/// would do the whole of the work.
void refuse_lonely_ranks(const Ranks& ranks);

/// Rank 0: hands out `runs` until there are none left or a stop is asked for, while `work` makes those it is given, in
/// a thread of its own. Throws what `work` throws, once all other ranks have left.
WorkDone work_as_first_rank(Ranks& ranks, std::vector<std::int64_t> runs,
                            const std::function<WorkDone(const NextRun&)>& work);

/// Any other rank: makes what it is given until there is nothing left; a stop only ends its own part. All it made is on
/// the disk when it leaves.
void work_as_other_rank(Ranks& ranks, const SweepFile& sweep, const Plan& plan, ShardWriter& writer,
                        const WorkSettings& settings);

}  // namespace kith::sweep
