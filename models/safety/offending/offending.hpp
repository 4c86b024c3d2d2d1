// Offending: candidates under the static bound, and those for the part of a hazard above it, thinned by the true
// hazard.
#pragma once

#include "engine/events/candidates.hpp"
#include "engine/events/excess_candidates.hpp"
#include "engine/run/steps_ahead.hpp"
#include "models/safety/offending/hazard.hpp"
#include "models/safety/offending/law.hpp"
#include "models/safety/offending/proposal.hpp"
#include "models/safety/records/records.hpp"
#include "models/safety/replicate/part.hpp"

#include <optional>
#include <span>
#include <vector>

namespace kith::safety {

struct OffendingState {
  ExcessCandidates excess;  ///< people whose hazard may stand above their static bound
};

class Offending : public Part {
 public:
  Offending(const Context& all, OffendingState& state);
  void begin();
  /// Draws what happens whatever the run does from `other` from now on, which must decide each step before this.
  void take_over(const Offending& other) { offence_draws_.read_from(other.offence_draws_); }

  /// The offences of a step that happen if there is somebody to harm and nothing prevents them, by day and person.
  void propose_offences(const Step& step);
  const std::vector<Proposal>& proposals() const { return proposals_; }

  /// What is decided about somebody takes the place of what was decided before. `day`: that of the decision.
  void sanction(RecordId record, const Sanctioned& decided, Day day);
  /// Those whom the years before the first day leave with a hazard that may stand above their bound.
  void begin_excess_of_sanctions();
  /// How many times its bound a person's hazard may reach, ties and season apart.
  double above_bound(EntityId person) const;
  /// `before`: what above_bound was before the change. Where it stays the same, so must the candidates drawn.
  void update_excess(EntityId person, double before, double day);
  /// The draw that chooses the type of an offence.
  double type_draw(EntityId offender, std::uint64_t key) const;
  /// As somebody's career counts days: those in custody are none of its.
  bool in_active_spell(EntityId person, Day day) const;
  void prefetch_excess(EntityId person) const { state_.excess.prefetch(person); }

 private:
  /// A candidate and what follows from who and when it is, whatever happens in the run.
  struct Drawn {
    Candidate candidate;
    FamilyRates families;  ///< in the season of the day
    const double* shares;  ///< of types in their families, in the season of the day
    double needed;         ///< it happens if the hazard is above this
  };
  /// Of those there to offend; spells as they are for whoever was never in custody.
  struct OffenceDraws {
    std::vector<Drawn> drawn;      ///< in an active spell
    std::vector<Candidate> quiet;  ///< in a quiet one
    std::int64_t candidates = 0;
  };
  /// A candidate of which all is known but what its ties do.
  struct Weighed {
    const Drawn* drawn;
    OffendingFactors factors;
  };
  Drawn look_up(const Candidate& candidate) const;
  std::vector<Drawn> held_back(std::span<const Candidate> quiet) const;
  std::vector<Drawn> draw_excess(const Step& step);
  OffenceDraws draw_offences(const Step& step, std::size_t task) const;
  std::optional<Weighed> weigh(const Drawn& drawn) const;
  Proposal propose(const Weighed& weighed) const;
  void thin(std::span<const Drawn> drawn, std::vector<Proposal>& proposals) const;
  std::vector<Weighed> decide_without_peers(std::span<const Drawn> drawn, std::vector<Proposal>& proposals) const;

  OffendingState& state_;
  CommonSteps<OffenceDraws> offence_draws_;
  std::vector<Proposal> proposals_;
};

}  // namespace kith::safety
