// A trial of a service set up: two scenes with one past, one with the service as it is and one where it does nothing.
#pragma once

#include "engine/run/model.hpp"

#include <memory>

namespace kith::safety {

/// The treatment must be one that is offered and not refused.
std::unique_ptr<TrialWorld> make_trial_world(const Scenario& scenario, const TrialPlan& plan);

}  // namespace kith::safety
