#include "results/full_years.hpp"

#include "engine/settings/resolved_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace kith::results {

namespace {

/// "" if it differs from the start, or in nothing. Reading a resolved scenario takes a while, and many ask.
std::string day_of_first_difference(const std::string& base, const std::string& alternative) {
  constexpr std::size_t most_kept = 64;
  thread_local std::map<std::pair<std::string, std::string>, std::string> known;
  if (known.size() > most_kept) known.clear();
  const auto [found, is_new] = known.try_emplace({base, alternative});
  if (!is_new) return found->second;
  const auto differences = setting_differences(base, alternative);
  const auto earliest = std::ranges::min_element(differences, {}, &SettingDifference::at);
  if (earliest != differences.end()) found->second = earliest->at;
  return found->second;
}

std::string month_and_year(Date date) {
  constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                              "July",    "August",   "September", "October", "November", "December"};
  const std::chrono::year_month_day day{date};
  const auto number = static_cast<unsigned>(day.day());
  return fmt::format("{}{} {}", number == 1 ? "" : fmt::format("{} ", number),
                     months.at(static_cast<unsigned>(day.month()) - 1), static_cast<int>(day.year()));
}

FullYears years_from(const Run& run, Date change) {
  FullYears years;
  const std::optional<std::size_t> last = last_year_by(run, parse_date(run.end));
  if (!last) return years;
  while (first_day_of_year(run, years.first) + std::chrono::days(calendar_slack_days) < change) ++years.first;
  if (years.first > *last) return {};
  years.count = *last - years.first + 1;
  years.words = fmt::format("full years from {}", month_and_year(first_day_of_year(run, years.first)));
  return years;
}

}  // namespace

Date first_difference(const Run& comparison, std::size_t alternative) {
  const std::string day =
      day_of_first_difference(comparison.scenarios[0].resolved, comparison.scenarios[alternative].resolved);
  return parse_date(day.empty() ? comparison.start : day);
}

FullYears full_years(const Run& run) {
  std::vector<Date> changes;
  for (std::size_t i = 1; i < run.scenarios.size(); ++i) changes.push_back(first_difference(run, i));
  std::ranges::sort(changes, std::greater{});
  for (const Date change : changes)
    if (FullYears years = years_from(run, change); !years.whole_run()) return years;
  return {0, 0, "the whole run"};
}

std::size_t year_of_day(std::int64_t day) {
  return static_cast<std::size_t>(static_cast<double>(std::max<std::int64_t>(0, day)) / days_per_year);
}

std::optional<std::size_t> last_year_by(const Run& run, Date by) {
  const std::size_t over = year_of_day((by - parse_date(run.start)).count() + 1 + calendar_slack_days);
  if (over == 0) return std::nullopt;
  return over - 1;
}

Date first_day_of_year(const Run& run, std::size_t year) {
  const std::chrono::year_month_day start{parse_date(run.start)};
  const auto later = start + std::chrono::years(static_cast<int>(year));
  return later.ok() ? Date(std::chrono::sys_days(later))
                    : Date(std::chrono::sys_days(later.year() / later.month() / std::chrono::last));
}

}  // namespace kith::results
