// kith sweep slurm: a sweep as a job array of a Slurm cluster, sized by trying a few of its points out.
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/memory.hpp"
#include "tools/console/shell.hpp"
#include "tools/console/stopwatch.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/studies/options.hpp"
#include "tools/studies/sweep/begin.hpp"
#include "tools/studies/sweep/slurm.hpp"
#include "tools/studies/sweep/worker.hpp"
#include "tools/studies/sweep/worlds.hpp"

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <set>

#include <unistd.h>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;

struct SlurmOptions {
  sweep::SweepOptions sweep;
  std::string output;
  sweep::SlurmWishes wishes;
  bool submit = false;
  bool force = false;
  bool quiet = false;
};

constexpr std::size_t points_tried = 3;

/// The first, a middle and the last point: runs differ with what varies.
std::set<std::size_t> points_to_try(const sweep::Plan& plan) {
  const std::size_t last = plan.points.size() - 1;
  std::set<std::size_t> points;
  for (std::size_t i = 0; i < points_tried; ++i) points.insert(i * last / (points_tried - 1));
  return points;
}

sweep::SweepCost cost_of(const sweep::Begun& begun, const fs::path& folder) {
  sweep::SweepCost cost;
  cost.runs = static_cast<std::int64_t>(sweep::runs_left(begun.plan, sweep::Shards(folder, begun.plan)).size());
  sweep::Worlds worlds(begun.sweep, begun.plan);
  for (const std::size_t point : points_to_try(begun.plan)) {
    const Stopwatch setting_up;
    sweep::Worlds::Pointer world;
    try {
      world = worlds.world_of(point);
    } catch (const InputError&) {
      continue;  // an unsound point costs nothing and is recorded when its turn comes
    }
    cost.setup_seconds += setting_up.seconds();
    const Trial trial = try_out(*world, begun.plan.first_replicate);
    cost.run.seconds = std::max(cost.run.seconds, trial.seconds);
    cost.run.bytes = std::max(cost.run.bytes, trial.bytes);
  }
  cost.world_bytes = resident_bytes();
  return cost;
}

/// A job's name is one plain word.
std::string job_name(const fs::path& sweep_file) {
  std::string name = "kith-" + sweep_file.stem().string();
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '_') c = '-';
  return name;
}

/// How a task calls this program; what was laid over the file is laid over it again.
std::vector<std::string> task_arguments(const SlurmOptions& options, const fs::path& folder) {
  std::vector<std::string> arguments{
      fs::read_symlink("/proc/self/exe").string(),        "sweep", "run",
      fs::absolute(options.sweep.scenario.file).string(), "-o",    fs::absolute(folder).string()};
  for (const std::string& set : options.sweep.scenario.sets) arguments.insert(arguments.end(), {"--set", set});
  const auto add = [&](const char* name, const std::optional<std::int64_t>& value) {
    if (value) arguments.insert(arguments.end(), {name, std::to_string(*value)});
  };
  add("--seed", options.sweep.scenario.seed);
  add("--replicates", options.sweep.scenario.replicates);
  add("--points", options.sweep.points);
  return arguments;
}

void check_script(const fs::path& script, bool force) {
  if (!force && fs::exists(script))
    throw OutputError(
        fmt::format("{}: exists already; submit it again with \"sbatch {}\" (it goes on where it stopped), or add "
                    "--force to write it anew for what is left",
                    script.string(), shell_path(script)));
}

struct Said {
  int status = -1;
  std::string text;
};

/// What a command prints.
Said ask(const std::string& command) {
  Said said;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  std::array<char, 256> buffer{};
  while (pipe != nullptr && std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) said.text += buffer.data();
  if (pipe != nullptr) said.status = ::pclose(pipe);
  return said;
}

std::vector<std::string> variables_that_override() {
  std::vector<std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) variables.emplace_back(*entry);
  return sweep::overriding_variables(variables);
}

