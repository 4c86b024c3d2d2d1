// From offence to police record to decision: reporting, recording, detection, and what happens to each suspect.
#include "models/safety/police/law.hpp"
#include "models/safety/services/effects.hpp"
#include "models/safety/simulation.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

void Simulation::plan_police(const Proposal& proposal, Settlement& settlement) const {
  const std::size_t type = proposal.type;
  // One draw each, always in this order, so that a change of one probability leaves the other draws where they are.
  Stream stream = draws_.at(purpose("safety.police"), proposal.offender, proposal.key);
  const double report_draw = stream.uniform();
  const double record_draw = stream.uniform();
  const double decision_draw = stream.uniform();

  const PoliceChances chances = police_chances(parameters(), type, police_factors(proposal, settlement));
  settlement.reported = report_draw < chances.reported;
  settlement.recorded = settlement.reported && record_draw < chances.recorded;
  if (!settlement.recorded) return;
  settlement.outcome = outcome_of(chances, decision_draw);
  if (settlement.outcome == Outcome::none) return;
  const double delay = stream.exponential(1.0) * parameters().detection_delay_days[type];
  settlement.decision_day = static_cast<Day>(std::floor(proposal.day)) + 1 + static_cast<Day>(delay);
}

PoliceFactors Simulation::police_factors(const Proposal& proposal, const Settlement& settlement) const {
  const std::size_t type = proposal.type;
  const std::size_t area = settlement.harmed.area;
  PoliceFactors factors;
  if (settlement.repeat) factors.reporting *= parameters().repeat_report_effect;
  const EntityId harmed = settlement.harmed.person;
  if (harmed != nobody) {
    if (state_.victims[harmed].harms > 0) factors.reporting *= state_.victims[harmed].confidence();
    factors.reporting *= effect_product(harmed, EffectKind::reporting, type, proposal.day);
  }
  factors.reporting *= area_effect(EffectKind::reporting, area, type);
  factors.recording = area_effect(EffectKind::recording, area, type);
  factors.detection = effect_product(proposal.offender, EffectKind::detection, type, proposal.day) *
                      area_effect(EffectKind::detection, area, type);
  return factors;
}

void Simulation::count_reported(const Proposal& proposal, const Settlement& settlement) {
  const std::size_t type = proposal.type;
  const Day day = static_cast<Day>(std::floor(proposal.day));
  const std::uint16_t area = settlement.harmed.area;
  if (settlement.reported) recorder_.count(Tally::reported_offences, day, {type});
  if (!settlement.recorded) return;
  recorder_.count(Tally::recorded_offences, day, {type});
  if (Evidence::get().offence_types()[type].crime) recorder_.count(Tally::recorded_crime_by_area, day, {area});
  if (day >= 0 && day <= scene_.timeline.last_day())
    recorder_.count_at(Tally::recorded_offences_by_area_and_type,
                       {static_cast<std::size_t>(recorder_.year_of(day)), area, type});
}

void Simulation::report(const Proposal& proposal, const Settlement& settlement) {
  const Day day = static_cast<Day>(std::floor(proposal.day));
  const Harmed& harmed = settlement.harmed;
  if (recorder_.logs_events() && day >= 0)
    recorder_.log_event({day, proposal.type, static_cast<std::int32_t>(proposal.offender), settlement.offender_count,
                         harmed.person != nobody     ? static_cast<std::int32_t>(harmed.person)
                         : harmed.dwelling != nobody ? static_cast<std::int32_t>(harmed.dwelling)
                                                     : -1,
                         harmed.area, settlement.reported, settlement.recorded,
                         static_cast<std::int32_t>(settlement.outcome),
                         harmed.person != nobody     ? 1
                         : harmed.dwelling != nobody ? 2
                                                     : 0});
  if (!settlement.reported) return;
  recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(Agency::police)});
  if (harmed.person != nobody && settlement.outcome == Outcome::none)
    state_.victims[harmed.person].change_confidence(parameters().confidence_after_silence);
  if (settlement.recorded) record(proposal, settlement);
  if (settlement.outcome != Outcome::none) open_case(proposal, settlement);
}

void Simulation::record(const Proposal& proposal, const Settlement& settlement) {
  const Day day = static_cast<Day>(std::floor(proposal.day));
  const OffenceType& kind = Evidence::get().offence_types()[proposal.type];
  const Harmed& harmed = settlement.harmed;
  state_.area_records.add(harmed.area, proposal.type);
  if (harmed.person != nobody) {
    Case about;
    about.type = proposal.type;
    about.victim = harmed.person;
    if (kind.victim == VictimKind::partner || population_.age(harmed.person, day) < 18)
      notify(Notifier::police, harmed.person, day);
    refer(Referral::recorded_victimisation, harmed.person, day, nobody, &about);
    if (settlement.repeat) refer(Referral::repeat_victimisation, harmed.person, day, nobody, &about);
    if (kind.victim == VictimKind::partner)
      refer(Referral::recorded_domestic_abuse, harmed.person, day, nobody, &about);
  }
  if (!kind.crime) refer(Referral::antisocial_incident, proposal.offender, day);
}

