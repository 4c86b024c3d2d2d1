// Which years of a comparison show what a change brings: those that begin once the scenarios differ and that the run
// holds whole. Years before the change are the same in both worlds, and a part of a year has other seasons.
#pragma once

#include "engine/time/calendar.hpp"
#include "results/results.hpp"

#include <optional>
#include <string>

namespace kith::results {

/// Twelve-month years of a run, counted from its first day.
struct FullYears {
  std::size_t first = 0;
  std::size_t count = 0;  ///< 0: no such year, so that the whole run is all there is to go by
  std::string words;      ///< "full years from April 2014", or "the whole run"

  bool whole_run() const { return count == 0; }
  bool holds(std::size_t year) const { return whole_run() || (year >= first && year < first + count); }
};

/// A calendar and a count of 365.25 days may part by this much.
inline constexpr int calendar_slack_days = 3;

/// The day on which an alternative (1 ..) comes to differ from the base in a setting; the first of the run if it does
/// from the start, or in none that is known.
Date first_difference(const Run& comparison, std::size_t alternative);

/// Of a comparison: the same years for all its alternatives, those after the last of their first differences that
/// leaves any. Of a run of one scenario: the whole run.
FullYears full_years(const Run& run);

/// The twelve-month year of a run that a day belongs to, counted in days from its start.
std::size_t year_of_day(std::int64_t day);

/// The last year of a run that is over by a day of it; nothing before the first is.
std::optional<std::size_t> last_year_by(const Run& run, Date by);

/// The first day of a year of the run.
Date first_day_of_year(const Run& run, std::size_t year);

}  // namespace kith::results
