// Contagion worlds made for tests, without scenario files.
#pragma once

#include "models/contagion/contagion.hpp"

#include <string>
#include <utility>
#include <vector>

namespace kith::test {

using Written = std::vector<std::pair<std::string, Value>>;

/// One-day steps from 2013-04-01, everything else default but for what is written.
inline Scenario contagion_scenario(std::int64_t steps, const Written& written) {
  Declarations declarations;
  declare<RunSettings>(declarations);
  make_contagion_model()->declare(declarations);
  Scenario scenario;
  scenario.model = "contagion";
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

inline std::unique_ptr<World> contagion_world(const Scenario& scenario) {
  return make_contagion_model()->build(scenario);
}

inline const Counts& active(const ReplicateResult& result) { return result.counts(0); }
inline const Counts& activations(const ReplicateResult& result) { return result.counts(1); }

}  // namespace kith::test
