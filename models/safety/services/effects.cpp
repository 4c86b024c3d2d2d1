#include "models/safety/services/effects.hpp"

#include "models/safety/scene.hpp"

#include <algorithm>

namespace kith::safety {

Effects::Effects(const Context& all) : Part(all) { survey(); }

/// What no service ever does need not be looked for in every life.
void Effects::survey() {
  scene_.each_regime([&](const Regime& regime) {
    for (const Service& service : regime.services)
      for (const Effect& effect : service.effects) {
        if (service.active) acts_[static_cast<std::size_t>(effect.kind)] = true;
        if (effect.kind == EffectKind::offending && effect.value > 1) some_raise_offending_ = true;
      }
  });
}

double size_on(const Service& given, const Effect& effect, const Enrolment& enrolment, double day, double fidelity) {
  if (effect.value == 1) return 1;
  double kept = fidelity;
  if (enrolment.stage == Stage::after) {
    if (given.decay_weeks <= 0) return 1;
    kept *= enrolment.dose * std::exp(-(day - enrolment.ended) / (given.decay_weeks * days_per_week));
  }
  return kept == 1 ? effect.value : std::pow(effect.value, kept);
}

/// Each part is a joint effect already. Where one goes beyond the limit it is its strongest effect alone, so the rule
/// gives for the parts what it gives for all effects at once.
double left_of_chance(double in_area, double for_victim, double kept_apart, double limit) {
  JointEffect joint;
  for (EffectBasis part = 0; const double left : {in_area, for_victim, kept_apart}) joint.add(left, part++);
  return joint.value(limit);
}

double Effects::joint_effect(EntityId person, EffectKind kind, std::size_t type, double day) const {
  if (!may_act(kind, person)) return 1;
  JointEffect joint;
  visit_effects(
      person, day, kind, [&](const Effect& effect, double size, const Enrolment&) { joint.add(size, effect.basis); },
      std::uint64_t{1} << type);
  return joint.value(parameters().joint_effect_limit);
}

void Effects::gather_area_effects() {
  const std::size_t types = parameters().base_rate.size();
  std::array<std::vector<JointEffect>, effect_kind_count> joint;
  for (std::size_t i = 0; i < regime().services.size(); ++i)
    visit_area_effects(i, [&](const Effect& effect, double size) {
      auto& effects = joint[static_cast<std::size_t>(effect.kind)];
      if (effects.empty()) effects.resize(population_.place.areas.size() * types);
      for (const std::uint16_t area : all_.areas.covered(i))
        for (std::size_t type = 0; type < types; ++type)
          if ((effect.types >> type & 1U) != 0) effects[area * types + type].add(size, effect.basis);
    });
  for (std::size_t kind = 0; kind < joint.size(); ++kind) {
    areas_[kind].clear();
    for (const JointEffect& effect : joint[kind]) areas_[kind].push_back(effect.value(parameters().joint_effect_limit));
  }
}

/// Does a service keep this risk factor from beginning now?
bool Effects::spared(EntityId person, std::size_t risk, double day, std::uint64_t key) const {
  JointEffect joint;
  visit_effects(person, day, EffectKind::onset, [&](const Effect& effect, double size, const Enrolment&) {
    if ((effect.risks >> risk & 1U) != 0) joint.add(size, effect.basis);
  });
  const double happens = joint.value(parameters().joint_effect_limit);
  return happens < 1 &&
         draws_.at(purpose("safety.onset_spared"), person * std::uint64_t{need_count()} + risk, key).uniform() >=
             happens;
}

/// Share of the offender's offences against this victim that services which keep the two apart leave.
double Effects::kept_apart(const Proposal& proposal, EntityId victim) const {
  JointEffect contact;
  visit_effects(
      proposal.offender, proposal.day, EffectKind::contact,
      [&](const Effect& effect, double size, const Enrolment& enrolment) {
        if (enrolment.victim == victim) contact.add(size, effect.basis);
      },
      std::uint64_t{1} << proposal.type);
  return contact.value(parameters().joint_effect_limit);
}

/// Does a service keep this offence from happening: in the area covered, against the person protected, or against the
/// victim the offender is kept from?
bool Effects::prevented(const Proposal& proposal, const Harmed& harmed) const {
  const double in_area = area_effect(EffectKind::opportunity, harmed.area, proposal.type);
  double for_victim = 1, apart = 1;
  if (harmed.person != nobody) {
    for_victim = joint_effect(harmed.person, EffectKind::victimisation, proposal.type, proposal.day);
    if (may_act(EffectKind::contact, proposal.offender)) apart = kept_apart(proposal, harmed.person);
  }
  return !goes_ahead(proposal, left_of_chance(in_area, for_victim, apart, parameters().joint_effect_limit));
}

bool Effects::goes_ahead(const Proposal& proposal, double chance) const {
  return chance >= 1 ||
         draws_.at(purpose("safety.offence_prevented"), proposal.offender, proposal.key).uniform() < chance;
}

/// Above what the rule between services allows, so that it bounds whatever they come to.
double Effects::raised(EntityId person, double rate) const {
  if (!all_.records.marked(person, Mark::enrolment)) return rate;
  for (RecordId id = all_.records.last_enrolment(person); id != nobody; id = all_.services.enrolment(id).previous) {
    const Enrolment& enrolment = all_.services.enrolment(id);
    if (!enrolment.acts()) continue;
    for (const Effect& effect : service(enrolment.service).effects)
      if (effect.kind == EffectKind::offending) rate *= std::max(1.0, effect.value);
  }
  return rate;
}

}  // namespace kith::safety
