#include "tools/places/plan.hpp"

#include "engine/settings/toml_table.hpp"
#include "engine/settings/toml_tree.hpp"
#include "tools/console/format.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith::tools {
namespace {

constexpr std::size_t largest_plan = 1'000'000;  // bytes

constexpr std::string_view default_licence = "Open Government Licence v3.0";
constexpr std::string_view default_attribution =
    "Contains public sector information licensed under the Open Government Licence v3.0. Contains National Statistics "
    "and OS "
    "data (c) Crown copyright and database right.";

class PlanReader {
 public:
  PlanReader(const TomlTable& root, std::filesystem::path data, std::vector<Problem>& problems)
      : root_(root), data_(std::move(data)), problems_(problems) {}

  BuildPlan read(const std::string& file) {
    BuildPlan plan;
    plan.file = file;
    plan.name = root_.text("name");
    check_name(plan.name);
    plan.title = root_.text("title");
    plan.reference = root_.text("reference");
    plan.method = root_.text("method");
    plan.licence = root_.text("licence", std::string(default_licence));
    plan.attribution = root_.text("attribution", std::string(default_attribution));
    plan.district = root_.text("district");
    plan.district_where = root_.location("district");
    plan.at = root_.real("at");
    plan.at_where = root_.location("at");
    plan.population_total = root_.real("population_total");
    if (root_.has("population_total") && !(plan.population_total >= 100 && plan.population_total <= 2e7))
      root_.problem("population_total",
                    fmt::format("'population_total' must be from 100 to 20,000,000, not {:g}", plan.population_total));
    plan.population_source = root_.text("population_source");
    for (const TableRule& rule : table_rules()) read_table(plan, rule);
    check_people(plan);
    return plan;
  }

 private:
  void check_name(const std::string& name) const {
    const bool plain =
        !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
    if (root_.has("name") && !plain)
      root_.problem("name", fmt::format("{} is no name of a place: small letters, digits and _ only", in_quotes(name)));
  }

  void read_table(BuildPlan& plan, const TableRule& rule) {
    const std::string key(rule.name);
    const bool there = root_.has(key);
    if (!there && rule.required)
      add_problem(problems_, {plan.file}, fmt::format("the table [{}] is missing: {}", rule.name, rule.used_for));
    if (rule.name == "people") {
      for (const TomlTable& entry : root_.tables(key)) plan.people.push_back(one_table(entry, rule));
      return;
    }
    PlanTable& table = plan.tables[key];
    table.rule = &rule;
    if (there) table = one_table(root_.table(key), rule);
  }

  PlanTable one_table(const TomlTable& entry, const TableRule& rule) {
    PlanTable table;
    table.rule = &rule;
    table.where = entry.location("file");
    if (rule.several_files)
      read_files(entry, table);
    else
      table.file = data_ / entry.text("file");
    check_exists(table);
    table.source = entry.text("source");
    table.publisher = entry.text("publisher");
    table.year_published = entry.text("published");
    if (rule.name == "people") {
      table.year = entry.real("year");
      table.leave_out = entry.texts("leave_out", {});
    }
    if (rule.boundaries != 0) read_boundaries(entry, table);
    for (const auto& [key, fallback] : rule.columns) {
      table.columns.emplace(key, entry.text(key, std::string(fallback)));
      if (entry.has(key)) table.said_columns.emplace(key);
    }
    table.prefix = entry.text("prefix", "");
    if (rule.may_stand_in) {
      table.stand_in = entry.texts("stand_in", {});
      table.stand_in_where = entry.location("stand_in");
    }
    return table;
  }

  /// A file, a folder of files or a list of either.
  void read_files(const TomlTable& entry, PlanTable& table) const {
    const bool list = entry.has("file") && std::holds_alternative<TextList>(entry.value("file"));
    const TextList names = list ? entry.texts("file") : TextList{entry.text("file")};
    for (const std::string& name : names) {
      const std::filesystem::path named = data_ / name;
      std::error_code unknown;
      if (std::filesystem::is_directory(named, unknown) && !name.empty())
        add_folder(named, table);
      else
        table.files.push_back(named);
    }
    if (names.empty()) add_problem(problems_, table.where, "'file' names no file");
    table.file = table.files.empty() ? data_ / "" : table.files.front();
  }

