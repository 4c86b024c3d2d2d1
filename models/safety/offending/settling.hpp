// What becomes of proposed offences: planned for many at the same time, then settled one by one in order of time.
#pragma once

#include "models/safety/offending/proposal.hpp"
#include "models/safety/replicate/part.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace kith::safety {

class Ahead;

struct SettlingState {
  std::int64_t withheld = 0;  ///< of Parameters::withheld_offences
};

class Settling : public Part {
 public:
  Settling(const Context& all, SettlingState& state) : Part(all), state_(state) {}
  void plan_offences(const Step&);
  void settle_offences(const Step& step);
  /// One a proposal of the step.
  const std::vector<Settlement>& settlements() const { return settlements_; }
  /// Is this offence one of those withheld by lot in this step (Parameters::withheld_offences)?
  bool is_withheld(const Proposal& proposal) const;

 private:
  Settlement choose_harmed(const Proposal& proposal) const;
  void plan(const Proposal& proposal, Settlement& settlement) const;
  void choose_all_harmed(std::size_t begin, std::size_t end);
  void plan_all(std::size_t begin, std::size_t end);
  void ask_for_served(std::size_t index, void (Ahead::*rows)(EntityId) const) const;
  void settle(const Proposal& proposal, const Settlement& settlement);
  void count_offence(const Proposal& proposal, const Settlement& settlement);
  void count_repeat(std::size_t type, Day last_harm, Day day);
  void count_pairs(const Settlement& settlement, Day day);
  void count_needs_of_harmed(EntityId person, std::size_t type, Day day);
  void count_offender(EntityId person, std::size_t type, Day day);

  void withhold();

  SettlingState& state_;
  std::vector<Settlement> settlements_;
  std::vector<std::pair<EntityId, std::uint64_t>> withheld_;  ///< in this step: offender, key of the proposal
};

}  // namespace kith::safety
