#include "models/safety/replicate/ahead.hpp"

#include "engine/work/ask_memory.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/offending/hazard.hpp"
#include "models/safety/offending/offending.hpp"
#include "models/safety/offending/peers.hpp"
#include "models/safety/police/police.hpp"
#include "models/safety/records/records.hpp"
#include "models/safety/services/services.hpp"
#include "models/safety/victims/victims.hpp"

namespace kith::safety {

void Ahead::marks(EntityId person) const {
  ask_memory(&all_.records.state().marks[person]);
  ask_memory(&all_.needs.state().risks[person]);
}

void Ahead::life(EntityId person) const {
  hazards_.prefetch(person);
  population_.prefetch(person);
  ask_memory(&all_.records.state().marks[person]);
  ask_memory(&all_.needs.state().risks[person]);
}

void Ahead::record_row(EntityId person) const { ask_memory(&all_.records.state().offender_of[person]); }

void Ahead::record(EntityId person) const {
  if (const RecordId id = all_.records.find(person); id != nobody) ask_memory(&all_.records.record(id));
}

void Ahead::lists(EntityId person) const {
  const RecordId id = all_.records.find(person);
  if (id == nobody) return;
  const OffenderRecord& record = all_.records.record(id);
  if (record.last_enrolment != nobody) ask_memory(&all_.services.enrolment(record.last_enrolment));
  if (record.last_accusation != nobody) ask_memory(&all_.records.state().accusations[record.last_accusation]);
}

void Ahead::ties(EntityId person) const {
  population_.prefetch(person);
  population_.friends.prefetch_row(person);
  population_.kin.prefetch_row(person);
  all_.peers.ties().prefetch_row(person);
}

void Ahead::enrolment_row(std::uint32_t index) const { ask_memory(&all_.services.enrolment(index)); }

void Ahead::enrolment(std::uint32_t index) const {
  const Enrolment& main = all_.services.enrolment(index);
  ask_memory(&all_.records.record(main.record));
  if (main.copies > 0) ask_memory(&all_.services.enrolment(main.first_copy));
}

void Ahead::case_row(std::uint32_t case_index) const { ask_memory(&all_.police.case_of(case_index)); }

void Ahead::neighbours(EntityId person) const {
  population_.friends.prefetch_neighbours(person);
  population_.kin.prefetch_neighbours(person);
  all_.peers.ties().prefetch_entries(person);
  ask_memory(&population_.household_first[population_.household(person)]);
}

void Ahead::peers(EntityId person) const {
  const auto ask = [&](EntityId other) {
    ask_memory(&all_.peers.state().recent_offending[all_.peers.row_if_offended(other)]);
  };
  for (const EntityId friend_id : population_.friends.of(person)) ask(friend_id);
  for (const EntityId relative : population_.kin.of(person)) ask(relative);
  for (const DynamicTies::Entry& tie : all_.peers.ties().of(person)) ask(tie.other);
  ask_memory(&all_.peers.state().recent_offending[population_.members(population_.household(person)).first]);
}

/// Asks memory for what a change of risk factors reads, and telling of it.
void Ahead::needs(EntityId person) const {
  life(person);
  record_row(person);
  hazards_.prefetch_bound(person);
  all_.offending.prefetch_excess(person);
  ask_memory(&all_.victims.of(person));
}

/// Asks memory for what planning an offence reads of whoever it harms.
void Ahead::harmed(const Harmed& harmed) const {
  if (harmed.person != nobody) {
    ask_memory(&all_.victims.of(harmed.person));
    ask_memory(&all_.records.state().marks[harmed.person]);
  }
  if (harmed.dwelling != nobody) ask_memory(&all_.victims.state().dwelling_harmed[harmed.dwelling]);
}

/// Asks memory for whom an offence is counted by.
void Ahead::counted(const Settlement& settlement) const {
  for (std::size_t i = 0; i < settlement.offender_count; ++i) population_.prefetch(settlement.offenders[i]);
  if (settlement.harmed.person != nobody) population_.prefetch(settlement.harmed.person);
}

/// Asks memory for what settling an offence writes.
void Ahead::settlement(const Proposal& proposal, const Settlement& settlement) const {
  ask_memory(&all_.peers.state().recent_offending[proposal.offender]);
  if (settlement.outcome != Outcome::none) ask_memory(&all_.records.state().offender_of[proposal.offender]);
  if (settlement.offender_count > 1) all_.peers.ties().prefetch_row(proposal.offender);
  const Harmed& harmed = settlement.harmed;
  if (harmed.dwelling != nobody) ask_memory(&all_.victims.state().dwelling_harmed[harmed.dwelling]);
  if (harmed.person != nobody) ask_memory(&all_.victims.of(harmed.person));
  ask_memory(&all_.victims.state().recent_harms[harmed.area]);
}

void Ahead::settled_rows(const Proposal& proposal, const Settlement& settlement) const {
  const RecordId id = settlement.outcome != Outcome::none ? all_.records.find(proposal.offender) : nobody;
  if (id != nobody) ask_memory(&all_.records.record(id));
  if (settlement.offender_count > 1) all_.peers.ties().prefetch_entries(proposal.offender);
  const Harmed& harmed = settlement.harmed;
  const auto& harms = all_.victims.state().recent_harms[harmed.area][harmed.person != nobody ? 0 : 1].harms;
  if (!harms.empty()) ask_memory(&harms.back());
}

}  // namespace kith::safety