  /// All tables below a folder, by name, but for what data.police.uk puts beside the offences.
  void add_folder(const std::filesystem::path& folder, PlanTable& table) const {
    const std::size_t before = table.files.size();
    std::size_t packed = 0;
    add_tables_below(folder, table, packed);
    std::sort(table.files.begin() + static_cast<std::ptrdiff_t>(before), table.files.end());
    if (table.files.size() == before)
      add_problem(problems_, table.where,
                  fmt::format("the folder {} has no table (.csv){}", in_quotes(folder.string()),
                              packed == 0 ? "" : fmt::format(", but {}; unpack first", plural(packed, "packed file"))));
  }

  /// Folder by folder, so that one that cannot be read is told with its name, and the others are read.
  void add_tables_below(const std::filesystem::path& folder, PlanTable& table, std::size_t& packed) const {
    std::error_code error;
    auto entry = std::filesystem::directory_iterator(folder, error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
      std::error_code unknown;  // a link that leads nowhere, or to itself, is told with the files that are not there
      const std::string name = entry->path().filename().string();
      if (entry->is_directory(unknown)) {
        if (!entry->is_symlink(unknown)) add_tables_below(entry->path(), table, packed);
        continue;
      }
      packed += name.ends_with(".gz") || name.ends_with(".zip");
      if (name.ends_with(".csv") && !name.ends_with("-outcomes.csv") && !name.ends_with("-stop-and-search.csv"))
        table.files.push_back(entry->path());
    }
    if (error)
      add_problem(problems_, table.where,
                  fmt::format("the folder {} cannot be read: {}", in_quotes(folder.string()), error.message()));
  }

  void check_exists(const PlanTable& table) const {
    std::error_code error;
    if (table.file == data_ / "") return;  // said already: the key is missing
    for (const auto& file : table.files.empty() ? std::vector{table.file} : table.files)
      if (!std::filesystem::is_regular_file(file, error))
        add_problem(problems_, table.where, fmt::format("there is no file {}", in_quotes(file.string())));
  }

  static void read_boundaries(const TomlTable& entry, PlanTable& table) {
    table.boundaries = static_cast<int>(entry.integer("boundaries", table.rule->boundaries));
    table.boundaries_where = entry.location("boundaries");
    if (table.boundaries != 2011 && table.boundaries != 2021)
      entry.problem("boundaries", fmt::format("'boundaries' must be 2011 or 2021, not {}", table.boundaries));
  }

  void check_people(BuildPlan& plan) const {
    if (plan.people.size() > 2)
      root_.problem("people",
                    fmt::format("{} tables of people by age; one, or two of different years", plan.people.size()));
    if (plan.people.size() != 2) return;
    if (plan.people[0].year >= plan.people[1].year)
      root_.problem("people", "the first table of people must be of the earlier year");
    else if (plan.at < plan.people[0].year || plan.at > plan.people[1].year)
      root_.problem("at", fmt::format("'at' must lie between the years of the two tables of people ({} to {}), not {}",
                                      plan.people[0].year, plan.people[1].year, plan.at));
  }

  const TomlTable& root_;
  std::filesystem::path data_;
  std::vector<Problem>& problems_;
};

/// Nothing else that is said about a scenario would help.
void refuse_scenario(const TomlTable& root, const std::filesystem::path& file) {
  if (!root.has("model") && !root.has("extends")) return;
  throw InputError({file.string()},
                   "is a scenario, no build file: a build file describes a place, and has title, reference, at, "
                   "population_total and a table for each published table");
}

}  // namespace

