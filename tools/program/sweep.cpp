// kith sweep: many points of one scenario, by a plan on disk that any number of workers fill. Its subcommands, and run.
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/memory.hpp"
#include "tools/console/models.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/progress.hpp"
#include "tools/console/stopwatch.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/program/sweep_failures.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/options.hpp"
#include "tools/studies/simulate.hpp"
#include "tools/studies/sweep/begin.hpp"
#include "tools/studies/sweep/rank_work.hpp"
#include "tools/studies/sweep/worker.hpp"

#include <fmt/format.h>

#include <charconv>
#include <exception>
#include <memory>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;

// ---- run ----

struct SweepRunOptions {
  sweep::SweepOptions sweep;
  std::string output;
  std::string shard;
  std::optional<std::int64_t> threads;
  bool mpi = false;
  bool resume = false;
  bool force = false;
  bool plan_only = false;
  bool json = false;
  bool quiet = false;
};

sweep::Share part_from(const std::string& text) {
  if (text.empty()) return {};
  sweep::Share part;
  const char* end = text.data() + text.size();
  const auto [slash, first] = std::from_chars(text.data(), end, part.shard);
  const bool sound = first == std::errc{} && slash != end && *slash == '/';
  const auto [rest, second] = std::from_chars(sound ? slash + 1 : end, end, part.of);
  if (!sound || second != std::errc{} || rest != end || part.of < 1 || part.of > 1'000'000 || part.shard < 1 ||
      part.shard > part.of)
    throw CommandLineError(
        fmt::format("--shard {}: write which part of how many, such as 3/8 (the first is 1/8)", in_quotes(text)));
  return part;
}

void check_sweep_options(const SweepRunOptions& options) {
  if (options.mpi && !options.shard.empty())
    throw CommandLineError("--mpi hands out the work itself; leave --shard out");
  if (options.force && options.resume)
    throw CommandLineError("--force throws away what --resume goes on with; give one of them");
  if (options.force && !options.shard.empty())
    throw CommandLineError("--force with --shard would throw away what other shards did; remove the folder first");
}

/// What came of working, for the words at the end.
struct SweepOutcome {
  fs::path folder;
  std::int64_t made = 0;    ///< runs made now, by all ranks
  std::int64_t failed = 0;  ///< of those this process knows of
  int threads = 1;
  double seconds = 0;
  sweep::Share share{};  ///< that was worked on
};

std::string repeated_text(const sweep::Plan& plan) {
  const auto repeated = static_cast<std::int64_t>(sweep::repeated_points(plan));
  if (repeated == 0) return "";
  return fmt::format("kith: {} of the points {} the values of one before and {} run once with it; {} differ\n",
                     format_count(repeated), by_number(repeated, "has", "have"), by_number(repeated, "is", "are"),
                     plural(static_cast<std::int64_t>(plan.points.size()) - repeated, "point"));
}

void say_beginning(const sweep::Begun& begun, const fs::path& folder, std::int64_t left, const std::string& who,
                   bool quiet) {
  if (quiet) return;
  const sweep::Plan& plan = begun.plan;
  say_posterior(begun.sweep.scenario, quiet);
  note(fmt::format("kith: {} x {} of {} in {}{}; {} to do, {}\n",
                   plural(static_cast<std::int64_t>(plan.points.size()), "point"), plural(plan.replicates, "replicate"),
                   terminal_safe(plan.name), folder.string(), begun.extended ? " (extended)" : "", plural(left, "run"),
                   who));
  note(repeated_text(plan));
  note(cautions_text(model_of(begun.sweep.scenario).cautions(begun.sweep.scenario)));
}

void say_repaired(const sweep::ShardWriter& writer, const sweep::Claim& claim, bool quiet) {
  if (!quiet && writer.repaired_bytes() > 0)
    note(fmt::format("kith: {} ended with a record cut short ({} bytes); its run is made again\n", claim.words,
                     writer.repaired_bytes()));
}

/// Of a shard: how many of its own runs there are, done and failed. Others' files are not read for it.
struct Tally {
  std::int64_t runs = 0, done = 0, failed = 0;
};

