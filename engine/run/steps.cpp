#include "engine/run/steps.hpp"

namespace kith {
namespace {

Dimension time_axis(const std::string& origin, std::vector<std::int32_t> first_days) {
  return {"time", "days since " + origin, "first day of each step", {}, std::move(first_days)};
}

}  // namespace

Dimension time_axis(const Timeline& timeline) {
  std::vector<std::int32_t> first_days;
  for (std::int32_t i = 0; i < timeline.step_count(); ++i)
    if (const Day day = timeline.step(i).begin; day >= 0) first_days.push_back(day);
  return time_axis(format_date(timeline.start), std::move(first_days));
}

Dimension time_axis() { return time_axis("the start of the run", {}); }

}  // namespace kith
