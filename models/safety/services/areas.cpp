// Services for small areas: the places go to the eligible areas of greatest priority, chosen again after each dose;
// while covered, an area's effects act on what happens in it. Nothing moves to other areas, and nothing good spreads to
// them.
#include "models/safety/services/effects.hpp"
#include "models/safety/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace kith::safety {

namespace {
constexpr double days_per_week = 7;
}

void Simulation::cover_areas(std::size_t index, const Step& step) {
  const Service& covering = service(index);
  auto& covered = state_.covered[index];
  if (duty_.running[index] == 0) {
    covered.clear();
    state_.chosen[index] = -never;
    return;
  }
  const bool due = step.begin - state_.chosen[index] >= covering.dose_weeks * days_per_week;
  if (!due && static_cast<double>(covered.size()) <= covering.places) return;
  const double weeks = (step.end - step.begin) / days_per_week;
  double& spare = state_.spare_hours[covering.pool];
  spare += covering.hours_per_week * static_cast<double>(covered.size()) * weeks;
  std::vector<std::tuple<double, std::uint16_t>> ranked;
  for (std::uint16_t area = 0; area < population_.place.areas.size(); ++area) {
    attributes_.look_at_area(*this, area);
    if (attributes_.eligible(index)) ranked.emplace_back(-attributes_.priority(index), area);
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
    spend(index, step.begin, covering.hours_at_start, covering.cost_at_start);
  }
  std::sort(covered.begin(), covered.end());
  state_.chosen[index] = step.begin;
}

void Simulation::gather_area_effects() {
  const std::size_t types = parameters().base_rate.size();
  for (auto& sizes : duty_.areas) sizes.clear();
  for (std::size_t i = 0; i < regime().services.size(); ++i) {
    visit_area_effects(i, [&](const Effect& effect, double size) {
      auto& sizes = duty_.areas[static_cast<std::size_t>(effect.kind)];
      if (sizes.empty()) sizes.assign(population_.place.areas.size() * types, 1.0);
      for (const std::uint16_t area : state_.covered[i])
        for (std::size_t type = 0; type < types; ++type)
          if ((effect.types >> type & 1U) != 0) sizes[area * types + type] *= size;
    });
  }
}

AreaRecords::AreaRecords(std::size_t areas, std::size_t types, Day first)
    : types_(types),
      period_(static_cast<std::int32_t>(std::floor(static_cast<double>(first) / period_days))),
      counts_(periods * areas * types),
      sums_(areas * types) {}

void AreaRecords::advance(Day day) {
  const auto now = static_cast<std::int32_t>(std::floor(static_cast<double>(day) / period_days));
  while (period_ < now) {
    ++period_;
    const std::size_t row =
        static_cast<std::size_t>(period_ % static_cast<std::int32_t>(periods) + static_cast<std::int32_t>(periods)) %
        periods * sums_.size();
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      sums_[i] -= counts_[row + i];
      counts_[row + i] = 0;
    }
  }
}

void AreaRecords::add(std::size_t area, std::size_t type) {
  const std::size_t row =
      static_cast<std::size_t>(period_ % static_cast<std::int32_t>(periods) + static_cast<std::int32_t>(periods)) %
      periods * sums_.size();
  ++counts_[row + area * types_ + type];
  ++sums_[area * types_ + type];
}

std::size_t AreaRecords::bytes() const { return counts_.size() * sizeof(counts_[0]) + sums_.size() * sizeof(sums_[0]); }

}  // namespace kith::safety
