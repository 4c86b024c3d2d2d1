// Worlds that go through one replicate step by step together: what is common to them is simulated once, and where they
// part a twin record is kept of what comes to differ.
#pragma once

#include "models/safety/replicate/simulation.hpp"
#include "models/safety/twins/divergence.hpp"

#include <span>

namespace kith::safety {

/// A world beside the base: its scene, and how its policy departs from the base's.
struct Alternative {
  const Scene* scene;
  Divergence divergence;
};

/// Each world to the last bit as Simulation::run, the base first; and the twin record of each alternative, by
/// `twin_measures`. `bytes` is raised to the most that one world's state took. Throws Interrupted.
PairedReplicate run_in_lockstep(const Scene& base, std::span<const Alternative> alternatives,
                                const MeasureSet& twin_measures, std::int64_t replicate, const RunControl& control,
                                std::size_t& bytes);

}  // namespace kith::safety
