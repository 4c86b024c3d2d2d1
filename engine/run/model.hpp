// What the program and a model say to each other. A Model knows its settings and can build a World; a World is the
// immutable part (people, networks, schedules) shared by all replicates and can run any one of them. A model that goes
// from step to step needs little of it: see simple_model.hpp.
#pragma once

#include "engine/measures/measures.hpp"
#include "engine/people/people.hpp"
#include "engine/run/fitted_sample.hpp"
#include "engine/run/odd.hpp"
#include "engine/run/phases.hpp"
#include "engine/run/presentation.hpp"
#include "engine/run/trial.hpp"
#include "engine/settings/scenario.hpp"
#include "engine/work/stop.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kith {

/// How a replicate is run. Nothing here may change a result.
struct RunControl {
  const std::atomic<bool>* stop = nullptr;         ///< looked at between steps
  std::function<void(std::int64_t)> steps_done{};  ///< called with the number of steps finished since the last call
  PhaseTimes* phase_times = nullptr;               ///< where --profile gathers, if asked for
  bool twin_events = false;                        ///< World::run_together also keeps a log of what differs
  bool tables = false;                             ///< the tables a scenario asks for are kept, of all worlds alike
};

/// One replicate lived in several worlds: what each recorded, and what sets each but the first apart from the first.
struct PairedReplicate {
  std::vector<ReplicateResult> worlds;
  std::vector<ReplicateResult> twins;  ///< by World::twin_measures, one a world but the first; none if that is empty
};

/// A published pattern a run is held against: one row of the validation card. What it is used for:
///   "input": the model takes it in, the card shows that it comes out again; "calibrate": it may be fitted to;
///   "predict": never fitted to, only reported; "law": it must hold whatever the settings.
struct Fact {
  std::string name;
  std::string pattern;
  std::string measure;  ///< a figure (engine/measures/figure.hpp): mostly a measure without axes; "" if not measured
  double target = 0;    ///< NaN if not measured and of no single number
  double lowest = 0;    ///< accepted range; either may be infinite
  double highest = 0;
  std::string unit;
  std::string use;  ///< "input" | "calibrate" | "predict" | "law"; in older files also "elsewhere"
  std::string source;
  std::string part_of{};       ///< the curve it is one element of, or the order of its elements; "": of its own
  std::string fitted{};        ///< "elsewhere": what may be fitted to was fitted for another place or time; else ""
  std::string not_measured{};  ///< why no run can be held against it, or not this one; "": it can
};

/// One thing `kith explain` can tell of that is no setting and no measure: a service, a phase, an attribute.
struct Explanation {
  std::string name;
  std::string kind;     ///< "service", "attribute", "phase", ...
  std::string summary;  ///< one line
  std::string text;     ///< the whole, several lines
  std::string unit{};   ///< of a quantity
};

/// One line `kith check` prints about a sound scenario.
struct CheckLine {
  std::string name;
  std::string text;
};

/// What a reader of results has to know, though the scenario is sound: it was asked about a time or with steps that the
/// evidence, the place or a measure does not fit.
struct Caution {
  std::string setting;  ///< the setting it is about, such as "run.step_days"
  std::string text;     ///< one or two sentences
  bool operator==(const Caution&) const = default;
};

class World {
 public:
  virtual ~World() = default;
  virtual const MeasureSet& measures() const = 0;
  /// Runs one replicate from burn-in to end. Thread-safe. Throws Interrupted.
  virtual ReplicateResult run(std::int64_t replicate, const RunControl& control) const = 0;
  /// What run_together tells of how another world comes to differ from this one; empty if nothing.
  virtual MeasureSet twin_measures() const { return {}; }
  /// Runs one replicate in this world and in `others`, worlds of the same model: each to the last bit as run() does,
  /// but what is common to them may be run once. Thread-safe. Throws Interrupted.
  virtual PairedReplicate run_together(std::span<const World* const> others, std::int64_t replicate,
                                       const RunControl& control) const {
    PairedReplicate together;
    together.worlds.push_back(run(replicate, control));
    for (const World* other : others) together.worlds.push_back(other->run(replicate, control));
    return together;
  }
  /// Rows to expect of each table of measures(), in one replicate: 0 for those not asked for, or not known beforehand.
  virtual std::vector<std::int64_t> rows_of_tables() const { return {}; }
  virtual std::int64_t steps() const = 0;                        ///< steps run for one replicate
  virtual std::int64_t people() const = 0;                       ///< present on the first day
  virtual std::int64_t people_ever() const { return people(); }  ///< present on any day, each with state of their own
  virtual std::int64_t bytes_of_state() const = 0;  ///< long-lived bytes: shared part plus one replicate, ties included
  virtual std::vector<CheckLine> check() const { return {}; }
  /// Who is in it and how they are tied, as `kith people export` writes them; nothing if the model does not offer them.
  virtual std::optional<People> people_table() const { return std::nullopt; }
};

