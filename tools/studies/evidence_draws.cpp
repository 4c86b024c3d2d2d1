#include "tools/studies/evidence_draws.hpp"

#include "engine/random/draws.hpp"
#include "engine/settings/distribution.hpp"
#include "engine/settings/reactions.hpp"
#include "engine/settings/setting_paths.hpp"
#include "engine/settings/variation.hpp"
#include "results/comparison.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/models.hpp"
#include "tools/console/terminal.hpp"
#include "tools/studies/paired_runs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <tuple>

namespace kith::tools {

bool is_default(const Settings& settings, const std::string& path) {
  return settings.entries().find(path)->second.origin.file == "default";
}

namespace {

/// Whether the draw decides about the number: nothing is written for it, or the best point of its posterior.
bool is_left_to_draws(const Settings& settings, const DrawableNumber& number) {
  const std::string& origin = settings.entries().find(number.setting.path)->second.origin.file;
  return origin == "default" || (number.posterior != nullptr && origin.starts_with(origin_of_posterior));
}

/// Whether `holds` is true of what stands on some day of some scenario.
bool ever(const std::vector<Scenario>& scenarios, const std::function<bool(const Settings&)>& holds) {
  return std::ranges::any_of(scenarios, [&](const Scenario& scenario) {
    bool found = false;
    for_each_settings(scenario, [&](const Settings& settings) { found = found || holds(settings); });
    return found;
  });
}

/// Whether the table of a setting has no switch, or one that is on.
bool is_switched_on(const Settings& settings, const std::string& path) {
  const auto found = settings.entries().find(switch_of(path));
  if (found == settings.entries().end()) return true;
  const bool* active = std::get_if<bool>(&found->second.value);
  return active == nullptr || *active;
}

/// Numbers that some scenario leaves to what is known of them, in tables that are not switched off throughout.
std::vector<DrawableNumber> numbers_in_doubt(const std::vector<Scenario>& scenarios) {
  std::vector<DrawableNumber> numbers = drawable_numbers(declarations_of(scenarios[0]));
  std::erase_if(numbers, [&](const DrawableNumber& number) {
    const std::string& path = number.setting.path;
    return !ever(scenarios, [&](const Settings& settings) { return is_default(settings, path); }) ||
           !ever(scenarios, [&](const Settings& settings) { return is_switched_on(settings, path); });
  });
  return numbers;
}

results::EvidenceDraws described(const std::vector<Scenario>& scenarios, const EvidenceDrawing& drawing) {
  results::EvidenceDraws draws;
  draws.draws = static_cast<std::size_t>(drawing.draws);
  draws.scenarios = scenarios.size();
  draws.replicates = static_cast<std::size_t>(drawing.replicates);
  draws.preference = drawing.preference;
  draws.numbers.reserve(drawing.numbers.size());
  for (const DrawableNumber& number : drawing.numbers) draws.numbers.push_back(described(number));
  return draws;
}

}  // namespace

std::vector<DrawableNumber> drawable_numbers(const Declarations& declarations) {
  std::map<std::tuple<std::string, std::string, std::string>, std::string> first;
  std::vector<DrawableNumber> numbers;
  for (const Setting& setting : declarations.all()) {
    if (setting.distribution.empty()) continue;
    const auto [known, added] =
        first.try_emplace({std::string(table_of(setting.path)), setting.help, setting.source}, setting.path);
    numbers.push_back({.setting = setting, .key = known->second});
  }
  return numbers;
}

std::vector<DrawableNumber> numbers_left_to_evidence(const std::vector<Scenario>& scenarios) {
  std::vector<DrawableNumber> numbers = numbers_in_doubt(scenarios);
  std::erase_if(numbers, [](const DrawableNumber& number) { return !number.setting.held.empty(); });
  return numbers;
}

bool is_ever_drawn(const std::vector<Scenario>& scenarios, const DrawableNumber& number) {
  return ever(scenarios, [&](const Settings& settings) { return is_left_to_draws(settings, number); });
}

std::vector<results::HeldNumber> numbers_held(const std::vector<Scenario>& scenarios) {
  std::vector<results::HeldNumber> held;
  for (const DrawableNumber& number : numbers_in_doubt(scenarios))
    if (!number.setting.held.empty()) held.push_back({number.setting.path, number.setting.held});
  return held;
}

results::DrawnNumber described(const DrawableNumber& number) {
  const Setting& setting = number.setting;
  const std::string cut = number.posterior != nullptr ? "" : cut_by_range(setting);
  return {setting.path, setting.unit, format_value(setting.default_value),
          setting.distribution + (cut.empty() ? "" : "; " + cut), setting.source};
}

double as_number(const Value& value) {
  const auto* whole = std::get_if<std::int64_t>(&value);
  return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value);
}

