// The changing part of one replicate. A plain value: copying it is a snapshot. Most people never offend and are not
// harmed, so they cost an index each; records are made when a life first needs one and are never moved.
#pragma once

#include "engine/events/calendar_queue.hpp"
#include "engine/events/excess_candidates.hpp"
#include "engine/events/reused_rows.hpp"
#include "engine/network/dynamic_ties.hpp"
#include "models/safety/population/population.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <unordered_map>
#include <vector>

namespace kith::safety {

using RecordId = std::uint32_t;  ///< index of a record; `nobody` if none

/// What agencies and memory hold of somebody who offended, was accused or was referred. One life: when a household
/// moves away and another takes its rows, new records are begun and the old are marked ended.
struct OffenderRecord {
  EntityId person = nobody;
  RecordId last_accusation = nobody;  ///< into State::accusations
  RecordId last_enrolment = nobody;   ///< into State::enrolments, linked by `previous`: those not ended
  ShortDay custody_from = never;      ///< present or last spell in custody: [from, until)
  ShortDay custody_until = -never;
  ShortDay order_until = -never;
  ShortDay licence_until = -never;
  std::uint16_t accusations = 0;
  std::uint16_t convictions = 0;
  std::uint16_t cautions = 0;
  std::uint16_t open_cases = 0;
  std::uint8_t last_type = 0;  ///< offence type of the last case decided
  bool high_risk = false;
  bool ended = false;
  bool in_custody(Day day) const { return custody_from <= day && day < custody_until; }
  bool supervised(Day day) const { return order_until > day || licence_until > day; }
};

/// What stays with somebody who was harmed: 8 bytes, so that everybody has one.
struct VictimRecord {
  ShortDay last_harm = -never;
  ShortDay harm_before_last = -never;
  static constexpr double confidence_unit = 1.0 / 8192;
  std::uint16_t confidence_units = 8192;  ///< multiplies the probability of reporting, in units of 1/8192
  std::uint8_t harms = 0;                 ///< 255: that many or more
  std::uint8_t domestic_harms = 0;        ///< likewise
  double confidence() const { return confidence_units * confidence_unit; }
  void change_confidence(double factor) {
    confidence_units = static_cast<std::uint16_t>(std::min(65535.0, confidence_units * factor + 0.5));
  }
};

struct Accusation {
  RecordId record;
  RecordId previous;  ///< the same record's earlier accusation, or `nobody`
  ShortDay day;
  std::uint8_t type;
};

/// How an offence was decided.
enum class Outcome : std::uint8_t { none, no_action, out_of_court, charge };
/// What the justice system did to somebody; the order is that of disposal_names.
enum class Disposal : std::uint8_t { caution, fine_or_discharge, order, custody };

/// Somebody enters a reoffending cohort on `day`.
struct CohortEntry {
  RecordId record;
  ShortDay day;
  Disposal disposal;
  bool youth;
};

/// An offence proven against somebody by caution or conviction.
struct ProvenOffence {
  RecordId record;
  ShortDay offence_day;
  ShortDay proof_day;
};

/// Offenders of one offence at most; larger groups are cut to this.
inline constexpr std::size_t most_suspects = 4;

/// An offence whose investigation will end in a decision, later perhaps in court.
struct Case {
  std::array<RecordId, most_suspects> suspects{nobody, nobody, nobody, nobody};
  EntityId victim = nobody;  ///< a person; `nobody` for dwellings, businesses and the public
  Day offence_day = 0;
  std::uint64_t key = 0;  ///< the offence's own key, the same in every scenario
  std::uint8_t type = 0;
  Outcome outcome = Outcome::none;
  std::uint8_t charges = 0;  ///< of its suspects, not yet heard
};

/// One suspect's charge on its way through court.
struct Charge {
  std::uint32_t case_index;
  RecordId record;
};

enum class HappeningKind : std::uint8_t {
  decision,
  ready_for_court,
  release,
  breach,
  recall,
  risk_recovery,
  service_end,
  service_breach
};

/// Something due on a day, in 16 bytes, for hundreds of thousands wait. Ordered by (kind, person, key), none of which
/// depends on how records are numbered.
struct Happening {
  std::uint64_t key;
  EntityId person;
  std::uint32_t subject : 28;  ///< case, charge, record, risk or enrolment, by kind
  HappeningKind kind : 4;
  Happening(std::uint64_t its_key, EntityId its_person, std::uint32_t its_subject, HappeningKind its_kind)
      : key(its_key), person(its_person), subject(its_subject & most_subjects), kind(its_kind) {
    if (its_subject > most_subjects)
      throw std::length_error("more than 268 million records of one kind: the population is too large");
  }
  bool operator<(const Happening& other) const {
    if (kind != other.kind) return kind < other.kind;
    if (person != other.person) return person < other.person;
    return key < other.key;
  }