class Model {
 public:
  virtual ~Model() = default;
  virtual std::string name() const = 0;
  virtual std::string summary() const = 0;  ///< one line
  /// Its own settings; the engine's are declared by the caller. `catalogue`: as in Scenario.
  virtual void declare(Declarations& declarations, const std::vector<std::filesystem::path>& catalogue = {}) const = 0;
  /// Problems that one setting alone does not show (an eligibility expression, an unknown ward); empty if sound.
  virtual std::vector<Problem> problems(const Scenario&) const { return {}; }
  /// What it takes from tables of people and ties that a scenario names by people.file and ties.file; nothing: none.
  virtual PeopleNeeds people_needs() const { return {}; }
  /// Files beside the scenario's own that results depend on (a place's tables, services of one's own), in a fixed
  /// order; what is compiled in is not among them. A file named but not there is left to build() to tell.
  virtual std::vector<std::filesystem::path> input_files(const Scenario&) const { return {}; }
  virtual std::unique_ptr<World> build(const Scenario& scenario) const = 0;
  /// As build(), to the last bit, but may take over what it can from `other`, a world of this model: cheaper where two
  /// scenarios start alike. `other` may be gone before the new world is.
  virtual std::unique_ptr<World> build_like(const World& other, const Scenario& scenario) const {
    static_cast<void>(other);
    return build(scenario);
  }
  /// Tables and settings that say who the people of a world are, such as "place": worlds that differ in them are no
  /// pair.
  virtual std::vector<std::string> settings_of_people() const { return {}; }
  /// The setting, a whole number, that decides who of all people who might live there do, and their past: worlds with
  /// another value are as likely. "": the model has none.
  virtual std::string population_seed() const { return ""; }
  /// What facts leave possible of its numbers that were fitted to them: pairs of a comparison draw from it what they
  /// leave to its default. Null: the model carries none. Lives as long as the model.
  virtual const FittedSample* fitted_sample() const { return nullptr; }
  /// Declarations of measures without building a world, for `kith explain`; labels of data-dependent axes may be empty.
  virtual MeasureSet measures() const = 0;
  /// The measures of the scenario's world, labels included. A model overrides it where they are known without building.
  virtual MeasureSet measures_of(const Scenario& scenario) const { return build(scenario)->measures(); }
  /// Likewise of what a comparison tells beside them (World::twin_measures).
  virtual MeasureSet twin_measures() const { return {}; }
  /// Measures that changes may react to ([[change]] with `when`): over time, and known as each of its periods ends. A
  /// model that names any builds worlds that do so, with the help of engine/run/reactions.hpp; none: it cannot.
  virtual std::vector<std::string> measures_to_react_to() const { return {}; }
  virtual std::vector<Fact> facts(const Scenario&) const { return {}; }
  virtual std::vector<Caution> cautions(const Scenario&) const { return {}; }
  virtual std::vector<Explanation> explanations(const std::vector<std::filesystem::path>& /*catalogue*/ = {}) const {
    return {};
  }
  /// What can be tried in the scenario's world by an experiment; nothing: the model offers no trials.
  virtual TrialOffer trial_offer(const Scenario&) const { return {}; }
  /// Sets one up, of a treatment that is offered and not refused. Throws InputError, std::logic_error if none is
  /// offered.
  virtual std::unique_ptr<TrialWorld> build_trial(const Scenario& scenario, const TrialPlan& plan) const;
  /// Names of the phases of a step in the order they are run in, as PhaseTimes has them; empty: the model does not say.
  virtual std::vector<std::string> phases() const { return {}; }
  /// What an ODD document says of it beside its declarations; nothing unless a model overrides it. Lives as long as the
  /// model.
  virtual const Odd& odd() const;
  /// Measures of group "headlines" for the summary, in order: all that have no dimensions, unless a model overrides it.
  virtual std::vector<std::string> headlines() const;
  /// How its results are told; nothing: the first headlines, and the course of each measure over time. Lives as long as
  /// the model.
  virtual const Presentation& presentation() const;
  /// The commented scenario `kith new` writes: every setting with its default and its help, unless a model overrides
  /// it.
  virtual std::string starter() const;
};

}  // namespace kith
