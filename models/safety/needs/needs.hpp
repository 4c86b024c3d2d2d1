// Needs (risk factors): they come at rates that keep their prevalence, after harm and custody, and go at a recovery
// rate that services can add to.
#pragma once

#include "engine/events/candidates.hpp"
#include "engine/run/steps_ahead.hpp"
#include "models/safety/replicate/part.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace kith::safety {

struct NeedsState {
  std::vector<NeedSet> risks;          ///< bits of Risk, one a person
  std::int32_t prevalence_years = -1;  ///< years of the run of which the prevalence was taken
  std::vector<EntityId> missing;       ///< everybody who goes missing, and some who did; may name one twice
};

class Needs : public Part {
 public:
  Needs(const Context& all, NeedsState& state);
  void begin();
  /// Gives everybody the needs they start with.
  void start_risks();
  /// See Offending::take_over.
  void take_over(const Needs& other) { onset_draws_.read_from(other.onset_draws_); }
  const NeedsState& state() const { return state_; }
  NeedSet of(EntityId person) const { return state_.risks[person]; }

  void change_risk_factors(const Step& step);
  /// `key` names what brings it.
  void gain_risk(EntityId person, std::size_t risk, double day, std::uint64_t key);
  void lose_risk(EntityId person, std::size_t risk, double day);
  /// Another life takes the person's row; `above_before` is Offending::above_bound as it was.
  void begin_anew(EntityId person, double above_before, Day day);
  /// Counts those who go missing; those whose episodes have ended drop out of the list.
  void count_missing(Day day);
  /// As the run starts and as each year of it ends: the share of people present who have each need.
  void take_prevalence(Day next_day);
  /// A year not whole has no value.
  void leave_out_prevalence();

 private:
  /// It comes if its rate a year, given what else somebody has then, is above `needed`.
  struct Onset {
    double time;
    EntityId person;
    std::uint32_t risk;
    std::uint64_t key;
    double needed;
  };
  struct OnsetDraws {
    std::vector<Onset> onsets;
    std::int64_t candidates = 0;
  };
  std::vector<double> prevalence(Day day) const;
  double ends_on(EntityId person, std::size_t risk, double day, std::uint64_t key) const;
  OnsetDraws draw_onsets(const Step& step, std::size_t task) const;
  void consider_onset(const Candidate& candidate, std::vector<Onset>& onsets) const;
  void come_by(const Onset& onset);

  NeedsState& state_;
  CommonSteps<OnsetDraws> onset_draws_;
};

}  // namespace kith::safety
