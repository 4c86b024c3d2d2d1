// kith run: one scenario, its replicates, one results file and a screenful about it.
#include "results/results.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/models.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/stopwatch.hpp"
#include "tools/console/terminal.hpp"
#include "tools/console/version.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/card.hpp"
#include "tools/report/reactions_text.hpp"
#include "tools/report/report_page.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/cost_benefit.hpp"
#include "tools/studies/options.hpp"
#include "tools/studies/simulate.hpp"

#include <fmt/format.h>

namespace kith::tools {
namespace {

struct RunOptions {
  ScenarioOptions scenario;
  std::string output;
  std::string report;
  std::optional<std::int64_t> threads;
  bool json = false;
  bool quiet = false;
  bool force = false;
  bool resume = false;
  bool profile = false;
};

/// What is told about a run besides what its file holds.
struct RunOutcome {
  std::filesystem::path file;
  std::optional<std::filesystem::path> report;
  std::int64_t people = 0;
  double world_seconds = 0;
  double replicate_seconds = 0;
  double seconds = 0;
  int threads = 0;
  std::string digest;
  std::vector<Headline> headlines;
  std::vector<results::CardRow> card;
  std::vector<PhaseTimes::Row> phases;
};

nlohmann::ordered_json run_json(const results::Run& run, const RunOutcome& outcome) {
  nlohmann::ordered_json json{{"model", run.model},
                              {"name", run.name},
                              {"question", run.question},
                              {"start", run.start},
                              {"end", run.end},
                              {"seed", run.seed},
                              {"people", outcome.people},
                              {"replicates", run.replicates.size()},
                              {"headlines", headlines_json(outcome.headlines)},
                              {"facts", card_json(outcome.card)},
                              {"reactions", reactions_json(run)},
                              {"cautions", cautions_json(run.cautions)},
                              {"file", outcome.file.string()},
                              {"digest", outcome.digest},
                              {"seconds", outcome.seconds},
                              {"world_seconds", outcome.world_seconds},
                              {"replicate_seconds", outcome.replicate_seconds},
                              {"threads", outcome.threads}};
  if (outcome.report) json["report"] = outcome.report->string();
  if (!outcome.phases.empty()) json["phases"] = phases_json(outcome.phases);
  return json;
}

std::string run_title(const results::Run& run, std::int64_t people) {
  std::string text = coloured(terminal_safe(run.name.empty() ? run.model : run.name), Colour::bold, stdout) + "\n";
  if (!run.question.empty()) text += wrapped(terminal_safe(run.question), 100, 0) + "\n";
  return text + fmt::format("Model {}, {} people, {} to {}, {}, seed {}\n\n", run.model, format_count(people),
                            run.start, run.end, plural(run.replicates.size(), "replicate"), run.seed);
}

std::string run_text(const results::Run& run, const RunOutcome& outcome) {
  std::string text = run_title(run, outcome.people) + headline_table(outcome.headlines);
  if (run.replicates.size() == 1) text += "One replicate gives no interval; run more with --replicates.\n";
  text += reactions_text(run) + cautions_text(run.cautions);
  if (!outcome.card.empty()) text += "\n" + card_text(outcome.card, false);
  if (!outcome.phases.empty()) text += "\n" + phase_table(outcome.phases);
  std::error_code none;
  text +=
      fmt::format("\nWrote {} ({}), digest {}\n", outcome.file.string(),
                  format_bytes(static_cast<double>(std::filesystem::file_size(outcome.file, none))), outcome.digest);
  if (outcome.report) text += fmt::format("Wrote {}\n", outcome.report->string());
  return text + fmt::format("Took {}: {} to set up, {} for the replicates on {}.\n", format_seconds(outcome.seconds),
                            format_seconds(outcome.world_seconds), format_seconds(outcome.replicate_seconds),
                            plural(outcome.threads, "thread"));
}

/// Says what is wrong with the outputs before anything runs.
void check_run_outputs(const RunOptions& options, const Scenario& scenario, RunOutcome& outcome) {
  outcome.file = output_file(options.output, scenario.file.stem().concat(".h5"));
  refuse_own_file("-o", outcome.file, scenario);
  if (!options.report.empty()) outcome.report = options.report;
  refuse_clashes({{"-o", outcome.file}, {"--report", options.report}}, {options.scenario.posterior});
  results::check_writable(outcome.file, options.force);
  if (!outcome.report) return;
  refuse_own_file("--report", *outcome.report, scenario);
  check_text_writable(*outcome.report, options.force);
}

/// Builds the world and runs all replicates, but for those kept earlier.
results::Run simulated(const Scenario& scenario, const RunOptions& options, KeptReplicates& kept, RunOutcome& outcome) {
  const auto settings = kith::read<RunSettings>(scenario.settings);
  const Stopwatch setting_up;
  const std::unique_ptr<World> world = model_of(scenario).build(scenario);
  stop_if_requested();
  outcome.people = world->people();
  outcome.world_seconds = setting_up.seconds();
  const Stopwatch replicates;
  PhaseTimes phase_times;
  results::Run run = describe(scenario, settings, world->measures());
  run.unit_cost_draws = draw_unit_costs(scenario, run.measures);
  const HowToRun how{.threads = outcome.threads,
                     .quiet = options.quiet,
                     .tables = true,
                     .phase_times = options.profile ? &phase_times : nullptr,
                     .kept = &kept};
  for (PairedReplicate& replicate : run_worlds({world.get()}, settings.first_replicate, settings.replicates, how))
    run.replicates.push_back(std::move(replicate.worlds.front()));
  outcome.replicate_seconds = replicates.seconds();
  outcome.phases = phase_times.rows();
  return run;
}

void run_scenario(const RunOptions& options, const Invocation& invocation) {
  const Stopwatch whole;
  const std::string started = now_utc();
  const Scenario scenario = load(options.scenario);
  RunOutcome outcome;
  check_run_outputs(options, scenario, outcome);
  say_posterior(scenario, options.quiet);
  outcome.threads = thread_count(options.threads, options.quiet);
  KeptReplicates kept(outcome.file, identity_of({scenario}, false),
                      {.resume = options.resume, .force = options.force, .quiet = options.quiet});
  say_on_interrupt("\nkith: stopping; finished replicates are kept (once more to stop at once)\n");
  results::Run run;
  keep_if_stopped(kept, invocation.command_line, [&] {
    run = simulated(scenario, options, kept, outcome);
    run.provenance = provenance(invocation.command_line, started, outcome.threads);
    outcome.file = write_results(outcome.file, run, options.force);
    kept.remove();
  });
  if (outcome.report) {
    const std::string page = report_page(run, &model_of(scenario), invocation.supplements.areas);
    outcome.report = write_finished_text(*outcome.report, page, options.force);
  }

  outcome.digest = results::digest(run.measures, run.replicates);
  outcome.headlines = headlines_of(model_of(scenario).headlines(), run);
  outcome.card = sorted_card_of(run);
  outcome.seconds = whole.seconds();
  if (options.json) print(json_text(run_json(run, outcome)));
  if (!options.json && !options.quiet) print(run_text(run, outcome));
}

}  // namespace

void add_run(CLI::App& program, const Invocation& invocation) {
  CLI::App* command = program.add_subcommand("run", "Run one scenario and write one results file");
  const auto options = std::make_shared<RunOptions>();
  add_text(*command, "FILE", options->scenario.file, "Scenario file")->required();
  add_text(*command, "-o,--output", options->output, "Results file (default: the scenario's name with .h5, here)")
      ->type_name("FILE.h5");
  add_text(*command, "--report", options->report, "Also write a page to read and forward")->type_name("FILE.html");
  add_scenario_options(*command, options->scenario, invocation.models);
  add_posterior(*command, options->scenario);
  add_threads(*command, options->threads);
  command->add_flag("--events", options->scenario.events, "Also keep one row an event (output.events)");
  command->add_flag("--json", options->json, "Print the summary as one JSON object");
  command->add_flag("--quiet", options->quiet, "Say nothing but errors (and --json)");
  command->add_flag("--force", options->force,
                    "Replace the results file if it exists, and throw away replicates kept of a stopped run");
  command->add_flag("--resume", options->resume, "Go on from the replicates a stopped run has kept, or begin");
  command->add_flag("--profile", options->profile, "Also say where the time went, phase by phase");
  command->callback([options, &invocation] { run_scenario(*options, invocation); });
}

}  // namespace kith::tools
