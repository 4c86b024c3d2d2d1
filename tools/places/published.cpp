#include "tools/places/published.hpp"

#include "engine/settings/toml_tree.hpp"
#include "tools/console/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace kith::tools {
namespace {

constexpr std::size_t largest_table = 400'000'000;   // bytes; single years of age for all of England take some 60 MB
constexpr std::size_t most_problems_of_a_file = 20;  // more would bury the first
constexpr std::size_t single_years = 91;

std::string area_of(const PublishedArea& area) { return fmt::format("{} ({})", area.code, area.name); }

int other_of(int boundaries) { return boundaries == 2011 ? 2021 : 2011; }

/// Number of the age column "age_37" in a table whose prefix is "age_"; -1 if it is none. "90_and_over" is 90.
int age_of_column(std::string_view column, std::string_view prefix) {
  if (!column.starts_with(prefix)) return -1;
  column.remove_prefix(prefix.size());
  int age = 0;
  std::size_t digits = 0;
  for (; digits < column.size() && column[digits] >= '0' && column[digits] <= '9' && digits < 3; ++digits)
    age = age * 10 + (column[digits] - '0');
  if (digits == 0 || (digits < column.size() && age < 90)) return -1;
  return age;
}

}  // namespace

const CsvTable& Published::table(const PlanTable& asked) {
  auto& slot = tables_[asked.file.string()];
  if (!slot) {
    const auto text = read_text_file(asked.file, largest_table, asked.where, problems_);
    static std::vector<Problem> ignored;  // of a table that cannot be read nothing more is worth saying
    slot =
        std::make_unique<CsvTable>(CsvTable::parse(text.value_or(""), asked.file.string(), text ? problems_ : ignored));
  }
  return *slot;
}

District Published::district(const std::string& name, const SourceLocation& asked) {
  const PlanTable& lookup = plan_.table("areas");
  const CsvTable& rows = table(lookup);
  const std::size_t code = rows.column(lookup.column("code")), area_name = rows.column(lookup.column("area_name"));
  const std::size_t ward = rows.column(lookup.column("ward")), ward_code = rows.column(lookup.column("ward_code"));
  const std::size_t of_code = rows.column(lookup.column("district_code")),
                    of_name = rows.column(lookup.column("district_name"));
  District district;
  district.boundaries = lookup.boundaries;
  std::set<std::string> known;
  std::map<std::string, PublishedArea> areas;
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    all_areas_.insert(rows.text(row, code));
    known.insert(rows.text(row, of_name));
    known.insert(rows.text(row, of_code));
    if (name != rows.text(row, of_name) && name != rows.text(row, of_code)) continue;
    district.code = rows.text(row, of_code);
    district.name = rows.text(row, of_name);
    const std::string& of_ward = rows.text(row, ward).empty() ? rows.text(row, ward_code) : rows.text(row, ward);
    if (of_ward.empty()) rows.problem(row, "the area has neither a ward's name nor its code");
    PublishedArea area{rows.text(row, code), rows.text(row, area_name), of_ward};
    if (!areas.emplace(area.code, area).second)
      rows.problem(row, fmt::format("the area {} was there before", in_quotes(area.code)));
  }
  if (areas.empty() && rows.rows() > 0) {
    const std::vector<std::string> names(known.begin(), known.end());
    add_problem(
        problems_, asked,
        fmt::format("{} has no district {}{}", lookup.file.string(), in_quotes(name), did_you_mean(name, names)));
  }
  for (auto& [key, area] : areas) {
    district.index.emplace(key, district.areas.size());
    district.areas.push_back(std::move(area));
  }
  read_vintages(district);
  return district;
}

void Published::read_vintages(District& district) {
  const PlanTable& lookup = plan_.table("vintages");
  if (!lookup.given() || district.areas.empty()) return;
  const CsvTable& rows = table(lookup);
  std::size_t own = rows.column(lookup.column("code_2011")), other = rows.column(lookup.column("code_2021"));
  if (district.boundaries == 2021) std::swap(own, other);
  std::set<std::pair<std::string, std::string>> seen;
  std::vector<bool> linked(district.size(), false);
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    all_other_areas_.insert(rows.text(row, other));
    const auto found = district.index.find(rows.text(row, own));
    if (found == district.index.end()) continue;
    const std::string& origin = rows.text(row, other);
    if (!seen.emplace(found->first, origin).second) {
      rows.problem(row, fmt::format("{} and {} were linked before", found->first, origin));
      continue;
    }
    linked[found->second] = true;
    const auto [place, fresh] = district.other.index.emplace(origin, district.other.origins.size());
    if (fresh) district.other.origins.push_back({origin, {}});
    district.other.origins[place->second].parts.push_back(found->second);
  }
  for (std::size_t i = 0; i < linked.size(); ++i) {
    if (!linked[i])
      rows.problem(fmt::format("the area {} of {} has no row", area_of(district.areas[i]), district.boundaries));
  }
}

