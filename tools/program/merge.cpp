// kith merge: runs of one scenario that were split by replicate, or comparisons likewise, joined into one results file.
#include "results/merge.hpp"
#include "results/glance.hpp"

#include "results/comparison.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/terminal.hpp"
#include "tools/console/version.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/options.hpp"
#include "tools/studies/simulate.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith::tools {
namespace {

struct MergeOptions {
  std::vector<std::string> files;
  std::string output;
  bool json = false;
  bool quiet = false;
  bool force = false;
};

/// What belongs to one run and cannot be joined, in words.
std::string left_out(const std::vector<results::Run>& parts) {
  const bool draws = std::ranges::any_of(parts, [](const auto& run) { return run.evidence_draws.draws > 0; });
  const bool tried = std::ranges::any_of(parts, [](const auto& run) { return !run.break_even.path.empty(); });
  if (!draws && !tried) return "";
  return fmt::format("Left out, as it belongs to one run: {}{}{}.\n", draws ? "the draws of evidence" : "",
                     draws && tried ? " and " : "", tried ? "the search for a break-even" : "");
}

/// The merged run began when its first part did and ended when its last did.
results::Provenance provenance_of(const std::vector<results::Run>& parts, const Invocation& invocation) {
  results::Provenance joined = parts[0].provenance;
  for (const results::Run& run : parts) {
    joined.started = std::min(joined.started, run.provenance.started);
    joined.finished = std::max(joined.finished, run.provenance.finished);
    if (joined.host.find(run.provenance.host) == std::string::npos) joined.host += "; " + run.provenance.host;
  }
  joined.command_line = invocation.command_line;
  for (const results::Run& run : parts) joined.command_line += "\n" + run.provenance.command_line;
  return joined;
}

/// What is wrong with a file to be read is told before what is wrong with the output.
void check_output(const MergeOptions& options) {
  try {
    results::check_writable(options.output, options.force);
  } catch (const std::exception&) {
    for (const std::string& file : options.files) results::glance(file);
    throw;
  }
}

void merge_files(const MergeOptions& options, const Invocation& invocation) {
  if (options.files.size() < 2) throw CommandLineError("give two results files at least");
  refuse_clashes({{"-o", options.output}}, {options.files.begin(), options.files.end()});
  check_output(options);
  std::vector<results::Run> parts;
  for (const std::string& file : options.files) parts.push_back(results::read(file));
  const std::string omitted = left_out(parts);
  const results::Provenance provenance = provenance_of(parts, invocation);
  results::Run run = results::merge(std::move(parts), options.files);
  run.provenance = provenance;
  const std::string file = write_results(options.output, run, options.force).string();
  const std::string digest = results::digest(run.measures, run.replicates);
  if (options.json) print(json_text({{"file", file}, {"replicates", run.replicates.size()}, {"digest", digest}}));
  if (!options.json && !options.quiet)
    print(fmt::format("{}Joined {}, {}.\nWrote {}, digest {}\n", omitted, plural(options.files.size(), "file"),
                      plural(run.replicates.size(), results::is_comparison(run) ? "pair" : "replicate"), file, digest));
}

}  // namespace

void add_merge(CLI::App& program, const Invocation& invocation) {
  CLI::App* command = program.add_subcommand(
      "merge", "Join results files of one scenario, or comparisons, that were split by replicate");
  const auto options = std::make_shared<MergeOptions>();
  command->add_option("FILES", options->files, "Results files that differ in their replicates only")->required();
  add_text(*command, "-o,--output", options->output, "Results file to write")->type_name("FILE.h5")->required();
  command->add_flag("--json", options->json, "Print file, replicates and digest as one JSON object");
  command->add_flag("--quiet", options->quiet, "Say nothing but errors (and --json)");
  command->add_flag("--force", options->force, "Replace the file if it exists");
  command->callback([options, &invocation] { merge_files(*options, invocation); });
}

}  // namespace kith::tools