/// Hands the script to sbatch, with all it asks for on the command line too, which no variable overrides. Returns the
/// number of the job.
std::string submit(const fs::path& script, const sweep::SlurmJob& job) {
  std::string command = "sbatch --parsable ";
  for (const std::string& option : sweep::sbatch_options(job)) command += shell_word(option) + " ";
  const auto [status, said] = ask(command + shell_path(script));
  if (status == -1 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    const bool missing = status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 127;
    throw OutputError(fmt::format("{}: {}; the script is there: submit it with \"sbatch {}\"", script.string(),
                                  missing ? "this machine has no sbatch" : "sbatch did not take it",
                                  shell_path(script)));
  }
  return said.substr(0, said.find_first_of(";\n"));
}

/// Tasks of a split that have runs left, counted from 1.
std::vector<std::int64_t> tasks_left(const sweep::Plan& plan, const sweep::Shards& shards, std::int64_t of) {
  std::vector<std::int64_t> tasks;
  for (std::int64_t shard = 1; shard <= of; ++shard)
    if (!sweep::runs_left(plan, shards, shard, of).empty()) tasks.push_back(shard);
  return tasks;
}

/// What is other than was asked for, or than one would think.
void say_what_is_other(const sweep::SlurmJob& job, const sweep::SlurmWishes& wishes, bool submits) {
  if (wishes.shards && *wishes.shards > job.shards)
    note(fmt::format("kith: {} tasks instead of {}: {}\n", format_count(job.shards), format_count(*wishes.shards),
                     wishes.most_shards == job.shards ? "the cluster takes no larger array (MaxArraySize)"
                                                      : "there are no more runs to make"));
  if (wishes.minutes && *wishes.minutes < 4)
    note(
        fmt::format("kith: with --minutes {} a task is told to stop {} seconds before its time is up; what a longer "
                    "run or set-up does not finish by then is lost, so give more if you can\n",
                    *wishes.minutes, sweep::warning_seconds(*wishes.minutes)));
  for (const std::string& variable : variables_that_override())
    note(submits ? fmt::format("kith: {} is set; where it says other than the script, the script holds\n", variable)
                 : fmt::format("kith: {} is set and sbatch reads it before the script; unset it first, or let --submit "
                               "hand the script over\n",
                               variable));
}

std::string job_text(const sweep::SlurmJob& job, const sweep::SweepCost& cost) {
  Table table({{"Job array"}, {plural(job.tasks.size(), "task")}});
  table.add({"at once", format_count(job.at_once)});
  table.add({"processors a task", format_count(job.cpus)});
  table.add({"runs to make", format_count(cost.runs)});
  table.add({"a run takes", "about " + format_seconds(cost.run.seconds)});
  table.add({"setting up takes", "about " + format_seconds(cost.setup_seconds)});
  table.add({"time limit", fmt::format("{}, told to stop {} s before", sweep::slurm_time(job.minutes),
                                       sweep::warning_seconds(job.minutes))});
  table.add({"memory a task", format_bytes(static_cast<double>(job.megabytes) * 1e6)});
  return table.text();
}

/// Of options of sbatch that say what the script says already, one would hold and the other not; and what is no option
/// would stand in the script all the same.
void check_further_options(const std::vector<std::string>& options) {
  static const std::vector<std::pair<std::string, std::string>> own{{"--array", "--shards and --at-once"},
                                                                    {"-a", "--shards and --at-once"},
                                                                    {"--time", "--minutes"},
                                                                    {"-t", "--minutes"},
                                                                    {"--cpus-per-task", "--cpus"},
                                                                    {"-c", "--cpus"},
                                                                    {"--mem", "--megabytes"}};
  for (const std::string& option : options) {
    if (!option.starts_with('-') || std::ranges::any_of(option, [](unsigned char c) { return std::iscntrl(c); }))
      throw CommandLineError(fmt::format("--sbatch {}: write one option of sbatch, such as --sbatch=--partition=short",
                                         in_quotes(option)));
    for (const auto& [name, ours] : own)
      if (option.substr(0, option.find_first_of("= ")) == name)
        throw CommandLineError(
            fmt::format("--sbatch {}: the script says that itself; give {}", in_quotes(option), ours));
  }
}