/// Which codes are the district's in a table, and which belong to its other vintage.
struct Published::Codes {
  const District& district;
  bool other;

  std::optional<std::size_t> own(const std::string& code) const {
    const auto& index = other ? district.other.index : district.index;
    const auto found = index.find(code);
    return found == index.end() ? std::nullopt : std::optional(found->second);
  }
  bool of_wrong_vintage(const std::string& code) const {
    return other ? district.index.contains(code) : district.other.index.contains(code);
  }
  std::size_t size() const { return other ? district.other.origins.size() : district.size(); }
  std::string name(std::size_t number) const {
    return other ? district.other.origins[number].code : area_of(district.areas[number]);
  }
};

/// The row of each code. A row of another district is passed over: one that says so, or whose code the lookup has.
std::vector<std::size_t> Published::find_rows(const PlanTable& asked, const District& district, bool other) {
  const CsvTable& rows = table(asked);
  const Codes codes{district, other};
  const std::size_t code = rows.column(asked.column("code"));
  const auto of_district =
      asked.columns.contains("district_code") ? rows.find_column(asked.column("district_code")) : std::nullopt;
  const int vintage = other ? other_of(district.boundaries) : district.boundaries;
  const std::set<std::string>& everywhere = other ? all_other_areas_ : all_areas_;
  std::vector<std::size_t> found(codes.size(), CsvTable::none);
  if (code == CsvTable::none) return found;
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    const std::string& area = rows.text(row, code);
    if (const auto number = codes.own(area)) {
      if (found[*number] != CsvTable::none)
        rows.problem(row, fmt::format("the area {} was there before", in_quotes(area)));
      found[*number] = row;
    } else if (codes.of_wrong_vintage(area)) {
      rows.problem(row, fmt::format("{} is an area of {}; the build file says this table is of {}", in_quotes(area),
                                    other_of(vintage), vintage));
    } else if (of_district ? rows.text(row, *of_district) == district.code : !everywhere.contains(area)) {
      rows.problem(row,
                   fmt::format("unknown area {}: {} has no such area of {}", in_quotes(area), district.name, vintage));
    }
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i] == CsvTable::none && rows.rows() > 0)
      rows.problem(fmt::format("the area {} of {} has no row", codes.name(i), vintage));
  }
  return found;
}

bool Published::of_own_vintage(const PlanTable& asked, const District& district) {
  if (asked.boundaries == district.boundaries) return true;
  add_problem(
      problems_, asked.boundaries_where,
      fmt::format(
          "[{}] is of areas of {} but the place is built on those of {}, and what it says cannot be moved between them",
          asked.rule->name, asked.boundaries, district.boundaries));
  return false;
}

DistrictRows Published::rows(const PlanTable& asked, const District& district) {
  if (of_own_vintage(asked, district)) return {&table(asked), find_rows(asked, district, false)};
  return {&table(asked), std::vector<std::size_t>(district.size(), CsvTable::none)};
}

AreaCounts Published::read_columns(const PlanTable& asked, const std::vector<std::size_t>& found,
                                   std::span<const std::string> columns) {
  const CsvTable& rows = table(asked);
  std::vector<std::size_t> numbers;
  for (const std::string& column : columns) numbers.push_back(rows.column(asked.prefix + column));
  AreaCounts counts(found.size(), std::vector<double>(columns.size(), 0.0));
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i] == CsvTable::none) continue;
    for (std::size_t j = 0; j < numbers.size(); ++j) counts[i][j] = rows.count(found[i], numbers[j]);
  }
  return counts;
}

