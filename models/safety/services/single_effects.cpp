#include "models/safety/services/single_effects.hpp"

#include "models/safety/lives/lives.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/offending/peers.hpp"
#include "models/safety/replicate/schedule.hpp"
#include "models/safety/services/effects.hpp"
#include "models/safety/supervision/supervision.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

/// A recovery effect is an extra chance to lose a risk factor while enrolled.
void SingleEffects::add_recoveries(const Enrolment& enrolment, Day day, Day ends) const {
  const Service& offering = service(enrolment.service);
  if (!offering.acts_on(EffectKind::recovery)) return;
  const EntityId person = enrolment.person;
  const int age = population_.age(person, day);
  for (const Effect& effect : offering.effects) {
    if (effect.kind != EffectKind::recovery || effect.value <= 0 || !applies(effect, offering, enrolment, age))
      continue;
    for (std::size_t risk = 0; risk < need_count(); ++risk) {
      if ((effect.risks >> risk & 1U) == 0) continue;
      Stream stream = draws_.at(purpose("safety.service_recovery"), person * std::uint64_t{need_count()} + risk,
                                occasion_of(enrolment));
      const double after = stream.exponential(effect.value) * days_per_year;
      if (day + after < ends)
        all_.schedule.plan(day + static_cast<Day>(after),
                           Happening{static_cast<std::uint64_t>(day), person, static_cast<std::uint32_t>(risk),
                                     HappeningKind::risk_recovery});
    }
  }
}

/// Names a referral of a person: a later start of it, or an earlier end, is the same occasion.
std::uint64_t SingleEffects::occasion_of(const Enrolment& enrolment) const {
  return service(enrolment.service).consent_purpose.hash ^ static_cast<std::uint64_t>(Day{enrolment.referred});
}

void SingleEffects::cut_co_offending_ties(const Enrolment& enrolment, Day day) const {
  const Service& offering = service(enrolment.service);
  if (!offering.acts_on(EffectKind::cut_ties)) return;
  std::vector<EntityId> cut;
  const int age = population_.age(enrolment.person, day);
  for (const Effect& effect : offering.effects) {
    if (effect.kind != EffectKind::cut_ties || !applies(effect, offering, enrolment, age)) continue;
    for (const DynamicTies::Entry& tie : all_.peers.ties().of(enrolment.person)) {
      const std::uint64_t pair = std::uint64_t{enrolment.person} << 32U | tie.other;
      if (draws_.at(purpose("safety.cut_tie"), pair, occasion_of(enrolment)).bernoulli(effect.value))
        cut.push_back(tie.other);
    }
  }
  for (const EntityId other : cut) all_.peers.cut(enrolment.person, other);
  recorder_.count(Tally::co_offending_ties_cut, day, {}, static_cast<std::int32_t>(cut.size()));
}

void SingleEffects::schedule_breach(std::uint32_t index, Day day, Day ends) const {
  const Enrolment& enrolment = all_.services.enrolment(index);
  const Service& offering = service(enrolment.service);
  if (!offering.acts_on(EffectKind::breach)) return;
  const int age = population_.age(enrolment.person, day);
  for (const Effect& effect : offering.effects) {
    if (effect.kind != EffectKind::breach || effect.value <= 0 || !applies(effect, offering, enrolment, age)) continue;
    const double after =
        draws_.at(offering.breach_purpose, enrolment.person, occasion_of(enrolment)).exponential(effect.value) *
        days_per_year;
    if (day + after >= ends) continue;
    all_.schedule.plan(day + std::max<Day>(1, static_cast<Day>(after)),
                       Happening{std::uint64_t{enrolment.service} << 32U | static_cast<std::uint32_t>(day),
                                 enrolment.person, index, HappeningKind::service_breach});
  }
}

/// Brought back to court: to custody with the probability of any breach, else the enrolment goes on.
void SingleEffects::breach_service(std::uint32_t index, Day day) const {
  const Enrolment enrolment = all_.services.enrolment(index);
  if (enrolment.stage != Stage::enrolled || !population_.alive(enrolment.person, day) ||
      !all_.records.at_liberty(enrolment.person, day))
    return;
  recorder_.count(Tally::breaches_and_recalls, day);
  all_.lives.held(EpisodeKind::breach, enrolment.person, day);
  recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(Agency::courts)});
  const Service& offering = service(enrolment.service);
  const std::uint64_t occasion = ~occasion_of(enrolment);
  if (draws_.at(offering.breach_purpose, enrolment.person, occasion).bernoulli(parameters().breach_custody_probability))
    all_.supervision.enter_custody(enrolment.record, day,
                                   day + 1 + std::max<Day>(1, static_cast<Day>(parameters().breach_custody_days)),
                                   occasion, CustodyCause::breach);
}

void SingleEffects::resolve_risks(const Enrolment& enrolment, Day day) const {
  const Service& offering = service(enrolment.service);
  const EntityId person = enrolment.person;
  if (!offering.acts_on(EffectKind::resolution)) return;
  const int age = population_.age(person, day);
  for (const Effect& effect : offering.effects) {
    if (effect.kind != EffectKind::resolution || !applies(effect, offering, enrolment, age)) continue;
    for (std::size_t risk = 0; risk < need_count(); ++risk) {
      if ((effect.risks >> risk & 1U) == 0) continue;
      const std::uint64_t need = person * std::uint64_t{need_count()} + risk;
      if (draws_.at(purpose("safety.resolution"), need, occasion_of(enrolment)).bernoulli(effect.value))
        all_.needs.lose_risk(person, risk, day);
    }
  }
}

}  // namespace kith::safety
