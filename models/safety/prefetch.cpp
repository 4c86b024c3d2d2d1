// What the step asks memory for ahead of its use, in stages: each reads only what an earlier one has asked for. None of
// it has an effect on any result.
#include "engine/run/ask_memory.hpp"
#include "models/safety/simulation.hpp"

namespace kith::safety {

void Simulation::prefetch(EntityId person) const {
  hazards_.prefetch(person);
  population_.prefetch(person);
  ask_memory(&state_.marks[person]);
  ask_memory(&state_.risks[person]);
}

void Simulation::prefetch_record_row(EntityId person) const { ask_memory(&state_.offender_of[person]); }

void Simulation::prefetch_record(EntityId person) const {
  if (const RecordId id = state_.offender_of[person]; id != nobody) ask_memory(&state_.offenders[id]);
}

void Simulation::prefetch_lists(EntityId person) const {
  const RecordId id = state_.offender_of[person];
  if (id == nobody) return;
  const OffenderRecord& record = state_.offenders[id];
  if (record.last_enrolment != nobody) ask_memory(&state_.enrolments[record.last_enrolment]);
  if (record.last_accusation != nobody) ask_memory(&state_.accusations[record.last_accusation]);
}

void Simulation::prefetch_ties(EntityId person) const {
  population_.prefetch(person);
  population_.friends.prefetch_row(person);
  population_.kin.prefetch_row(person);
  state_.co_offending.prefetch_row(person);
}

void Simulation::prefetch_neighbours(EntityId person) const {
  population_.friends.prefetch_neighbours(person);
  population_.kin.prefetch_neighbours(person);
  state_.co_offending.prefetch_entries(person);
  ask_memory(&population_.household_first[population_.household(person)]);
}

void Simulation::prefetch_peers(EntityId person) const {
  const auto ask = [&](EntityId other) { ask_memory(&state_.recent_offending[row_if_offended(other)]); };
  for (const EntityId friend_id : population_.friends.of(person)) ask(friend_id);
  for (const EntityId relative : population_.kin.of(person)) ask(relative);
  for (const DynamicTies::Entry& tie : state_.co_offending.of(person)) ask(tie.other);
  ask_memory(&state_.recent_offending[population_.members(population_.household(person)).first]);
}

/// Asks memory for what a change of risk factors reads, and telling of it.
void Simulation::prefetch_needs(EntityId person) const {
  prefetch(person);
  prefetch_record_row(person);
  hazards_.prefetch_bound(person);
  state_.excess.prefetch(person);
  ask_memory(&state_.victims[person]);
}

/// Asks memory for what planning an offence reads of whoever it harms.
void Simulation::prefetch_harmed(const Harmed& harmed) const {
  if (harmed.person != nobody) {
    ask_memory(&state_.victims[harmed.person]);
    ask_memory(&state_.marks[harmed.person]);
  }
  if (harmed.dwelling != nobody) ask_memory(&state_.dwelling_harmed[harmed.dwelling]);
}

/// Asks memory for whom an offence is counted by.
void Simulation::prefetch_counted(const Settlement& settlement) const {
  for (std::size_t i = 0; i < settlement.offender_count; ++i) population_.prefetch(settlement.offenders[i]);
  if (settlement.harmed.person != nobody) population_.prefetch(settlement.harmed.person);
}

/// Asks memory for what settling an offence writes.
void Simulation::prefetch_settlement(const Proposal& proposal, const Settlement& settlement) const {
  ask_memory(&state_.recent_offending[proposal.offender]);
  if (settlement.outcome != Outcome::none) ask_memory(&state_.offender_of[proposal.offender]);
  if (settlement.offender_count > 1) state_.co_offending.prefetch_row(proposal.offender);
  const Harmed& harmed = settlement.harmed;
  if (harmed.dwelling != nobody) ask_memory(&state_.dwelling_harmed[harmed.dwelling]);
  if (harmed.person != nobody) ask_memory(&state_.victims[harmed.person]);
  ask_memory(&state_.recent_harms[harmed.area]);
}

void Simulation::prefetch_settled_rows(const Proposal& proposal, const Settlement& settlement) const {
  const RecordId id = settlement.outcome != Outcome::none ? state_.offender_of[proposal.offender] : nobody;
  if (id != nobody) ask_memory(&state_.offenders[id]);
  if (settlement.offender_count > 1) state_.co_offending.prefetch_entries(proposal.offender);
  const Harmed& harmed = settlement.harmed;
  const auto& harms = state_.recent_harms[harmed.area][harmed.person != nobody ? 0 : 1].harms;
  if (!harms.empty()) ask_memory(&harms.back());
}

}  // namespace kith::safety
