#include "models/safety/services/areas.hpp"

#include "models/safety/services/attributes.hpp"
#include "models/safety/services/duty.hpp"
#include "models/safety/services/services.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

namespace {}

void AreaServices::begin() {
  state_.covered.resize(regime().services.size());
  state_.chosen.assign(regime().services.size(), -never);
}

void AreaServices::cover_areas(std::size_t index, const Step& step) {
  const Service& covering = service(index);
  auto& covered = state_.covered[index];
  if (!all_.duty.running(index)) {
    covered.clear();
    state_.chosen[index] = -never;
    return;
  }
  const bool due = step.begin - state_.chosen[index] >= covering.dose_weeks * days_per_week;
  if (!due && static_cast<double>(covered.size()) <= covering.places) return;
  const double weeks = (step.end - step.begin) / days_per_week;
  double& spare = all_.services.spare_hours(covering.pool);
  spare += covering.hours_per_week * static_cast<double>(covered.size()) * weeks;
  std::vector<std::tuple<double, std::uint16_t>> ranked;
  for (std::uint16_t area = 0; area < population_.place.areas.size(); ++area) {
    all_.attributes.look_at_area(all_, area);
    if (all_.attributes.eligible(index)) ranked.emplace_back(-all_.attributes.priority(index), area);
  }
  std::sort(ranked.begin(), ranked.end());
  const std::vector<std::uint16_t> before = std::move(covered);
  covered.clear();
  for (const auto& [priority, area] : ranked) {
    const bool is_new = !std::binary_search(before.begin(), before.end(), area);
    const double claim = covering.hours_per_week * weeks + (is_new ? covering.hours_at_start : 0);
    if (static_cast<double>(covered.size() + 1) > covering.places || spare < claim) break;
    spare -= claim;
    covered.push_back(area);
    if (!is_new) continue;
    recorder_.count(Tally::service_starts, step.begin, {index});
    all_.services.spend(index, step.begin, covering.hours_at_start, covering.cost_at_start);
  }
  std::sort(covered.begin(), covered.end());
  state_.chosen[index] = step.begin;
}

}  // namespace kith::safety
