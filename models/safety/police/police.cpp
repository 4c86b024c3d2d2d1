#include "models/safety/police/police.hpp"

#include "models/safety/courts/courts.hpp"
#include "models/safety/equity/equity.hpp"
#include "models/safety/lives/lives.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/offending/offending.hpp"
#include "models/safety/replicate/base_work.hpp"
#include "models/safety/replicate/schedule.hpp"
#include "models/safety/scene.hpp"
#include "models/safety/services/effects.hpp"
#include "models/safety/services/services.hpp"
#include "models/safety/supervision/cohorts.hpp"
#include "models/safety/victims/victims.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace kith::safety {

void Police::begin() {
  state_.area_records = AreaRecords(population_.place.areas.size(), Evidence::get().offence_types().size(),
                                    -scene_.timeline.burn_in_days);
  const std::size_t types = Evidence::get().offence_types().size();
  state_.hours_asked.assign(types, 0);
  state_.hours_of_step.assign(types, 0);
  state_.investigated.assign(types, 1);
}

namespace {
constexpr double days_of_work_in_hand = 91;  // over which the hours asked for are averaged
}  // namespace

/// A week; without limit before the first day.
double Police::hours_there(Day day) const {
  const Day told = days_of_base_work(scene_.timeline);
  if (day < 0 || told == 0) return std::numeric_limits<double>::infinity();
  return state_.hours_before_start * days_per_week / told * parameters().police_capacity * scene_.growth(day);
}

void Police::advance(const Step& step) {
  state_.area_records.advance(step.begin);
  const double days = step.end - step.begin;
  const double fading = std::exp(-days / days_of_work_in_hand);
  for (std::size_t type = 0; type < state_.hours_asked.size(); ++type) {
    double& hours = state_.hours_of_step[type];
    if (step.begin <= 0 && step.begin > -days_of_base_work(scene_.timeline)) state_.hours_before_start += hours;
    state_.hours_asked[type] = fading * state_.hours_asked[type] + (1 - fading) * hours * days_per_week / days;
    hours = 0;
  }
  state_.investigated = investigated_shares(parameters(), state_.hours_asked, hours_there(step.begin));
}

void Police::end_charge(std::uint32_t case_index) {
  if (--state_.cases[case_index].charges == 0) state_.cases.give_up(case_index);
}

void Police::plan_police(const Proposal& proposal, Settlement& settlement) const {
  const std::size_t type = proposal.type;
  // One draw each, always in this order, so that a change of one probability leaves the other draws where they are.
  Stream stream = draws_.at(purpose("safety.police"), proposal.offender, proposal.key);
  const double report_draw = stream.uniform();
  const double record_draw = stream.uniform();
  const double decision_draw = stream.uniform();

  // What nobody comes to know need not be weighed any further.
  PoliceFactors factors;
  factors.reporting = reporting_factor(proposal, settlement);
  settlement.reported = report_draw < police_chances(parameters(), type, factors).reported;
  if (!settlement.reported) return;
  const std::size_t area = settlement.harmed.area;
  factors.recording = all_.effects.area_effect(EffectKind::recording, area, type);
  factors.detection = state_.investigated[type] *
                      all_.effects.joint_effect(proposal.offender, EffectKind::detection, type, proposal.day) *
                      all_.effects.area_effect(EffectKind::detection, area, type);
  const PoliceChances chances = police_chances(parameters(), type, factors);
  settlement.recorded = record_draw < chances.recorded;
  if (!settlement.recorded) return;
  settlement.outcome = outcome_of(chances, decision_draw);
  if (settlement.outcome == Outcome::none) return;
  const double mean = settlement.outcome == Outcome::charge ? parameters().charge_delay_days[type]
                                                            : parameters().detection_delay_days[type];
  const double delay = stream.exponential(1.0) * mean;
  settlement.decision_day = static_cast<Day>(std::floor(proposal.day)) + 1 + static_cast<Day>(delay);
}

double Police::reporting_factor(const Proposal& proposal, const Settlement& settlement) const {
  double factor = settlement.repeat ? parameters().repeat_report_effect : 1.0;
  const EntityId harmed = settlement.harmed.person;
  if (harmed != nobody) {
    factor *= reporting_by_sex(parameters(), proposal.type, population_.sex(harmed));
    if (all_.victims.of(harmed).harms > 0) factor *= all_.victims.of(harmed).confidence();
    factor *= all_.effects.joint_effect(harmed, EffectKind::reporting, proposal.type, proposal.day);
  }
  return factor * all_.effects.area_effect(EffectKind::reporting, settlement.harmed.area, proposal.type);
}

