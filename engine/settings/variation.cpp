#include "engine/settings/variation.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

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
  std::set<std::size_t> taken;  // changes that begin on the day
  for (Change& change : scenario.changes) {
    if (change.at != *variation.from) continue;
    std::erase_if(change.set, [&](const auto& written) { return written.first == variation.path; });
    for (const ChangeStep& step : change.steps)
      if (step.path == variation.path) taken.insert(step.written);
  }
  // What lasts still ends, and goes back to what held before; but it does not come about by and by any more.
  for (Change& change : scenario.changes)
    for (ChangeStep& step : change.steps)
      if (step.path == variation.path && taken.contains(step.written) && step.part > 0) step.remembers = true;
  change_of(scenario, *variation.from, variation.origin).set.emplace_back(variation.path, variation.value);
}

/// What held before the change a step was written in, by the change and the setting.
using Before = std::map<std::pair<std::size_t, std::string>, Value>;

/// Whole numbers stay whole.
Value like(const Value& before, double number) {
  if (std::holds_alternative<std::int64_t>(before)) return static_cast<std::int64_t>(std::llround(number));
  return number;
}

}  // namespace

Value stepped(const ChangeStep& step, const Value& before) {
  if (step.part == 0) return before;
  const auto* whole = std::get_if<std::int64_t>(&before);
  const double from = whole != nullptr ? static_cast<double>(*whole) : std::get<double>(before);
  const double to = step.value.value_or(from * (1 + step.share.value_or(0)) + step.amount.value_or(0));
  return like(before, from + step.part * (to - from));
}

namespace {

void take_steps(Change& change, const Settings& settings, Before& before) {
  for (const ChangeStep& step : change.steps) {
    const auto held = before.try_emplace({step.written, step.path}, settings.entries().at(step.path).value).first;
    if (step.remembers) continue;
    std::erase_if(change.set, [&](const auto& written) { return written.first == step.path; });
    change.set.emplace_back(step.path, stepped(step, held->second));
  }
}

}  // namespace

void carry_settings_forward(const Settings& at_start, std::vector<Change>& changes) {
  std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.at < b.at; });
  Settings settings = at_start;
  Before before;
  for (Change& change : changes) {
    take_steps(change, settings, before);
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
