// What the step asks memory for ahead of its use, in stages: each reads only what an earlier one has asked for. None of
// it has an effect on any result.
#pragma once

#include "models/safety/offending/proposal.hpp"
#include "models/safety/replicate/part.hpp"

namespace kith::safety {

class Ahead : public Part {
 public:
  explicit Ahead(const Context& all) : Part(all) {}
  void life(EntityId person) const;
  void marks(EntityId person) const;
  void record_row(EntityId person) const;
  void record(EntityId person) const;
  void lists(EntityId person) const;
  void ties(EntityId person) const;
  void enrolment_row(std::uint32_t index) const;
  void enrolment(std::uint32_t index) const;
  void case_row(std::uint32_t case_index) const;
  void neighbours(EntityId person) const;
  void peers(EntityId person) const;
  /// What a change of needs reads, and telling of it.
  void needs(EntityId person) const;
  /// What planning an offence reads of whoever it harms.
  void harmed(const Harmed& harmed) const;
  /// Whom an offence is counted by.
  void counted(const Settlement& settlement) const;
  /// What settling an offence writes.
  void settlement(const Proposal& proposal, const Settlement& settlement) const;
  void settled_rows(const Proposal& proposal, const Settlement& settlement) const;
};

}  // namespace kith::safety
