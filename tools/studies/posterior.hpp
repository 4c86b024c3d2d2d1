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

/// The numbers of the posterior, to be drawn from its sample. Throws ResultsError.
std::vector<DrawableNumber> numbers_of_posterior(const std::filesystem::path& file, const Scenario& scenario);

}  // namespace kith::tools
