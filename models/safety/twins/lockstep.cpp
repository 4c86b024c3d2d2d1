#include "models/safety/twins/lockstep.hpp"

#include "engine/pairing/lockstep.hpp"
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

/// An alternative's world, and what is told of it.
struct Told {
  Told(const Alternative& alternative, const Simulation& base, const MeasureSet& twin_measures, std::int64_t replicate,
       bool keeps_events)
      : world(*alternative.scene, draws_of(*alternative.scene, replicate)),
        record(twin_measures, base, world, alternative.divergence, replicate, keeps_events) {}
  Simulation world;
  TwinRecord record;
};

using Beside = Companion<Simulation, TwinRecord>;

void live_together(Simulation& base, std::span<Beside> others, const RunControl& control, const LivesWanted& wanted) {
  PhaseRows rows = Simulation::phase_rows();
  PhaseRows* timed = control.phase_times != nullptr ? &rows : nullptr;
  step_together(base, others, base.scene().timeline, base.scene().first_step, control, timed, [&](Simulation& world) {
    world.begin();
    world.keep_lives(wanted);
  });
  if (timed == nullptr) return;
  control.phase_times->add(rows.deciding);
  control.phase_times->add(rows.settling);
}

/// After the last step. Where a world never departed it is the base, and so is what it recorded.
PairedReplicate finish_together(Simulation& base, std::span<Beside> others, std::size_t& bytes) {
  bytes = std::max(bytes, base.bytes());
  PairedReplicate together;
  LivesChosen chosen = base.choose_lives();
  for (Beside& other : others)
    if (other.apart) chosen.add(other.world.choose_lives());
  together.worlds.push_back(base.finish(chosen));
  for (Beside& other : others) {
    if (other.apart) bytes = std::max(bytes, other.world.bytes());
    together.worlds.push_back(other.apart ? other.world.finish(chosen) : together.worlds.front());
    together.twins.push_back(other.record.take());
  }
  return together;
}

}  // namespace

PairedReplicate run_in_lockstep(const Scene& base_scene, std::span<const Alternative> alternatives,
                                const MeasureSet& twin_measures, std::int64_t replicate, const RunControl& control,
                                std::size_t& bytes) {
  Simulation base(base_scene, draws_of(base_scene, replicate));
  base.begin();
  const LivesWanted wanted = control.tables ? wanted_of_any(base_scene, alternatives) : LivesWanted{};
  base.keep_lives(wanted);
  std::vector<std::unique_ptr<Told>> told;
  std::vector<Beside> others;
  for (const Alternative& alternative : alternatives) {
    told.push_back(std::make_unique<Told>(alternative, base, twin_measures, replicate, control.twin_events));
    others.push_back({told.back()->world, told.back()->record, alternative.divergence.from});
  }
  live_together(base, others, control, wanted);
  return finish_together(base, others, bytes);
}

}  // namespace kith::safety
