#include "models/safety/replicate/past.hpp"

#include "engine/events/candidates.hpp"
#include "models/safety/courts/courts.hpp"
#include "models/safety/offending/hazard.hpp"
#include "models/safety/offending/offending.hpp"
#include "models/safety/police/law.hpp"
#include "models/safety/replicate/schedule.hpp"
#include "models/safety/scene.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

std::vector<double> accusation_chances(const Parameters& parameters, Sex offender) {
  std::vector<double> by_type;
  for (std::size_t type = 0; type < parameters.base_rate.size(); ++type)
    by_type.push_back(accusation_chance(parameters, type, offender));
  return by_type;
}

/// Had the household come by then, and do the place's own records reach back so far? What was done elsewhere or longer
/// ago is on somebody's national record only.
bool Past::known_here(EntityId person, Day day) const {
  const double residence = draws_.at(purpose("safety.residence"), population_.household(person))
                               .exponential(std::max(scene_.move_rate, 1e-9)) *
                           days_per_year;
  return -scene_.timeline.burn_in_days - std::min(residence, scene_.local_records_years * days_per_year) <= day;
}

/// An offence that left an accusation, if the candidate is one and falls into an active spell: of types in proportion
/// to how often they do.
std::optional<Past::PastOffence> Past::accused_in_past(const Candidate& candidate, const ChancesBySex& accused) const {
  const EntityId person = candidate.entity;
  const Day day = static_cast<Day>(std::floor(candidate.day));
  OffendingFactors factors(hazards_.rates_in_season(person, day),
                           hazards_.of_needs(scene_.dispositions->needs_at_start(person)),
                           hazards_.shares_in_season(person, day), hazards_.greatest_spell());
  factors.by_type = accused[static_cast<std::size_t>(population_.sex(person))];
  factors.sum_types(hazards_.types());
  factors.peers = scene_.past_peer_influence;
  const double needed =
      candidate.floor + candidate.rate * draws_.at(purpose("safety.past_happens"), person, candidate.key).uniform();
  if (needed >= factors.hazard() * greatest_sanction(parameters())) return {};
  const double which = draws_.at(purpose("safety.past_type"), person, candidate.key).uniform();
  const std::uint8_t type = choose_type(hazards_.types(), factors, which);
  return PastOffence{{candidate.day, person, type, candidate.key, false, needed}, factors.hazard()};
}

/// With what was decided before it, which is known only once the past has come so far.
bool Past::happens(const PastOffence& offence) const {
  const Proposal& proposal = offence.proposal;
  const Sanctioned last = all_.records.sanctioned(proposal.offender);
  return proposal.needed < offence.hazard * after_sanction(parameters(), last, proposal.day);
}

void Past::give_histories() {
  const Day first = -scene_.timeline.burn_in_days;
  ChancesBySex accused;
  for (const Sex sex : {Sex::female, Sex::male})
    accused[static_cast<std::size_t>(sex)] = accusation_chances(parameters(), sex);
  std::vector<PastOffence> past;
  for (int year = 0; year < scene_.history_years; ++year) {
    const Day end = first - static_cast<Day>(year * days_per_year);
    const Step step{-1 - year, end - static_cast<Day>(days_per_year), end};
    for (std::size_t block = 0; block < scene_.past->block_count(); ++block)
      scene_.past->draw(draws_, step, block, [&](const Candidate& candidate) {
        if (const auto offence = accused_in_past(candidate, accused)) past.push_back(*offence);
      });
  }
  std::sort(past.begin(), past.end());
  for (const PastOffence& offence : past) {
    const RecordId known = all_.records.find(offence.proposal.offender);
    if (known != nobody) all_.courts.hold_past_hearings(known, static_cast<Day>(std::floor(offence.proposal.day)));
    if (happens(offence)) replay(offence.proposal);
  }
  all_.courts.end_past(first);
}

void Past::replay(const Proposal& proposal) {
  const Parameters& p = parameters();
  const Day day = static_cast<Day>(std::floor(proposal.day));
  if (!all_.records.at_liberty(proposal.offender, day) || !all_.offending.in_active_spell(proposal.offender, day))
    return;
  const RecordId id = all_.records.offender_record(proposal.offender);
  Case decided;
  decided.suspects[0] = id;
  decided.offence_day = day;
  decided.key = proposal.key;
  decided.type = proposal.type;
  // One draw each, whatever comes of the ones before.
  Stream stream = draws_.at(purpose("safety.past_outcome"), proposal.offender, proposal.key);
  const double decision = stream.uniform(), shift = stream.uniform(), resolution = stream.uniform(),
               by_record = stream.uniform();
  // Of those accused: a decision other than these two left no trace.
  const PoliceChances chances = police_chances(p, proposal.type, {});
  decided.outcome = outcome_of(chances, decision * (chances.charge + chances.out_of_court));
  const double mean =
      decided.outcome == Outcome::charge ? p.charge_delay_days[proposal.type] : p.detection_delay_days[proposal.type];
  const Day decision_day = day + 1 + static_cast<Day>(stream.exponential(1) * mean);
  if (decision_day >= -scene_.timeline.burn_in_days) {
    all_.schedule.plan(decision_day, Happening{proposal.key, proposal.offender, all_.police.take_case(decided),
                                               HappeningKind::decision});
    return;
  }
  OffenderRecord& record = all_.records.record(id);
  const Suspect suspect{population_.age(proposal.offender, day) < 18, record.cautions + record.convictions};
  const SuspectDisposal disposal = suspect_disposal(p, decided.outcome, suspect, {shift, resolution, by_record});
  if (known_here(proposal.offender, day)) all_.records.note_accusation(id, proposal.type, day);
  record.last_type = proposal.type;
  if (const auto sanction = decided_by_police(suspect.youth, disposal, decision_day))
    all_.offending.sanction(id, *sanction, decision_day);
  if (disposal == SuspectDisposal::cautioned) {
    ++record.cautions;
    record.proven_together = 1;
  }
  if (disposal != SuspectDisposal::charged) return;
  all_.courts.charge_in_past(all_.police.take_case(decided), id, decision_day);
}

}  // namespace kith::safety
