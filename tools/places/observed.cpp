#include "tools/places/observed.hpp"

#include "engine/tables/csv_table.hpp"
#include "results/sha256.hpp"
#include "tools/console/format.hpp"
#include "tools/places/police_kinds.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>

namespace kith::tools {
namespace {

constexpr std::size_t largest_unpacked_file = 1'000'000'000;  // bytes, unpacked

/// "" of an ordinary file.
std::string not_there(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return "does not exist; check the name";
  return std::filesystem::is_regular_file(file, error) ? "" : "is no ordinary file";
}

/// The bytes of a file, unpacked if it is packed; a problem and nothing if that cannot be done.
std::optional<std::string> unpacked(const std::filesystem::path& file, std::vector<Problem>& problems) {
  const auto fail = [&](const std::string& what) {
    add_problem(problems, {file.string()}, what);
    return std::optional<std::string>{};
  };
  if (const std::string fault = not_there(file); !fault.empty()) return fail(fault);
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> in(gzopen(file.c_str(), "rb"), gzclose);
  if (in == nullptr) return fail("cannot be read");
  std::string text;
  std::array<char, 1 << 16> part{};
  int length = 0;
  while ((length = gzread(in.get(), part.data(), part.size())) > 0) {
    text.append(part.data(), static_cast<std::size_t>(length));
    if (text.size() > largest_unpacked_file) return fail("is larger than 1 GB; that is no file of a month");
  }
  int code = Z_OK;
  gzerror(in.get(), &code);
  if (length < 0 || code == Z_BUF_ERROR) return fail("is packed by gzip, but damaged or cut short; take a fresh copy");
  return text;
}

std::string next_month(const std::string& month) {
  const int year = std::stoi(month.substr(0, 4)), number = std::stoi(month.substr(5));
  return number == 12 ? fmt::format("{:04}-01", year + 1) : fmt::format("{:04}-{:02}", year, number + 1);
}

class Observer {
 public:
  explicit Observer(const ObservedAreas& areas) : areas_(areas) {}

  Observed take(const std::vector<std::filesystem::path>& files) {
    for (const auto& file : files) read(file);
    if (!problems_.empty()) throw InputError(problems_);
    return std::move(seen_);
  }

 private:
  struct Columns {
    std::size_t id, month, area, kind;
  };

  void read(const std::filesystem::path& file) {
    const auto text = unpacked(file, problems_);
    if (!text) return;
    if (!digests_.insert(results::sha256(*text)).second) {
      ++seen_.copies;
      return;
    }
    ++seen_.files;
    const CsvTable rows = CsvTable::parse(*text, file.string(), problems_);
    const Columns columns{rows.find_column("Crime ID").value_or(CsvTable::none), rows.column("Month"),
                          rows.column("LSOA code"), rows.column("Crime type")};
    if (columns.month == CsvTable::none || columns.area == CsvTable::none || columns.kind == CsvTable::none) return;
    for (std::size_t row = 0; row < rows.rows(); ++row) take(rows, row, columns);
  }

  void take(const CsvTable& rows, std::size_t row, const Columns& columns) {
    ++seen_.read;
    const std::string& month = rows.text(row, columns.month);
    if (!is_month(month)) {
      rows.problem(
          row, fmt::format("Month is {}; it is a year from 2000 on and a month, such as 2016-06", in_quotes(month)));
      return;
    }
    seen_.months.insert(month);
    const std::string& area = rows.text(row, columns.area);
    if (area.empty()) {
      ++seen_.no_area;
      return;
    }
    const bool own = areas_.own.contains(area);
    const auto other = areas_.other.find(area);
    if (!own && other == areas_.other.end()) {
      ++seen_.outside;
      return;
    }
    const std::string& written = rows.text(row, columns.kind);
    const PoliceKind* kind = police_kind(written, month);
    if (kind == nullptr) {
      ++seen_.unknown_kind;
      ++seen_.unknown_kinds[written];
    } else if (was_there(rows.text(row, columns.id))) {
      ++seen_.repeated;
    } else {
      ++seen_.counted;
      add(month, area, own ? nullptr : &other->second, kind->name);
    }
  }

  bool was_there(const std::string& number) { return !number.empty() && !numbers_.insert(number).second; }

  void add(const std::string& month, const std::string& area, const std::vector<std::pair<std::string, double>>* parts,
           const std::string& kind) {
    if (parts == nullptr) {
      seen_.rows[{month, area, kind}] += 1;
      return;
    }
    ++seen_.other_vintage;
    double placed = 0;
    for (const auto& [part, share] : *parts) {
      seen_.rows[{month, part, kind}] += share;
      placed += share;
    }
    seen_.left_out += 1 - placed;
  }

