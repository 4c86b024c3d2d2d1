#include "models/safety/services/duty.hpp"

#include "models/safety/scene.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

double fidelity_on(const Service& service, Day day) {
  return std::pow(1 - service.fidelity_loss, std::max(0.0, day / days_per_year));
}

void Duty::begin() { state_.began.assign(regime().services.size(), never); }

void Duty::take_duty(Day day) {
  const auto& services = regime().services;
  const Date date = scene_.timeline.date_of(day);
  running_.assign(services.size(), 0);
  fidelity_.clear();
  for (const Service& service : services) fidelity_.push_back(fidelity_on(service, day));
  for (auto& takers : takers_) takers.clear();
  for (std::uint32_t i = 0; i < services.size(); ++i) {
    const bool runs = services[i].runs_on(date);
    running_[i] = runs ? 1 : 0;
    state_.began[i] = !runs ? never : state_.began[i] == never ? day : state_.began[i];
    for (std::size_t source = 0; runs && source < takers_.size(); ++source)
      if (services[i].takes(static_cast<Referral>(source))) takers_[source].push_back(i);
  }
  train_staff(day);
}

/// Staff are trained little by little over the dose, and their practice drifts back as other effects do.
void Duty::train_staff(Day day) {
  const auto& services = regime().services;
  engagement_.assign(services.size(), 1);
  drop_out_.assign(services.size(), 1);
  for (std::size_t i = 0; i < services.size(); ++i) {
    const Service& training = services[i];
    if (training.unit != Unit::workforce || running_[i] == 0) continue;
    const double trained = std::min(1.0, (day - state_.began[i]) / std::max(1.0, training.dose_weeks * days_per_week));
    for (const Effect& effect : training.effects) {
      const double size = std::pow(effect.value, trained * fidelity_[i]);
      auto& multipliers = effect.kind == EffectKind::engagement ? engagement_ : drop_out_;
      for (const std::uint32_t other : effect.services) multipliers[other] *= size;
    }
  }
}

}  // namespace kith::safety
