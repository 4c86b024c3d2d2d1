// kith validate: the validation card of a scenario, which is run, or of a results file, which is read.
#include "engine/evidence/fact_file.hpp"
#include "engine/settings/toml_tree.hpp"
#include "results/card.hpp"
#include "results/glance.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/models.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/card.hpp"
#include "tools/studies/observations.hpp"
#include "tools/studies/options.hpp"
#include "tools/studies/simulate.hpp"

#include <fmt/format.h>

namespace kith::tools {
namespace {

struct ValidateOptions {
  ScenarioOptions scenario;
  std::string facts;
  std::string observed;
  std::optional<std::int64_t> threads;
  bool json = false;
  bool quiet = false;
  bool strict = false;
};

constexpr std::size_t largest_file_of_facts = 10'000'000;  // bytes

/// The user's own facts, held against what is measured; none if none are given.
std::vector<Fact> own_facts(const ValidateOptions& options, const MeasureSet& measures) {
  if (options.facts.empty()) return {};
  std::vector<Problem> problems;
  const auto text = read_text_file(options.facts, largest_file_of_facts, {}, problems);
  if (!text) throw InputError(problems);
  return read_fact_file(*text, options.facts, measures);
}

/// What was observed of the place, held against what is measured; nothing if it is not asked for.
std::unique_ptr<Observations> observations(const ValidateOptions& options, const ReadObservations& read,
                                           const MeasureSet& measures, Date last_day) {
  if (options.observed.empty()) return nullptr;
  return read(options.observed, measures, last_day);
}

void add_facts(results::Run& run, const std::vector<Fact>& facts) {
  run.facts.insert(run.facts.end(), facts.begin(), facts.end());
}

/// A run with the facts it is held against, and what was observed beside it, if asked for.
struct ToValidate {
  results::Run run;
  std::unique_ptr<Observations> observed;
};

/// A fault of the facts is told before anything runs.
ToValidate simulated_for_facts(const ValidateOptions& options, const ReadObservations& read) {
  const Scenario scenario = load(options.scenario);
  const MeasureSet measures = model_of(scenario).measures_of(scenario);
  const std::vector<Fact> own = own_facts(options, measures);
  const auto settings = kith::read<RunSettings>(scenario.settings);
  std::unique_ptr<Observations> observed = observations(options, read, measures, settings.end);
  const int threads = thread_count(options.threads, options.quiet);
  const std::unique_ptr<World> world = model_of(scenario).build(scenario);
  stop_if_requested();
  results::Run run = describe(scenario, settings, world->measures());
  for (PairedReplicate& replicate : run_worlds({world.get()}, settings.first_replicate, settings.replicates,
                                               {.threads = threads, .quiet = options.quiet}))
    run.replicates.push_back(std::move(replicate.worlds.front()));
  add_facts(run, own);
  if (observed != nullptr) add_facts(run, observed->facts());
  return {std::move(run), std::move(observed)};
}

/// What makes no sense of a results file, which was run already.
void refuse_scenario_options(const ValidateOptions& options) {
  const ScenarioOptions& scenario = options.scenario;
  if (!scenario.sets.empty() || scenario.seed || scenario.replicates || options.threads)
    throw CommandLineError(fmt::format(
        "{} is a results file: it is read, not run; give options of a run with a scenario", options.scenario.file));
}

ToValidate run_to_validate(const ValidateOptions& options, const ReadObservations& read) {
  const bool is_results = results::is_hdf5(options.scenario.file) ||
                          std::filesystem::path(options.scenario.file).extension() == ".h5";  // damaged, or missing
  if (!is_results) return simulated_for_facts(options, read);
  results::glance(options.scenario.file);
  refuse_scenario_options(options);
  results::Run run = results::read(options.scenario.file);
  add_facts(run, own_facts(options, run.measures));
  std::unique_ptr<Observations> observed = observations(options, read, run.measures, parse_date(run.end));
  if (observed != nullptr) add_facts(run, observed->facts());
  return {std::move(run), std::move(observed)};
}

nlohmann::ordered_json validation_json(const ToValidate& all, const std::vector<results::CardRow>& rows) {
  const results::Run& run = all.run;
  const CardCount count = count_of(rows);
  nlohmann::ordered_json json{{"model", run.model},
                              {"name", run.name},
                              {"start", run.start},
                              {"end", run.end},
                              {"seed", run.seed},
                              {"replicates", run.replicates.size()},
                              {"outside", count.outside},
                              {"cannot_tell", count.cannot_tell},
                              {"within", count.within},
                              {"no_value", count.no_value},
                              {"not_measured", count.not_measured},
                              {"facts", card_json(rows)}};
  if (all.observed != nullptr) json["observed"] = all.observed->json(run);
  return json;
}

std::string validation_title(const results::Run& run) {
  return fmt::format("{}\nModel {}, {} to {}, {}, seed {}{}\n\n",
                     terminal_safe(run.name.empty() ? run.model : run.name), run.model, run.start, run.end,
                     plural(static_cast<std::int64_t>(run.replicates.size()), "replicate"), run.seed,
                     run.scenarios.empty() ? "" : "; of the scenarios compared, the base");
}

void validate(const ValidateOptions& options, const ReadObservations& read) {
  const ToValidate all = run_to_validate(options, read);
  const results::Run& run = all.run;
  const std::vector<results::CardRow> rows = sorted_card_of(run);
  if (options.strict && rows.empty())
    throw CommandLineError("--strict: there is no fact to be strict about; name facts of your own with --facts");
  if (options.json)
    print(json_text(validation_json(all, rows)));
  else if (rows.empty())
    print(validation_title(run) +
          "No facts are published for this model; hold it against facts of your own with --facts.\n");
  else
    print(validation_title(run) + card_text(rows, true) + (all.observed != nullptr ? all.observed->text(run) : ""));
  if (options.strict && count_of(rows).outside > 0) throw FactsMissed(count_text(count_of(rows)));
}

}  // namespace

void add_validate(CLI::App& program, const Invocation& invocation) {
  CLI::App* command =
      program.add_subcommand("validate", "Hold a scenario, which is run, or a results file against published facts");
  const auto options = std::make_shared<ValidateOptions>();
  add_text(*command, "FILE", options->scenario.file, "Scenario or results file")->required();
  add_scenario_options(*command, options->scenario, invocation.models);
  add_threads(*command, options->threads);
  add_text(*command, "--facts", options->facts, "Hold it against these facts, too (docs/validation.md)")
      ->type_name("FILE.toml");
  if (invocation.supplements.observations)
    add_text(*command, "--observed", options->observed,
             "Hold it against what was observed of the place, too, as kith observe writes it")
        ->type_name("FILE.csv");
  command->add_flag("--json", options->json, "Print the card as one JSON object");
  command->add_flag("--quiet", options->quiet, "Say nothing while running");
  command->add_flag("--strict", options->strict, "Fail (exit code 7) if a fact lies outside its accepted range");
  command->callback([options, &invocation] { validate(*options, invocation.supplements.observations); });
}

}  // namespace kith::tools