 private:
  static constexpr std::uint32_t most_subjects = (1U << 28U) - 1;
};
static_assert(sizeof(Happening) == 16);

enum class Stage : std::uint8_t { waiting, enrolled, after, ended };

/// One referral to one service and what became of it.
struct Enrolment {
  RecordId record = nobody;    ///< of the person (for parties: the offender)
  RecordId previous = nobody;  ///< the record's earlier enrolment that has not ended
  RecordId follows = nobody;   ///< for somebody reached through another (family, victim): that one's enrolment
  EntityId person = nobody;
  EntityId victim = nobody;  ///< for parties
  ShortDay referred = 0;
  ShortDay started = 0;
  ShortDay ended = 0;
  ShortDay gives_up = never;
  float priority = 0;
  float dose = 0;                ///< share of the planned length had, once ended
  std::uint32_t first_copy = 0;  ///< copies for others reached: [first_copy, first_copy + copies)
  std::uint16_t copies = 0;
  std::uint16_t service = 0;
  Stage stage = Stage::waiting;
  std::uint8_t mode = 0;
};

/// Those harmed lately in an area, for repeat and near-repeat victimisation. Each counts exp(-days since / memory).
struct RecentHarms {
  struct Harm {
    std::uint64_t occasion;  ///< names the offence, in whatever world
    std::uint32_t target;
    Day day;
  };
  std::vector<Harm> harms;  ///< in order of day, the long forgotten dropped from time to time
  double weight = 0;        ///< the sum of what they count for, as of `day`
  Day day = 0;
};

/// A referral to be made when services next run. Made at once it could move records that others still hold.
struct PendingReferral {
  static constexpr std::uint32_t any_service = 0xFFFFFFFF;  ///< whichever takes Referral::new_need
  EntityId person;
  std::uint32_t service;
};

/// Who can be concerned about a household; see services/knowledge.cpp.
enum class Notifier : std::uint8_t { police, health, council };
inline constexpr std::size_t notifier_count = 3;

/// A concern about a household that one agency wrote down.
struct Concern {
  RecordId previous;  ///< the household's earlier one, or `nobody`
  Day day;
  Notifier agency;
};

/// Recorded offences by small area and type, over the last thirteen four-week periods.
class AreaRecords {
 public:
  AreaRecords() = default;
  AreaRecords(std::size_t areas, std::size_t types, Day first);
  void advance(Day day);  ///< what is recorded from now on falls on `day` or later
  void add(std::size_t area, std::size_t type);
  std::int64_t last_year(std::size_t area, std::size_t type) const { return sums_[area * types_ + type]; }
  std::size_t bytes() const;