const std::vector<TableRule>& table_rules() {
  static const std::vector<TableRule> rules{
      {"areas",
       "the district's small areas and their wards",
       true,
       2011,
       {{"code", "lsoa11_code"},
        {"area_name", "lsoa11_name"},
        {"ward", "ward17_name"},
        {"ward_code", "ward17_code"},
        {"district_name", "lad_name"},
        {"district_code", "lad_code"}}},
      {"vintages",
       "moving figures between areas of 2011 and of 2021",
       false,
       0,
       {{"code_2011", "lsoa11_code"}, {"code_2021", "lsoa21_code"}}},
      {"people",
       "people by age and area",
       true,
       2011,
       {{"code", "lsoa11_code"}, {"district_code", "lad_code"}, {"age_prefix", "age_"}, {"youngest", "age_0"}}},
      {"sex",
       "female share and residents by area",
       true,
       2021,
       {{"code", "lsoa21_code"}, {"district_code", "lad_code"}, {"female", "Female"}, {"male", "Male"}}},
      {"sex_by_age",
       "female share by single year of age in the district",
       true,
       0,
       {{"district_code", "area_code"}, {"age", "age"}, {"sex", "sex"}, {"value", "value"}},
       true},
      {"household_size",
       "households by size and area; residents outside households",
       true,
       2021,
       {{"code", "lsoa21_code"}, {"district_code", "lad_code"}}},
      {"household_composition",
       "households by composition and area",
       true,
       2021,
       {{"code", "lsoa21_code"}, {"district_code", "lad_code"}}},
      {"ethnic_group",
       "people by ethnic group (five groups) and area",
       true,
       2021,
       {{"code", "lsoa21_code"}, {"district_code", "lad_code"}}},
      {"economic_class",
       "full-time students, and people never worked or long-term unemployed, by area",
       true,
       2021,
       {{"code", "lsoa21_code"}, {"district_code", "lad_code"}}},
      {"economic_activity",
       "people of 16 and over by economic activity in the district",
       true,
       0,
       {{"district_code", "area_code"}, {"status", "economic_activity_status"}, {"value", "value"}},
       true},
      {"deprivation",
       "deprivation score and decile; score of the crime domain",
       true,
       2011,
       {{"code", "lsoa11_code"},
        {"district_code", "lad_code"},
        {"score", "index_of_multiple_deprivation_imd_score"},
        {"decile", "index_of_multiple_deprivation_imd_decile"},
        {"crime_score", "crime_score"},
        {"rank", "IMD_rank"},
        {"crime_rank", "Crime_rank"}}},
      {"deprivation_scale",
       "scores of deprivation and of the crime domain by rank",
       false,
       0,
       {{"score", "index_of_multiple_deprivation_imd_score"},
        {"rank", "index_of_multiple_deprivation_imd_rank"},
        {"crime_score", "crime_score"},
        {"crime_rank", "crime_rank"}}},
      {"centroids",
       "centroid and square kilometres",
       false,
       2011,
       {{"code", "lsoa11_code"},
        {"district_code", "lad_code"},
        {"longitude", "centroid_lon"},
        {"latitude", "centroid_lat"},
        {"area_km2", "area_km2"}}},
      {"adjacency", "areas that share a border", false, 2011, {{"area_a", "lsoa11_a"}, {"area_b", "lsoa11_b"}}},
      {"outlines",
       "outlines of areas; centroids and shared borders where no table has them",
       false,
       2011,
       {{"code", "lsoa11_code"}}},
      {"street_level_crime",
       "stand-ins for shops and for street and night-time activity",
       false,
       2011,
       {{"code", "lsoa_code"},
        {"type", "crime_type"},
        {"count", "count"},
        {"month", "month"},
        {"crime_id", "crime_id"}},
       false,
       true},
  };
  return rules;
}

BuildPlan read_plan(const std::filesystem::path& file, const std::filesystem::path& data) {
  std::vector<Problem> problems;
  const auto text = read_text_file(file, largest_plan, {}, problems);
  if (!text) throw InputError(std::move(problems));
  const TomlTable root = TomlTable::parse(*text, file.string(), problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  refuse_scenario(root, file);
  BuildPlan plan = PlanReader(root, data.empty() ? file.parent_path() : data, problems).read(file.string());
  root.finish();
  if (!problems.empty()) throw InputError(std::move(problems));
  return plan;
}

}  // namespace kith::tools
