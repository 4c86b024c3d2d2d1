// kith export: the numbers of a results file for other programs, as a folder of CSV tables or a map in GeoJSON.
#include "results/comparison.hpp"
#include "results/glance.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/new_folder.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/area_map.hpp"
#include "tools/report/csv_folder.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith::tools {
namespace {

struct ExportOptions {
  std::string file;
  std::string csv;
  std::string geojson;
  std::vector<std::string> measures;
  bool json = false;
  bool quiet = false;
  bool force = false;
};

/// Before all of the file is read.
void check_exports(const ExportOptions& options) {
  if (options.csv.empty() && options.geojson.empty())
    throw CommandLineError("nothing is asked for; give --csv FOLDER, --geojson FILE, or both");
  results::glance(options.file);
  refuse_clashes({{"--csv", options.csv}, {"--geojson", options.geojson}}, {options.file});
  if (!options.csv.empty()) check_folder_writable(options.csv, csv_folder(options.csv, "--csv"), options.force);
  if (!options.geojson.empty()) check_text_writable(options.geojson, options.force);
}

/// Those asked for, else all.
std::vector<std::string> measures_asked(const ExportOptions& options, const results::Run& run) {
  std::vector<std::string> known;
  for (const Measure& measure : run.measures.measures) known.push_back(measure.name);
  for (const std::string& name : options.measures)
    if (std::ranges::find(known, name) == known.end())
      throw CommandLineError(fmt::format("--measure {}: {} holds no such measure{}; kith inspect lists them",
                                         in_quotes(name), options.file, did_you_mean(name, known)));
  return options.measures.empty() ? known : options.measures;
}

/// Those asked for, else the first of a map.
std::vector<std::string> measures_of_map(const ExportOptions& options, const results::Run& run) {
  const std::vector<std::string> by_area = measures_by_area(run);
  if (by_area.empty()) throw CommandLineError(fmt::format("--geojson: {} holds no measure by area", options.file));
  for (const std::string& name : options.measures)
    if (const std::string why = not_by_area(run, name); !why.empty())
      throw CommandLineError(
          fmt::format("--measure {}: {}; a map may show: {}", in_quotes(name), why, fmt::join(by_area, ", ")));
  return options.measures.empty() ? std::vector{by_area.front()} : options.measures;
}

void print_exports(const ExportOptions& options, const std::vector<std::pair<std::string, std::string>>& written) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const auto& [what, where] : written) json[what] = where;
  if (options.json) return print(json_text(json));
  for (const auto& [what, where] : written)
    if (!options.quiet) print(fmt::format("Wrote {}\n", where));
}

void export_file(const ExportOptions& options, const Invocation& invocation) {
  check_exports(options);
  const results::Run run = read_results(options.file, invocation.models);
  const std::vector<std::string> measures = measures_asked(options, run);
  std::vector<std::string> mapped;
  if (!options.geojson.empty()) mapped = measures_of_map(options, run);
  std::vector<std::pair<std::string, std::string>> written;
  if (!options.csv.empty()) {
    NewFolder folder(options.csv, csv_folder(options.csv, "--csv"), options.force);
    write_csv_tables(folder.partial(), run, measures);
    const std::filesystem::path placed = folder.appear();
    say_if_elsewhere(options.csv, placed);
    written.emplace_back("csv", placed.string());
  }
  if (!options.geojson.empty()) {
    std::map<std::string, MapArea> areas;
    if (invocation.supplements.areas) areas = invocation.supplements.areas(run);
    written.emplace_back(
        "geojson", write_finished_text(options.geojson, geojson_text(run, mapped, areas), options.force).string());
  }
  print_exports(options, written);
}

}  // namespace

void add_export(CLI::App& program, const Invocation& invocation) {
  CLI::App* command =
      program.add_subcommand("export", "Write the numbers of a results file as CSV tables or as a map in GeoJSON");
  const auto options = std::make_shared<ExportOptions>();
  add_text(*command, "FILE", options->file, "Results file of kith run or kith compare")->required();
  add_text(*command, "--csv", options->csv, "Folder to write, with a table for every measure")->type_name("FOLDER");
  add_text(*command, "--geojson", options->geojson, "Map to write: the measure by small area")
      ->type_name("FILE.geojson");
  command
      ->add_option("--measure", options->measures,
                   "Only this measure; may be given many times (default: all, on the map the first)")
      ->type_name("NAME")
      ->type_size(1)
      ->allow_extra_args(false);
  command->add_flag("--json", options->json, "Print what was written as one JSON object");
  command->add_flag("--quiet", options->quiet, "Say nothing but errors (and --json)");
  command->add_flag("--force", options->force, "Replace the folder or the file if it exists");
  command->callback([options, &invocation] { export_file(*options, invocation); });
}

}  // namespace kith::tools
