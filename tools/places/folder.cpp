#include "tools/places/folder.hpp"

#include "engine/settings/settings.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/new_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;
using population::age_band_count;
using population::age_bands;

constexpr std::array<std::string_view, 5> file_names{"place.toml", "areas.csv", "ages.csv", "neighbours.csv",
                                                     "outlines.geojson"};

/// To the nearest whole number, halves to the even one.
std::string whole(double value) { return fmt::format("{:.0f}", std::nearbyint(value)); }

std::string share(double part, double all) { return fmt::format("{:.4f}", all > 0 ? part / all : 0.5); }

std::string header() {
  std::vector<std::string> names{"code",
                                 "name",
                                 "ward",
                                 "longitude",
                                 "latitude",
                                 "area_km2",
                                 "deprivation_score",
                                 "deprivation_decile",
                                 "crime_score",
                                 "shoplifting",
                                 "street_crime",
                                 "female_share",
                                 "residents_2021"};
  for (std::size_t band = 0; band < age_band_count; ++band) names.push_back(population::age_band_column(band));
  for (std::size_t size = 1; size <= population::largest_household; ++size)
    names.push_back(fmt::format("households_{}", size));
  names.insert(names.end(), population::household_kind_names.begin(), population::household_kind_names.end());
  names.insert(names.end(), population::ethnicity_names.begin(), population::ethnicity_names.end());
  names.insert(names.end(), population::activity_names.begin() + 1, population::activity_names.end());
  return fmt::format("{}\n", fmt::join(names, ","));
}

std::vector<double> by_band(const std::vector<double>& ages) {
  std::vector<double> bands;
  for (std::size_t band = 0; band < age_band_count; ++band) {
    const auto low = static_cast<std::size_t>(age_bands[band]);
    const auto high = band + 1 == age_band_count ? ages.size() : static_cast<std::size_t>(age_bands[band + 1]);
    double sum = 0;
    for (std::size_t age = low; age < high; ++age) sum += ages[age];
    bands.push_back(sum);
  }
  return bands;
}

std::string area_row(const PlaceFigures& figures, std::size_t i) {
  const PublishedArea& area = figures.district.areas[i];
  const auto& [longitude, latitude, km2] = figures.centres[i];
  const auto& [score, decile, crime_score] = figures.deprivation[i];
  const double female = figures.sexes[i][0], both = female + figures.sexes[i][1];
  std::vector<std::string> cells{csv_cell(area.code),
                                 csv_cell(area.name),
                                 csv_cell(area.ward),
                                 fmt::format("{:.5f}", longitude),
                                 fmt::format("{:.5f}", latitude),
                                 fmt::format("{:.3f}", km2),
                                 score,
                                 decile,
                                 crime_score,
                                 whole(figures.offences[i][0]),
                                 whole(figures.offences[i][1]),
                                 share(female, both),
                                 whole(both)};
  for (const auto& counts :
       {by_band(figures.ages[i]), figures.sizes[i], figures.kinds[i], figures.ethnic[i], figures.activity[i]}) {
    for (const double value : counts) cells.push_back(whole(value));
  }
  return fmt::format("{}\n", fmt::join(cells, ","));
}

std::string areas_text(const PlaceFigures& figures) {
  std::string text = header();
  for (std::size_t i = 0; i < figures.district.size(); ++i) text += area_row(figures, i);
  return text;
}

std::string ages_text(const PlaceFigures& figures) {
  std::string text = "age,people,female_share\n";
  for (std::size_t age = 0; age < figures.female_share.size(); ++age) {
    double people = 0;
    for (const auto& of_area : figures.ages) people += of_area[age];
    text += fmt::format("{},{},{:.4f}\n", age, whole(people), figures.female_share[age]);
  }
  return text;
}

std::string neighbours_text(const PlaceFigures& figures) {
  std::string text = "area_a,area_b\n";
  const auto& areas = figures.district.areas;
  for (const auto& [a, b] : figures.neighbours)
    text += fmt::format("{},{}\n", csv_cell(areas[a].code), csv_cell(areas[b].code));
  return text;
}

std::string toml_text(const std::string& text) {
  const bool several_lines = text.find('\n') != std::string::npos;
  return several_lines && text.find("'''") == std::string::npos ? fmt::format("'''\n{}'''", text) : format_value(text);
}

std::string disagreement_text(const Disagreement& found) {
  const double times = found.wanted > 0 ? found.value / found.wanted : 0;
  return fmt::format("{} {:.0f}, {} {:.0f} (times {:.4f})", found.what, found.value, found.against, found.wanted,
                     times);
}

std::string source_text(const PlanTable& table) {
  if (!table.given()) return "";
  return fmt::format("\n[[source]]\nname = {}\npublisher = {}\nyear = {}\nused_for = {}\n", toml_text(table.source),
                     toml_text(table.publisher), toml_text(table.year_published),
                     toml_text(std::string(table.rule->used_for)));
}

std::string description_text(const BuildPlan& plan, const PlaceFigures& figures) {
  const District& district = figures.district;
  std::string text = fmt::format(
      "# {} small areas. Made by `kith place build` from the published tables below; the tables themselves are not\n"
      "# part of the place. Only shares are used of each table, all scaled to population_total. Totals that differ:\n",
      district.size());
  for (const Disagreement& found : figures.disagreements) text += fmt::format("# - {}\n", disagreement_text(found));
  const std::vector<std::pair<const char*, std::string>> said{{"name", plan.name},
                                                              {"title", plan.title},
                                                              {"district", district.code},
                                                              {"reference", plan.reference},
                                                              {"licence", plan.licence},
                                                              {"attribution", plan.attribution},
                                                              {"population_source", plan.population_source},
                                                              {"method", plan.method}};
  for (const auto& [key, value] : said) text += fmt::format("{} = {}\n", key, toml_text(value));
  text += fmt::format("population_total = {}\n", plan.population_total);
  for (const PlanTable& table : plan.people) text += source_text(table);
  for (const TableRule& rule : table_rules()) {
    if (rule.name != "people") text += source_text(plan.table(rule.name));
  }
  return text;
}

[[noreturn]] void fail(const fs::path& folder, const std::string& reason) {
  throw OutputError(fmt::format("{}: {}", folder.string(), reason));
}

FolderKind place_folder() {
  return {"a place", "-o", [](const fs::directory_entry& entry) {
            return std::ranges::find(file_names, entry.path().filename().string()) != file_names.end();
          }};
}

}  // namespace

std::map<std::string, std::string> place_files(const BuildPlan& plan, const PlaceFigures& figures) {
  std::map<std::string, std::string> files{{"place.toml", description_text(plan, figures)},
                                           {"areas.csv", areas_text(figures)},
                                           {"ages.csv", ages_text(figures)},
                                           {"neighbours.csv", neighbours_text(figures)}};
  if (!figures.outlines.empty()) files.emplace("outlines.geojson", outlines_text(figures.district, figures.outlines));
  return files;
}

void check_place_writable(const fs::path& folder, bool force) { check_folder_writable(folder, place_folder(), force); }

fs::path write_place(const fs::path& folder, const std::map<std::string, std::string>& files, bool force) {
  NewFolder fresh(folder, place_folder(), force);
  for (const auto& [name, text] : files) {
    stop_if_requested();
    std::ofstream stream(fresh.partial() / name, std::ios::binary);
    stream << text;
    stream.close();
    if (!stream)
      fail(folder, fmt::format("{} cannot be written ({}); free some space or choose another folder with -o", name,
                               std::strerror(errno)));
  }
  return fresh.appear();
}

}  // namespace kith::tools
