// How a person's enrolments act on them: visits each effect of each enrolment that is running or still fading.
#pragma once

#include "models/safety/simulation.hpp"

namespace kith::safety {

template <class Visit>
void Simulation::visit_effects(EntityId person, double day, Visit&& visit) const {
  if (!marked(person, Mark::enrolment)) return;
  for (RecordId e = last_enrolment(person); e != nobody; e = state_.enrolments[e].previous) {
    const Enrolment& enrolment = state_.enrolments[e];
    if (enrolment.stage != Stage::enrolled && enrolment.stage != Stage::after) continue;
    const Service& given = service(enrolment.service);
    const bool is_victim = given.unit == Unit::parties && enrolment.follows != nobody;
    for (const Effect& effect : given.effects) {
      if (effect.kind == EffectKind::recovery) continue;
      if (given.unit == Unit::parties && effect.on_victim != is_victim) continue;
      if (!effect.mode.empty() && (given.modes.empty() || given.modes[enrolment.mode].name != effect.mode)) continue;
      visit(effect, effect_size(given, effect, enrolment, day));
    }
  }
}

}  // namespace kith::safety
