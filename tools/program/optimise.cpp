// kith optimise: which schemes to buy under a purse, in which order, and how sure that is; a comparison file of the
// plan and what else might have been bought, and a screenful about it.
#include "results/sha256.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/shell.hpp"
#include "tools/console/stopwatch.hpp"
#include "tools/console/terminal.hpp"
#include "tools/console/version.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/purchases_text.hpp"
#include "tools/studies/optimise/search.hpp"
#include "tools/studies/options.hpp"
#include "tools/studies/simulate.hpp"
#include "tools/studies/sweep/plan.hpp"

#include <fmt/format.h>

namespace kith::tools {
namespace {

struct OptimiseOptions {
  ScenarioOptions scenario;
  std::string output;
  std::optional<std::int64_t> threads;
  bool chance_only = false;
  bool check = false;
  bool detail = false;
  bool json = false;
  bool quiet = false;
  bool force = false;
  bool resume = false;
};

/// Does the search. A stop leaves what was found so far beside the results.
optimise::Found searched(const optimise::OptimiseFile& file, optimise::Outcomes& outcomes, bool quiet,
                         const Invocation& invocation, const std::filesystem::path& kept) {
  try {
    return optimise::search(file, outcomes, quiet);
  } catch (const Interrupted&) {
    if (outcomes.lived() == 0) throw;
    throw StoppedWithResults(fmt::format("interrupted; what was found is kept in {}; go on with: {}", kept.string(),
                                         with_option(invocation.command_line, "--resume")));
  }
}

RunIdentity identity_of_check(const optimise::OptimiseFile& file, const optimise::HowToSearch& how) {
  RunIdentity identity = identity_of({file.scenario}, false);
  identity.emplace_back("the file of purchases", results::sha256(file.texts.front().second));
  identity.emplace_back("--replicates", std::to_string(file.check_pairs));
  identity.emplace_back("--chance-only", how.chance_only ? "given" : "not given");
  return identity;
}

void print_purchases(const OptimiseOptions& options, const optimise::OptimiseFile& file, const optimise::Found& found,
                     const optimise::Check& check, const std::string& written, double seconds) {
  const std::string digest = written.empty() ? "" : results::digest(check.run.measures, check.run.replicates);
  if (options.json) {
    auto json = optimise::purchases_json(file, found, check);
    json.update({{"file", written}, {"digest", digest}, {"seconds", seconds}});
    return print(json_text(json));
  }
  if (options.quiet) return;
  print(optimise::purchases_text(file, found, check, options.detail));
  if (!written.empty()) print(fmt::format("Wrote {}, digest {}\n", written, digest));
  print(fmt::format("Took {}; {} lived in the search.\n", format_seconds(seconds), plural(found.lived, "world")));
}

/// The comparison with what the search found and its files beside the scenario's.
std::string written_purchases(optimise::Check& check, const optimise::OptimiseFile& file, const optimise::Found& found,
                              const std::filesystem::path& output, const OptimiseOptions& options,
                              const results::Provenance& made_by) {
  check.run.provenance = made_by;
  check.run.scenario_texts.insert(check.run.scenario_texts.begin(), file.texts.front());
  check.run.scenario_texts.emplace_back("purchases.json", json_text(optimise::purchases_json(file, found, check)));
  return write_results(output, check.run, options.force).string();
}

void optimise_file(const OptimiseOptions& options, const Invocation& invocation) {
  const Stopwatch whole;
  const std::string started = now_utc();
  const optimise::OptimiseFile file = optimise::read_optimise_file(options.scenario);
  const std::filesystem::path output = output_file(options.output, file.file.stem().concat(".h5"));
  if (options.check)
    return print(fmt::format("{} is sound: {} that can be bought.\n", file.file.string(),
                             plural(std::ssize(file.schemes), "scheme")));
  refuse_own_file("-o", output, file.scenario);
  refuse_clashes({{"-o", output}}, {file.file});
  results::check_writable(output, options.force);
  const optimise::HowToSearch how{.threads = thread_count(options.threads, options.quiet),
                                  .quiet = options.quiet,
                                  .chance_only = options.chance_only,
                                  .resume = options.resume,
                                  .force = options.force};
  const std::filesystem::path search_file = output.string() + ".search";
  say_on_interrupt("\nkith: stopping; what was found is kept (once more to stop at once)\n");
  optimise::Outcomes outcomes(file, search_file, how);
  optimise::Found found = searched(file, outcomes, options.quiet, invocation, search_file);
  KeptReplicates kept(output, identity_of_check(file, how),
                      {.resume = options.resume, .force = options.force, .quiet = options.quiet});
  optimise::Check check;
  std::string file_written;
  keep_if_stopped(kept, invocation.command_line, [&] {
    check = optimise::check(file, outcomes, found, how, kept);
    if (!found.purchases.empty())
      file_written = written_purchases(check, file, found, output, options,
                                       provenance(invocation.command_line, started, how.threads));
    kept.remove();
  });
  outcomes.forget();
  print_purchases(options, file, found, check, file_written, whole.seconds());
}

}  // namespace

void add_optimise(CLI::App& program, const Invocation& invocation) {
  CLI::App* command = program.add_subcommand(
      "optimise", "Say which schemes to buy with so much money, in which order, and how sure that is");
  const auto options = std::make_shared<OptimiseOptions>();
  add_text(*command, "FILE", options->scenario.file, "File of purchases: scenario, purse, aim and schemes")->required();
  add_text(*command, "-o,--output", options->output, "Comparison file (default: the file's name with .h5, here)")
      ->type_name("FILE.h5");
  add_scenario_options(*command, options->scenario, invocation.models);
  add_threads(*command, options->threads);
  command->add_flag(
      "--chance-only", options->chance_only,
      "Let all pairs share one population, one past and the numbers as they stand: intervals of chance alone");
  command->add_flag("--check", options->check, "Say whether the file is sound, and run nothing");
  command->add_flag("--detail", options->detail, "Also print every step measured at every purchase");
  command->add_flag("--json", options->json, "Print what was found as one JSON object");
  command->add_flag("--quiet", options->quiet, "Say nothing but errors (and --json)");
  command->add_flag("--force", options->force,
                    "Replace the file if it exists, and throw away what a stopped search kept");
  command->add_flag("--resume", options->resume, "Go on from what a stopped search has kept, or begin");
  command->callback([options, &invocation] { optimise_file(*options, invocation); });
}

}  // namespace kith::tools
