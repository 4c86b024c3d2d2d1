// The community-safety model: people who offend, are harmed, report, are accused, sentenced and released in an English
// borough, and the services that step in. See docs/ and the catalogue and evidence folders beside this file.
#pragma once

#include "engine/run/model.hpp"

#include <memory>

namespace kith::safety {

struct Scene;

std::unique_ptr<Model> make_safety_model();

/// Everything replicates share, built from a sound scenario. For tests that look inside a run.
std::unique_ptr<Scene> make_scene(const Scenario& scenario);

/// The same, from a scene of a scenario that has the same settings on the first day, seed and number of replicates
/// apart: people, ties and past are shared, which takes next to no time.
std::unique_ptr<Scene> make_scene_like(const Scene& other, const Scenario& scenario);

/// The same, from a scene of a scenario with the same people, dates and burn-in: people and ties are shared, the past
/// is made anew.
std::unique_ptr<Scene> make_scene_with_people_of(const Scene& other, const Scenario& scenario);

}  // namespace kith::safety