  const ObservedAreas& areas_;
  std::vector<Problem> problems_;
  std::set<std::string> digests_, numbers_;
  Observed seen_;
};

/// "2015-03, 2015-06 to 2016-01": months that follow one another told together.
std::string months_in_a_row(const std::vector<std::string>& months) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < months.size();) {
    std::size_t last = i;
    while (last + 1 < months.size() && months[last + 1] == next_month(months[last])) ++last;
    texts.push_back(last == i ? months[i] : fmt::format("{} to {}", months[i], months[last]));
    i = last + 1;
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

}  // namespace

void add_vintages(std::string_view text, const std::string& file, ObservedAreas& areas,
                  std::vector<Problem>& problems) {
  const CsvTable links = CsvTable::parse(text, file, problems);
  const std::size_t before = links.column("lsoa11_code"), after = links.column("lsoa21_code");
  if (before == CsvTable::none || after == CsvTable::none) return;
  std::map<std::string, std::set<std::string>> made_of;
  for (std::size_t row = 0; row < links.rows(); ++row) made_of[links.text(row, after)].insert(links.text(row, before));
  for (const auto& [code, parts] : made_of) {
    if (areas.own.contains(code)) continue;
    std::vector<std::pair<std::string, double>> here;
    for (const std::string& part : parts)
      if (areas.own.contains(part)) here.emplace_back(part, 1.0 / static_cast<double>(parts.size()));
    if (!here.empty()) areas.other.emplace(code, std::move(here));
  }
  const auto is_of_the_place = [&](const auto& link) {
    return std::ranges::any_of(link.second, [&](const std::string& part) { return areas.own.contains(part); });
  };
  if (std::ranges::none_of(made_of, is_of_the_place))
    add_problem(problems, {file}, "none of its areas (lsoa11_code) lies in the place; it would have no effect");
}

std::vector<std::string> Observed::gaps() const {
  std::vector<std::string> missing;
  if (months.empty()) return missing;
  for (std::string month = *months.begin(); month < *months.rbegin(); month = next_month(month))
    if (!months.contains(month)) missing.push_back(month);
  return missing;
}

void check_there(const std::vector<std::filesystem::path>& files) {
  std::vector<Problem> problems;
  for (const auto& file : files)
    if (const std::string fault = not_there(file); !fault.empty()) add_problem(problems, {file.string()}, fault);
  if (!problems.empty()) throw InputError(problems);
}

Observed observe(const std::vector<std::filesystem::path>& files, const ObservedAreas& areas) {
  return Observer(areas).take(files);
}

std::string observed_text(const Observed& observed) {
  const std::vector<std::string> gaps = observed.gaps();
  std::string text = fmt::format("Read {} of {} from {}", plural(static_cast<std::int64_t>(observed.read), "row"),
                                 plural(static_cast<std::int64_t>(observed.months.size()), "month"),
                                 plural(static_cast<std::int64_t>(observed.files), "file"));
  if (!observed.months.empty()) text += fmt::format(", {} to {}", *observed.months.begin(), *observed.months.rbegin());
  if (observed.copies > 0) text += fmt::format(" ({} more, the same byte for byte, passed over)", observed.copies);
  text += fmt::format(
      ".\n{} read = {} counted + {} outside the place + {} without an area + {} with a crime number that was there "
      "before "
      "+ {} of an unknown kind.\n",
      format_count(observed.read), format_count(observed.counted), format_count(observed.outside),
      format_count(observed.no_area), format_count(observed.repeated), format_count(observed.unknown_kind));
  if (observed.other_vintage > 0)
    text += fmt::format("Of those counted {} lie in areas of the other vintage, by the lookup; {} of them outside.\n",
                        format_count(observed.other_vintage), count_cell(observed.left_out));
  if (!gaps.empty()) text += fmt::format("No row of these months: {}.\n", months_in_a_row(gaps));
  std::vector<std::string> kinds;
  for (const auto& [kind, rows] : observed.unknown_kinds) kinds.push_back(fmt::format("{} {}", in_quotes(kind), rows));
  if (!kinds.empty()) text += fmt::format("Unknown kinds, not counted: {}.\n", fmt::join(kinds, ", "));
  return text;
}

/// No police file is of another century.
bool is_month(const std::string& text) {
  constexpr std::size_t length = 7, dash = 4;
  const bool digits = text.size() == length && text[dash] == '-' &&
                      std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; }) == 6;
  return digits && text.starts_with("20") && text.substr(dash + 1) >= "01" && text.substr(dash + 1) <= "12";
}

std::string month_of(Date date) { return format_date(date).substr(0, std::string("2016-06").size()); }

double days_in_month(const std::string& month) {
  return static_cast<double>((parse_date(next_month(month) + "-01") - parse_date(month + "-01")).count());
}

std::string count_cell(double count) {
  return count == std::floor(count) ? fmt::format("{:.0f}", count) : fmt::format("{:.6g}", count);
}

std::string observed_csv(const Observed& observed) {
  std::string text = "month,area,kind,model_types,offences\n";
  for (const auto& [key, count] : observed.rows) {
    const auto& [month, area, kind] = key;
    const PoliceKind* of = police_kind(kind, month);
    text += fmt::format("{},{},{},{},{}\n", month, csv_cell(area), csv_cell(kind),
                        of == nullptr ? "" : fmt::format("{}", fmt::join(of->types, "|")), count_cell(count));
  }
  return text;
}

}  // namespace kith::tools
