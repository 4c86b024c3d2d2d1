// Reading a place's tables. They are part of the program, so a fault in one is a fault of the program's maker; it is
// still reported with file and line, because makers of further places will see it first.
#include "models/safety/population/place_data.hpp"

#include "engine/embedded.hpp"
#include "engine/settings/toml_table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

std::span<const kith::EmbeddedFile> kith_safety_files();

namespace kith::safety {
namespace {

constexpr std::array<const char*, household_kind_count> kind_names{
    "one_person",      "one_person_66",         "couple_66",     "couple_alone",
    "couple_children", "couple_adult_children", "lone_children", "lone_adult_children",
    "other_children",  "other_adults"};

const EmbeddedFile* find_file(const std::string& name) {
  for (const EmbeddedFile& file : kith_safety_files()) {
    if (file.name == name) return &file;
  }
  return nullptr;
}

std::vector<std::string> split(std::string_view line, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = std::min(line.find(separator, begin), line.size());
    parts.emplace_back(line.substr(begin, end - begin));
    if (end == line.size()) return parts;
    begin = end + 1;
  }
}

/// A table of comma-separated cells without quotes; the first line names the columns.
class Table {
 public:
  explicit Table(const std::string& name) : name_(name) {
    const EmbeddedFile* file = find_file(name);
    if (file == nullptr) throw InputError(SourceLocation{name}, "the table is missing");
    int line_number = 0;
    for (const std::string& line : split(file->text, '\n')) {
      ++line_number;
      if (line.empty()) continue;
      std::vector<std::string> cells = split(line, ',');
      if (line_number > 1 && cells.size() != rows_.front().size()) fail(line_number, "wrong number of cells");
      rows_.push_back(std::move(cells));
    }
    if (rows_.empty()) fail(1, "the table is empty");
    for (std::size_t i = 0; i < rows_.front().size(); ++i) columns_[rows_.front()[i]] = i;
  }

  std::size_t rows() const { return rows_.size() - 1; }
  const std::string& text(std::size_t row, const std::string& column) const {
    const auto found = columns_.find(column);
    if (found == columns_.end()) fail(1, "the column '" + column + "' is missing");
    return rows_[row + 1][found->second];
  }
  double number(std::size_t row, const std::string& column) const {
    const std::string& cell = text(row, column);
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc{} || end != cell.data() + cell.size() || !std::isfinite(value))
      fail(static_cast<int>(row) + 2, "'" + cell + "' in column '" + column + "' is not a number");
    return value;
  }
  /// A count: a number that is not negative.
  double count(std::size_t row, const std::string& column) const {
    const double value = number(row, column);
    if (value < 0) fail(static_cast<int>(row) + 2, "column '" + column + "' is negative");
    return value;
  }
  [[noreturn]] void fail(int line, const std::string& message) const {
    throw InputError(SourceLocation{name_, line, 1}, message);
  }

 private:
  std::string name_;
  std::vector<std::vector<std::string>> rows_;
  std::map<std::string, std::size_t, std::less<>> columns_;
};

std::string band_column(std::size_t band) {
  const std::string low = "age_" + std::to_string(age_bands[band]);
  return band + 1 == age_band_count ? low + "_plus" : low + "_" + std::to_string(age_bands[band + 1] - 1);
}

AreaMargins read_margins(const Table& table, std::size_t row) {
  AreaMargins margins{};
  margins.female_share = table.count(row, "female_share");
  margins.residents_2021 = table.count(row, "residents_2021");
  for (std::size_t i = 0; i < age_band_count; ++i) margins.people[i] = table.count(row, band_column(i));
  for (std::size_t i = 0; i < largest_household; ++i)
    margins.households[i] = table.count(row, "households_" + std::to_string(i + 1));
  for (std::size_t i = 0; i < household_kind_count; ++i) margins.kinds[i] = table.count(row, kind_names[i]);
  for (std::size_t i = 0; i < ethnicity_names.size(); ++i) margins.ethnic[i] = table.count(row, ethnicity_names[i]);
  for (std::size_t i = 1; i < activity_names.size(); ++i) margins.activity[i] = table.count(row, activity_names[i]);
  margins.shoplifting = table.count(row, "shoplifting_2016_06");
  margins.street_crime = table.count(row, "street_crime_2016_06");
  return margins;
}

