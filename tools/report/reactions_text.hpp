// Changes that react to what is measured, in words: in how many replicates they acted, and from when on.
#pragma once

#include "results/reactions.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace kith::tools {

/// A sentence each, of the run or of one scenario of a comparison; none if it has no such changes.
std::vector<std::string> reactions_in_words(const results::Run& run, std::size_t scenario = 0);
/// The same for the screen, "" or a paragraph each with a line before it. Of a comparison the base's, too, under its
/// name.
std::string reactions_text(const results::Run& run, std::size_t scenario = 0);
/// Dates of the first day in force, how often and for how long.
nlohmann::ordered_json reactions_json(const results::Run& run, std::size_t scenario = 0);

}  // namespace kith::tools
