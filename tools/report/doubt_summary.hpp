// What the doubt about a comparison is made of, for the screen, the page and as JSON: which part of it moves a change
// how much, which scenario is the best in how many pairs, and which of the numbers drawn a change goes with.
#pragma once

#include "results/comparison.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace kith::tools {

/// What is looked at to call a scenario the best: what the first target asks a change of, else the lowest first
/// headline; nothing if there is neither.
std::optional<results::Preference> preference_of(const results::Run& run, const std::vector<std::string>& headlines);

/// Shares of the variance of each headline's change, a table for the screen; "" if doubt was not split.
std::string split_text(const results::Run& run, const std::vector<std::string>& headlines, std::size_t alternative);
/// The same of one measure, in a phrase: "chance 4%, who lives there 11%, what is not known 85%"; "".
std::string split_phrase(const results::Run& run, const std::string& measure, std::size_t alternative);
nlohmann::ordered_json split_json(const results::Run& run, const std::vector<std::string>& headlines,
                                  std::size_t alternative);

/// In how many pairs each scenario is the best, and what the numbers drawn have to do with it; "" where pairs differ in
/// chance alone.
std::string best_text(const results::Run& run, const std::vector<std::string>& headlines);
/// The same in sentences, for the page.
std::vector<std::string> best_sentences(const results::Run& run, const std::vector<std::string>& headlines);

/// What pairs draw, what is held and why, best-in and influences.
nlohmann::ordered_json doubt_json(const results::Run& run, const std::vector<std::string>& headlines);

}  // namespace kith::tools
