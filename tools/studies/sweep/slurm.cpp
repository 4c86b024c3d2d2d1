#include "tools/studies/sweep/slurm.hpp"

#include "tools/console/shell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

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

/// Slurm tells a task up to a minute too early, so a warning it is to give needs a limit well above that.
constexpr std::int64_t least_minutes_to_warn = 3;

/// In the name of a log a % begins a pattern.
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
  job.shards = std::min(runs, wishes.shards.value_or(std::clamp(hours, fewest_tasks, most_tasks)));
  job.shards = std::min(job.shards, std::max<std::int64_t>(1, wishes.most_shards.value_or(job.shards)));
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

std::int64_t warning_seconds(std::int64_t minutes) { return minutes < 4 ? minutes * 15 : 60; }

std::string task_ranges(const std::vector<std::int64_t>& tasks) {
  std::string text;
  for (std::size_t i = 0, end = 0; i < tasks.size(); i = end) {
    for (end = i + 1; end < tasks.size() && tasks[end] == tasks[end - 1] + 1;) ++end;
    text += fmt::format("{}{}", text.empty() ? "" : ",", tasks[i]);
    if (end - i > 1) text += fmt::format("-{}", tasks[end - 1]);
  }
  return text;
}

std::vector<std::string> sbatch_options(const SlurmJob& job) {
  const std::string tasks = job.tasks.empty() ? fmt::format("1-{}", job.shards) : task_ranges(job.tasks);
  std::vector<std::string> options{"--job-name=" + job.name,
                                   fmt::format("--array={}%{}", tasks, job.at_once),
                                   "--nodes=1",
                                   "--ntasks=1",
                                   fmt::format("--cpus-per-task={}", job.cpus),
                                   "--time=" + slurm_time(job.minutes),
                                   fmt::format("--mem={}M", job.megabytes),
                                   "--output=" + file_pattern(job.logs),
                                   "--open-mode=append"};
  if (job.minutes >= least_minutes_to_warn)
    options.push_back(fmt::format("--signal=B:TERM@{}", warning_seconds(job.minutes)));
  options.emplace_back("--requeue");
  options.insert(options.end(), job.options.begin(), job.options.end());
  return options;
}

std::vector<std::string> overriding_variables(const std::vector<std::string>& environment) {
  std::vector<std::string> names;
  for (const std::string& entry : environment)
    if (entry.starts_with("SBATCH_")) names.push_back(entry.substr(0, entry.find('=')));
  std::ranges::sort(names);
  return names;
}

std::optional<std::int64_t> most_array_tasks(const std::string& configuration) {
  const std::size_t found = configuration.find("MaxArraySize");
  if (found == std::string::npos) return std::nullopt;
  const std::size_t number = configuration.find_first_of("0123456789\n", found);
  if (number == std::string::npos || configuration[number] == '\n') return std::nullopt;
  const std::int64_t size = std::strtoll(configuration.c_str() + number, nullptr, 10);
  return size > 1 ? std::optional(size - 1) : std::nullopt;  // tasks are numbered from 1 and stay below it
}

namespace {

/// An option as a line of the script: a value with a blank or a quote in it is quoted.
std::string option_line(const std::string& option) {
  const std::size_t equals = option.find('=');
  if (!option.starts_with("--output=")) return fmt::format("#SBATCH {}\n", option);
  return fmt::format("#SBATCH {}=\"{}\"\n", option.substr(0, equals), option.substr(equals + 1));
}

}  // namespace

std::string slurm_script(const SlurmJob& job) {
  const std::int64_t warning = warning_seconds(job.minutes);
  std::string call;
  for (const std::string& argument : job.arguments) call += tools::shell_word(argument) + " ";
  call += fmt::format("--shard \"$SLURM_ARRAY_TASK_ID/{}\" --resume --threads {} --quiet", job.shards, job.cpus);
  std::string script = "#!/bin/bash\n";
  script += "# A sweep as a job array; each task makes one part of it. Submitted again, it goes on where it stopped.\n";
  script += fmt::format("# {} seconds before its time is up a task is told to stop; it keeps what is done.\n", warning);
  for (const std::string& option : sbatch_options(job)) script += option_line(option);
  script += "set -eu\n";
  if (job.minutes < least_minutes_to_warn)
    script += fmt::format("exec timeout --signal=TERM {} {}\n", job.minutes * 60 - warning, call);
  else
    script += fmt::format("exec {}\n", call);
  return script;
}

}  // namespace kith::sweep
