#include "models/safety/records/records.hpp"

namespace kith::safety {

void Records::begin() {
  state_.marks.assign(population_.size(), 0);
  state_.offender_of.assign(population_.size(), nobody);
}

void Records::end_life(EntityId person) {
  const RecordId id = state_.offender_of[person];
  const OffenderRecord left = record(id);
  state_.offenders[id].ended = true;
  state_.offender_of[person] = nobody;
  if (left.cautions + left.convictions == 0) return;
  OffenderRecord& brought = record(offender_record(person));
  brought.national = national(id);
  brought.cautions = left.cautions;
  brought.convictions = left.convictions;
  brought.proven_together = left.proven_together;
  brought.last_type = left.last_type;
  brought.sanction = left.sanction;
}

OffenderRecord* Records::offender(EntityId person) {
  const RecordId id = state_.offender_of[person];
  return id == nobody ? nullptr : &state_.offenders[id];
}

const OffenderRecord* Records::offender(EntityId person) const {
  const RecordId id = state_.offender_of[person];
  return id == nobody ? nullptr : &state_.offenders[id];
}

RecordId Records::offender_record(EntityId person) {
  RecordId& id = state_.offender_of[person];
  if (id == nobody) {
    id = static_cast<RecordId>(state_.offenders.size());
    state_.offenders.emplace_back();
    state_.offenders.back().person = person;
  }
  return id;
}

void Records::note_accusation(RecordId id, std::uint8_t type, Day day) {
  OffenderRecord& record = state_.offenders[id];
  state_.accusations.push_back(Accusation{id, record.last_accusation, day, type});
  record.last_accusation = static_cast<RecordId>(state_.accusations.size() - 1);
  ++record.accusations;
}

int Records::accusations_since(const OffenderRecord& record, Day since, std::size_t family) const {
  int count = 0;
  for (RecordId id = record.last_accusation; id != nobody && state_.accusations[id].day >= since;
       id = state_.accusations[id].previous)
    count += family == any_family || Evidence::get().offence_types()[state_.accusations[id].type].family == family;
  return count;
}

}  // namespace kith::safety