void make_job(const SlurmOptions& options, const Invocation& invocation) {
  check_further_options(options.wishes.options);
  const fs::path folder = sweep::sweep_folder(options.output, options.sweep.scenario.file);
  const fs::path script = folder / "slurm.sh";
  check_script(script, options.force);
  const sweep::Begun begun = sweep::begin_sweep(
      {.sweep = options.sweep, .folder = folder, .resume = sweep::has_plan(folder)}, invocation.command_line);
  const sweep::SweepCost cost = cost_of(begun, folder);
  if (cost.runs == 0) {
    print(fmt::format("Nothing is left to do. Next: kith sweep merge {} -o {}\n", shell_path(folder),
                      shell_path(named_after(folder, ".h5"))));
    return;
  }
  sweep::SlurmWishes wishes = options.wishes;
  wishes.most_shards = sweep::most_array_tasks(ask("scontrol show config 2>/dev/null").text);
  sweep::SlurmJob job = sweep::size_job(cost, wishes);
  job.tasks = tasks_left(begun.plan, sweep::Shards(folder, begun.plan), job.shards);
  job.name = job_name(options.sweep.scenario.file);
  job.logs = fs::absolute(folder / "logs");
  job.arguments = task_arguments(options, folder);
  fs::create_directories(job.logs);
  write_text_file(script, sweep::slurm_script(job), options.force);
  say_what_is_other(job, wishes, options.submit);
  if (!options.quiet) print(job_text(job, cost) + fmt::format("\nWrote {}\n", script.string()));
  if (options.submit)
    print(fmt::format("Submitted as job {}\n", submit(script, job)));
  else if (!options.quiet)
    print(fmt::format("Next: sbatch {}\n", shell_path(script)));
  if (!options.quiet)
    print(fmt::format("Watch: kith sweep status {0}; then: kith sweep merge {0} -o {1}\n", shell_path(folder),
                      shell_path(named_after(folder, ".h5"))));
}

}  // namespace

void add_sweep_slurm(CLI::App& sweep, const Invocation& invocation) {
  CLI::App* command = sweep.add_subcommand("slurm", "Write a job array for a Slurm cluster, and submit it if asked");
  const auto options = std::make_shared<SlurmOptions>();
  sweep::SlurmWishes& wishes = options->wishes;
  add_text(*command, "FILE", options->sweep.scenario.file, "Sweep file")->required();
  add_text(*command, "-o,--output", options->output,
           "Folder of the sweep, on a disk all nodes share (default: the file's name, here)")
      ->type_name("DIR");
  command->add_flag("--submit", options->submit, "Hand the script to sbatch");
  add_whole_number(*command, "--shards", wishes.shards, 1, 1'000'000,
                   "Tasks of the array (default: tasks of about an hour)");
  add_whole_number(*command, "--at-once", wishes.at_once, 1, 1'000'000,
                   "Most tasks running at the same time (default: 50)");
  add_whole_number(*command, "--cpus", wishes.cpus, 1, 1024, "Processors, and threads, of a task (default: 1)");
  add_whole_number(*command, "--minutes", wishes.minutes, 1, 60 * 24 * 60,
                   "Time limit of a task (default: three times what is expected)");
  add_whole_number(*command, "--megabytes", wishes.megabytes, 1, 100'000'000,
                   "Memory of a task (default: one and a half times what is expected)");
  command
      ->add_option("--sbatch", wishes.options,
                   "Further option of sbatch, such as --sbatch=--partition=short; may be given many times")
      ->type_name("OPTION")
      ->type_size(1)
      ->allow_extra_args(false);
  add_scenario_options(*command, options->sweep.scenario, invocation.models);
  add_whole_number(*command, "--points", options->sweep.points, 1, 10'000'000,
                   "Points, samples or trajectories, instead of the file's");
  command->add_flag("--force", options->force, "Replace the script if it exists; what the sweep has done stays");
  command->add_flag("--quiet", options->quiet, "Say nothing but errors and the number of the job");
  command->callback([options, &invocation] { make_job(*options, invocation); });
}

}  // namespace kith::tools
