// What `kith bench contagion` measures, by the same interfaces any run uses.
#include "models/contagion/contagion.hpp"

#include "engine/work/blocks.hpp"

#include <fmt/format.h>

#include <chrono>
#include <numeric>

namespace kith {
namespace {

Scenario bench_scenario(const Model& model, std::int64_t people, std::int64_t steps, std::uint64_t seed) {
  Declarations declarations;
  declare<RunSettings>(declarations);
  model.declare(declarations);
  Scenario scenario;
  scenario.model = model.name();
  scenario.settings = Settings(declarations);
  const SourceLocation origin{"bench"};
  const auto check = [&](const char* name, std::int64_t value, double highest) {
    if (value < 1 || static_cast<double>(value) > highest) {
      throw InputError(origin, fmt::format("{} is {}; it must be from 1 to {}", name, value, highest));
    }
  };
  check("people", people, declarations.find("contagion.people")->highest);
  check("steps", steps, 100'000);
  const Date start = scenario.settings.date("run.start");
  scenario.settings.set("run.step_days", std::int64_t{1}, origin);
  scenario.settings.set("run.end", start + std::chrono::days{steps - 1}, origin);
  scenario.settings.set("run.seed", static_cast<std::int64_t>(seed), origin);
  scenario.settings.set("contagion.people", people, origin);
  if (auto problems = model.problems(scenario); !problems.empty()) throw InputError(std::move(problems));
  return scenario;
}

}  // namespace

BenchResult bench_contagion(std::int64_t people, std::int64_t steps, int threads, std::uint64_t seed) {
  const auto model = make_contagion_model();
  const Scenario scenario = bench_scenario(*model, people, steps, seed);
  BenchResult bench{};
  with_threads(threads, [&] {
    const auto begin = std::chrono::steady_clock::now();
    const auto world = model->build(scenario);
    PhaseTimes times;
    const ReplicateResult result = world->run(0, RunControl{.phase_times = &times});
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    for (const PhaseTimes::Row& row : times.rows()) bench.step_seconds += row.seconds;
    bench.setup_seconds = seconds.count() - bench.step_seconds;
    bench.mean_active_share = result.reals(world->measures().index("mean_active_share"))[0];
    const Counts& activations = result.counts(world->measures().index("activations"));
    bench.activations = std::accumulate(activations.begin(), activations.end(), std::int64_t{0});
    bench.bytes_per_person = static_cast<double>(world->bytes_of_state()) / static_cast<double>(people);
  });
  return bench;
}

}  // namespace kith
