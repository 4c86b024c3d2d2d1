// Doing the runs of a plan: jobs in the plan's order, several at once, every one recorded as it ends. A run that fails
// is recorded and never ends the sweep.
#pragma once

#include "tools/studies/sweep/shard_file.hpp"
#include "tools/studies/sweep/worlds.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace kith::sweep {

/// Where a worker gets the number of its next run (see Plan::runs) from; nothing when there is none left. Called by
/// several threads at once.
using NextRun = std::function<std::optional<std::int64_t>()>;

/// Runs that are still to be made, in order: those of no record, and those that failed.
std::vector<std::int64_t> runs_left(const Plan& plan, const Shards& shards, std::int64_t shard = 1,
                                    std::int64_t of = 1);

/// Hands out the given runs one by one.
NextRun one_by_one(std::vector<std::int64_t> runs);

struct WorkSettings {
  int threads = 1;
  double memory_bytes = 0;                      ///< what this process may use
  std::function<void(bool failed)> run_done{};  ///< called after each run, by any thread
};

struct WorkDone {
  std::int64_t done = 0;
  std::int64_t failed = 0;
  int threads = 1;  ///< used: fewer than asked for where memory holds no more worlds
};

/// Works until there is nothing left. Throws Interrupted when a stop is asked for, with all that was finished recorded;
/// OutputError if runs cannot be recorded.
WorkDone work(const SweepFile& sweep, const Plan& plan, ShardWriter& writer, const NextRun& next,
              const WorkSettings& settings);

/// The measures the plan keeps, with the dimensions they need.
MeasureSet kept_measures(const MeasureSet& all, const std::vector<std::string>& names);

}  // namespace kith::sweep
