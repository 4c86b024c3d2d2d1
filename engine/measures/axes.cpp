#include "engine/measures/axes.hpp"

#include <fmt/format.h>

namespace kith {

Dimension reporting_axis(const Timeline& timeline) {
  Dimension time{"time", "days since " + format_date(timeline.start), "First day of the reporting period", {}, {}};
  for (std::int32_t period = 0; period < timeline.period_count(); ++period)
    time.values.push_back(period * timeline.report_days);
  return time;
}

std::vector<std::string> year_labels(const Timeline& timeline) {
  std::vector<std::string> labels;
  const int first = static_cast<int>(std::chrono::year_month_day{timeline.start}.year());
  for (int year = 0; year * days_per_year <= timeline.last_day(); ++year) {
    const std::string end = timeline.year_is_whole(year) ? "" : fmt::format(" (to {})", format_date(timeline.end));
    labels.push_back(fmt::format("{}/{:02}{}", first + year, (first + year + 1) % 100, end));
  }
  return labels;
}

}  // namespace kith
