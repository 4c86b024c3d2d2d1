// One replicate of the community-safety model: its state, its parts, and the phases of its step in their order.
#pragma once

#include "engine/run/model.hpp"
#include "models/safety/offending/companions.hpp"
#include "models/safety/offending/settling.hpp"
#include "models/safety/replicate/ahead.hpp"
#include "models/safety/scene.hpp"
#include "models/safety/services/attributes.hpp"
#include "models/safety/services/effects.hpp"
#include "models/safety/services/single_effects.hpp"
#include "models/safety/summary/summary.hpp"
#include "models/safety/trials/trials.hpp"

#include <string>
#include <vector>

namespace kith::safety {

std::vector<std::string> phase_names();

/// Where the time of a replicate went, by phase; see Simulation::decide and carry_out.
struct PhaseRows {
  std::vector<PhaseTimes::Row> deciding, settling;
};

class Simulation {
 public:
  Simulation(const Scene& scene, Draws draws);
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;
  /// The state at the end of burn-in. A place has one past: it is the same for all replicates and run seeds, which are
  /// futures of it.
  static State history(const Scene& scene);
  ReplicateResult run(const RunControl& control);

  // A run in pieces: begin, then decide and carry out each step, then finish. Between deciding and carrying out, what
  // will happen is planned and none of it has taken hold. `rows` may be null.
  static PhaseRows phase_rows();
  void begin();
  void decide(const Step& step, PhaseRows* rows);
  void carry_out(const Step& step, PhaseRows* rows);
  ReplicateResult finish();
  /// Tells of single lives from the first day on; to be called after begin().
  void keep_lives(const LivesWanted& wanted) { lives_.keep(wanted); }
  /// Holds an experiment and tells of all lives, to be called after begin(); off, nothing is another.
  void hold_trial(const TrialSetup& setup);
  /// After begin(): all steps of the run, told and timed as `control` asks. Throws Interrupted.
  void live(const RunControl& control);
  /// After the last step: tells what was kept of whom it was asked for, and by whom else is run together with it.
  LivesChosen choose_lives();
  ReplicateResult finish(const LivesChosen& chosen);
  /// Goes on from where another simulation of the same replicate stands, of a scene that was the same up to there. What
  /// is drawn in a step whatever happened is the same for both and read from the other from now on, which must live as
  /// long as this one and decide each step before it.
  void take_over(const Simulation& other);

  // The phases of a step, in order.
  void change_policy(const Step& step);
  void turn_over_population(const Step& step);
  void handle_happenings(const Step& step);
  void change_risk_factors(const Step& step);
  void run_services(const Step& step);
  void propose_offences(const Step& step) { offending_.propose_offences(step); }
  void plan_offences(const Step& step);
  void settle_offences(const Step& step) { settling_.settle_offences(step); }
  void hold_courts(const Step& step) { courts_.hold_courts(step); }
  void take_stock(const Step& step);

  EligibleCount count_eligible(std::size_t service);
  /// What services would meet: runs `weeks` from the start as under the last change, and returns what was recorded.
  ReplicateResult try_services(int weeks);
  /// Rows to expect of each table of lives over the whole run, from what the first `weeks` bring.
  std::vector<std::int64_t> try_lives(const LivesWanted& wanted, int weeks);
  /// The most its state was seen to take, looked at every quarter and at the end.
  std::size_t bytes() const { return most_bytes_; }
  const State& state() const { return state_; }
  const Scene& scene() const { return scene_; }
  /// The parts as they stand, to be read.
  const Context& parts() const { return context_; }
  const Turnover& turnover() const { return turnover_; }

 private:
  void begin_state();
  void hold_policy();
  Day run_weeks(int weeks);
  void handle(Day day, const Happening& due);

  const Scene& scene_;
  State state_;
  const Regime* regime_now_;  ///< see Context
  Recorder recorder_;
  AttributeReader attributes_;
  Context context_;
  Ahead ahead_;
  Schedule schedule_;
  Records records_;
  Peers peers_;
  Needs needs_;
  Duty duty_;
  Services services_;
  AreaServices areas_;
  Effects effects_;
  SingleEffects single_effects_;
  Contacts contacts_;
  Knowledge knowledge_;
  Lives lives_;
  Offending offending_;
  Companions companions_;
  Settling settling_;
  Victims victims_;
  Police police_;
  Courts courts_;
  Supervision supervision_;
  Cohorts cohorts_;
  Equity equity_;
  Trials trials_;
  Turnover turnover_;
  std::size_t most_bytes_ = 0;
};

}  // namespace kith::safety
