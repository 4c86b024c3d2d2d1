// Calendar time: dates, whole days since the start of a run, and the steps a run is cut into.
// Rates everywhere are given per year of 365.25 days.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace kith {

using Date = std::chrono::sys_days;
/// Whole days since `Timeline::start`; negative during burn-in.
using Day = std::int32_t;

inline constexpr double days_per_year = 365.25;
inline constexpr double days_per_week = 7;
inline constexpr double days_per_month = days_per_year / 12;

/// "2013-04-01". Throws std::invalid_argument unless `text` is a real date in that form.
Date parse_date(const std::string& text);
std::string format_date(Date date);

/// The days [begin, end) of one step.
struct Step {
  std::int32_t index;  ///< 0 for the first step simulated, burn-in included
  Day begin;
  Day end;
  double years() const { return (end - begin) / days_per_year; }
};

/// The days [begin, end) of one reporting period; `whole` unless the run ends within it.
struct Period {
  Day begin;
  Day end;
  bool whole;
  Day days() const { return end - begin; }
};

/// A run from `start` to `end` (both days included) after `burn_in_days`, in steps of `step_days`.
/// Steps are aligned on day 0, so the first step of burn-in and the last step may be shorter.
struct Timeline {
  Date start;
  Date end;
  std::int32_t step_days = 7;
  std::int32_t burn_in_days = 0;
  std::int32_t report_days = 7;  ///< length of one reporting period; a multiple of step_days

  Day last_day() const { return static_cast<Day>((end - start).count()); }
  std::int32_t step_count() const;
  std::int32_t period_count() const;  ///< reporting periods after burn-in
  Step step(std::int32_t index) const;
  std::int32_t period_of(Day day) const { return day / report_days; }  ///< day >= 0
  /// Whether the run holds the twelve months from `year` times 365.25 days on; a day may be lacking, as calendar years
  /// are shorter.
  bool year_is_whole(std::int32_t year) const { return (year + 1) * days_per_year <= last_day() + 2; }
  Period period(std::int32_t index) const;  ///< 0 <= index < period_count()
  Day day_of(Date date) const { return static_cast<Day>((date - start).count()); }
  Date date_of(Day day) const { return start + std::chrono::days{day}; }
};

/// Age in whole years on `day` of somebody born on `birth` (days on the same axis), by 365.25-day years.
inline int age_on(Day birth, Day day) { return static_cast<int>((day - birth) / days_per_year); }

}  // namespace kith