void Simulation::open_case(const Proposal& proposal, const Settlement& settlement) {
  Case opened;
  for (std::size_t i = 0; i < settlement.offender_count; ++i)
    opened.suspects[i] = offender_record(settlement.offenders[i]);
  opened.victim = settlement.harmed.person;
  opened.offence_day = static_cast<Day>(std::floor(proposal.day));
  opened.key = proposal.key;
  opened.type = proposal.type;
  opened.outcome = settlement.outcome;
  count_suspects(opened, settlement.offender_count);
  schedule(settlement.decision_day,
           Happening{proposal.key, proposal.offender, state_.cases.add(opened), HappeningKind::decision});
}

void Simulation::count_suspects(const Case& opened, std::size_t suspects) {
  if (opened.outcome == Outcome::no_action || opened.offence_day < 0 ||
      !Evidence::get().offence_types()[opened.type].crime)
    return;
  state_.decided_crimes[0] += 1;
  state_.decided_crimes[2] += static_cast<std::int64_t>(suspects);
  if (suspects < 2) return;
  state_.decided_crimes[1] += 1;
  state_.decided_crimes[3] += static_cast<std::int64_t>(suspects);
}

void Simulation::decide(std::uint32_t case_index, Day day) {
  const Case decided = state_.cases[case_index];
  const std::size_t type = decided.type;
  bool anyone = false;
  for (std::size_t i = 0; i < decided.suspects.size() && decided.suspects[i] != nobody; ++i) {
    const OffenderRecord& record = state_.offenders[decided.suspects[i]];
    if (record.ended || !population_.alive(record.person, day)) continue;
    anyone = true;
    decide_suspect(case_index, decided.suspects[i], i == 0, day);
  }
  if (state_.cases[case_index].charges == 0) state_.cases.give_up(case_index);
  if (!anyone || decided.outcome == Outcome::no_action) return;
  recorder_.count(decided.outcome == Outcome::charge ? Tally::charged_offences : Tally::resolved_offences, day, {type});
  if (decided.victim == nobody || !population_.alive(decided.victim, day)) return;
  VictimRecord& memory = state_.victims[decided.victim];
  if (memory.harms > 0) memory.change_confidence(parameters().confidence_after_outcome);
  const OffenderRecord& suspect = state_.offenders[decided.suspects[0]];
  if (!suspect.ended && population_.alive(suspect.person, day))
    refer(Referral::resolved_victim, suspect.person, day, decided.victim, &decided);
}

void Simulation::decide_suspect(std::uint32_t case_index, RecordId id, bool main_suspect, Day day) {
  const Parameters& p = parameters();
  const Case decided = state_.cases[case_index];
  const EntityId person = state_.offenders[id].person;
  Stream stream = draws_.at(purpose("safety.suspect"), person, decided.key);
  const bool accused_too = stream.bernoulli(p.co_accused);
  const double shift = stream.uniform();
  const double resolution = stream.uniform();
  if (!main_suspect && !accused_too) return;
  recorder_.count(Tally::arrests, day);
  recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(Agency::police)});
  state_.offenders[id].last_type = decided.type;
  refer(Referral::arrest, person, day, decided.victim, &decided);
  if (decided.outcome == Outcome::no_action) return;
  accuse(id, decided, day);
  const SuspectDisposal disposal =
      suspect_disposal(p, decided.outcome, population_.age(person, day) < 18, shift, resolution);
  if (disposal == SuspectDisposal::charged) {
    charge(case_index, id, day);
    return;
  }
  if (disposal == SuspectDisposal::cautioned) {
    prove(id, decided, day);
    ++state_.offenders[id].cautions;
    enter_cohort(id, Disposal::caution, day);
  }
  refer(Referral::out_of_court_disposal, person, day, decided.victim, &decided);
}

void Simulation::note_accusation(RecordId id, std::uint8_t type, Day day) {
  OffenderRecord& record = state_.offenders[id];
  state_.accusations.push_back(Accusation{id, record.last_accusation, day, type});
  record.last_accusation = static_cast<RecordId>(state_.accusations.size() - 1);
  ++record.accusations;
}

void Simulation::accuse(RecordId id, const Case& decided, Day day) {
  const EntityId person = state_.offenders[id].person;
  const int age = population_.age(person, day);
  note_accusation(id, decided.type, day);
  recorder_.count(Tally::accusations, day, {static_cast<std::size_t>(population_.sex(person)), reported_age_band(age)});
  count_group(Tally::accusations_by_group, person, day);
  refer(Referral::accusation, person, day, nobody, &decided);
  if (age < 18) notify(Notifier::police, person, day);
  if (age < 18) refer(Referral::youth_accusation, person, day, nobody, &decided);
  if (age >= 18) refer(Referral::adult_accused, person, day, nobody, &decided);
}

void Simulation::prove(RecordId id, const Case& decided, Day day) {
  const OffenderRecord& record = state_.offenders[id];
  if (record.cautions + record.convictions == 0)
    recorder_.count(Tally::first_time_entrants, day, {population_.age(record.person, day) < 18 ? 0U : 1U});
  state_.proven.push_back(ProvenOffence{id, decided.offence_day, day});
}

int Simulation::accusations_since(const OffenderRecord& record, Day since, std::size_t family) const {
  int count = 0;
  for (RecordId id = record.last_accusation; id != nobody && state_.accusations[id].day >= since;
       id = state_.accusations[id].previous)
    count += family == any_family || Evidence::get().offence_types()[state_.accusations[id].type].family == family;
  return count;
}

}  // namespace kith::safety