std::vector<results::DrawnMeasure> single_measures(const MeasureSet& measures) {
  std::vector<results::DrawnMeasure> singles;
  for (const Measure& measure : measures.measures)
    if (measure.dimensions.empty() || measure.dimensions == std::vector<std::string>{results::scenario_axis})
      singles.push_back({measure.name, measure.unit});
  return singles;
}

std::vector<std::string> cuts_of(const std::vector<DrawableNumber>& numbers) {
  std::vector<std::string> cuts;
  for (const DrawableNumber& number : numbers)
    if (const std::string cut = number.posterior != nullptr ? "" : cut_by_range(number.setting); !cut.empty())
      cuts.push_back(fmt::format("{}: {}", number.setting.path, cut));
  return cuts;
}

Value typed_number(const Setting& setting, double number) {
  if (std::holds_alternative<std::int64_t>(setting.default_value)) return std::int64_t{std::llround(number)};
  return number;
}

Value drawn_value(const DrawableNumber& number, std::uint64_t seed, std::int64_t draw) {
  if (number.posterior != nullptr) {
    const auto& sample = number.posterior->points;
    Stream stream(seed, purpose("evidence.posterior"), static_cast<std::uint64_t>(draw), 0, 0);
    return typed_number(number.setting, sample[stream.below(sample.size())][number.column]);
  }
  const Purpose purpose = purpose_of("evidence." + number.key);
  return value_at_quantile(number.setting, Stream(seed, purpose, static_cast<std::uint64_t>(draw), 0, 0).uniform());
}

Scenario with_draw(const Scenario& scenario, const std::vector<DrawableNumber>& numbers, std::int64_t draw) {
  Scenario drawn = scenario;
  const auto seed = static_cast<std::uint64_t>(read<RunSettings>(scenario.settings).seed);
  const std::string origin = fmt::format("evidence draw {}", draw);
  for (const DrawableNumber& number : numbers) {
    const std::string& path = number.setting.path;
    const Value value = drawn_value(number, seed, draw);
    if (is_left_to_draws(drawn.settings, number)) drawn.settings.set(path, value, {origin});
  }
  carry_settings_forward(drawn.settings, drawn.changes);
  return drawn;
}

results::Preference preference_from(const std::string& text, const std::vector<std::string>& known) {
  const std::size_t colon = text.find(':');
  const std::string direction = text.substr(0, colon);
  if (colon == std::string::npos || (direction != "lowest" && direction != "highest"))
    throw CommandLineError(fmt::format("--prefer {}: write which value of which measure is the best, such as lowest:{}",
                                       in_quotes(text), known[0]));
  const std::string measure = text.substr(colon + 1);
  if (std::ranges::find(known, measure) == known.end())
    throw CommandLineError(fmt::format("--prefer {}: no headline{}; allowed: {}", in_quotes(text),
                                       did_you_mean(measure, known), fmt::join(known, ", ")));
  return {measure, direction == "lowest"};
}

results::EvidenceDraws run_draws(const std::vector<Scenario>& scenarios, const std::vector<std::string>& labels,
                                 const EvidenceDrawing& drawing, int threads, bool quiet) {
  results::EvidenceDraws draws = described(scenarios, drawing);
  if (!quiet)
    for (const std::string& cut : cuts_of(drawing.numbers)) note(fmt::format("kith: {}\n", terminal_safe(cut)));
  const auto seed = static_cast<std::uint64_t>(read<RunSettings>(scenarios[0].settings).seed);
  PairedRuns runs(labels, drawing.draws, drawing.replicates, threads, quiet,
                  fmt::format("{} draws of {} numbers of evidence", drawing.draws, drawing.numbers.size()));
  for (std::int64_t draw = 0; draw < drawing.draws; ++draw) {
    std::vector<Scenario> drawn;
    for (const Scenario& scenario : scenarios) drawn.push_back(with_draw(scenario, drawing.numbers, draw));
    for (const DrawableNumber& number : drawing.numbers)
      draws.drawn.push_back(as_number(drawn_value(number, seed, draw)));
    const results::Run run = runs.run(drawn);
    if (draw == 0) draws.measures = single_measures(run.measures);
    for (std::size_t i = 0; i < scenarios.size(); ++i)
      for (const results::DrawnMeasure& measure : draws.measures) {
        const std::vector<double> values = results::scalar_values(run, measure.name, i);
        draws.values.insert(draws.values.end(), values.begin(), values.end());
      }
  }
  return draws;
}

}  // namespace kith::tools
