#include "tools/places/place.hpp"

#include "models/safety/places.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/terminal.hpp"
#include "tools/places/coordinates.hpp"
#include "tools/places/folder.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

namespace kith::tools {
namespace {

struct BuildOptions {
  std::string file;
  std::string data;
  std::string output;
  bool force = false;
  bool json = false;
};

struct ShowOptions {
  std::string place;  ///< name of one that ships, or a folder; "": list all
  bool json = false;
};

/// What a place holds, in one table's worth of figures.
struct PlaceSummary {
  std::string name, title, reference;
  double people = 0;       ///< stated total, which the figures are scaled to
  double figures_sum = 0;  ///< of people by age, before scaling
  double households = 0;
  std::size_t areas = 0, wards = 0, neighbours = 0;
  double deprived_share = 0;  ///< of people, in the most deprived tenth of areas of England
  bool outlines = false;
  Box box = nowhere;  ///< that holds the centres of areas
};

PlaceSummary summary_of(const population::PlaceData& data, bool outlines) {
  PlaceSummary summary{.name = data.place.name,
                       .title = data.description.title,
                       .reference = data.description.reference,
                       .people = data.description.population_total,
                       .areas = data.place.areas.size(),
                       .wards = data.place.wards.size(),
                       .neighbours = data.place.neighbours.tie_count(),
                       .outlines = outlines};
  double deprived = 0;
  for (std::size_t i = 0; i < data.margins.size(); ++i) {
    const auto& margins = data.margins[i];
    const double people = std::accumulate(margins.people.begin(), margins.people.end(), 0.0);
    summary.figures_sum += people;
    summary.households += std::accumulate(margins.households.begin(), margins.households.end(), 0.0);
    if (data.place.areas[i].deprivation_decile == 1) deprived += people;
  }
  for (const population::Area& area : data.place.areas) summary.box.take_in(area.longitude, area.latitude);
  summary.deprived_share = summary.figures_sum > 0 ? deprived / summary.figures_sum : 0;
  return summary;
}

std::string count_text(double value) { return format_count(static_cast<std::int64_t>(value + 0.5)); }

std::string summary_text(const PlaceSummary& summary) {
  Table table({{summary.name}, {terminal_safe(summary.title)}});
  table.add({"of", terminal_safe(summary.reference)});
  table.add({"people", count_text(summary.people)});
  table.add({"households", count_text(summary.households) + " (before scaling)"});
  table.add({"small areas",
             fmt::format("{} in {} wards, {} shared borders", summary.areas, summary.wards, summary.neighbours)});
  table.add({"deprived", fmt::format("{} of people live in areas of the most deprived tenth of England",
                                     format_percent(summary.deprived_share))});
  table.add({"map", summary.outlines ? "outlines and centroids" : "centroids only"});
  table.add({"centres", "at " + in_words(summary.box)});
  return table.text();
}

nlohmann::ordered_json summary_json(const PlaceSummary& summary) {
  return {{"name", summary.name},
          {"title", summary.title},
          {"reference", summary.reference},
          {"people", summary.people},
          {"people_in_figures", summary.figures_sum},
          {"households", summary.households},
          {"areas", summary.areas},
          {"wards", summary.wards},
          {"shared_borders", summary.neighbours},
          {"deprived_share", summary.deprived_share},
          {"outlines", summary.outlines}};
}

std::string disagreements_text(const PlaceFigures& figures) {
  Table table({{"Tables that differ"},
               {"total", Table::Align::right},
               {"against"},
               {"total", Table::Align::right},
               {"differs by", Table::Align::right},
               {"most in an area"}});
  for (const Disagreement& found : figures.disagreements) {
    const double by = found.wanted > 0 ? found.value / found.wanted - 1 : 0;
    table.add({found.what, count_text(found.value), found.against, count_text(found.wanted),
               format_signed_percent(by, 2),
               found.most_in.empty()
                   ? ""
                   : fmt::format("{} in {}", format_percent(found.most_share), terminal_safe(found.most_in))});
  }
  return table.text() + "Of every table only shares are used, scaled to population_total.\n";
}

std::string moved_text(const PlaceFigures& figures) {
  const auto& district = figures.district;
  std::size_t divided = 0, parts = 0;
  std::vector<int> origins(district.size(), 0);
  for (const auto& origin : district.other.origins) {
    divided += origin.parts.size() > 1;
    for (const std::size_t part : origin.parts) ++origins[part];
  }
  parts = static_cast<std::size_t>(std::count_if(origins.begin(), origins.end(), [](int count) { return count > 1; }));
  if (district.other.origins.empty()) return "";
  return fmt::format(
      "Moved from boundaries of {} to those of {}: the parts of {} areas added up, {} areas divided by people.\n",
      district.boundaries == 2011 ? 2021 : 2011, district.boundaries, parts, divided);
}

nlohmann::ordered_json disagreements_json(const PlaceFigures& figures) {
  auto list = nlohmann::ordered_json::array();
  for (const Disagreement& found : figures.disagreements) {
    list.push_back({{"what", found.what},
                    {"total", found.value},
                    {"against", found.against},
                    {"against_total", found.wanted},
                    {"most_in", found.most_in},
                    {"most_share", found.most_share}});
  }
  return list;
}

nlohmann::ordered_json account_json(const OffenceAccount& account) {
  return {{"files", account.files},
          {"copies", account.copies},
          {"rows", account.rows},
          {"placed", account.placed},
          {"other_vintage", account.other_vintage},
          {"no_area", account.no_area},
          {"elsewhere", account.elsewhere},
          {"unknown_area", account.unknown_area},
          {"repeated", account.repeated},
          {"contradicting", account.contradicting},
          {"alike", account.alike},
          {"months", account.months},
          {"used", account.used},
          {"not_used", account.not_used},
          {"unknown_kinds", account.unknown}};
}

void build_place(const BuildOptions& options) {
  const BuildPlan plan = read_plan(options.file, options.data);
  const std::filesystem::path wanted = options.output.empty() ? plan.name : options.output;
  check_place_writable(wanted, options.force);
  const PlaceFigures figures = figures_of(plan);
  stop_if_requested();
  const std::filesystem::path folder = write_place(wanted, place_files(plan, figures), options.force);
  if (folder.filename() != wanted.filename() && wanted.has_filename()) say_if_elsewhere(wanted, folder);
  const PlaceSummary summary = summary_of(safety::shipped_places().read_folder(folder), !figures.outlines.empty());
  if (options.json) {
    auto json = summary_json(summary);
    json["folder"] = folder.string();
    json["disagreements"] = disagreements_json(figures);
    json["remarks"] = figures.remarks;
    if (plan.table("street_level_crime").given()) json["street_level_crime"] = account_json(figures.offence_account);
    print(json_text(json));
    return;
  }
  print(summary_text(summary) + "\n" + disagreements_text(figures) + moved_text(figures));
  for (const std::string& remark : figures.remarks) print(remark + "\n");
  print(fmt::format("Wrote {}; a scenario uses it by place.folder.\n", terminal_safe(folder.string())));
}

PlaceSummary summary_of_named(const std::string& place) {
  const std::vector<std::string> names = safety::shipped_places().names();
  if (std::find(names.begin(), names.end(), place) != names.end())
    return summary_of(safety::shipped_places().read(place), !safety::shipped_places().outlines(place).empty());
  if (!std::filesystem::is_directory(place))
    throw CommandLineError(fmt::format("{} is neither a place that ships{} nor a folder; there are: {}",
                                       in_quotes(place), did_you_mean(place, names), fmt::join(names, ", ")));
  return summary_of(safety::shipped_places().read_folder(place),
                    std::filesystem::exists(std::filesystem::path(place) / "outlines.geojson"));
}

void show_place(const ShowOptions& options) {
  const std::vector<std::string> wanted =
      options.place.empty() ? safety::shipped_places().names() : std::vector{options.place};
  auto list = nlohmann::ordered_json::array();
  std::string text;
  for (const std::string& place : wanted) {
    const PlaceSummary summary = summary_of_named(place);
    list.push_back(summary_json(summary));
    if (!text.empty()) text += '\n';
    text += summary_text(summary);
  }
  print(options.json ? json_text(options.place.empty() ? list : list.front()) : text);
}

void add_build(CLI::App& place) {
  CLI::App* command = place.add_subcommand("build", "Make a place from published tables");
  const auto options = std::make_shared<BuildOptions>();
  add_text(*command, "FILE", options->file, "Build file (TOML): which district, when, and which tables")->required();
  add_text(*command, "-o,--output", options->output, "Folder to write (default: the place's name, here)")
      ->type_name("DIR");
  add_text(*command, "--data", options->data, "Folder the names of tables are relative to (default: the build file's)")
      ->type_name("DIR");
  command->add_flag("--force", options->force, "Replace the folder if it holds a place");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options] { build_place(*options); });
}

void add_show(CLI::App& place) {
  CLI::App* command = place.add_subcommand("show", "Say what a place holds");
  const auto options = std::make_shared<ShowOptions>();
  add_text(*command, "PLACE", options->place, "Name of a place that ships, or a folder (default: all that ship)");
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([options] { show_place(*options); });
}

}  // namespace

void add_place(CLI::App& program) {
  CLI::App* command = program.add_subcommand("place", "Make a place from published tables, or say what one holds");
  command->require_subcommand(1);
  add_build(*command);
  add_show(*command);
}

}  // namespace kith::tools
