#include "engine/settings/variation.hpp"

#include <algorithm>

namespace kith {

namespace {

Change& change_of(Scenario& scenario, Date day, const SourceLocation& origin) {
  auto& changes = scenario.changes;
  // The last one of a day has the last word.
  const auto same =
      std::find_if(changes.rbegin(), changes.rend(), [&](const Change& change) { return change.at == day; });
  if (same != changes.rend()) return *same;
  changes.push_back({day, {}, {}, origin});
  return changes.back();
}

void set_from(Scenario& scenario, const Variation& variation) {
  for (Change& change : scenario.changes)
    if (change.at == *variation.from)
      std::erase_if(change.set, [&](const auto& written) { return written.first == variation.path; });
  change_of(scenario, *variation.from, variation.origin).set.emplace_back(variation.path, variation.value);
}

}  // namespace

void carry_settings_forward(const Settings& at_start, std::vector<Change>& changes) {
  std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.at < b.at; });
  Settings settings = at_start;
  for (Change& change : changes) {
    for (const auto& [path, value] : change.set) settings.set(path, value, change.where);
    change.settings = settings;
  }
}

Scenario with_values(Scenario scenario, const std::vector<Variation>& variations) {
  for (const Variation& variation : variations) {
    if (variation.from)
      set_from(scenario, variation);
    else
      scenario.settings.set(variation.path, variation.value, variation.origin);
  }
  carry_settings_forward(scenario.settings, scenario.changes);
  return scenario;
}

}  // namespace kith
