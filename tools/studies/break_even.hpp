// kith compare --break-even PATH=LOW..HIGH: the scenarios run again with a setting at several values, to find where the
// net benefit is zero and where targets are met.
#pragma once

#include "engine/settings/scenario.hpp"
#include "results/results.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace kith::tools {

struct BreakEvenSearch {
  Setting setting;
  std::vector<double> values;   ///< ascending, two at least
  std::int64_t replicates = 0;  ///< of each scenario at each value; the first of the run
  bool in_base = true;          ///< set in the base, too: the scenarios agree on it
};

/// What `text`, "PATH=LOW..HIGH" or "PATH=LOW..HIGH:COUNT", asks for. A setting on which all scenarios agree is set in
/// all of them; one the alternatives change is set in the alternatives, from the day on which each changes it. Throws
/// CommandLineError: no such setting, no number, values outside its range or not ascending, ...
BreakEvenSearch break_even_search(const std::string& text, const std::vector<Scenario>& scenarios,
                                  std::int64_t replicates);

/// The scenarios with the setting at `value`. Its origin is "--break-even".
std::vector<Scenario> with_value(const std::vector<Scenario>& scenarios, const BreakEvenSearch& search, double value);

/// Runs every value. Looks at the net benefit where the model measures costs, and at every target of a change. Throws
/// CommandLineError if there is neither, Interrupted.
results::BreakEven run_break_even(const std::vector<Scenario>& scenarios, const std::vector<std::string>& labels,
                                  const BreakEvenSearch& search, int threads, bool quiet);

/// "" for a comparison without one.
std::string break_even_text(const results::Run& run);
nlohmann::ordered_json break_even_json(const results::Run& run);

}  // namespace kith::tools
