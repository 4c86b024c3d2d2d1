// The rules dates of a scenario keep to among themselves: one place for a scenario as it is loaded and for the points
// of a sweep, which lay other dates over it.
#pragma once

#include "engine/settings/scenario.hpp"

#include <string>
#include <vector>

namespace kith {

/// What is wrong with a run from `start` to `end`, or "".
std::string run_problem(Date start, Date end);
/// What is wrong with a change on `at`, or "". Nothing is said if the run itself is unsound.
std::string change_problem(Date at, Date start, Date end);
/// What is wrong with a target for `by`, or "".
std::string target_problem(Date by, Date start, Date end);

/// All of them over a scenario whose settings are sound one by one.
std::vector<Problem> date_problems(const Scenario& scenario);

}  // namespace kith
