// A trial in words for the screen, twenty lines at most, and as JSON.
#pragma once

#include "tools/studies/trial_analysis.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace kith::tools {

/// `with_sizes`: also how many subjects it takes for other probabilities of seeing the effect.
std::string trial_text(const results::Run& run, const TrialQuestion& question, const TrialAnswer& answer,
                       bool with_sizes);

nlohmann::ordered_json trial_json(const results::Run& run, const TrialQuestion& question, const TrialAnswer& answer);

}  // namespace kith::tools