Tally tally_of(const sweep::Plan& plan, const sweep::Shards& shards, const sweep::Share& share) {
  Tally tally;
  const auto points = static_cast<std::int64_t>(plan.points.size());
  for (std::int64_t run = share.shard - 1; run < plan.runs(); run += share.of) {
    const auto point = static_cast<std::size_t>(run % points);
    if (share.of > 1 && plan.same_as[point] != point) continue;  // perhaps another shard's
    ++tally.runs;
    if (const sweep::Entry* entry = shards.find(run % points, plan.first_replicate + run / points); entry != nullptr)
      ++(entry->failed ? tally.failed : tally.done);
  }
  return tally;
}

void say_what_is_done(const SweepOutcome& outcome, const Tally& tally, const std::vector<Failure>& failures) {
  const sweep::Share& share = outcome.share;
  const std::string of_shard = share.of > 1 ? fmt::format(" of shard {}/{}", share.shard, share.of) : "";
  print(fmt::format("{} of {}{} done, {} failed; {} now, in {} on {}.\n", format_count(tally.done),
                    plural(tally.runs, "run"), of_shard, format_count(tally.failed), format_count(outcome.made),
                    format_seconds(outcome.seconds), plural(outcome.threads, "thread")));
  print(failures_text(failures));
  const bool whole = tally.done + tally.failed == tally.runs;
  if (whole && share.of > 1)
    print(fmt::format("Next: the other shards, if they are not done; then {}\n", merge_command(outcome.folder)));
  else if (whole)
    print(fmt::format("Next: {}\n", merge_command(outcome.folder)));
  else if (share.of == 1)
    print("Next: the same command with --resume\n");
}

/// The records there are, all or only those of a shard's own runs.
std::unique_ptr<const sweep::Shards> records_of(const sweep::Begun& begun, const SweepOutcome& outcome, bool all) {
  if (all || outcome.share.of == 1) return std::make_unique<const sweep::Shards>(outcome.folder, begun.plan);
  return std::make_unique<const sweep::Shards>(
      sweep::files_of_share(outcome.folder, begun.plan, outcome.share,
                            sweep::read_own(outcome.folder, begun.plan, outcome.share)),
      begun.plan);
}

/// `there`: the records of its own runs as they stand, if they have just been read; else they are read, but only if
/// there is something to say, since that takes as long as workers' files are large. JSON tells of the whole sweep.
void say_sweep_outcome(const sweep::Begun& begun, const SweepOutcome& outcome, const SweepRunOptions& options,
                       std::unique_ptr<const sweep::Shards> there = nullptr) {
  if (options.quiet && !options.json && outcome.failed == 0) return;
  if (!there || (options.json && outcome.share.of > 1)) there = records_of(begun, outcome, options.json);
  const sweep::Shards& shards = *there;
  const auto failures = failures_of(begun.plan, shards);
  const std::int64_t runs = begun.plan.runs();
  if (options.json)
    print(json_text({{"folder", outcome.folder.string()},
                     {"points", begun.plan.points.size()},
                     {"points_repeated", sweep::repeated_points(begun.plan)},
                     {"replicates", begun.plan.replicates},
                     {"runs", runs},
                     {"done", shards.done()},
                     {"failed", shards.failed()},
                     {"made_now", outcome.made},
                     {"failures", failures_json(failures)},
                     {"threads", outcome.threads},
                     {"seconds", outcome.seconds}}));
  if (!options.json && !options.quiet) say_what_is_done(outcome, tally_of(begun.plan, shards, outcome.share), failures);
  if (outcome.failed > 0) tell_if_failed(failures, shards.failed(), shards.done());
}

std::string stopped_text(std::int64_t made) {
  return fmt::format("interrupted; {} made now {} recorded; go on with --resume", plural(made, "run"),
                     by_number(made, "is", "are"));
}

sweep::BeginOptions begin_options(const SweepRunOptions& options) {
  return {.sweep = options.sweep,
          .folder = sweep::sweep_folder(options.output, options.sweep.scenario.file),
          .resume = options.resume,
          .join = !options.shard.empty(),
          .force = options.force};
}