void Police::count_reported(const Proposal& proposal, const Settlement& settlement) {
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

void Police::log_offence(const Proposal& proposal, const Settlement& settlement) const {
  const Day day = static_cast<Day>(std::floor(proposal.day));
  const Harmed& harmed = settlement.harmed;
  if (!recorder_.logs_events() || day < 0) return;
  recorder_.log_event({day, proposal.type, static_cast<std::int32_t>(proposal.offender), settlement.offender_count,
                       harmed.person != nobody     ? static_cast<std::int32_t>(harmed.person)
                       : harmed.dwelling != nobody ? static_cast<std::int32_t>(harmed.dwelling)
                                                   : -1,
                       harmed.area, settlement.reported, settlement.recorded,
                       static_cast<std::int32_t>(settlement.outcome),
                       harmed.person != nobody     ? 1
                       : harmed.dwelling != nobody ? 2
                                                   : 0});
}

void Police::report(const Proposal& proposal, const Settlement& settlement) {
  const Day day = static_cast<Day>(std::floor(proposal.day));
  const Harmed& harmed = settlement.harmed;
  log_offence(proposal, settlement);
  if (!settlement.reported) return;
  recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(Agency::police)});
  if (harmed.person != nobody && settlement.outcome == Outcome::none)
    all_.victims.change_confidence(harmed.person, parameters().confidence_after_silence);
  if (settlement.recorded) record(proposal, settlement);
  if (settlement.outcome != Outcome::none) open_case(proposal, settlement);
}

void Police::record(const Proposal& proposal, const Settlement& settlement) {
  const Day day = static_cast<Day>(std::floor(proposal.day));
  const OffenceType& kind = Evidence::get().offence_types()[proposal.type];
  const Harmed& harmed = settlement.harmed;
  state_.area_records.add(harmed.area, proposal.type);
  state_.hours_of_step[proposal.type] += parameters().investigation_hours[proposal.type];
  if (harmed.person != nobody) {
    Case about;
    about.type = proposal.type;
    about.key = proposal.key;
    about.victim = harmed.person;
    all_.services.refer(Referral::recorded_victimisation, harmed.person, day, nobody, &about);
    if (settlement.repeat) all_.services.refer(Referral::repeat_victimisation, harmed.person, day, nobody, &about);
    if (kind.victim == VictimKind::partner)
      all_.services.refer(Referral::recorded_domestic_abuse, harmed.person, day, nobody, &about);
  }
  if (!kind.crime && settlement.outcome == Outcome::none && is_identified(proposal))
    all_.services.refer(Referral::antisocial_incident, proposal.offender, day);
}

/// Neighbours and landlords know who it was, though police do nothing about it.
bool Police::is_identified(const Proposal& proposal) const {
  return draws_.at(purpose("safety.incident_identified"), proposal.offender, proposal.key)
      .bernoulli(parameters().incident_identified_share);
}

void Police::open_case(const Proposal& proposal, const Settlement& settlement) {
  Case opened;
  for (std::size_t i = 0; i < settlement.offender_count; ++i)
    opened.suspects[i] = all_.records.offender_record(settlement.offenders[i]);
  opened.victim = all_.victims.speaks_for(proposal, settlement.harmed);
  opened.offence_day = static_cast<Day>(std::floor(proposal.day));
  opened.key = proposal.key;
  opened.type = proposal.type;
  opened.outcome = settlement.outcome;
  count_suspects(opened, settlement.offender_count);
  all_.schedule.plan(settlement.decision_day,
                     Happening{proposal.key, proposal.offender, state_.cases.add(opened), HappeningKind::decision});
}

void Police::count_suspects(const Case& opened, std::size_t suspects) {
  if (opened.outcome == Outcome::no_action || opened.offence_day < 0 ||
      !Evidence::get().offence_types()[opened.type].crime)
    return;
  for (std::size_t i = 0; i < suspects; ++i)
    recorder_.count_at(
        Tally::detected_participations,
        {suspects < 2 ? 0U : 1U,
         reported_age_band(population_.age(all_.records.record(opened.suspects[i]).person, opened.offence_day))});
  state_.decided_crimes[0] += 1;
  state_.decided_crimes[2] += static_cast<std::int64_t>(suspects);
  if (suspects < 2) return;
  state_.decided_crimes[1] += 1;
  state_.decided_crimes[3] += static_cast<std::int64_t>(suspects);
}

