// The models that ship, for tests that call parts of the program in their own process.
#pragma once

#include "tools/shipped/shipped.hpp"
#include "tools/studies/options.hpp"

namespace kith::tools {

inline const Models& models() {
  static const Models shipped(shipped_models());
  return shipped;
}

inline Scenario load(const std::filesystem::path& file) {
  return load(ScenarioOptions{.models = &models(), .file = file.string()});
}

}  // namespace kith::tools
