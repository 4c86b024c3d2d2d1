// What is held of all points of a sweep before its plan is written: that each is a sound scenario, that what is kept of
// their runs fits into one file, and which files they are made from.
#pragma once

#include "tools/studies/sweep/plan.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace kith::sweep {

/// The scenario of a point, as it stands: nothing is checked.
Scenario scenario_at(const SweepFile& sweep, const Plan& plan, std::size_t point);

/// What is wrong with it, by all rules a scenario is held to; empty if it is sound.
std::vector<Problem> point_problems(const Scenario& scenario);

/// "point 3 (run.start = 2022-01-01, ...)"
std::string name_of_point(const Plan& plan, std::size_t point);

/// Throws InputError with everything wrong at any point, each once, at the line of the setting that varies; and if a
/// measure that is kept has unlike axes at two points.
void check_points(const SweepFile& sweep, const Plan& plan);

/// Files that the worlds of any point are made from, beside those of the scenario itself, with their SHA-256.
std::vector<Input> files_of_points(const SweepFile& sweep, const Plan& plan);

}  // namespace kith::sweep
