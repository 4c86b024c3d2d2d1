// How a person's enrolments act on them: which effects are meant for an enrolment, and a visit of each effect of one
// kind of each enrolment that is running or still fading.
#pragma once

#include "models/safety/simulation.hpp"

#include <cmath>

namespace kith::safety {

/// Is an effect meant for this enrolment: for the party of a case it is, in the way the service was given?
inline bool applies(const Effect& effect, const Service& given, const Enrolment& enrolment) {
  const bool is_victim = given.unit == Unit::parties && enrolment.follows != nobody;
  if (given.unit == Unit::parties && effect.on_victim != is_victim) return false;
  return effect.mode.empty() || (!given.modes.empty() && given.modes[enrolment.mode].name == effect.mode);
}

/// Calls visit(const Effect&, double size, const Enrolment&) for those that apply to any of `types` (bits).
template <class Visit>
void Simulation::visit_effects(EntityId person, double day, EffectKind kind, Visit&& visit, std::uint64_t types) const {
  if (!acts_[static_cast<std::size_t>(kind)] || !marked(person, Mark::enrolment)) return;
  for (RecordId e = last_enrolment(person); e != nobody; e = state_.enrolments[e].previous) {
    const Enrolment& enrolment = state_.enrolments[e];
    if (enrolment.stage != Stage::enrolled && enrolment.stage != Stage::after) continue;
    const Service& given = service(enrolment.service);
    if (!given.acts_on(kind)) continue;
    for (const Effect& effect : given.effects) {
      if (effect.kind != kind || (effect.types & types) == 0) continue;
      if (!applies(effect, given, enrolment)) continue;
      visit(effect, effect_size(given, effect, enrolment, day), enrolment);
    }
  }
}

/// Calls visit(const Effect&, double size) for what a service does in each area it covers now; nothing if it covers none.
template <class Visit>
void Simulation::visit_area_effects(std::size_t index, Visit&& visit) const {
  if (state_.covered[index].empty()) return;
  for (const Effect& effect : service(index).effects)
    visit(effect, std::pow(effect.value, duty_.fidelity[index]));
}

}  // namespace kith::safety
