#include "tools/places/offences.hpp"

#include "engine/settings/toml_tree.hpp"
#include "results/sha256.hpp"
#include "tools/console/format.hpp"
#include "tools/places/police_kinds.hpp"
#include "tools/places/published.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace kith::tools {
namespace {

constexpr std::size_t largest_offence_table = 400'000'000;  // bytes
constexpr std::size_t most_months_named = 3;

/// What data.police.uk calls the columns.
const std::map<std::string, std::string, std::less<>> police_names{
    {"code", "LSOA code"}, {"type", "Crime type"}, {"month", "Month"}, {"crime_id", "Crime ID"}};

/// Kinds of all years that a place does not need; in small letters.
const std::set<std::string, std::less<>> kinds_not_used{"anti-social behaviour",
                                                        "bicycle theft",
                                                        "burglary",
                                                        "criminal damage and arson",
                                                        "drugs",
                                                        "other crime",
                                                        "other theft",
                                                        "possession of weapons",
                                                        "vehicle crime",
                                                        "violent crime",
                                                        "violence and sexual offences"};

/// Columns of one file of offences; `none` for those it does not have and need not.
struct OffenceColumns {
  std::size_t code, type, month, crime_id, count;

  OffenceColumns(const CsvTable& rows, const PlanTable& asked)
      : code(needed(rows, asked, "code")),
        type(needed(rows, asked, "type")),
        month(optional(rows, asked, "month")),
        crime_id(optional(rows, asked, "crime_id")),
        count(optional(rows, asked, "count")) {}

 private:
  static std::optional<std::size_t> found(const CsvTable& rows, const PlanTable& asked, std::string_view key) {
    const auto own = rows.find_column(asked.column(key));
    const auto police = police_names.find(key);
    return own || asked.said(key) || police == police_names.end() ? own : rows.find_column(police->second);
  }
  static std::size_t needed(const CsvTable& rows, const PlanTable& asked, std::string_view key) {
    const auto column = found(rows, asked, key);
    return column ? *column : rows.column(asked.column(key));
  }
  static std::size_t optional(const CsvTable& rows, const PlanTable& asked, std::string_view key) {
    return asked.said(key) ? needed(rows, asked, key) : found(rows, asked, key).value_or(CsvTable::none);
  }
};

std::string list_of(const std::map<std::string, double>& kinds) {
  std::vector<std::string> parts;
  for (const auto& [kind, count] : kinds) parts.push_back(fmt::format("{} {:g}", kind, count));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string months_text(const std::set<std::string>& months) {
  if (months.empty()) return "of unnamed months";
  if (months.size() <= most_months_named) return fmt::format("of {}", fmt::join(months, ", "));
  return fmt::format("of {} months from {} to {}", months.size(), *months.begin(), *months.rbegin());
}

}  // namespace

std::string account_text(const OffenceAccount& account) {
  std::string text =
      fmt::format("Street-level crime: {} {} read from {}", plural(static_cast<std::int64_t>(account.rows), "row"),
                  months_text(account.months), plural(account.files, "file"));
  if (account.copies > 0) text += fmt::format(" ({} more, the same byte for byte, passed over)", account.copies);
  text += fmt::format("; {} placed", format_count(account.placed));
  if (account.other_vintage > 0)
    text += fmt::format(" ({} in areas of the other vintage, by the lookup)", format_count(account.other_vintage));
  text +=
      fmt::format("; not placed: {} without an area, {} in other districts, {} in areas the lookup does not have",
                  format_count(account.no_area), format_count(account.elsewhere), format_count(account.unknown_area));
  text +=
      fmt::format("; {} with a crime number that was there before, not counted again", format_count(account.repeated));
  if (account.contradicting > 0)
    text += fmt::format(" ({} of them with another kind or area)", format_count(account.contradicting));
  if (account.alike > 0)
    text += fmt::format("; {} without a number and alike to the last letter, counted since nothing tells them apart",
                        format_count(account.alike));
  text += fmt::format("; used: {}", account.used.empty() ? "none" : list_of(account.used));
  std::size_t others = 0;
  for (const auto& [kind, count] : account.not_used) others += count;
  text += fmt::format("; {} rows of kinds that are not used", format_count(others));
  std::vector<std::string> unknown;
  for (const auto& [kind, count] : account.unknown) unknown.push_back(fmt::format("{} {}", in_quotes(kind), count));
  if (!unknown.empty()) text += fmt::format("; unknown kinds: {}", fmt::join(unknown, ", "));
  return text + ".";
}

/// Goes through the files and counts; one object a call of Published::offences.
class Published::OffenceCounter {
 public:
  OffenceCounter(Published& published, const PlanTable& asked, const District& district,
                 const std::vector<std::vector<std::string>>& types, OffenceAccount& account)
      : published_(published), asked_(asked), district_(district), account_(account) {
    for (std::size_t group = 0; group < types.size(); ++group)
      for (const std::string& type : types[group]) groups_.emplace(small_letters(type), std::pair(group, type));
    counts_.assign(district.size(), std::vector<double>(types.size(), 0.0));
  }

