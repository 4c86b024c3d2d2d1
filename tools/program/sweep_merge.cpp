// kith sweep merge: all runs of a sweep in one file.
#include "tools/console/format.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/memory.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/stopwatch.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/program/sweep_failures.hpp"
#include "tools/studies/options.hpp"
#include "tools/studies/simulate.hpp"
#include "tools/studies/sweep/merge.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;

struct SweepMergeOptions {
  std::string folder;
  std::string output;
  bool json = false;
  bool quiet = false;
  bool force = false;
};

void say_merged(const sweep::Merged& merged, const fs::path& file) {
  std::error_code none;
  print(fmt::format("Wrote {} ({}), digest {}\n{} done", file.string(),
                    format_bytes(static_cast<double>(fs::file_size(file, none))), merged.digest,
                    plural(merged.done, "run")));
  if (merged.failed > 0) print(fmt::format(", {} failed", format_count(merged.failed)));
  if (merged.missing > 0) print(fmt::format(", {} missing: the sweep is not finished", format_count(merged.missing)));
  print(".\n");
}

void merge(const SweepMergeOptions& options) {
  const Stopwatch stopwatch;
  fs::path folder(options.folder);
  const fs::path trimmed = folder.has_filename() ? folder : folder.parent_path();
  const fs::path wanted = output_file(options.output, fs::path(trimmed.filename()).concat(".h5"));
  refuse_clashes({{"-o", wanted}}, sweep::files_of_sweep(folder));
  const sweep::Merged merged = sweep::merge_sweep(folder, wanted, options.force);
  const fs::path& file = merged.file;
  say_if_elsewhere(wanted, file);
  if (options.json)
    print(json_text({{"file", file.string()},
                     {"digest", merged.digest},
                     {"done", merged.done},
                     {"failed", merged.failed},
                     {"missing", merged.missing},
                     {"seconds", stopwatch.seconds()},
                     {"peak_memory_bytes", peak_resident_bytes()}}));
  if (!options.json && !options.quiet) say_merged(merged, file);
  const sweep::Plan plan = sweep::read_plan(folder);
  if (merged.failed > 0) tell_if_failed(failures_of(plan, sweep::Shards(folder, plan)), merged.failed, merged.done);
}

}  // namespace

void add_sweep_merge(CLI::App& sweep) {
  CLI::App* command = sweep.add_subcommand("merge", "Put all runs of a sweep into one file");
  const auto options = std::make_shared<SweepMergeOptions>();
  add_text(*command, "DIR", options->folder, "Folder of the sweep")->required();
  add_text(*command, "-o,--output", options->output, "File to write (default: the folder's name with .h5, here)")
      ->type_name("FILE.h5");
  command->add_flag("--force", options->force, "Replace the file if it exists");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->add_flag("--quiet", options->quiet, "Say nothing but errors (and --json)");
  command->callback([options] { merge(*options); });
}

}  // namespace kith::tools