AreaCounts Published::counts(const PlanTable& asked, const District& district, std::span<const std::string> columns) {
  if (asked.boundaries == district.boundaries) return read_columns(asked, find_rows(asked, district, false), columns);
  AreaCounts moved(district.size(), std::vector<double>(columns.size(), 0.0));
  if (!plan_.table("vintages").given()) {
    add_problem(
        problems_, asked.boundaries_where,
        fmt::format(
            "[{}] is of areas of {} but the place is built on those of {}; name the published lookup between them "
            "under [vintages]",
            asked.rule->name, asked.boundaries, district.boundaries));
    return moved;
  }
  const AreaCounts published = read_columns(asked, find_rows(asked, district, true), columns);
  for (std::size_t i = 0; i < district.other.origins.size(); ++i) {
    const auto& parts = district.other.origins[i].parts;
    double people = 0;
    for (const std::size_t part : parts) people += district.people[part];
    for (const std::size_t part : parts) {
      const double share = people > 0 ? district.people[part] / people : 1.0 / static_cast<double>(parts.size());
      for (std::size_t j = 0; j < columns.size(); ++j) moved[part][j] += share * published[i][j];
    }
  }
  return moved;
}

AreaCounts Published::ages(const PlanTable& asked, const District& district) {
  if (!of_own_vintage(asked, district)) return AreaCounts(district.size(), std::vector<double>(single_years, 0.0));
  const CsvTable& rows = table(asked);
  const std::string& prefix = asked.column("age_prefix");
  std::vector<std::string> columns{asked.column("youngest")};
  for (std::size_t age = 1; age + 1 < single_years; ++age) columns.push_back(fmt::format("{}{}", prefix, age));
  const std::size_t under_90 = columns.size();
  const auto counted = [&](const std::string& column) {
    return std::find(asked.leave_out.begin(), asked.leave_out.end(), column) == asked.leave_out.end();
  };
  for (const std::string& column : asked.leave_out) rows.column(column);
  for (const std::string& column : rows.columns()) {
    if (age_of_column(column, prefix) >= 90 && counted(column)) columns.push_back(column);
  }
  if (columns.size() == under_90 && !rows.columns().empty())
    rows.problem(fmt::format("there is no column for people of 90 and over ({}90...)", prefix));
  AreaCounts ages = counts(asked, district, columns);
  for (auto& of_area : ages) {
    const double oldest = std::accumulate(of_area.begin() + static_cast<std::ptrdiff_t>(under_90), of_area.end(), 0.0);
    of_area.resize(under_90);
    of_area.push_back(oldest);
  }
  return ages;
}

std::vector<std::pair<std::size_t, std::size_t>> Published::neighbours(const PlanTable& asked,
                                                                       const District& district) {
  const CsvTable& rows = table(asked);
  const std::size_t a = rows.column(asked.column("area_a")), b = rows.column(asked.column("area_b"));
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  if (!of_own_vintage(asked, district)) return pairs;
  std::set<std::pair<std::size_t, std::size_t>> seen;
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    const auto first = district.index.find(rows.text(row, a)), second = district.index.find(rows.text(row, b));
    for (const std::size_t column : {a, b}) {
      if (!all_areas_.contains(rows.text(row, column)))
        rows.problem(row, fmt::format("unknown area {}", in_quotes(rows.text(row, column))));
    }
    if (first == district.index.end() || second == district.index.end()) continue;
    const std::pair pair{first->second, second->second};
    if (!seen.insert(pair).second)
      rows.problem(row, fmt::format("{} and {} were there before", first->first, second->first));
    if (!seen.contains({pair.second, pair.first})) pairs.push_back(pair);
  }
  return pairs;
}

void Published::stop_if_unsound() const {
  if (problems_.empty()) return;
  std::vector<Problem> told;
  std::map<std::string, std::size_t> of_file;
  std::set<std::string> said;  // a table read for several districts has its faults found several times
  std::map<std::pair<std::string, std::string>, std::size_t>
      alike;  // how often a file has a fault, and where it is told
  std::map<std::size_t, std::size_t> more;
  for (const Problem& problem : problems_) {
    if (!said.insert(format_location(problem.where) + problem.message).second) continue;
    const auto [first, fresh] = alike.emplace(std::pair(problem.where.file, problem.message), told.size());
    if (!fresh) {
      ++more[first->second];
      continue;
    }
    if (++of_file[problem.where.file] <= most_problems_of_a_file)
      told.push_back(problem);
    else
      alike.erase(first);
  }
  for (const auto& [number, count] : more)
    told[number].message += fmt::format(" (and in {})", plural(count, "more row"));
  for (const auto& [file, count] : of_file) {
    if (count > most_problems_of_a_file)
      add_problem(told, SourceLocation{file}, fmt::format("and {} more problems", count - most_problems_of_a_file));
  }
  throw InputError(std::move(told));
}

}  // namespace kith::tools