/// Works with progress on standard error.
sweep::WorkDone work_and_show(const sweep::Begun& begun, sweep::ShardWriter& writer, const sweep::NextRun& next,
                              std::int64_t left, sweep::WorkSettings settings, bool quiet) {
  std::atomic<std::int64_t> made{0};
  try {
    Progress progress(left, quiet, "runs");
    settings.run_done = [&](bool) {
      ++made;
      progress.add(1);
    };
    return sweep::work(begun.sweep, begun.plan, writer, next, settings);
  } catch (const Interrupted&) {
    writer.flush();
    throw StoppedWithResults(stopped_text(made));
  }
}

void say_planned(const sweep::Plan& plan, const fs::path& folder, const SweepRunOptions& options) {
  if (options.json) {
    print(json_text({{"folder", folder.string()},
                     {"points", plan.points.size()},
                     {"points_repeated", sweep::repeated_points(plan)},
                     {"replicates", plan.replicates},
                     {"runs", plan.runs()}}));
  } else if (!options.quiet) {
    print(fmt::format("Planned {} x {} in {}: look at plan.toml and points.csv there.\n",
                      plural(static_cast<std::int64_t>(plan.points.size()), "point"),
                      plural(plan.replicates, "replicate"), folder.string()));
    note(repeated_text(plan));
  }
}

void run_here(const SweepRunOptions& options, const Invocation& invocation) {
  const Stopwatch whole;
  const sweep::Share part = part_from(options.shard);
  const sweep::BeginOptions beginning = begin_options(options);
  const sweep::Begun begun = sweep::begin_sweep(beginning, invocation.command_line);
  if (options.plan_only) {
    say_planned(begun.plan, beginning.folder, options);
    return;
  }
  const int threads = thread_count(options.threads, options.quiet);
  const sweep::Claim claim = sweep::shard_claim(part.shard, part.of);
  sweep::ShardWriter writer(beginning.folder, begun.plan, claim, threads);
  say_repaired(writer, claim, options.quiet);
  SweepOutcome outcome{.folder = beginning.folder, .share = part};
  auto shards = std::make_unique<const sweep::Shards>(
      sweep::files_of_share(beginning.folder, begun.plan, part, writer.found()), begun.plan);
  std::vector<std::int64_t> runs = sweep::runs_left(begun.plan, *shards, part.shard, part.of);
  if (!runs.empty()) shards.reset();
  const auto left = static_cast<std::int64_t>(runs.size());
  say_beginning(begun, beginning.folder, left, part.of == 1 ? fmt::format("{} at once", threads) : claim.words,
                options.quiet);
  outcome.made = left;
  if (left > 0) sweep::add_command(beginning.folder, invocation.command_line);
  const sweep::WorkDone done = work_and_show(begun, writer, sweep::one_by_one(std::move(runs)), left,
                                             {.threads = threads, .memory_bytes = available_bytes()}, options.quiet);
  outcome.threads = done.threads;
  outcome.failed = done.failed;
  outcome.seconds = whole.seconds();
  say_sweep_outcome(begun, outcome, options, std::move(shards));
}

// ---- run --mpi ----

/// Rank 0 begins the sweep; if that goes wrong it alone says so, and all ranks end.
std::optional<sweep::Begun> begin_as_ranks(sweep::Ranks& ranks, const sweep::BeginOptions& beginning,
                                           const std::string& command_line) {
  if (ranks.rank() != 0) {
    if (!ranks.agree(true)) return std::nullopt;
    sweep::BeginOptions joining = beginning;
    joining.join = true;
    joining.force = false;
    return sweep::begin_sweep(joining, command_line);
  }
  std::optional<sweep::Begun> begun;
  std::exception_ptr failure;
  try {
    begun = sweep::begin_sweep(beginning, command_line);
  } catch (...) {
    failure = std::current_exception();
  }
  ranks.agree(begun.has_value());
  if (failure) {
    ranks.finish();
    std::rethrow_exception(failure);
  }
  return begun;
}

