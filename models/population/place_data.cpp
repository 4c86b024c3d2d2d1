#include "models/population/place_data.hpp"

#include "engine/settings/toml_table.hpp"
#include "engine/settings/toml_tree.hpp"
#include "engine/tables/csv_table.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace kith::population {
namespace {

constexpr std::string_view shipped_folder = "places/";
constexpr std::string_view description_file = "/place.toml";
constexpr std::array table_names{"areas.csv", "ages.csv", "neighbours.csv"};
constexpr std::size_t largest_file = 100'000'000;  ///< bytes; a table of a whole country has some 50 MB

const EmbeddedFile* find_file(std::span<const EmbeddedFile> files, std::string_view name) {
  const auto found = std::ranges::find(files, name, &EmbeddedFile::name);
  return found == files.end() ? nullptr : &*found;
}

/// A place's files, and the list of what is wrong with them.
struct PlaceFiles {
  std::string folder;  ///< for messages
  std::function<std::optional<std::string>(const std::string& path, std::vector<Problem>&)> text;
  std::vector<Problem> problems{};

  CsvTable table(const std::string& name) {
    const std::string path = folder + "/" + name;
    const std::size_t before = problems.size();
    const std::optional<std::string> found = text(path, problems);
    if (!found && problems.size() == before) add_problem(problems, {path}, "the table is missing");
    // Of a table that is not there, nothing more is worth saying.
    return CsvTable::parse(found.value_or(""), path, found ? problems : ignored);
  }
  std::vector<Problem> ignored{};
};

/// Reads cells of one table by name of column, looking each column up once.
class Cells {
 public:
  explicit Cells(const CsvTable& table) : table_(table) {}
  const std::string& text(std::size_t row, const std::string& name) { return table_.text(row, column(name)); }
  double number(std::size_t row, const std::string& name) { return table_.number(row, column(name)); }
  double count(std::size_t row, const std::string& name) { return table_.count(row, column(name)); }
  /// A number in [0, highest].
  double number_to(double highest, std::size_t row, const std::string& name) {
    const double value = count(row, name);
    if (value <= highest) return value;
    table_.problem(row, "'" + text(row, name) + "' in column '" + name + "' is above " + format_value(highest));
    return 0;
  }

 private:
  std::size_t column(const std::string& name) {
    const auto found = columns_.find(name);
    return found != columns_.end() ? found->second : columns_.emplace(name, table_.column(name)).first->second;
  }
  const CsvTable& table_;
  std::map<std::string, std::size_t> columns_;
};

AreaMargins read_margins(Cells& cells, std::size_t row, const StandIns& stand_ins) {
  AreaMargins margins{};
  margins.female_share = cells.number_to(1, row, "female_share");
  margins.residents_2021 = cells.count(row, "residents_2021");
  for (std::size_t i = 0; i < age_band_count; ++i) margins.people[i] = cells.count(row, age_band_column(i));
  for (std::size_t i = 0; i < largest_household; ++i)
    margins.households[i] = cells.count(row, "households_" + std::to_string(i + 1));
  for (std::size_t i = 0; i < household_kind_count; ++i) margins.kinds[i] = cells.count(row, household_kind_names[i]);
  for (std::size_t i = 0; i < ethnicity_names.size(); ++i) margins.ethnic[i] = cells.count(row, ethnicity_names[i]);
  for (std::size_t i = 1; i < activity_names.size(); ++i) margins.activity[i] = cells.count(row, activity_names[i]);
  if (!stand_ins.shops.empty()) margins.shops = cells.count(row, stand_ins.shops);
  if (!stand_ins.night_life.empty()) margins.night_life = cells.count(row, stand_ins.night_life);
  return margins;
}

Area read_area(Cells& cells, std::size_t row, std::uint16_t ward) {
  Area area{};
  area.code = cells.text(row, "code");
  area.name = cells.text(row, "name");
  area.ward = ward;
  area.deprivation_score = static_cast<float>(cells.count(row, "deprivation_score"));
  area.deprivation_decile = static_cast<std::uint8_t>(cells.number_to(10, row, "deprivation_decile"));
  area.longitude = static_cast<float>(cells.number(row, "longitude"));
  area.latitude = static_cast<float>(cells.number(row, "latitude"));
  area.area_km2 = static_cast<float>(cells.count(row, "area_km2"));
  return area;
}

std::vector<std::string> wards_of(Cells& cells, std::size_t rows) {
  std::set<std::string> wards;
  for (std::size_t row = 0; row < rows; ++row) wards.insert(cells.text(row, "ward"));
  return {wards.begin(), wards.end()};
}

void read_areas(const CsvTable& table, const StandIns& stand_ins, PlaceData& data) {
  Cells cells(table);
  if (table.rows() == 0 || table.rows() > std::numeric_limits<std::uint16_t>::max())
    table.problem("a place has from 1 to 65,535 areas");
  data.place.wards = wards_of(cells, table.rows());
  const auto& wards = data.place.wards;
  std::set<std::string> seen;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto ward = std::lower_bound(wards.begin(), wards.end(), cells.text(row, "ward")) - wards.begin();
    data.place.areas.push_back(read_area(cells, row, static_cast<std::uint16_t>(ward)));
    data.margins.push_back(read_margins(cells, row, stand_ins));
    for (const char* column : {"code", "ward"})
      if (cells.text(row, column).empty()) table.problem(row, "the cell in column " + in_quotes(column) + " is empty");
    if (!seen.insert(data.place.areas.back().code).second)
      table.problem(row, "the area " + in_quotes(data.place.areas.back().code) + " was there before");
  }
}

