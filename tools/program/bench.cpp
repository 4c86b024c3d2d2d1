// kith bench: how fast the models run here, as numbers that can be compared between machines and versions.
#include "engine/run/replicates.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/stopwatch.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>

#include <cmath>

namespace kith::tools {
namespace {

struct BenchOptions {
  ScenarioOptions scenario;
  std::optional<std::int64_t> threads;
  bool json = false;
};

/// What the replicate counted in the headline that counts events; null if the model has none.
nlohmann::ordered_json events_of(const World& world, const std::string& headline, const ReplicateResult& result) {
  const MeasureSet& set = world.measures();
  for (std::size_t i = 0; i < set.measures.size(); ++i) {
    const Measure& measure = set.measures[i];
    if (measure.name != headline || measure.group != "headlines") continue;
    if (measure.number == Number::count) return result.counts(i).at(0);
    return std::llround(result.reals(i).at(0));
  }
  return nullptr;
}

void bench_model(const BenchOptions& options, const std::string& model) {
  const Scenario scenario = load(options.scenario);
  if (scenario.model != model)
    throw CommandLineError(
        fmt::format("--scenario {}: its model is {}, not {}", options.scenario.file, scenario.model, model));
  const int threads = thread_count(options.threads);
  const Stopwatch setting_up;
  const std::unique_ptr<World> world = model_of(scenario).build(scenario);
  const double setup_seconds = setting_up.seconds();
  const auto settings = kith::read<RunSettings>(scenario.settings);
  const RunControl control{.stop = &stop_requested()};
  const Stopwatch stepping;
  const auto results = run_replicates(*world, settings.first_replicate, 1, threads, control);
  print(numbers_text(
      {{"model", scenario.model},
       {"people", world->people()},
       {"people_ever", world->people_ever()},
       {"steps", world->steps()},
       {"threads", threads},
       {"setup_seconds", setup_seconds},
       {"step_seconds", stepping.seconds()},
       {"events", events_of(*world, model_of(scenario).presentation().events, results.front())},
       {"bytes_per_person", static_cast<double>(world->bytes_of_state()) / static_cast<double>(world->people())}},
      options.json));
}

void add_general(CLI::App& command, const std::string& model, const Models& models) {
  const auto options = std::make_shared<BenchOptions>();
  add_text(command, "--scenario", options->scenario.file, "Scenario file")->required()->type_name("FILE");
  add_scenario_options(command, options->scenario, models);
  add_threads(command, options->threads);
  command.add_flag("--json", options->json, "Print one JSON object");
  command.callback([options, model] { bench_model(*options, model); });
}

}  // namespace

void add_bench(CLI::App& program, const Invocation& invocation) {
  CLI::App* bench = program.add_subcommand("bench", "Measure how fast a model runs on this machine");
  bench->require_subcommand(1);
  for (const std::string& model : invocation.models.names()) {
    const auto own = invocation.supplements.benches.find(model);
    const bool general = own == invocation.supplements.benches.end();
    CLI::App* command =
        bench->add_subcommand(model, fmt::format("{}: {}", general ? "One replicate of a scenario" : "Without files",
                                                 invocation.models.named(model).summary()));
    general ? add_general(*command, model, invocation.models) : own->second(*command);
  }
}

}  // namespace kith::tools
