#include "tools/sweep/slurm.hpp"

#include "tools/shell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kith::sweep {
namespace {

constexpr double task_seconds = 3600;
constexpr std::int64_t fewest_tasks = 8;
constexpr std::int64_t most_tasks = 1000;  ///< Slurm's own limit is 1001 unless a site raises it
constexpr std::int64_t most_at_once = 50;
constexpr double time_margin = 3;
constexpr std::int64_t least_minutes = 10;
constexpr double memory_margin = 1.5;
constexpr double memory_step_megabytes = 256;

std::int64_t rounded_up(double value) { return static_cast<std::int64_t>(std::ceil(value)); }

/// In an #SBATCH line a % begins a pattern.
std::string file_pattern(const std::filesystem::path& folder) {
  std::string text;
  for (const char c : (folder / "").string()) text += c == '%' ? "%%" : std::string(1, c);
  return text + "%A_%a.log";
}

}  // namespace

std::string slurm_time(std::int64_t minutes) {
  const std::int64_t days = minutes / (24 * 60);
  const std::string clock = fmt::format("{:02}:{:02}:00", minutes / 60 % 24, minutes % 60);
  return days == 0 ? clock : fmt::format("{}-{}", days, clock);
}

SlurmJob size_job(const SweepCost& cost, const SlurmWishes& wishes) {
  SlurmJob job;
  job.cpus = wishes.cpus.value_or(1);
  const auto runs = std::max<std::int64_t>(1, cost.runs);
  const double seconds = static_cast<double>(runs) * cost.run.seconds / static_cast<double>(job.cpus);
  const std::int64_t hours = rounded_up(std::min(seconds / task_seconds, static_cast<double>(most_tasks)));
  job.shards = wishes.shards.value_or(std::min(runs, std::clamp(hours, fewest_tasks, most_tasks)));
  job.at_once = std::min(job.shards, wishes.at_once.value_or(most_at_once));
  const double runs_of_task = std::ceil(static_cast<double>(runs) / static_cast<double>(job.shards));
  const double rounds = std::ceil(runs_of_task / static_cast<double>(job.cpus));
  const double expected = cost.setup_seconds + rounds * cost.run.seconds;
  job.minutes = wishes.minutes.value_or(std::max(least_minutes, rounded_up(time_margin * expected / 60)));
  const double bytes = cost.world_bytes + static_cast<double>(job.cpus) * cost.run.bytes;
  const double steps = std::ceil(memory_margin * bytes / 1e6 / memory_step_megabytes);
  job.megabytes = wishes.megabytes.value_or(rounded_up(memory_step_megabytes * std::max(2.0, steps)));
  job.options = wishes.options;
  return job;
}

std::string slurm_script(const SlurmJob& job) {
  std::string call;
  for (const std::string& argument : job.arguments) call += tools::shell_word(argument) + " ";
  std::string script = "#!/bin/bash\n";
  script += "# A sweep as a job array; each task makes one part of it. Submitted again, it goes on where it stopped.\n";
  script += fmt::format("#SBATCH --job-name={}\n#SBATCH --array=1-{}%{}\n", job.name, job.shards, job.at_once);
  script += fmt::format("#SBATCH --nodes=1\n#SBATCH --ntasks=1\n#SBATCH --cpus-per-task={}\n", job.cpus);
  script += fmt::format("#SBATCH --time={}\n#SBATCH --mem={}M\n", slurm_time(job.minutes), job.megabytes);
  script += fmt::format("#SBATCH --output=\"{}\"\n#SBATCH --open-mode=append\n", file_pattern(job.logs));
  script += "# A minute before its time is up a task is told to stop; it keeps what is done.\n";
  script += "#SBATCH --signal=B:TERM@60\n#SBATCH --requeue\n";
  for (const std::string& option : job.options) script += fmt::format("#SBATCH {}\n", option);
  script += "set -eu\n";
  script += fmt::format("exec {}--shard \"$SLURM_ARRAY_TASK_ID/{}\" --resume --threads {} --quiet\n", call, job.shards,
                        job.cpus);
  return script;
}

}  // namespace kith::sweep
