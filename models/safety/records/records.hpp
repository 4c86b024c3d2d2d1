// The justice records of those who offended, were accused or were referred, and the bits that say whether there is
// anything to look up. Records are made when a life first needs one and are never moved.
#pragma once

#include "models/safety/courts/court.hpp"
#include "models/safety/offending/sanctions.hpp"
#include "models/safety/replicate/part.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace kith::safety {

using RecordId = std::uint32_t;  ///< index of a record; `nobody` if none

/// Why somebody is in custody, as bits.
enum class CustodyCause : std::uint8_t { sentence = 1, breach = 2, recall = 4, remand = 8 };

/// What agencies and memory hold of somebody who offended, was accused or was referred. One life in the place: when a
/// household moves away and another takes its rows, new records are begun and the old are marked ended.
struct OffenderRecord {
  EntityId person = nobody;
  RecordId national = nobody;         ///< the record it goes on from, in another's life elsewhere; `nobody`: itself
  RecordId last_accusation = nobody;  ///< into RecordsState::accusations
  RecordId last_enrolment = nobody;   ///< into ServicesState::enrolments, linked by `previous`: those not ended
  ShortDay custody_from = never;      ///< present or last spell in custody: [from, until)
  ShortDay custody_until = -never;    ///< `never` while somebody waits for court inside
  ShortDay sentence_until = -never;   ///< end of what sentences, breaches and recalls so far ask to be served
  ShortDay earlier_from = never;      ///< the spell before that, which may have ended in the same step: [from, until)
  ShortDay earlier_until = never;
  ShortDay days_inside = 0;          ///< in spells of custody before the present or last one
  ShortDay supervised_from = never;  ///< when the present or last time on orders and licences began
  ShortDay order_until = -never;
  ShortDay licence_until = -never;
  Sanctioned sanction;  ///< what was decided last, as far as it changes later offending
  std::uint16_t accusations = 0;
  std::uint16_t convictions = 0;
  std::uint16_t cautions = 0;
  std::uint16_t open_cases = 0;
  std::uint16_t proven_together = 0;  ///< convictions of the last hearing that brought any, or the last caution
  std::array<std::uint32_t, court_count> listed{nobody,
                                                nobody};  ///< by court, the first of the charges to be heard together
  std::uint16_t remands = 0;                              ///< charges for which somebody waits in custody
  std::uint8_t custody_for = 0;                           ///< bits of CustodyCause, of the present spell
  std::uint8_t last_type = 0;                             ///< offence type of the last case decided
  bool high_risk = false;
  bool short_licence = false;  ///< of a sentence of less than twelve months
  bool watched = false;        ///< in SupervisionState::under_justice
  bool ended = false;
  bool in_custody(Day day) const { return custody_from <= day && day < custody_until; }
  bool at_liberty(Day day) const { return !in_custody(day) && !(earlier_from <= day && day < earlier_until); }
  /// Up to a day, of the present or last spell in custody.
  Day days_of_last_spell(Day day) const {
    return custody_from == never ? 0 : std::max(0, std::min<Day>(day, custody_until) - custody_from);
  }
  /// Today or on a day that lies back no further than the last time under supervision began.
  bool supervised(Day day) const { return supervised_from <= day && (order_until > day || licence_until > day); }
};

struct Accusation {
  RecordId record;
  RecordId previous;  ///< the same record's earlier accusation, or `nobody`
  ShortDay day;
  std::uint8_t type;
};

/// Bits of RecordsState::marks: whether there is anything to look up, so that for most people nothing is.
enum class Mark : std::uint8_t { custody = 1, enrolment = 2, sanction = 4 };

struct RecordsState {
  std::vector<std::uint8_t> marks;    ///< bits of Mark, one a person; may stay set when the thing has passed
  std::vector<RecordId> offender_of;  ///< person -> offender record
  std::vector<OffenderRecord> offenders;
  std::vector<Accusation> accusations;
};

class Records : public Part {
 public:
  static constexpr std::size_t any_family = family_count;

  Records(const Context& all, RecordsState& state) : Part(all), state_(state) {}
  void begin();
  const RecordsState& state() const { return state_; }

  OffenderRecord& record(RecordId id) { return state_.offenders[id]; }
  const OffenderRecord& record(RecordId id) const { return state_.offenders[id]; }
  RecordId find(EntityId person) const { return state_.offender_of[person]; }
  /// Null if there is none.
  OffenderRecord* offender(EntityId person);
  const OffenderRecord* offender(EntityId person) const;
  RecordId offender_record(EntityId person);  ///< made if need be
  /// Of somebody with a record, whose row another takes: who comes is taken to be like who left, so that cautions and
  /// convictions come along. What police and services of the place knew does not.
  void end_life(EntityId person);
  /// Under which a record is followed nationally, over moves.
  RecordId national(RecordId id) const { return record(id).national == nobody ? id : record(id).national; }
  RecordId last_enrolment(EntityId person) const {
    const RecordId id = find(person);
    return id == nobody ? nobody : state_.offenders[id].last_enrolment;
  }

  bool marked(EntityId person, Mark mark) const {
    return (state_.marks[person] & static_cast<std::uint8_t>(mark)) != 0;
  }
  bool any_mark(EntityId person) const { return state_.marks[person] != 0; }
  void mark(EntityId person, Mark what) { state_.marks[person] |= static_cast<std::uint8_t>(what); }
  void unmark(EntityId person, Mark what) {
    state_.marks[person] &= static_cast<std::uint8_t>(~static_cast<unsigned>(what));
  }
  bool at_liberty(EntityId person, Day day) const {
    if (!marked(person, Mark::custody)) return true;
    const RecordId id = find(person);
    return id == nobody || state_.offenders[id].at_liberty(day);
  }

  /// What was decided about somebody last, as far as it changes later offending.
  Sanctioned sanctioned(EntityId person) const {
    if (!marked(person, Mark::sanction)) return {};
    const OffenderRecord* record = offender(person);
    return record == nullptr ? Sanctioned{} : record->sanction;
  }

  /// The day as somebody's career counts it: a day in custody is none of its days.
  Day career_day(EntityId person, Day day) const {
    if (!marked(person, Mark::custody)) return day;
    const OffenderRecord* record = offender(person);
    return record == nullptr ? day : day - record->days_inside - record->days_of_last_spell(day);
  }

  void note_accusation(RecordId record, std::uint8_t type, Day day);
  /// On record from `since` on, of one family of types or of any.
  int accusations_since(const OffenderRecord& record, Day since, std::size_t family = any_family) const;

 private:
  RecordsState& state_;
};

}  // namespace kith::safety
