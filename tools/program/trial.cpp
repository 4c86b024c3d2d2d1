// kith trial: an experiment with a service inside a scenario's world, as an evaluator would run it outside, told beside
// what was put in.
#include "results/results.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/stopwatch.hpp"
#include "tools/console/terminal.hpp"
#include "tools/console/version.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/trial_text.hpp"
#include "tools/studies/kept_trials.hpp"
#include "tools/studies/options.hpp"
#include "tools/studies/simulate.hpp"
#include "tools/studies/trial_analysis.hpp"

#include <fmt/format.h>

namespace kith::tools {
namespace {

constexpr std::int64_t most_days = 36'500, most_people_in_trial = 100'000'000;

struct TrialOptions {
  ScenarioOptions scenario;
  TrialRequest request;
  std::string output;
  std::optional<std::int64_t> threads;
  bool sizes = false;
  bool json = false;
  bool quiet = false;
  bool force = false;
  bool resume = false;
};

/// Says what is wrong with the output before anything runs.
void check_trial_output(const TrialOptions& options, const Scenario& scenario) {
  if (options.output.empty()) {
    if (options.force) throw CommandLineError("--force is for a file that -o names");
    if (options.resume) throw CommandLineError("--resume goes on from what is kept beside a file that -o names");
    return;
  }
  refuse_own_file("-o", options.output, scenario);
  results::check_writable(options.output, options.force);
}

/// What was held, and where it was written; finished trials are kept beside a file that is asked for.
struct HeldTrial {
  std::vector<TrialReplicate> replicates;
  results::Run run;
  std::filesystem::path written;
};

HeldTrial held_trial(const TrialOptions& options, const Invocation& invocation, const Scenario& scenario,
                     const TrialQuestion& question) {
  const std::string started = now_utc();
  const int threads = thread_count(options.threads, options.quiet);
  HeldTrial held;
  const auto hold = [&](KeptReplicates* kept) {
    held.replicates = run_trial(scenario, question.plan, threads, options.quiet, kept);
    held.run = trial_file(scenario, question, held.replicates);
    held.run.provenance = provenance(invocation.command_line, started, threads);
  };
  if (options.output.empty()) {
    hold(nullptr);
    return held;
  }
  KeptReplicates kept(options.output, identity_of_trial(scenario, question.plan),
                      {.resume = options.resume, .force = options.force, .quiet = options.quiet});
  say_on_interrupt("\nkith: stopping; finished trials are kept (once more to stop at once)\n");
  keep_if_stopped(kept, invocation.command_line, [&] {
    hold(&kept);
    held.written = write_results(options.output, held.run, options.force);
    kept.remove();
  });
  return held;
}

void hold_trial(const TrialOptions& options, const Invocation& invocation) {
  const Scenario scenario = load(options.scenario);
  const TrialQuestion question = trial_question(options.request, scenario);
  if (options.sizes && question.design == TrialDesign::before_after)
    throw CommandLineError("--power: of before and after no size is enough; give another --design");
  check_trial_output(options, scenario);
  const auto [replicates, run, written] = held_trial(options, invocation, scenario, question);
  const TrialAnswer answer = analyse_trial(question, replicates, {scenario.file.string(), 0, 0});
  nlohmann::ordered_json json = trial_json(run, question, answer);
  if (!written.empty()) json["file"] = written.string();
  if (options.json) print(json_text(json));
  if (options.json || options.quiet) return;
  print(trial_text(run, question, answer, options.sizes));
  if (!written.empty()) print(fmt::format("Wrote {}\n", written.string()));
}

void add_question(CLI::App& command, TrialRequest& request) {
  add_text(command, "--service", request.treatment, "What is tried (kith find service lists them)")
      ->type_name("NAME")
      ->required();
  add_text(command, "--design", request.design,
           "random: an arm is offered it and one is not; matching: those who began it against like ones referred who "
           "did not; before-after: those who began it, after against before (default: random)")
      ->type_name("random|matching|before-after");
  add_text(command, "--outcome", request.outcome, "What is counted (default: the first the model offers)")
      ->type_name("NAME");
  command.add_option("--share", request.share, "Chance of being offered it, with --design random (default: 0.5)")
      ->type_name("SHARE");
  add_whole_number(command, "--people", request.people, 4, most_people_in_trial,
                   "How many people, or families, enter each trial at most (default: all who are referred)");
  add_whole_number(command, "--follow-up", request.follow_up_days, 28, most_days,
                   "Days over which outcomes are counted (default: 365)");
  add_whole_number(command, "--before", request.before_days, 28, most_days,
                   "Days looked back over; the trial opens so long after the run begins (default: as --follow-up)");
  command.add_flag("--placebo", request.placebo, "The service is given and does nothing");
  command.add_flag("--no-spread", request.no_spread, "Nothing that people do spreads along ties, in any arm");
}

}  // namespace

void add_trial(CLI::App& program, const Invocation& invocation) {
  CLI::App* command = program.add_subcommand(
      "trial", "Hold an experiment with a service inside a scenario: does its effect come out, how large must it be");
  const auto options = std::make_shared<TrialOptions>();
  add_text(*command, "FILE", options->scenario.file, "Scenario")->required();
  add_question(*command, options->request);
  command->add_flag("--power", options->sizes,
                    "Also say how many it takes for other probabilities of seeing the effect");
  add_text(*command, "-o,--output", options->output, "Also keep a row for each who entered")->type_name("FILE.h5");
  add_scenario_options(*command, options->scenario, invocation.models);
  add_posterior(*command, options->scenario);
  add_threads(*command, options->threads);
  command->add_flag("--json", options->json, "Print the answer as one JSON object");
  command->add_flag("--quiet", options->quiet, "Say nothing but errors (and --json)");
  command->add_flag("--force", options->force,
                    "Replace the file if it exists, and throw away trials kept of a stopped command");
  command->add_flag("--resume", options->resume, "Go on from the trials a stopped command has kept, or begin; with -o");
  command->callback([options, &invocation] { hold_trial(*options, invocation); });
}

}  // namespace kith::tools
