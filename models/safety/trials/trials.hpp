// An experiment with one service: whoever is referred to it and found eligible is put in an arm, and only one arm is
// offered it. It stands at the door of the service and nowhere else; held off, nothing is asked and nothing drawn.
#pragma once

#include "models/safety/lives/episode.hpp"
#include "models/safety/replicate/part.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <vector>

namespace kith::safety {

/// Which service, from when to when people enter, and how they are put in an arm.
struct TrialSetup {
  std::size_t service = 0;
  Day first = 0, last = 0;                                     ///< days on which somebody may enter, both included
  double share = 0.5;                                          ///< chance of being put in the arm that is offered it
  std::size_t most = std::numeric_limits<std::size_t>::max();  ///< who enter; everybody after them is not offered it
};

/// A life in a trial, and the row it stood in as it entered.
struct TrialMember {
  LifeId life;
  EntityId row;
};

/// One who entered: a person, or a family with all its members of that day.
struct TrialEntry {
  LifeId unit = 0;  ///< the person, or the first life of the household
  EntityId subject = nobody;
  Day day = 0;
  bool offered = false;
  std::vector<TrialMember> members;
};

class Trials : public Part {
 public:
  explicit Trials(const Context& all) : Part(all) {}
  /// From the first day of the run on; lives must be kept.
  void hold(const TrialSetup& setup) { setup_ = setup; }
  /// At a referral: yes, unless a trial of this service puts, or has put, the person or family in the other arm, or is
  /// closed to them. The arm is drawn for a life, once, whenever and however often it is referred.
  bool may_be_offered(std::size_t service, EntityId subject, Day day);
  const std::vector<TrialEntry>& entries() const { return entries_; }  ///< in order of entering

 private:
  TrialEntry enter(LifeId unit, EntityId subject, Day day) const;

  std::optional<TrialSetup> setup_;
  std::vector<TrialEntry> entries_;
  std::map<LifeId, std::size_t> number_;  ///< by unit, into entries
};

}  // namespace kith::safety