void Police::decide(std::uint32_t case_index, Day day) {
  const Case decided = state_.cases[case_index];
  const std::size_t type = decided.type;
  bool anyone = false;
  for (std::size_t i = 0; i < decided.suspects.size() && decided.suspects[i] != nobody; ++i) {
    const OffenderRecord& record = all_.records.record(decided.suspects[i]);
    if (record.ended || !population_.alive(record.person, day)) continue;
    anyone = true;
    decide_suspect(case_index, decided.suspects[i], i == 0, day);
  }
  if (state_.cases[case_index].charges == 0) state_.cases.give_up(case_index);
  if (!anyone || decided.outcome == Outcome::no_action) return;
  recorder_.count(decided.outcome == Outcome::charge ? Tally::charged_offences : Tally::resolved_offences, day, {type});
  if (decided.victim == nobody || !population_.alive(decided.victim, day)) return;
  const bool in_person = Evidence::get().offence_types()[type].victim != VictimKind::dwelling;
  if (in_person && all_.victims.of(decided.victim).harms > 0)
    all_.victims.change_confidence(decided.victim, parameters().confidence_after_outcome);
  const OffenderRecord& suspect = all_.records.record(decided.suspects[0]);
  if (!suspect.ended && population_.alive(suspect.person, day))
    all_.services.refer(Referral::resolved_victim, suspect.person, day, decided.victim, &decided);
}

namespace {

Ending ending_of(SuspectDisposal disposal) {
  if (disposal == SuspectDisposal::charged) return Ending::charged;
  return disposal == SuspectDisposal::cautioned ? Ending::cautioned : Ending::out_of_court;
}

}  // namespace

void Police::decide_suspect(std::uint32_t case_index, RecordId id, bool main_suspect, Day day) {
  const Parameters& p = parameters();
  const Case decided = state_.cases[case_index];
  const EntityId person = all_.records.record(id).person;
  Stream stream = draws_.at(purpose("safety.suspect"), person, decided.key);
  const bool accused_too = stream.bernoulli(p.co_accused);
  const double shift = stream.uniform();
  const double resolution = stream.uniform();
  const double by_record = stream.uniform();
  if (!main_suspect && !accused_too) return;
  recorder_.count(Tally::arrests, day);
  all_.lives.decided(EpisodeKind::arrest, person, decided, day, decided.offence_day, Ending{});
  recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(Agency::police)});
  all_.records.record(id).last_type = decided.type;
  all_.services.refer(Referral::arrest, person, day, decided.victim, &decided);
  if (!is_recordable(decided.type)) all_.services.refer(Referral::antisocial_incident, person, day);
  if (decided.outcome == Outcome::no_action) return;
  if (!is_recordable(decided.type)) {
    all_.services.refer(Referral::out_of_court_disposal, person, day, decided.victim, &decided);
    return;
  }
  accuse(id, decided, day);
  const OffenderRecord& record = all_.records.record(id);
  const Suspect suspect{population_.age(person, day) < 18, record.cautions + record.convictions};
  const SuspectDisposal disposal = suspect_disposal(p, decided.outcome, suspect, {shift, resolution, by_record});
  all_.lives.decided(EpisodeKind::accusation, person, decided, day, decided.offence_day, ending_of(disposal));
  if (const auto decision = decided_by_police(suspect.youth, disposal, day))
    all_.offending.sanction(id, *decision, day);
  if (disposal == SuspectDisposal::charged) {
    all_.courts.charge(case_index, id, day);
    return;
  }
  if (disposal == SuspectDisposal::cautioned) {
    all_.cohorts.prove(id, decided, day);
    OffenderRecord& cautioned = all_.records.record(id);
    ++cautioned.cautions;
    cautioned.proven_together = 1;
    all_.cohorts.enter_cohort(id, Disposal::caution, day);
  }
  all_.services.refer(Referral::out_of_court_disposal, person, day, decided.victim, &decided);
}

void Police::count_needs_of_accused(EntityId person, std::size_t type, Day day) {
  if (day < 0 || day > scene_.timeline.last_day()) return;
  recorder_.count_at(Tally::accusations_by_type, {static_cast<std::size_t>(population_.sex(person)), type});
  for (std::size_t risk = 0; risk < need_count(); ++risk)
    if ((all_.needs.of(person) >> risk & 1U) != 0) recorder_.count_at(Tally::accusations_by_need, {type, risk});
}

void Police::accuse(RecordId id, const Case& decided, Day day) {
  const EntityId person = all_.records.record(id).person;
  const int age = population_.age(person, day);
  all_.records.note_accusation(id, decided.type, day);
  recorder_.count(Tally::accusations, day, {static_cast<std::size_t>(population_.sex(person)), reported_age_band(age)});
  all_.equity.count_group(Tally::accusations_by_group, person, day);
  count_needs_of_accused(person, decided.type, day);
  all_.services.refer(Referral::accusation, person, day, nobody, &decided);
  if (age < 18) all_.services.refer(Referral::youth_accusation, person, day, nobody, &decided);
  if (age >= 18) all_.services.refer(Referral::adult_accused, person, day, nobody, &decided);
}

}  // namespace kith::safety