  AreaCounts count() {
    for (const auto& file : asked_.files) read(file);
    const bool nothing = account_.used.empty() && published_.problems_.empty();
    if (nothing)
      add_problem(published_.problems_, {asked_.files.front().string()},
                  "no offence of the kinds a place needs was found in the district. " + account_text(account_));
    return std::move(counts_);
  }

 private:
  void read(const std::filesystem::path& file) {
    const auto text = read_text_file(file, largest_offence_table, asked_.where, published_.problems_);
    if (!text) return;
    if (!digests_.insert(results::sha256(*text)).second) {
      ++account_.copies;
      return;
    }
    ++account_.files;
    const CsvTable rows = CsvTable::parse(*text, file.string(), published_.problems_);
    const OffenceColumns columns(rows, asked_);
    if (columns.code == CsvTable::none || columns.type == CsvTable::none) return;
    const std::size_t repeated_before = same_counts_;
    for (std::size_t row = 0; row < rows.rows(); ++row) take(rows, row, columns);
    if (same_counts_ > repeated_before)
      rows.problem(first_same_, fmt::format("the same as a row before to the last letter{}: it may be the same count "
                                            "again or another; add them up or take one out",
                                            same_counts_ - repeated_before > 1
                                                ? fmt::format(" (and {} more)", same_counts_ - repeated_before - 1)
                                                : ""));
  }

  void take(const CsvTable& rows, std::size_t row, const OffenceColumns& columns) {
    ++account_.rows;
    if (!rows.text(row, columns.month).empty()) account_.months.insert(rows.text(row, columns.month));
    const auto parts = parts_of(rows.text(row, columns.code));
    if (parts.empty()) return;
    ++account_.placed;
    const std::string& kind = rows.text(row, columns.type);
    const auto group = groups_.find(small_letters(kind));
    if (group == groups_.end()) {
      const bool known = kinds_not_used.contains(small_letters(kind));
      ++(known ? account_.not_used[small_letters(kind)] : account_.unknown[kind]);
      return;
    }
    if (was_there(rows, row, columns)) return;
    const double offences = columns.count == CsvTable::none ? 1 : rows.count(row, columns.count);
    account_.used[group->second.second] += offences;
    for (const auto& [area, share] : parts) counts_[area][group->second.first] += share * offences;
  }

  /// The areas of the district a code stands for and the share each gets; none if it is elsewhere, which is noted.
  std::vector<std::pair<std::size_t, double>> parts_of(const std::string& code) {
    if (code.empty()) return ++account_.no_area, Parts{};
    if (const auto own = district_.index.find(code); own != district_.index.end()) return {{own->second, 1.0}};
    const auto other = district_.other.index.find(code);
    if (other == district_.other.index.end()) {
      const bool known = published_.all_areas_.contains(code) || published_.all_other_areas_.contains(code);
      ++(known ? account_.elsewhere : account_.unknown_area);
      return {};
    }
    ++account_.other_vintage;
    const auto& areas = district_.other.origins[other->second].parts;
    double people = 0;
    for (const std::size_t area : areas) people += district_.people[area];
    Parts parts;
    for (const std::size_t area : areas)
      parts.emplace_back(area, people > 0 ? district_.people[area] / people : 1.0 / static_cast<double>(areas.size()));
    return parts;
  }

  /// Whether a row says again what was said; one that has no number and looks the same is counted and noted.
  bool was_there(const CsvTable& rows, std::size_t row, const OffenceColumns& columns) {
    const std::string& number = rows.text(row, columns.crime_id);
    if (!number.empty()) {
      const std::string said = rows.text(row, columns.code) + "\n" + small_letters(rows.text(row, columns.type));
      const auto [before, fresh] = numbers_.emplace(number, said);
      account_.repeated += !fresh;
      account_.contradicting += !fresh && before->second != said;
      return !fresh;
    }
    std::string whole;
    for (std::size_t column = 0; column < rows.columns().size(); ++column) whole += rows.text(row, column) + "\n";
    if (rows_.insert(std::move(whole)).second) return false;
    if (columns.count == CsvTable::none) return ++account_.alike, false;
    if (same_counts_++ == 0) first_same_ = row;
    return true;
  }

  using Parts = std::vector<std::pair<std::size_t, double>>;
  Published& published_;
  const PlanTable& asked_;
  const District& district_;
  OffenceAccount& account_;
  std::map<std::string, std::pair<std::size_t, std::string>, std::less<>> groups_;  ///< group and name by small name
  std::set<std::string> digests_, rows_;
  std::map<std::string, std::string> numbers_;  ///< area and kind by crime number
  std::size_t same_counts_ = 0, first_same_ = 0;
  AreaCounts counts_;
};

AreaCounts Published::offences(const PlanTable& asked, const District& district,
                               const std::vector<std::vector<std::string>>& types, OffenceAccount& account) {
  if (asked.boundaries != district.boundaries && !plan_.table("vintages").given()) {
    of_own_vintage(asked, district);
    return AreaCounts(district.size(), std::vector<double>(types.size(), 0.0));
  }
  return OffenceCounter(*this, asked, district, types, account).count();
}

}  // namespace kith::tools
