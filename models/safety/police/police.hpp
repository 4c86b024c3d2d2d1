// From offence to police record to decision: reporting, recording, detection, and what happens to each suspect.
#pragma once

#include "engine/events/reused_rows.hpp"
#include "models/safety/offending/proposal.hpp"
#include "models/safety/police/area_records.hpp"
#include "models/safety/police/law.hpp"
#include "models/safety/records/records.hpp"
#include "models/safety/replicate/part.hpp"

#include <array>
#include <cstdint>

namespace kith::safety {

/// An offence whose investigation will end in a decision, later perhaps in court.
struct Case {
  std::array<RecordId, most_suspects> suspects{nobody, nobody, nobody, nobody};
  EntityId victim = nobody;  ///< who was harmed, or speaks for a dwelling; `nobody` for businesses and the public
  Day offence_day = 0;
  std::uint64_t key = 0;  ///< the offence's own key, the same in every scenario
  std::uint8_t type = 0;
  Outcome outcome = Outcome::none;
  std::uint8_t charges = 0;  ///< of its suspects, not yet heard
};

struct PoliceState {
  ReusedRows<Case> cases;
  AreaRecords area_records;
  /// Of crimes decided by charge or out of court in the run: all, by groups, suspects, suspects in groups.
  std::array<std::int64_t, 4> decided_crimes{};
  std::vector<double> hours_asked;    ///< of the step before last and those before, fading: hours a week, by type
  std::vector<double> hours_of_step;  ///< of what is recorded in the present step, by type
  std::vector<double> investigated;   ///< share, by type, of what is recorded in it
  double hours_before_start = 0;      ///< asked for in the year before day 0
};

class Police : public Part {
 public:
  Police(const Context& all, PoliceState& state) : Part(all), state_(state) {}
  void begin();
  const PoliceState& state() const { return state_; }
  const Case& case_of(std::uint32_t index) const { return state_.cases[index]; }
  /// A step begins: what is recorded in it is investigated as the hours of the weeks gone by leave room.
  void advance(const Step& step);

  /// Fills in what police will know of an offence and do about it.
  void plan_police(const Proposal& proposal, Settlement& settlement) const;
  void report(const Proposal& proposal, const Settlement& settlement);
  void count_reported(const Proposal& proposal, const Settlement& settlement);
  /// The decision on a case is due.
  void decide(std::uint32_t case_index, Day day);
  /// A case of the years before burn-in, to be charged.
  std::uint32_t take_case(const Case& decided) { return state_.cases.add(decided); }
  void add_charge(std::uint32_t case_index) { ++state_.cases[case_index].charges; }
  /// One of a case's charges was heard; after the last the case is over.
  void end_charge(std::uint32_t case_index);

 private:
  double hours_there(Day day) const;
  double reporting_factor(const Proposal& proposal, const Settlement& settlement) const;
  void log_offence(const Proposal& proposal, const Settlement& settlement) const;
  void record(const Proposal& proposal, const Settlement& settlement);
  bool is_identified(const Proposal& proposal) const;
  void open_case(const Proposal& proposal, const Settlement& settlement);
  void count_suspects(const Case& opened, std::size_t suspects);
  void decide_suspect(std::uint32_t case_index, RecordId record, bool main_suspect, Day day);
  void count_needs_of_accused(EntityId person, std::size_t type, Day day);
  void accuse(RecordId record, const Case& decided, Day day);

  PoliceState& state_;
};

}  // namespace kith::safety
