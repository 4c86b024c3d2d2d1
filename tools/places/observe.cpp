#include "tools/places/observe.hpp"

#include "engine/settings/toml_tree.hpp"
#include "models/safety/places.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/terminal.hpp"
#include "tools/places/observed.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace kith::tools {
namespace {

struct ObserveOptions {
  std::vector<std::string> files;
  std::string place;
  std::string vintages;
  std::string output;
  bool force = false;
  bool json = false;
};

constexpr std::size_t largest_lookup = 400'000'000;  // bytes

population::PlaceData place_of(const std::string& place) {
  const std::vector<std::string> names = safety::shipped_places().names();
  if (std::ranges::find(names, place) != names.end() || !std::filesystem::is_directory(place))
    return safety::shipped_places().read(place);
  return safety::shipped_places().read_folder(place);
}

ObservedAreas areas_of(const ObserveOptions& options) {
  ObservedAreas areas;
  for (const population::Area& area : place_of(options.place).place.areas) areas.own.insert(area.code);
  if (options.vintages.empty()) return areas;
  std::vector<Problem> problems;
  if (const auto text = read_text_file(options.vintages, largest_lookup, {}, problems))
    add_vintages(*text, options.vintages, areas, problems);
  if (!problems.empty()) throw InputError(problems);
  return areas;
}

nlohmann::ordered_json observed_json(const Observed& observed) {
  return {{"files", observed.files},
          {"copies", observed.copies},
          {"months", observed.months},
          {"gaps", observed.gaps()},
          {"read", observed.read},
          {"counted", observed.counted},
          {"outside", observed.outside},
          {"no_area", observed.no_area},
          {"repeated", observed.repeated},
          {"unknown_kind", observed.unknown_kind},
          {"other_vintage", observed.other_vintage},
          {"left_out", observed.left_out},
          {"unknown_kinds", observed.unknown_kinds}};
}

void observe_files(const ObserveOptions& options) {
  std::vector<std::filesystem::path> read(options.files.begin(), options.files.end());
  read.emplace_back(options.vintages);
  refuse_clashes({{"-o", options.output}}, read);
  const ObservedAreas areas = areas_of(options);
  check_there({options.files.begin(), options.files.end()});
  check_text_writable(options.output, options.force);
  const Observed observed = observe({options.files.begin(), options.files.end()}, areas);
  const std::string told = observed_text(observed);
  if (observed.counted == 0)
    throw InputError({options.files.front()}, "no row of these files is counted. " + told.substr(0, told.size() - 1));
  write_text_file(options.output, observed_csv(observed), options.force);
  if (options.json) {
    auto json = observed_json(observed);
    json["file"] = options.output;
    print(json_text(json));
    return;
  }
  print(told + fmt::format("Wrote {}\n", terminal_safe(options.output)));
}

}  // namespace

void add_observe(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("observe", "Add up street-level police files by month, area and kind of crime");
  const auto options = std::make_shared<ObserveOptions>();
  command->add_option("FILES", options->files, "Files with the columns of data.police.uk, plain or packed (.gz)")
      ->required();
  add_text(*command, "--place", options->place, "Name of a place that ships, or a folder")->required();
  add_text(*command, "--vintages", options->vintages,
           "Lookup of LSOA 2011 to 2021 (lsoa11_code, lsoa21_code), for files of later boundaries")
      ->type_name("FILE.csv");
  add_text(*command, "-o,--output", options->output, "Table to write")->required()->type_name("FILE.csv");
  command->add_flag("--force", options->force, "Replace the table if it exists");
  command->add_flag("--json", options->json, "Print what became of the rows as one JSON object");
  command->callback([options] { observe_files(*options); });
}

}  // namespace kith::tools
