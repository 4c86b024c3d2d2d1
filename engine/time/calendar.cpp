// Dates as text and the cutting of a run into steps. Step boundaries fall on multiples of step_days from day 0.
#include "engine/time/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace kith {
namespace {

std::int32_t divide_up(std::int32_t days, std::int32_t length) { return days / length + (days % length > 0 ? 1 : 0); }

bool has_date_form(const std::string& text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : (text[i] < '0' || text[i] > '9')) return false;
  }
  return true;
}

}  // namespace

Date parse_date(const std::string& text) {
  if (has_date_form(text)) {
    const std::chrono::year_month_day date{std::chrono::year{std::stoi(text.substr(0, 4))},
                                           std::chrono::month{static_cast<unsigned>(std::stoi(text.substr(5, 2)))},
                                           std::chrono::day{static_cast<unsigned>(std::stoi(text.substr(8, 2)))}};
    if (date.ok()) return Date{date};
  }
  throw std::invalid_argument(fmt::format("\"{}\" is not a date; write it as year-month-day, e.g. 2013-04-01", text));
}

std::string format_date(Date date) {
  const std::chrono::year_month_day parts{date};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(parts.year()), static_cast<unsigned>(parts.month()),
                     static_cast<unsigned>(parts.day()));
}

std::int32_t Timeline::step_count() const {
  return divide_up(burn_in_days, step_days) + divide_up(last_day() + 1, step_days);
}

std::int32_t Timeline::period_count() const { return divide_up(last_day() + 1, report_days); }

Period Timeline::period(std::int32_t index) const {
  const Day begin = index * report_days;
  const Day until = std::min(begin + report_days, last_day() + 1);
  return Period{begin, until, until - begin == report_days};
}

Step Timeline::step(std::int32_t index) const {
  const std::int32_t from_day_0 = index - divide_up(burn_in_days, step_days);
  return Step{index, std::max(from_day_0 * step_days, -burn_in_days),
              std::min((from_day_0 + 1) * step_days, last_day() + 1)};
}

}  // namespace kith