 private:
  static constexpr std::size_t periods = 13;
  static constexpr Day period_days = 28;
  std::size_t types_ = 0;
  std::int32_t period_ = 0;
  std::vector<std::uint32_t> counts_;  ///< period (in turn), area, type
  std::vector<std::int64_t> sums_;     ///< area, type
};

/// Somebody a service reached, until it is known whether they offended in the twelve months after.
struct Followed {
  RecordId record;
  std::uint16_t service;
  ShortDay reached;
  float recent_offending;  ///< as State::recent_offending, then
};

/// Somebody of those harmed most, with the harms so far.
struct HarmedOften {
  EntityId person;
  int harms;
};

/// Bits of State::marks: whether there is anything to look up, so that for most people nothing is.
enum class Mark : std::uint8_t { custody = 1, enrolment = 2 };

struct State {
  std::vector<std::uint8_t> risks;  ///< bits of Risk, one a person
  std::vector<std::uint8_t> marks;  ///< bits of Mark, one a person; may stay set when the thing has passed
  /// Recent offending, one a person, scaled up by exp((day of offence - memory_origin) / memory): the fading of all at
  /// once is then one factor at the time of reading.
  std::vector<float> recent_offending;
  std::vector<bool>
      has_offended;  ///< one bit a person, false where recent_offending is nought: small enough to stay near
  Day memory_origin = 0;
  std::vector<RecordId> offender_of;  ///< person -> offender record
  std::vector<OffenderRecord> offenders;
  std::vector<VictimRecord> victims;      ///< one a person
  std::vector<ShortDay> dwelling_harmed;  ///< household -> last day its dwelling was harmed
  std::vector<Accusation> accusations;
  std::vector<CohortEntry> cohort_entries;
  std::vector<ProvenOffence> proven;
  ReusedRows<Case> cases;
  ReusedRows<Charge> charges;  ///< not yet heard
  /// Of crimes decided by charge or out of court in the run: all, by groups, suspects, suspects in groups.
  std::array<std::int64_t, 4> decided_crimes{};
  std::array<std::vector<std::uint32_t>, 2> court_queue;  ///< charges ready, first come first heard, by court
  std::int64_t charges_heard = 0;
  std::array<double, 2> sittings{};                  ///< hearings not yet used, by court
  std::vector<RecordId> under_justice;               ///< in custody or supervised, in order of coming
  ReusedRows<Enrolment> enrolments;                  ///< rows of those that never started are used again
  std::vector<std::vector<std::uint32_t>> waiting;   ///< by service: enrolments
  std::vector<std::vector<std::uint32_t>> enrolled;  ///< by service: enrolments
  std::vector<double> spare_hours;                   ///< by staff pool
  std::vector<std::vector<std::uint16_t>> covered;   ///< by service: small areas it covers, ascending
  std::vector<Day> chosen;                           ///< by service: when these were chosen
  std::vector<Day> began;                            ///< by service: since when it runs; `never` if it does not
  std::vector<PendingReferral> pending;
  AreaRecords area_records;
  std::vector<Concern> concerns;
  std::vector<RecordId> last_concern;                   ///< by household; empty until a service asks
  std::vector<std::pair<EntityId, float>> betweenness;  ///< of accused people with such ties, ascending
  Day betweenness_day = -never;
  std::vector<std::array<RecentHarms, 2>> recent_harms;  ///< by area: people, dwellings
  DynamicTies co_offending;
  /// Women harmed by violence in the last year of the run, how often; those of a household that leaves are forgotten
  /// here and stay in the count of women, and of women harmed twice or more.
  std::unordered_map<EntityId, std::int32_t> violence_last_year;
  std::array<std::int64_t, 2> women_harmed{};
  std::vector<Followed> followed;          ///< in order of day
  std::vector<EntityId> missing;           ///< everybody who goes missing, and some who did; may name one twice
  std::vector<HarmedOften> super_victims;  ///< as the year began
  std::int32_t super_victim_years = -1;    ///< years of the run that had passed when these were chosen
  ExcessCandidates excess;                 ///< people whose hazard may stand above their static bound
  CalendarQueue<Happening> queue;
  std::size_t next_move = 0;    ///< into Population::moves
  std::size_t next_change = 0;  ///< into Scenario::changes
  std::int64_t events = 0;

  std::size_t bytes() const;  ///< of everything that lasts from step to step
};

}  // namespace kith::safety