void run_as_rank(const SweepRunOptions& options, const Invocation& invocation) {
  const Stopwatch whole;
  sweep::Ranks& ranks = sweep::open_ranks();
  const bool first = ranks.rank() == 0;
  sweep::refuse_lonely_ranks(ranks);
  const sweep::BeginOptions beginning = begin_options(options);
  const auto begun = begin_as_ranks(ranks, beginning, invocation.command_line);
  if (!begun) {
    ranks.finish();
    return;
  }
  const int threads = thread_count(options.threads.value_or(1), options.quiet);
  const sweep::Claim claim = sweep::rank_claim(ranks.rank(), ranks.size());
  SweepOutcome outcome{.folder = beginning.folder};
  std::exception_ptr stopped;
  {
    sweep::ShardWriter writer(beginning.folder, begun->plan, claim, threads);
    say_repaired(writer, claim, options.quiet);
    const sweep::WorkSettings settings{.threads = threads,
                                       .memory_bytes = available_bytes() / ranks.ranks_on_this_machine()};
    if (first) {
      std::vector<std::int64_t> runs = sweep::runs_left(begun->plan, sweep::Shards(beginning.folder, begun->plan));
      outcome.made = static_cast<std::int64_t>(runs.size());
      if (outcome.made > 0) sweep::add_command(beginning.folder, invocation.command_line);
      say_beginning(*begun, beginning.folder, outcome.made, plural(ranks.size(), "MPI rank"), options.quiet);
      try {
        const std::int64_t left = outcome.made;
        const auto work = [&](const sweep::NextRun& next) {
          return work_and_show(*begun, writer, next, left, settings, options.quiet);
        };
        outcome.threads = ranks.size() * sweep::work_as_first_rank(ranks, std::move(runs), work).threads;
      } catch (const StoppedWithResults&) {
        stopped = std::current_exception();
      }
    } else {
      sweep::work_as_other_rank(ranks, begun->sweep, begun->plan, writer, settings);
    }
  }
  ranks.agree(true);  // all have closed their files
  ranks.finish();
  if (stopped) std::rethrow_exception(stopped);
  outcome.seconds = whole.seconds();
  outcome.failed = 1;  // all ranks' failures count
  if (first) say_sweep_outcome(*begun, outcome, options);
}

void run_sweep(const SweepRunOptions& options, const Invocation& invocation) {
  check_sweep_options(options);
  say_on_interrupt("\nkith: stopping; what is done is kept (once more to stop at once)\n");
  options.mpi ? run_as_rank(options, invocation) : run_here(options, invocation);
}

void add_sweep_run(CLI::App& sweep, const Invocation& invocation) {
  CLI::App* command = sweep.add_subcommand("run", "Make the runs of a sweep, or go on making them");
  const auto options = std::make_shared<SweepRunOptions>();
  add_text(*command, "FILE", options->sweep.scenario.file, "Sweep file")->required();
  add_text(*command, "-o,--output", options->output, "Folder of the sweep (default: the file's name, here)")
      ->type_name("DIR");
  add_scenario_options(*command, options->sweep.scenario, invocation.models);
  add_posterior(*command, options->sweep.scenario);
  add_whole_number(*command, "--points", options->sweep.points, 1, 10'000'000,
                   "Points, samples or trajectories, instead of the file's");
  add_threads(*command, options->threads);
  command->add_flag("--resume", options->resume, "Go on with the sweep in the folder; failed runs are tried again");
  add_text(*command, "--shard", options->shard, "Make only part I of N")->type_name("I/N");
  command->add_flag("--mpi", options->mpi, "Share the work with the other ranks of this MPI run");
  command->add_flag("--plan-only", options->plan_only, "Write the plan and make no run");
  command->add_flag("--force", options->force, "Throw away the sweep in the folder");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->add_flag("--quiet", options->quiet, "Say nothing but errors (and --json)");
  command->callback([options, &invocation] { run_sweep(*options, invocation); });
}

}  // namespace

void add_sweep(CLI::App& program, const Invocation& invocation) {
  CLI::App* sweep =
      program.add_subcommand("sweep", "Many points of one scenario: run them, watch them, put them together");
  sweep->require_subcommand(1);
  add_sweep_run(*sweep, invocation);
  add_sweep_slurm(*sweep, invocation);
  add_sweep_status(*sweep);
  add_sweep_merge(*sweep);
}

}  // namespace kith::tools
