#include "tools/studies/judgeable.hpp"

#include "engine/settings/named_file.hpp"
#include "engine/settings/problem.hpp"
#include "results/comparison.hpp"
#include "results/judged.hpp"
#include "tools/console/models.hpp"
#include "tools/studies/simulate.hpp"

#include <fmt/format.h>

namespace kith::tools {
namespace {

/// Whether the goal is measured from a scenario that is not there.
bool lacks_base(const Scenario& scenario, const results::Goal& goal) {
  std::error_code none;
  return !goal.compared_with.empty() &&
         !std::filesystem::is_regular_file(file_named_in(scenario.file, goal.compared_with), none);
}

/// The scenario a goal is measured from, resolved; as the goal's own where it is not there or not sound.
std::string resolved_base(const Scenario& scenario, const results::Goal& goal) {
  const std::filesystem::path file = file_named_in(scenario.file, goal.compared_with);
  if (goal.compared_with.empty() || lacks_base(scenario, goal)) return resolved_text(scenario);
  const Model& model = model_of(scenario);
  const auto declare = [&](const std::string&, const std::vector<std::filesystem::path>& catalogue) {
    return declarations_of(model, catalogue);
  };
  try {
    return resolved_text(load_scenario(file, {}, {scenario.model}, declare, scenario.catalogue));
  } catch (const InputError&) {
    return resolved_text(scenario);
  }
}

}  // namespace

std::vector<NeverJudged> targets_never_judged(const Scenario& scenario, const MeasureSet& measures) {
  std::vector<NeverJudged> found;
  results::Run run = describe(scenario, read<RunSettings>(scenario.settings), measures);
  for (results::Goal goal : run.goals) {
    const std::string base = goal.compared_with.empty() ? "base" : goal.compared_with;
    goal.scenario = "alternative";
    run.scenarios = {
        {.label = base,
         .name = "",
         .question = "",
         .file = base,
         .resolved = resolved_base(scenario, goal),
         .digest = ""},
        {.label = goal.scenario, .name = "", .question = "", .file = "", .resolved = run.resolved, .digest = ""}};
    if (lacks_base(scenario, goal))
      found.push_back({goal.name, fmt::format("there is no file {} to compare with", in_quotes(goal.compared_with))});
    else if (std::string why = results::why_never_judged(run, goal); !why.empty())
      found.push_back({goal.name, std::move(why)});
  }
  return found;
}

}  // namespace kith::tools
