// The twin record: which offences happen in one of two worlds and not in the other, and by which route that came.
// Worlds share every candidate and every draw, so an offence that happens in one only is traced to the factors of its
// hazard that differ at that moment; where several do, it is shared out over them by Shapley's rule. docs/twins.md has
// the method.
#pragma once

#include "engine/pairing/shapley.hpp"
#include "models/safety/twins/factors.hpp"
#include "models/safety/twins/origins.hpp"

#include <set>
#include <vector>

namespace kith::safety {

class TwinRecord {
 public:
  /// Everything but the replicate's number is kept as a reference. `set` is from declare_twin_measures.
  TwinRecord(const MeasureSet& set, const Simulation& base, const Simulation& alternative, const Divergence& divergence,
             std::int64_t replicate, bool keeps_events);
  /// To be called when both worlds have decided a step and neither has carried it out.
  void compare(const Step& step);
  ReplicateResult take() { return std::move(result_); }

 private:
  /// One offence more or less, shared out.
  struct Change {
    TwinTally tally;
    std::uint8_t type;
    bool recorded;  ///< where it happened
    ExactShares shares;
  };
  struct Traced {
    std::vector<TwinFactors::Factor> factors;
    std::vector<Change> changes;
  };

  void note_moves();
  std::vector<TwinCase> cases(const Step& step) const;
  void settled(TwinCase& found, std::size_t in_base, std::size_t in_alternative) const;
  Traced trace(const TwinCase& found) const;
  std::size_t year_of(const TwinCase& found) const;
  void count(const TwinCase& found, const Traced& traced);
  Mixture count_origins(const TwinCase& found, const Traced& traced);
  void log(const TwinCase& found, const Traced& traced, const Change& change);
  std::int32_t victim_of(const TwinCase& found, bool in_base) const;

  const MeasureSet& set_;
  const Simulation& base_;
  const Simulation& alternative_;
  const Divergence& divergence_;
  std::size_t years_, types_, services_;
  std::set<std::uint32_t> other_lives_;  ///< households whose rows hold another life in one world
  Origins origins_;
  ReplicateResult result_;
};

}  // namespace kith::safety
