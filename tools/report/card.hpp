// The validation card on the screen, as JSON and in words: misses first.
#pragma once

#include "results/card.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace kith::tools {

/// The card of a run, misses first.
std::vector<results::CardRow> sorted_card_of(const results::Run& run);

/// How many rows have each verdict.
struct CardCount {
  std::size_t outside = 0, cannot_tell = 0, within = 0, no_value = 0, not_measured = 0;
  std::size_t known() const { return outside + cannot_tell + within; }
};
CardCount count_of(const std::vector<results::CardRow>& rows);
/// "3 of 20 facts outside their accepted range, ..."
std::string count_text(const CardCount& count);

/// What a fact is used for, as it is told: "calibrate (elsewhere)".
std::string use_text(const Fact& fact);
/// "0.49 to 0.55"; "0 or more".
std::string accepted_text(const Fact& fact);
/// Chances as percentages: "2.5%", "<0.1%".
std::string chance_text(double chance);

/// The table and a line that counts; "" if there are no facts. `whole`: with chances of false alarm, what could have
/// been seen, and a line for each row without a value that says why.
std::string card_text(const std::vector<results::CardRow>& rows, bool whole);
nlohmann::ordered_json card_json(const std::vector<results::CardRow>& rows);

}  // namespace kith::tools
