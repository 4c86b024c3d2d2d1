#include "results/periods.hpp"

#include "engine/time/calendar.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace kith::results {

namespace {

std::optional<Date> date_of(const std::string& text) {
  try {
    return parse_date(text);
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

}  // namespace

std::vector<std::int32_t> period_edges(const Dimension& axis, const std::string& end) {
  constexpr std::string_view unit = "days since ";
  if (!axis.unit.starts_with(unit) || axis.values.empty()) return {};
  const auto origin = date_of(axis.unit.substr(unit.size())), last = date_of(end);
  if (!origin || !last) return {};
  std::vector<std::int32_t> edges = axis.values;
  edges.push_back(static_cast<std::int32_t>((*last - *origin).count()) + 1);
  const bool ascending = std::ranges::adjacent_find(edges, std::greater_equal{}) == edges.end();
  return ascending ? edges : std::vector<std::int32_t>{};
}

std::vector<std::int32_t> period_days(const Dimension& axis, const std::string& end) {
  const std::vector<std::int32_t> edges = period_edges(axis, end);
  std::vector<std::int32_t> days;
  for (std::size_t i = 1; i < edges.size(); ++i) days.push_back(edges[i] - edges[i - 1]);
  return days;
}

std::vector<bool> whole_periods(const Dimension& axis, const std::string& end) {
  constexpr double least_share = 0.9;
  const std::vector<std::int32_t> days = period_days(axis, end);
  if (days.empty()) return std::vector<bool>(axis.size(), true);
  const double longest = std::ranges::max(days);
  std::vector<bool> whole;
  for (const std::int32_t length : days) whole.push_back(length >= least_share * longest);
  return whole;
}

}  // namespace kith::results
