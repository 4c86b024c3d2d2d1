#include "models/safety/twins/lockstep.hpp"

#include "models/safety/twins/record.hpp"

#include <algorithm>
#include <memory>

namespace kith::safety {

namespace {

Draws draws_of(const Scene& scene, std::int64_t replicate) {
  return {static_cast<std::uint64_t>(scene.run.seed), static_cast<std::uint64_t>(replicate)};
}

/// What is asked for of any world is told of all, as they are to be held against each other.
LivesWanted wanted_of_any(const Scene& base, std::span<const Alternative> alternatives) {
  LivesWanted wanted = lives_wanted(base);
  for (const Alternative& alternative : alternatives) wanted.add(lives_wanted(*alternative.scene));
  return wanted;
}

/// One alternative on its way. Until its policy departs it has no state of its own.
class Companion {
 public:
  Companion(const Alternative& alternative, const Simulation& base, const MeasureSet& twin_measures,
            std::int64_t replicate, bool keeps_events)
      : divergence_(alternative.divergence),
        world_(*alternative.scene, draws_of(*alternative.scene, replicate)),
        record_(twin_measures, base, world_, divergence_, replicate, keeps_events) {}

  /// Before the base takes a step.
  void part(const Simulation& base, const Step& step, const LivesWanted& wanted) {
    if (apart_ || divergence_.from >= step.end) return;
    apart_ = true;
    if (divergence_.from == Divergence::from_the_start) {
      world_.begin();
      world_.keep_lives(wanted);
    } else {
      world_.take_over(base);
    }
  }
  /// After the base has decided the step and before it carries it out.
  void take_step(const Step& step, PhaseRows* rows) {
    if (!apart_) return;
    world_.decide(step, rows);
    record_.compare(step);
    world_.carry_out(step, rows);
  }
  /// After the last step: whose lives this world tells of, unless it is the base's.
  void choose_lives(LivesChosen& chosen) {
    if (apart_) chosen.add(world_.choose_lives());
  }
  ReplicateResult finish(const ReplicateResult& of_base, const LivesChosen& chosen) {
    return apart_ ? world_.finish(chosen) : of_base;
  }
  ReplicateResult twin() { return record_.take(); }
  std::size_t bytes() const { return apart_ ? world_.bytes() : 0; }

 private:
  const Divergence& divergence_;
  Simulation world_;
  TwinRecord record_;
  bool apart_ = false;
};

}  // namespace

PairedReplicate run_in_lockstep(const Scene& base_scene, std::span<const Alternative> alternatives,
                                const MeasureSet& twin_measures, std::int64_t replicate, const RunControl& control,
                                std::size_t& bytes) {
  Simulation base(base_scene, draws_of(base_scene, replicate));
  base.begin();
  const LivesWanted wanted = control.tables ? wanted_of_any(base_scene, alternatives) : LivesWanted{};
  base.keep_lives(wanted);
  std::vector<std::unique_ptr<Companion>> companions;
  for (const Alternative& alternative : alternatives)
    companions.push_back(std::make_unique<Companion>(alternative, base, twin_measures, replicate, control.twin_events));
  PhaseRows rows = Simulation::phase_rows();
  PhaseRows* timed = control.phase_times != nullptr ? &rows : nullptr;
  for (std::int32_t index = base_scene.first_step; index < base_scene.timeline.step_count(); ++index) {
    if (control.stop != nullptr && control.stop->load(std::memory_order_relaxed)) throw Interrupted{};
    const Step step = base_scene.timeline.step(index);
    for (const auto& companion : companions) companion->part(base, step, wanted);
    base.decide(step, timed);
    for (const auto& companion : companions) companion->take_step(step, timed);
    base.carry_out(step, timed);
    if (control.steps_done) control.steps_done(static_cast<std::int64_t>(1 + companions.size()));
  }
  if (timed != nullptr) control.phase_times->add(rows.deciding);
  if (timed != nullptr) control.phase_times->add(rows.settling);
  bytes = std::max(bytes, base.bytes());
  PairedReplicate together;
  LivesChosen chosen = base.choose_lives();
  for (const auto& companion : companions) companion->choose_lives(chosen);
  together.worlds.push_back(base.finish(chosen));
  for (const auto& companion : companions) {
    bytes = std::max(bytes, companion->bytes());
    together.worlds.push_back(companion->finish(together.worlds.front(), chosen));
    together.twins.push_back(companion->twin());
  }
  return together;
}

}  // namespace kith::safety
