// Scenarios of a model made for tests, without scenario files.
#pragma once

#include "engine/run/model.hpp"

#include <string>
#include <utility>
#include <vector>

namespace kith::test {

using Written = std::vector<std::pair<std::string, Value>>;

/// One-day steps from 2013-04-01, everything else default but for what is written.
inline Scenario model_scenario(const Model& model, std::int64_t steps, const Written& written) {
  Declarations declarations;
  declare<RunSettings>(declarations);
  model.declare(declarations);
  Scenario scenario;
  scenario.model = model.name();
  scenario.settings = Settings(declarations);
  const Date start = scenario.settings.date("run.start");
  scenario.settings.set("run.step_days", std::int64_t{1}, {"test"});
  scenario.settings.set("run.end", start + std::chrono::days{steps - 1}, {"test"});
  for (const auto& [path, value] : written) scenario.settings.set(path, value, {"test"});
  return scenario;
}

/// Adds a [[change]] at a day of the run.
inline void add_change(Scenario& scenario, Day day, const Written& written) {
  Change change;
  change.at = scenario.settings.date("run.start") + std::chrono::days{day};
  change.settings = scenario.changes.empty() ? scenario.settings : scenario.changes.back().settings;
  for (const auto& [path, value] : written) change.settings.set(path, value, {"test"});
  scenario.changes.push_back(std::move(change));
}

}  // namespace kith::test
