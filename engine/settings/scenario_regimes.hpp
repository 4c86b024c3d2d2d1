// Regimes: files that say what held from a date on, whatever a policy does (a law, a practice of recording). A scenario
// names those it lives under; see docs/scenarios.md.
#pragma once

#include "engine/settings/scenario_layers.hpp"
#include "engine/time/calendar.hpp"

#include <string>
#include <vector>

namespace kith {

/// One regime file, as read.
struct RegimeFile {
  std::filesystem::path file;
  std::string text;
  TomlNode root;
  Date from{};
  SourceLocation where;  ///< of `from`
};

/// The regimes that layers name, each once, in order of date. Adds a problem for each that cannot be read or does not
/// say what a regime has to: title, source, from and set.
std::vector<RegimeFile> read_regimes(const std::vector<ScenarioLayer>& layers, std::vector<Problem>& problems);

}  // namespace kith
