// Which services run today, who takes which referrals, what trained staff change for other services, and staff time:
// each pool is filled once a step and drawn on by every service that shares it.
#include "models/safety/simulation.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

namespace {
constexpr double days_per_week = 7;
}

void Simulation::take_duty(Day day) {
  const auto& services = regime().services;
  const Date date = scene_.timeline.date_of(day);
  const double years = std::max(0.0, day / days_per_year);
  duty_.running.assign(services.size(), 0);
  duty_.fidelity.clear();
  for (const Service& service : services) duty_.fidelity.push_back(std::pow(1 - service.fidelity_loss, years));
  duty_.keeps_notes = false;
  for (auto& takers : duty_.takers) takers.clear();
  for (std::uint32_t i = 0; i < services.size(); ++i) {
    const bool runs = services[i].runs_on(date);
    duty_.running[i] = runs ? 1 : 0;
    duty_.keeps_notes = duty_.keeps_notes || (services[i].active && services[i].uses_notifications);
    state_.began[i] = !runs ? never : state_.began[i] == never ? day : state_.began[i];
    for (std::size_t source = 0; runs && source < duty_.takers.size(); ++source)
      if (services[i].takes(static_cast<Referral>(source))) duty_.takers[source].push_back(i);
  }
  train_staff(day);
}

/// Staff are trained little by little over the dose, and their practice drifts back as other effects do.
void Simulation::train_staff(Day day) {
  const auto& services = regime().services;
  duty_.engagement.assign(services.size(), 1);
  duty_.drop_out.assign(services.size(), 1);
  for (std::size_t i = 0; i < services.size(); ++i) {
    const Service& training = services[i];
    if (training.unit != Unit::workforce || duty_.running[i] == 0) continue;
    const double trained = std::min(1.0, (day - state_.began[i]) / std::max(1.0, training.dose_weeks * days_per_week));
    for (const Effect& effect : training.effects) {
      const double size = std::pow(effect.value, trained * duty_.fidelity[i]);
      auto& multipliers = effect.kind == EffectKind::engagement ? duty_.engagement : duty_.drop_out;
      for (const std::uint32_t other : effect.services) multipliers[other] *= size;
    }
  }
}

void Simulation::add_staff_time(const Step& step) {
  const double weeks = (step.end - step.begin) / days_per_week;
  std::vector<double> busy(state_.spare_hours.size());
  for (std::size_t i = 0; i < regime().services.size(); ++i) {
    const std::size_t served = service(i).unit == Unit::area ? state_.covered[i].size() : state_.enrolled[i].size();
    busy[service(i).pool] += service(i).hours_per_week * static_cast<double>(served);
  }
  for (std::size_t pool = 0; pool < busy.size(); ++pool)
    state_.spare_hours[pool] += (regime().pool_hours[pool] - busy[pool]) * weeks;
}

/// Staff time that found nobody is gone, except what one start of a person would still need.
void Simulation::lose_idle_time(const Step& step) {
  const double weeks = (step.end - step.begin) / days_per_week;
  std::vector<double> kept(state_.spare_hours.size());
  for (std::size_t i = 0; i < regime().services.size(); ++i)
    if (duty_.running[i] != 0 && service(i).takes_people())
      kept[service(i).pool] = std::max(kept[service(i).pool], largest_claim(service(i), weeks));
  for (std::size_t pool = 0; pool < kept.size(); ++pool)
    state_.spare_hours[pool] = std::min(state_.spare_hours[pool], kept[pool]);
}

}  // namespace kith::safety
