// What services do to people and places: which effects are meant for an enrolment, how large they are now, and what
// they come to for an offence, a need, a report.
#pragma once

#include "models/safety/offending/proposal.hpp"
#include "models/safety/records/records.hpp"
#include "models/safety/replicate/part.hpp"
#include "models/safety/services/areas.hpp"
#include "models/safety/services/duty.hpp"
#include "models/safety/services/joint_effect.hpp"
#include "models/safety/services/services.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace kith::safety {

/// Is an effect meant for this enrolment: for the party of a case it is, in the way the service was given, at the age
/// the person has now?
inline bool applies(const Effect& effect, const Service& given, const Enrolment& enrolment, int age) {
  if (!effect.is_for(age)) return false;
  const bool is_victim = given.unit == Unit::parties && enrolment.follows != nobody;
  if (given.unit == Unit::parties && effect.on_victim != is_victim) return false;
  return effect.mode.empty() || (!given.modes.empty() && given.modes[enrolment.mode].name == effect.mode);
}

/// The size of an effect on somebody enrolled or after it, of which practice keeps a share of the log (`fidelity`): the
/// whole while enrolled, fading afterwards from what the dose had reached.
double size_on(const Service& given, const Effect& effect, const Enrolment& enrolment, double day, double fidelity);

/// What services leave of the chance of an offence: by what they do in its area, for the person harmed, and to keep the
/// offender from that person. Together they go no further than the limit between services.
double left_of_chance(double in_area, double for_victim, double kept_apart, double limit);

class Effects : public Part {
 public:
  explicit Effects(const Context& all);
  /// Gathers what covered areas meet in the step to come.
  void gather_area_effects();

  /// Calls visit(const Effect&, double size, const Enrolment&) for each effect of one kind of each enrolment of the
  /// person that is running or still fading, and that applies to any of `types` (bits).
  template <class Visit>
  void visit_effects(EntityId person, double day, EffectKind kind, Visit&& visit, std::uint64_t types = ~0ULL) const;
  /// Calls visit(const Effect&, double size) for what a service does in each area it covers now; nothing if it covers
  /// none.
  template <class Visit>
  void visit_area_effects(std::size_t service_index, Visit&& visit) const;
  /// What all effects of a kind on a person come to for an offence type, by the rule between services.
  double joint_effect(EntityId person, EffectKind kind, std::size_t type, double day) const;
  /// May an effect of this kind act on somebody? Most people are in no service.
  bool may_act(EffectKind kind, EntityId person) const {
    return acts_[static_cast<std::size_t>(kind)] && all_.records.marked(person, Mark::enrolment);
  }
  double area_effect(EffectKind kind, std::size_t area, std::size_t type) const {
    const auto& sizes = areas_[static_cast<std::size_t>(kind)];
    return sizes.empty() ? 1.0 : sizes[area * parameters().base_rate.size() + type];
  }

  /// Does a service keep this offence from happening: in the area covered, against the person protected, or against the
  /// victim the offender is kept from?
  bool prevented(const Proposal& proposal, const Harmed& harmed) const;
  /// Does an offence happen that services leave this chance?
  bool goes_ahead(const Proposal& proposal, double chance) const;
  /// Does a service keep this need from beginning now?
  bool spared(EntityId person, std::size_t risk, double day, std::uint64_t key) const;

  bool some_raise_offending() const { return some_raise_offending_; }
  /// The most that somebody's enrolments may raise a rate of offending to.
  double raised(EntityId person, double rate) const;

 private:
  void survey();
  double kept_apart(const Proposal& proposal, EntityId victim) const;
  double effect_size(const Service& service, const Effect& effect, const Enrolment& enrolment, double day) const {
    return size_on(service, effect, enrolment, day, all_.duty.fidelity(enrolment.service));
  }

  std::array<bool, effect_kind_count> acts_{};  ///< by EffectKind: has any service that ever runs such an effect?
  bool some_raise_offending_ = false;           ///< has any service an effect that does?
  std::array<std::vector<double>, effect_kind_count> areas_;  ///< by kind: size at area x type; empty: none anywhere
};

template <class Visit>
void Effects::visit_effects(EntityId person, double day, EffectKind kind, Visit&& visit, std::uint64_t types) const {
  if (!may_act(kind, person)) return;
  const int age = population_.age(person, static_cast<Day>(std::floor(day)));
  for (RecordId e = all_.records.last_enrolment(person); e != nobody; e = all_.services.enrolment(e).previous) {
    const Enrolment& enrolment = all_.services.enrolment(e);
    if (!enrolment.acts()) continue;
    const Service& given = service(enrolment.service);
    if (!given.acts_on(kind)) continue;
    for (const Effect& effect : given.effects) {
      if (effect.kind != kind || (effect.types & types) == 0) continue;
      if (!applies(effect, given, enrolment, age)) continue;
      visit(effect, effect_size(given, effect, enrolment, day), enrolment);
    }
  }
}

template <class Visit>
void Effects::visit_area_effects(std::size_t index, Visit&& visit) const {
  if (all_.areas.covered(index).empty()) return;
  for (const Effect& effect : service(index).effects) visit(effect, std::pow(effect.value, all_.duty.fidelity(index)));
}

}  // namespace kith::safety
