// What draws of evidence say, for the screen and as JSON: how far each change moves with them, and which scenario is
// the best under how many.
#pragma once

#include "results/results.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace kith::tools {

/// "" for a comparison without draws. `headlines` are the measures told of.
std::string draws_text(const results::Run& run, const std::vector<std::string>& headlines);

/// An object with `draws`, `pairs`, `preference`, `numbers`, `alternatives`, `regret`.
nlohmann::ordered_json draws_json(const results::Run& run);

/// So many of the numbers that a change goes with are told.
inline constexpr std::size_t most_influences = 3;

/// "the lowest visits".
std::string preference_text(const results::Preference& preference);

}  // namespace kith::tools
