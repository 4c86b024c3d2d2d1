// kith bench: how fast the models run here, as numbers that can be compared between machines and versions.
#include "engine/run/replicates.hpp"
#include "models/contagion/contagion.hpp"
#include "tools/commands.hpp"
#include "tools/errors.hpp"
#include "tools/format.hpp"
#include "tools/interrupt.hpp"
#include "tools/models.hpp"
#include "tools/options.hpp"
#include "tools/stopwatch.hpp"
#include "tools/summary.hpp"
#include "tools/terminal.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace kith::tools {
namespace {

struct ContagionOptions {
  std::optional<std::int64_t> people, steps, threads, seed;
  bool json = false;
};

struct SafetyOptions {
  ScenarioOptions scenario;
  std::optional<std::int64_t> threads;
  bool json = false;
};

/// As JSON or as one "name value" line each.
void print_numbers(const nlohmann::ordered_json& numbers, bool json) {
  if (json) return print(json_text(numbers));
  for (const auto& [name, value] : numbers.items()) print(fmt::format("{:26} {}\n", name, value.dump()));
}

void bench_contagion_model(const ContagionOptions& options) {
  const std::int64_t people = options.people.value_or(1'000'000);
  const std::int64_t steps = options.steps.value_or(520);
  const int threads = thread_count(options.threads);
  const BenchResult result =
      bench_contagion(people, steps, threads, static_cast<std::uint64_t>(options.seed.value_or(1)));
  print_numbers(
      {{"model", "contagion"},
       {"people", people},
       {"steps", steps},
       {"threads", threads},
       {"person_steps_per_second", static_cast<double>(people) * static_cast<double>(steps) / result.step_seconds},
       {"setup_seconds", result.setup_seconds},
       {"step_seconds", result.step_seconds},
       {"bytes_per_person", result.bytes_per_person},
       {"mean_active_share", result.mean_active_share},
       {"activations", result.activations}},
      options.json);
}

/// What the replicate counted in the headline measure "events_handled"; null if the model has none.
nlohmann::ordered_json events_handled(const World& world, const ReplicateResult& result) {
  const MeasureSet& set = world.measures();
  for (std::size_t i = 0; i < set.measures.size(); ++i) {
    const Measure& measure = set.measures[i];
    if (measure.name != "events_handled" || measure.group != "headlines") continue;
    if (measure.number == Number::count) return result.counts(i).at(0);
    return std::llround(result.reals(i).at(0));
  }
  return nullptr;
}

void bench_safety_model(const SafetyOptions& options) {
  const Scenario scenario = load(options.scenario);
  if (scenario.model != "safety") {
    throw CommandLineError(
        fmt::format("--scenario {}: its model is {}, not safety", options.scenario.file, scenario.model));
  }
  const int threads = thread_count(options.threads);
  const Stopwatch setting_up;
  const std::unique_ptr<World> world = model_named(scenario.model).build(scenario);
  const double setup_seconds = setting_up.seconds();
  const auto settings = kith::read<RunSettings>(scenario.settings);
  const RunControl control{.stop = &stop_requested()};
  const Stopwatch stepping;
  const auto results = run_replicates(*world, settings.first_replicate, 1, threads, control);
  print_numbers(
      {{"model", scenario.model},
       {"people", world->people()},
       {"people_ever", world->people_ever()},
       {"steps", world->steps()},
       {"threads", threads},
       {"setup_seconds", setup_seconds},
       {"step_seconds", stepping.seconds()},
       {"events", events_handled(*world, results.front())},
       {"bytes_per_person", static_cast<double>(world->bytes_of_state()) / static_cast<double>(world->people())}},
      options.json);
}

void add_contagion(CLI::App& bench) {
  CLI::App* command = bench.add_subcommand("contagion", "The contagion model, without files");
  const auto options = std::make_shared<ContagionOptions>();
  add_whole_number(*command, "--people", options->people, 1, 100'000'000, "People (default 1000000)");
  add_whole_number(*command, "--steps", options->steps, 1, 10'000'000, "Steps (default 520)");
  add_threads(*command, options->threads);
  add_whole_number(*command, "--seed", options->seed, 0, std::numeric_limits<std::int64_t>::max(), "Seed (default 1)");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options] { bench_contagion_model(*options); });
}

void add_safety(CLI::App& bench) {
  CLI::App* command = bench.add_subcommand("safety", "One replicate of a community-safety scenario");
  const auto options = std::make_shared<SafetyOptions>();
  add_text(*command, "--scenario", options->scenario.file, "Scenario file")->required()->type_name("FILE");
  add_scenario_options(*command, options->scenario);
  add_threads(*command, options->threads);
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options] { bench_safety_model(*options); });
}

}  // namespace

void add_bench(CLI::App& program) {
  CLI::App* command = program.add_subcommand("bench", "Measure how fast a model runs on this machine");
  command->require_subcommand(1);
  add_contagion(*command);
  add_safety(*command);
}

}  // namespace kith::tools
