// A model that goes from step to step and keeps nothing but its own state: what such a model must say is one class, a
// Simulation of one replicate, and the rest of Model and World follows from it. docs/own-model.md walks through one.
//
// A Simulation has
//   using Settings                            a struct with fields(FieldVisitor&, Settings&), see settings.hpp
//   struct Shared                             what all replicates share, made by Shared(const Settings&, const Draws&)
//   static std::vector<Measure> measures()    with the dimension "time" or with none
//   Simulation(const Shared&, const Settings&, const Draws&)                          the state before the first step
//   void step(const Step&, const Settings& now, StepRecord record)
//   void finish(ReplicateResult&) const       fills the measures without dimension
//   std::int64_t people() const               how many there are
//   std::int64_t bytes() const                of its state and of what is shared
// One of people of the user's own (docs/own-people.md) has beside them
//   static PeopleNeeds people_needs()         which columns and relations it reads
// and its Shared is made by Shared(const Settings&, const Draws&, const People&); the people live as long as it does.
// Chance comes from the draws it is given, and only from them: then results are the same at any number of threads, and
// scenarios with one seed are paired worlds.
#pragma once

#include "engine/people/people_files.hpp"
#include "engine/random/draws.hpp"
#include "engine/run/reactions.hpp"
#include "engine/run/steps.hpp"

#include <algorithm>
#include <concepts>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace kith {

/// Where a step writes its measures over time, by their number in measures(). Steps of burn-in are not kept.
class StepRecord {
 public:
  StepRecord(ReplicateResult& result, std::optional<std::size_t> row) : result_(result), row_(row) {}
  void count(std::size_t measure, std::int64_t value) const {
    if (row_) result_.counts(measure)[*row_] = static_cast<std::int32_t>(value);
  }
  void real(std::size_t measure, double value) const {
    if (row_) result_.reals(measure)[*row_] = value;
  }

 private:
  ReplicateResult& result_;
  std::optional<std::size_t> row_;
};

/// A Simulation of people of the user's own.
template <class Simulation>
concept TakesPeople = requires {
  { Simulation::people_needs() } -> std::convertible_to<PeopleNeeds>;
};

template <class Simulation>
PeopleNeeds people_needs_of() {
  if constexpr (TakesPeople<Simulation>) return Simulation::people_needs();
  return {};
}

/// What `kith check` says of people read from tables.
std::vector<CheckLine> check_lines(const People& people);

/// See World. Immutable; replicates run side by side.
template <class Simulation>
class SimpleWorld final : public World {
 public:
  using Settings = typename Simulation::Settings;

  explicit SimpleWorld(const Scenario& scenario)
      : scenario_(scenario),
        run_(read<RunSettings>(scenario.settings)),
        timeline_(run_.timeline()),
        settings_(read<Settings>(scenario.settings)),
        recorded_{{time_axis(timeline_)}, Simulation::measures(), {}},
        measures_(with_reactions(recorded_, scenario, timeline_)),
        reactions_(scenario, timeline_,
                   [this](const Condition& of) { return watched_sum(recorded_, of.measure, of.label); }),
        people_(people_of(scenario)),
        shared_(make_shared()) {
    // A change holds from the first step that begins on its day or later.
    for (const Change& change : scenario.changes)
      changes_.emplace_back(timeline_.day_of(change.at), read<Settings>(change.settings));
  }

  const MeasureSet& measures() const override { return measures_; }
  std::int64_t steps() const override { return timeline_.step_count(); }
  std::int64_t people() const override { return start(0).people(); }
  std::int64_t bytes_of_state() const override {
    return start(0).bytes() + (people_ ? static_cast<std::int64_t>(people_->bytes()) : 0);
  }
  std::vector<CheckLine> check() const override { return people_ ? check_lines(*people_) : std::vector<CheckLine>{}; }
  std::optional<People> people_table() const override { return people_; }

  ReplicateResult run(std::int64_t replicate, const RunControl& control) const override {
    ReplicateResult result(recorded_, replicate);
    Replicate one{*this, start(replicate), result, reactions_.start()};
    constexpr std::array phases{Phase<Replicate>{"step", &Replicate::step}};
    run_steps(one, phases, timeline_, control, [](const Step&) {});
    one.simulation.finish(result);
    reactions_.tell(one.reactions, result);
    return result;
  }