Area read_area(const Table& table, std::size_t row, std::uint16_t ward) {
  Area area{};
  area.code = table.text(row, "code");
  area.name = table.text(row, "name");
  area.ward = ward;
  area.deprivation_score = static_cast<float>(table.count(row, "deprivation_score"));
  area.crime_score = static_cast<float>(table.number(row, "crime_score"));
  area.deprivation_decile = static_cast<std::uint8_t>(table.count(row, "deprivation_decile"));
  area.longitude = static_cast<float>(table.number(row, "longitude"));
  area.latitude = static_cast<float>(table.number(row, "latitude"));
  area.area_km2 = static_cast<float>(table.count(row, "area_km2"));
  return area;
}

std::vector<std::string> wards_of(const Table& areas) {
  std::vector<std::string> wards;
  for (std::size_t row = 0; row < areas.rows(); ++row) wards.push_back(areas.text(row, "ward"));
  std::sort(wards.begin(), wards.end());
  wards.erase(std::unique(wards.begin(), wards.end()), wards.end());
  return wards;
}

Layer read_neighbours(const Table& table, const std::vector<Area>& areas) {
  std::map<std::string, std::uint32_t, std::less<>> index;
  for (std::uint32_t i = 0; i < areas.size(); ++i) index[areas[i].code] = i;
  std::vector<Tie> ties;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto a = index.find(table.text(row, "area_a"));
    const auto b = index.find(table.text(row, "area_b"));
    if (a == index.end() || b == index.end())
      table.fail(static_cast<int>(row) + 2, "an area is not in the areas table");
    ties.emplace_back(a->second, b->second);
  }
  return Layer(static_cast<std::uint32_t>(areas.size()), std::move(ties));
}

struct Tables {
  std::string areas, ages, neighbours;
};

/// What places/<name>.toml says, checked: every source must be fully named.
Tables read_description(const std::string& name) {
  const EmbeddedFile* file = find_file("places/" + name + ".toml");
  if (file == nullptr) {
    const std::string near = nearest_name(name, place_names());
    std::string known;
    for (const std::string& place : place_names()) known += (known.empty() ? "" : ", ") + place;
    throw InputError(SourceLocation{"place.name"}, "there is no place '" + name + "'" +
                                                       (near.empty() ? "" : "; did you mean '" + near + "'?") +
                                                       " (places: " + known + ")");
  }
  std::vector<Problem> problems;
  const TomlTable table = TomlTable::parse(file->text, std::string(file->name), problems);
  const Tables tables{table.text("areas"), table.text("ages"), table.text("neighbours")};
  for (const char* key : {"title", "reference", "licence", "attribution", "method"}) table.text(key);
  for (const TomlTable& source : table.tables("source")) {
    for (const char* key : {"name", "publisher", "year", "used_for"}) source.text(key);
  }
  table.finish();
  if (!problems.empty()) throw InputError(problems);
  return tables;
}

}  // namespace

std::size_t age_band(int age) {
  return static_cast<std::size_t>(std::upper_bound(age_bands.begin(), age_bands.end(), age) - age_bands.begin()) - 1;
}

PlaceData read_place(const std::string& name) {
  const Tables tables = read_description(name);
  const Table areas("places/" + tables.areas);
  PlaceData data{};
  data.place.name = name;
  data.place.wards = wards_of(areas);
  const auto& wards = data.place.wards;
  for (std::size_t row = 0; row < areas.rows(); ++row) {
    const auto ward = std::lower_bound(wards.begin(), wards.end(), areas.text(row, "ward")) - wards.begin();
    data.place.areas.push_back(read_area(areas, row, static_cast<std::uint16_t>(ward)));
    data.margins.push_back(read_margins(areas, row));
  }
  data.place.neighbours = read_neighbours(Table("places/" + tables.neighbours), data.place.areas);
  const Table ages("places/" + tables.ages);
  for (std::size_t row = 0; row < ages.rows(); ++row) {
    const auto age = static_cast<std::size_t>(ages.count(row, "age"));
    if (age >= data.people.size()) ages.fail(static_cast<int>(row) + 2, "ages go from 0 to 100");
    data.people[age] = ages.count(row, "people");
    data.female_share[age] = ages.count(row, "female_share");
  }
  return data;
}

std::vector<std::string> place_names() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : kith_safety_files()) {
    if (!file.name.starts_with("places/") || !file.name.ends_with(".toml")) continue;
    names.emplace_back(file.name.substr(7, file.name.size() - 7 - 5));
  }
  return names;
}

std::vector<std::string> ward_names(const std::string& place) { return read_place(place).place.wards; }

}  // namespace kith::safety
