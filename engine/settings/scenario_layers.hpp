// The files of a scenario: the one asked for and, through `extends`, those it stands on.
#pragma once

#include "engine/settings/toml_tree.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace kith {

struct ScenarioLayer {
  std::filesystem::path file;
  std::string text;
  TomlNode root;
};

struct ScenarioLayers {
  std::vector<ScenarioLayer> layers;  ///< the base first; only those that could be read
  bool complete = true;               ///< false if a file could not be read, parsed, or extends itself
};

/// Reads `file` and every file it extends, adding a problem for each that cannot be read.
ScenarioLayers read_scenario_layers(const std::filesystem::path& file, std::vector<Problem>& problems);

}  // namespace kith