 private:
  struct Replicate {
    const SimpleWorld& world;
    Simulation simulation;
    ReplicateResult& result;
    ReactionsState reactions;
    std::size_t row = 0;
    std::optional<std::pair<std::size_t, InForce>> of_reacted{};  ///< what `reacted` is
    Settings reacted{};

    void step(const Step& step) {
      const bool kept = step.begin >= 0;
      simulation.step(step, settings_on(step.begin), {result, kept ? std::optional(row) : std::nullopt});
      if (kept) world.reactions_.look(reactions, result, row, step.begin, step.end);
      row += kept;
    }

    const Settings& settings_on(Day day) {
      const std::size_t dated = world.changes_until(day);
      const InForce in_force = reactions.in_force();
      if (in_force == 0) return dated == 0 ? world.settings_ : world.changes_[dated - 1].second;
      if (of_reacted != std::pair(dated, in_force)) {
        of_reacted = {dated, in_force};
        reacted = read<Settings>(world.settings_under(dated, in_force));
      }
      return reacted;
    }
  };

  static std::optional<People> people_of(const Scenario& scenario) {
    const PeopleNeeds needs = people_needs_of<Simulation>();
    return needs.any() ? std::optional(load_people(scenario, needs)) : std::nullopt;
  }
  typename Simulation::Shared make_shared() const {
    if constexpr (TakesPeople<Simulation>)
      return typename Simulation::Shared(settings_, draws(0), *people_);
    else
      return typename Simulation::Shared(settings_, draws(0));
  }

  Draws draws(std::int64_t replicate) const {
    return {static_cast<std::uint64_t>(run_.seed), static_cast<std::uint64_t>(replicate)};
  }
  Simulation start(std::int64_t replicate) const { return Simulation(shared_, settings_, draws(replicate)); }
  /// How many changes have come by the day.
  std::size_t changes_until(Day day) const {
    return static_cast<std::size_t>(std::ranges::count_if(changes_, [&](const auto& one) { return one.first <= day; }));
  }
  kith::Settings settings_under(std::size_t dated, InForce in_force) const {
    const kith::Settings& said = dated == 0 ? scenario_.settings : scenario_.changes[dated - 1].settings;
    return kith::settings_under(said, scenario_.reactions, in_force);
  }

  Scenario scenario_;
  RunSettings run_;
  Timeline timeline_;
  Settings settings_;
  std::vector<std::pair<Day, Settings>> changes_;  ///< in order
  MeasureSet recorded_;                            ///< by the simulation
  MeasureSet measures_;                            ///< and what is told of changes that react
  Reactions reactions_;
  std::optional<People> people_;  ///< of tables, if it takes any
  typename Simulation::Shared shared_;
};

/// A model but for its name, its summary and, so that pairs are checked, its settings_of_people (of people
/// from tables these are known).
template <class Simulation>
class SimpleModel : public Model {
 public:
  void declare(Declarations& declarations, const std::vector<std::filesystem::path>& = {}) const override {
    declare_people_files(declarations, people_needs());
    kith::declare<typename Simulation::Settings>(declarations);
  }
  PeopleNeeds people_needs() const override { return people_needs_of<Simulation>(); }
  std::vector<Problem> problems(const Scenario& scenario) const override {
    return people_needs().any() ? people_problems(scenario, people_needs()) : std::vector<Problem>{};
  }
  std::vector<std::filesystem::path> input_files(const Scenario& scenario) const override {
    return people_input_files(scenario);
  }
  std::vector<std::string> phases() const override { return {"step"}; }
  MeasureSet measures() const override { return {{time_axis()}, Simulation::measures(), {}}; }
  MeasureSet measures_of(const Scenario& scenario) const override {
    const Timeline timeline = read<RunSettings>(scenario.settings).timeline();
    return with_reactions({{time_axis(timeline)}, Simulation::measures(), {}}, scenario, timeline);
  }
  std::vector<std::string> measures_to_react_to() const override { return measures_over_time(measures()); }
  std::unique_ptr<World> build(const Scenario& scenario) const override {
    return std::make_unique<SimpleWorld<Simulation>>(scenario);
  }
  std::vector<std::string> settings_of_people() const override {
    return people_needs().any() ? std::vector<std::string>{"people", "ties"} : std::vector<std::string>{};
  }
};

}  // namespace kith
