// Trials of a stopped `kith trial` as KeptReplicates keeps them: each to the last bit as it was held.
#pragma once

#include "engine/run/trial.hpp"
#include "tools/studies/kept_replicates.hpp"

namespace kith::tools {

/// What trials must agree in that are to be taken up again: the program, the scenario and how the trial is held. Which
/// design and outcome are told of it is no part of that.
RunIdentity identity_of_trial(const Scenario& scenario, const TrialPlan& plan);

PairedReplicate packed(const TrialReplicate& trial);
/// Throws std::out_of_range for what packed() did not make.
TrialReplicate unpacked(const PairedReplicate& kept);

}  // namespace kith::tools
