#include "tools/shipped/contagion_bench.hpp"

#include "models/contagion/contagion.hpp"
#include "tools/console/terminal.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/options.hpp"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>

namespace kith::tools {
namespace {

struct ContagionOptions {
  std::optional<std::int64_t> people, steps, threads, seed;
  bool json = false;
};

void bench_contagion_model(const ContagionOptions& options) {
  const std::int64_t people = options.people.value_or(1'000'000);
  const std::int64_t steps = options.steps.value_or(520);
  const int threads = thread_count(options.threads);
  const BenchResult result =
      bench_contagion(people, steps, threads, static_cast<std::uint64_t>(options.seed.value_or(1)));
  print(numbers_text(
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
      options.json));
}

}  // namespace

void add_contagion_bench(CLI::App& command) {
  const auto options = std::make_shared<ContagionOptions>();
  add_whole_number(command, "--people", options->people, 1, 100'000'000, "People (default 1000000)");
  add_whole_number(command, "--steps", options->steps, 1, 10'000'000, "Steps (default 520)");
  add_threads(command, options->threads);
  add_whole_number(command, "--seed", options->seed, 0, std::numeric_limits<std::int64_t>::max(), "Seed (default 1)");
  command.add_flag("--json", options->json, "Print one JSON object");
  command.callback([options] { bench_contagion_model(*options); });
}

}  // namespace kith::tools
