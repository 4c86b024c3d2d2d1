// --posterior: running with what a calibration has left. A run takes the values of the best point, draws of evidence
// take points of the sample, all their values together. Both hold where nothing else is written.
#pragma once

#include "engine/settings/scenario.hpp"
#include "results/calibration_file.hpp"
#include "tools/studies/evidence_draws.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace kith::tools {

/// Lays the best point of the posterior in `file` over the scenario: from the start, and after each change. Adds a
/// problem for each number that the scenario says itself, does not know or does not allow, and if it is of another
/// model. Throws ResultsError.
void lay_best_point(Scenario& scenario, const std::filesystem::path& file, std::vector<Problem>& problems);

/// What lay_best_point laid over it, in a sentence; "" if it did not.
std::string posterior_text(const Scenario& scenario);

/// Numbers of scenarios of one model: those that are drawn, and those that have a distribution and are held.
struct NumbersInDoubt {
  std::vector<DrawableNumber> drawn;
  std::vector<results::HeldNumber> held;
};

/// What the scenarios leave to what is known of it: numbers of a posterior, from one point of its sample for all of
/// them, the others from the evidence. The posterior is that in `file` or, if `file` is "", the model's own. Throws
/// ResultsError.
NumbersInDoubt numbers_in_doubt(const std::vector<Scenario>& scenarios, const std::filesystem::path& file);

}  // namespace kith::tools