void read_neighbours(const CsvTable& table, PlaceData& data) {
  const std::vector<Area>& areas = data.place.areas;
  std::map<std::string, std::uint32_t, std::less<>> index;
  for (std::uint32_t i = 0; i < areas.size(); ++i) index[areas[i].code] = i;
  Cells cells(table);
  std::vector<Tie> ties;
  const auto area = [&](std::size_t row, const char* column) {
    const std::string& code = cells.text(row, column);
    const auto found = index.find(code);
    if (found != index.end()) return found->second;
    table.problem(row, "the area " + in_quotes(code) + " is not in the areas table");
    return nobody;
  };
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::uint32_t a = area(row, "area_a"), b = area(row, "area_b");
    if (a != nobody && b != nobody) ties.emplace_back(a, b);
  }
  data.place.neighbours = Layer(static_cast<std::uint32_t>(areas.size()), std::move(ties));
}

void read_ages(const CsvTable& table, PlaceData& data) {
  Cells cells(table);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto age = static_cast<std::size_t>(cells.number_to(age_count - 1, row, "age"));
    data.people[age] = cells.count(row, "people");
    data.female_share[age] = cells.number_to(1, row, "female_share");
  }
}

/// What place.toml says, checked: every source must be fully named.
PlaceDescription read_description(PlaceFiles& files, std::string& name) {
  const std::string path = files.folder + std::string(description_file);
  const std::optional<std::string> text = files.text(path, files.problems);
  if (!text) {
    if (files.problems.empty()) add_problem(files.problems, {path}, "the description is missing");
    return {};
  }
  const TomlTable table = TomlTable::parse(*text, path, files.problems);
  name = table.text("name");
  const PlaceDescription description{table.text("title"), table.text("reference"), table.real("population_total")};
  if (!(description.population_total >= 1)) table.problem("population_total", "'population_total' must be at least 1");
  for (const char* key : {"licence", "attribution", "method", "population_source", "district"}) table.text(key);
  for (const TomlTable& source : table.tables("source")) {
    for (const char* key : {"name", "publisher", "year", "used_for"}) source.text(key);
  }
  table.finish();
  return description;
}

PlaceData read_files(PlaceFiles files, const StandIns& stand_ins) {
  PlaceData data{};
  data.description = read_description(files, data.place.name);
  const auto [areas_name, ages_name, neighbours_name] = table_names;
  const CsvTable areas = files.table(areas_name);
  const CsvTable ages = files.table(ages_name);
  const CsvTable neighbours = files.table(neighbours_name);
  read_areas(areas, stand_ins, data);
  if (!data.place.areas.empty()) read_neighbours(neighbours, data);
  read_ages(ages, data);
  if (!files.problems.empty()) throw InputError(std::move(files.problems));
  return data;
}

}  // namespace

std::size_t age_band(int age) {
  return static_cast<std::size_t>(std::upper_bound(age_bands.begin(), age_bands.end(), age) - age_bands.begin()) - 1;
}

std::string age_band_column(std::size_t band) {
  const std::string low = "age_" + std::to_string(age_bands[band]);
  return band + 1 == age_band_count ? low + "_plus" : low + "_" + std::to_string(age_bands[band + 1] - 1);
}

std::vector<std::filesystem::path> place_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files{folder / description_file.substr(1)};
  for (const char* table : table_names) files.push_back(folder / table);
  return files;
}

Places::Places(std::span<const EmbeddedFile> shipped, StandIns stand_ins)
    : shipped_(shipped), stand_ins_(std::move(stand_ins)) {}

void Places::refuse_unknown(const std::string& name) const {
  std::string known;
  for (const std::string& place : names()) known += (known.empty() ? "" : ", ") + place;
  throw InputError(SourceLocation{"place.name"},
                   "there is no place " + in_quotes(name) + did_you_mean(name, names()) + " (places: " + known + ")");
}

PlaceData Places::read(const std::string& name) const {
  const std::string folder = std::string(shipped_folder) + name;
  if (find_file(shipped_, folder + std::string(description_file)) == nullptr) refuse_unknown(name);
  const auto text = [this](const std::string& path, std::vector<Problem>&) -> std::optional<std::string> {
    const EmbeddedFile* file = find_file(shipped_, path);
    return file == nullptr ? std::nullopt : std::optional<std::string>(file->text);
  };
  return read_files({folder, text}, stand_ins_);
}

PlaceData Places::read_folder(const std::filesystem::path& folder) const {
  const auto text = [](const std::string& path, std::vector<Problem>& problems) {
    return read_text_file(path, largest_file, {}, problems);
  };
  return read_files({folder.string(), text}, stand_ins_);
}

PlaceData Places::read(const PlaceSettings& settings) const {
  return settings.folder.empty() ? read(settings.name) : read_folder(settings.folder);
}

std::string_view Places::outlines(const std::string& name) const {
  return embedded_text(shipped_, std::string(shipped_folder) + name + "/outlines.geojson");
}

std::vector<std::string> Places::names() const {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : shipped_) {
    if (!file.name.starts_with(shipped_folder) || !file.name.ends_with(description_file)) continue;
    const std::string_view below = file.name.substr(shipped_folder.size());
    names.emplace_back(below.substr(0, below.size() - description_file.size()));
  }
  return names;
}

}  // namespace kith::population
