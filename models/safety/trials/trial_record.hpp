// What became of those who entered a trial, read off the lives a replicate kept: what each did before and after, and
// what the service's stated effect would have left of what they did in the world where it does nothing.
#pragma once

#include "engine/run/trial.hpp"
#include "models/safety/services/enrolment.hpp"
#include "models/safety/trials/trial_offer.hpp"
#include "models/safety/trials/trials.hpp"

#include <vector>

namespace kith::safety {

class Simulation;
struct Service;

/// A trial as one world lived it. A plain value that outlasts the world.
struct TrialRecord {
  struct Member {
    LifeId life;
    std::vector<Enrolment> enrolments;  ///< in the service tried, as they stood in the end
  };
  std::vector<TrialSubject> subjects;        ///< in order of number; `without` and `expected` are left empty
  std::vector<std::vector<Member>> members;  ///< of each subject
};

/// Of a simulation that held the trial and is closed. Subjects whose days before or after are not all in the run are
/// left out.
TrialRecord record_of(const Simulation& held, const TrialSetup& setup, const TrialPlan& plan);

/// Fills in what the subjects did in `held`, in which the service does nothing, and what its effect as it is in `tried`
/// would have left of that.
void add_without(TrialRecord& record, const Simulation& held, const Scene& tried, const TrialSetup& setup,
                 const TrialPlan& plan);

}  // namespace kith::safety
