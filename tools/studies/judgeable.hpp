// Targets that no run of a scenario can judge, however it turns out: known before it runs.
#pragma once

#include "engine/measures/measures.hpp"
#include "engine/settings/scenario.hpp"

#include <string>
#include <vector>

namespace kith::tools {

struct NeverJudged {
  std::string name;  ///< of the target, in words
  std::string why;
};

/// Of a sound scenario whose world has these measures, each target compared with the scenario it names. What a model
/// knows beyond that, such as how long people are followed up, it says itself (Model::cautions).
std::vector<NeverJudged> targets_never_judged(const Scenario& scenario, const MeasureSet& measures);

}  // namespace kith::tools
