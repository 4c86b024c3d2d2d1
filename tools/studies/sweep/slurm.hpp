// A sweep as a job array of a Slurm cluster: how many tasks, what each asks for, and the script that is submitted. Each
// task makes one shard and goes on where it was stopped, so that the script may be submitted again until nothing is
// left.
#pragma once

#include "tools/studies/trial.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kith::sweep {

/// What the user may fix; the rest follows from what a run was seen to take.
struct SlurmWishes {
  std::optional<std::int64_t> shards{};       ///< tasks of the array
  std::optional<std::int64_t> at_once{};      ///< most tasks running at the same time
  std::optional<std::int64_t> cpus{};         ///< of a task
  std::optional<std::int64_t> minutes{};      ///< time limit of a task
  std::optional<std::int64_t> megabytes{};    ///< memory of a task
  std::optional<std::int64_t> most_shards{};  ///< the cluster's own limit of an array, if it is known
  std::vector<std::string> options{};         ///< further options of sbatch, such as "--partition=short"
};

struct SlurmJob {
  std::string name;
  std::int64_t shards = 1;
  std::int64_t at_once = 1;
  std::int64_t cpus = 1;
  std::int64_t minutes = 1;
  std::int64_t megabytes = 1;
  std::vector<std::int64_t> tasks{};  ///< those with something left to do, ascending; empty: all
  std::vector<std::string> options;
  std::filesystem::path logs;          ///< folder
  std::vector<std::string> arguments;  ///< the call of a task, the program first; the shard is added
};

/// What making a sweep takes.
struct SweepCost {
  std::int64_t runs = 0;     ///< still to be made
  double setup_seconds = 0;  ///< before the first run of a task
  double world_bytes = 0;    ///< of the process before any run
  tools::Trial run;          ///< the dearest run seen
};

/// Sizes the array: tasks of about an hour, at least 8 and at most 1000 of them (but no more than runs); three times
/// the time and one and a half times the memory expected; at most 50 tasks at once. Wishes win.
SlurmJob size_job(const SweepCost& cost, const SlurmWishes& wishes);

/// How long before the end of its time a task is told to stop: a minute, or a quarter of a shorter limit.
std::int64_t warning_seconds(std::int64_t minutes);

/// Numbers of tasks as Slurm reads them: "1-3,7".
std::string task_ranges(const std::vector<std::int64_t>& tasks);

/// What the script asks of sbatch; also for its command line, where nothing overrides it.
std::vector<std::string> sbatch_options(const SlurmJob& job);

/// Names of variables sbatch would read before the script, of those in `environment` ("NAME=value").
std::vector<std::string> overriding_variables(const std::vector<std::string>& environment);

/// Largest array a cluster takes, from what `scontrol show config` says; nothing if it does not say.
std::optional<std::int64_t> most_array_tasks(const std::string& configuration);

/// Text of the batch script.
std::string slurm_script(const SlurmJob& job);

/// "90" minutes as Slurm writes it: "01:30:00", "1-06:00:00".
std::string slurm_time(std::int64_t minutes);

}  // namespace kith::sweep
