// kith extend: further replicates of a finished run or comparison, joined to those its file holds.
#include "results/glance.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/terminal.hpp"
#include "tools/console/version.hpp"
#include "tools/program/commands.hpp"
#include "tools/studies/extension.hpp"

#include <fmt/format.h>

namespace kith::tools {
namespace {

struct ExtendOptions {
  std::string file;
  std::string output;
  std::string posterior;
  std::optional<std::int64_t> replicates;
  std::optional<std::int64_t> threads;
  bool json = false;
  bool quiet = false;
  bool force = false;
  bool resume = false;
};

/// The file itself is replaced only if that is asked for; another is never one that is read.
void check_outputs(const ExtendOptions& options) {
  if (!options.output.empty()) {
    refuse_clashes({{"-o", options.output}}, {options.file, options.posterior});
    results::check_writable(options.output, options.force);
  } else if (!options.force) {
    throw OutputError(
        fmt::format("{}: exists already; add --force to replace it, or name another with -o", options.file));
  }
}

/// It began when the file did; all command lines that made it are kept.
results::Provenance provenance_grown(const results::Provenance& before, const Invocation& invocation, int threads) {
  results::Provenance now = provenance(invocation.command_line, before.started, threads);
  if (before.host.find(now.host) != std::string::npos)
    now.host = before.host;
  else
    now.host = before.host + "; " + now.host;
  now.command_line += "\n" + before.command_line;
  return now;
}

void print_outcome(const ExtendOptions& options, const results::Run& run, const std::filesystem::path& file,
                   const Extension& extension) {
  const std::string digest = results::digest(run.measures, run.replicates);
  if (options.json)
    return print(json_text({{"file", file.string()},
                            {"replicates", run.replicates.size()},
                            {"added", extension.count()},
                            {"digest", digest}}));
  if (!options.quiet)
    print(fmt::format("Added {}, numbers {} to {}; there are {} now.\nWrote {}, digest {}\n",
                      plural(extension.count(), extension.is_comparison() ? "pair" : "replicate"), extension.first(),
                      extension.first() + extension.count() - 1, run.replicates.size(), file.string(), digest));
}

void extend(const ExtendOptions& options, const Invocation& invocation) {
  results::glance(options.file);
  check_outputs(options);
  const int threads = thread_count(options.threads, options.quiet);
  Extension extension({&invocation.models, options.file, options.replicates.value(), options.posterior});
  const std::filesystem::path wanted = options.output.empty() ? options.file : options.output;
  KeptReplicates kept(wanted, extension.identity(),
                      {.resume = options.resume, .force = options.force, .quiet = options.quiet});
  say_on_interrupt("\nkith: stopping; finished replicates are kept (once more to stop at once)\n");
  keep_if_stopped(kept, invocation.command_line, [&] {
    results::Run run = extension.made({.threads = threads, .quiet = options.quiet, .kept = &kept});
    run.provenance = provenance_grown(run.provenance, invocation, threads);
    const std::filesystem::path file = write_results(wanted, run, options.force);
    kept.remove();
    print_outcome(options, run, file, extension);
  });
}

}  // namespace

void add_extend(CLI::App& program, const Invocation& invocation) {
  CLI::App* command = program.add_subcommand(
      "extend", "Add replicates to a finished run or comparison, as if it had been run with more");
  const auto options = std::make_shared<ExtendOptions>();
  add_text(*command, "FILE", options->file, "Results file of kith run or kith compare")->required();
  add_whole_number(*command, "--replicates", options->replicates, 2, 1'000'000,
                   "How many replicates or pairs there are to be in all")
      ->required();
  add_text(*command, "-o,--output", options->output, "Results file to write (default: the file itself, with --force)")
      ->type_name("FILE.h5");
  add_text(*command, "--posterior", options->posterior, "The calibration that pairs drew from, if they did")
      ->type_name("FILE.h5");
  add_threads(*command, options->threads);
  command->add_flag("--json", options->json, "Print file, replicates and digest as one JSON object");
  command->add_flag("--quiet", options->quiet, "Say nothing but errors (and --json)");
  command->add_flag("--force", options->force,
                    "Replace a file that exists, and throw away replicates kept of a stopped extension");
  command->add_flag("--resume", options->resume, "Go on from the replicates a stopped extension has kept, or begin");
  command->callback([options, &invocation] { extend(*options, invocation); });
}

}  // namespace kith::tools
