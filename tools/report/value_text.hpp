// What it would be worth to know a number better before one of the scenarios of a comparison is chosen, in words and as
// JSON. Gains are the net gains of the model's ledger, a year; the base gains nothing.
#pragma once

#include "results/comparison.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace kith::tools {

/// A study that would measure a number with a standard error, in the number's unit.
struct Study {
  std::string number;
  double standard_error;
};

struct ValueQuestion {
  Ledger::Sum sum;             ///< whose gain decides
  std::vector<Study> studies;  ///< asked about besides
};

/// Throws ResultsError if the file cannot say: no comparison, no ledger, fewer than ten pairs, nothing drawn;
/// CommandLineError if it drew no number of a study's name.
std::string value_text(const results::Run& run, const ValueQuestion& question);
nlohmann::ordered_json value_json(const results::Run& run, const ValueQuestion& question);

}  // namespace kith::tools
