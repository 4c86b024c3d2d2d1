// See reactions.hpp. A reaction is laid over what the dates say by the same arithmetic as a dated change: "+10%" is of
// what holds without it.
#include "engine/settings/reactions.hpp"

#include "engine/settings/reaction_sets.hpp"
#include "engine/settings/setting_check.hpp"
#include "engine/settings/variation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace kith {
namespace {

constexpr std::string_view after_so_long = "after ";

/// The condition under a key; its faults become problems.
std::optional<Condition> read_condition(const TomlTable& table, const char* key, const Condition* measured) {
  const Value written = table.value(key);
  const auto* text = std::get_if<std::string>(&written);
  std::string fault;
  Condition condition;
  if (text != nullptr) condition = parse_condition(*text, fault, measured);
  if (text != nullptr && fault.empty()) return condition;
  table.problem(key, fmt::format("'{}' must be a condition such as \"visits[clinic] > 200\", not {}{}{}", key,
                                 format_value(written), fault.empty() ? "" : ": ", fault));
  return std::nullopt;
}

std::int64_t read_length(const TomlTable& table, const char* key, const std::string& text) {
  const auto length = parse_duration(text);
  if (length && *length > 0) return *length;
  table.problem(key, fmt::format("'{}' must be a length of time such as \"4w\", \"1y\" or \"90d\", not {}", key,
                                 in_quotes(text)));
  return 0;
}

void read_end(const TomlTable& table, Reaction& reaction) {
  const Value written = table.value("until");
  if (std::holds_alternative<Date>(written))
    return table.problem("until",
                         "the change comes with 'when' and ends with a condition, such as \"< 120\", or so long after "
                         "it began, \"after 26w\"; a date ends a change that comes on a date");
  if (const auto* text = std::get_if<std::string>(&written); text != nullptr && text->starts_with(after_so_long)) {
    reaction.lasts_days = read_length(table, "until", text->substr(after_so_long.size()));
    return;
  }
  reaction.until = read_condition(table, "until", &reaction.when);
  if (reaction.until && !reaction.when.measure.empty() && may_hold_together(reaction.when, *reaction.until))
    table.problem("until",
                  fmt::format("{} and {} can hold at once: the change would end as it begins",
                              in_quotes(condition_text(reaction.when)), in_quotes(condition_text(*reaction.until))));
}

bool sets(const Reaction& reaction, const std::string& path) {
  return std::ranges::find(reaction.set, path, [](const auto& one) { return one.first; }) != reaction.set.end() ||
         std::ranges::find(reaction.more, path, &ChangeStep::path) != reaction.more.end();
}

/// The dated settings it may be laid over: those that hold on the day from which it is looked at, and later.
std::vector<const Settings*> may_lie_over(const Scenario& scenario, const Reaction& reaction) {
  std::vector<const Settings*> found{&scenario.settings};
  for (const Change& change : scenario.changes) {
    if (reaction.at && change.at <= *reaction.at) found.clear();
    found.push_back(&change.settings);
  }
  return found;
}

void add_step_problems(const Scenario& scenario, const Reaction& reaction, const ChangeStep& step,
                       const Declarations& declarations, std::vector<Problem>& problems) {
  const Setting* setting = declarations.find(step.path);
  if (setting == nullptr) return;
  for (const Settings* dated : may_lie_over(scenario, reaction)) {
    const Value after = stepped(step, dated->entries().at(step.path).value);
    if (is_allowed(*setting, after)) continue;
    problems.push_back({reaction.where, fmt::format("'{}' would be {} while the change is in force; it must be {}",
                                                    step.path, format_value(after), allowed_values(*setting))});
    return;
  }
}

std::string step_text(const ChangeStep& step) {
  if (!step.share) return fmt::format("{:+}", step.amount.value_or(0));
  // The fewest digits that give the same share back.
  constexpr int most_digits = std::numeric_limits<double>::max_digits10;
  for (int digits = std::numeric_limits<double>::digits10 - 3; digits < most_digits; ++digits) {
    const std::string text = fmt::format("{:+.{}g}", 100 * *step.share, digits);
    if (std::strtod(text.c_str(), nullptr) / 100 == *step.share) return text + "%";
  }
  return fmt::format("{:+.{}g}%", 100 * *step.share, most_digits);
}

}  // namespace

Reaction read_reaction(const TomlTable& table) {
  Reaction reaction;
  reaction.where = table.location();
  reaction.where_when = table.location("when");
  if (auto condition = read_condition(table, "when", nullptr)) reaction.when = *std::move(condition);
  reaction.because = table.text("because", "");
  if (table.has("at")) reaction.at = table.date("at");
  if (table.has("for")) reaction.for_days = read_length(table, "for", table.text("for", ""));
  if (table.has("until")) {
    reaction.where_until = table.location("until");
    read_end(table, reaction);
  }
  if (table.has("over")) {
    table.text("over", "");
    table.problem("over", "a change with 'when' comes at once; 'over' is for one that comes on a date");
  }
  return reaction;
}

std::vector<std::string> paths_of(const Reaction& reaction) {
  std::vector<std::string> paths;
  for (const auto& [path, value] : reaction.set) paths.push_back(path);
  for (const ChangeStep& step : reaction.more) paths.push_back(step.path);
  return paths;
}

std::vector<Problem> reaction_problems(const Scenario& scenario, const Declarations& declarations) {
  std::vector<Problem> problems;
  for (const Reaction& reaction : scenario.reactions)
    for (const ChangeStep& step : reaction.more) {
      add_step_problems(scenario, reaction, step, declarations, problems);
      for (const Reaction& other : scenario.reactions)
        if (&other != &reaction && sets(other, step.path))
          problems.push_back(
              {reaction.where, fmt::format("'{}' is changed by so much more or less, and another change with 'when' "
                                           "sets it, too ({}); say values in both",
                                           step.path, format_location(other.where))});
    }
  if (scenario.reactions.size() > most_reactions)
    problems.push_back(
        {scenario.reactions[most_reactions].where,
         fmt::format("{} changes with 'when'; at most {} are allowed", scenario.reactions.size(), most_reactions)});
  return problems;
}

Settings settings_under(const Settings& dated, const std::vector<Reaction>& reactions, InForce in_force) {
  Settings settings = dated;
  for (std::size_t i = 0; i < reactions.size(); ++i) {
    if ((in_force >> i & 1U) == 0) continue;
    for (const auto& [path, value] : reactions[i].set) settings.set(path, value, reactions[i].where);
    for (const ChangeStep& step : reactions[i].more)
      settings.set(step.path, stepped(step, settings.entries().at(step.path).value), reactions[i].where);
  }
  return settings;
}

bool same_reaction(const Reaction& one, const Reaction& other) { return reaction_text(one) == reaction_text(other); }

namespace {

/// Those that may be in force while these settings of a date hold: others are not looked at before they are over.
InForce may_be_in_force(const Scenario& scenario, const Settings& settings) {
  InForce possible = 0;
  for (std::size_t i = 0; i < scenario.reactions.size(); ++i)
    if (std::ranges::count(may_lie_over(scenario, scenario.reactions[i]), &settings) > 0) possible |= InForce{1} << i;
  return possible;
}

}  // namespace

void for_each_settings(const Scenario& scenario, const std::function<void(const Settings&)>& visit) {
  const auto with_reactions = [&](const Settings& dated) {
    visit(dated);
    each_set_in_force(may_be_in_force(scenario, dated),
                      [&](InForce set) { visit(settings_under(dated, scenario.reactions, set)); });
  };
  with_reactions(scenario.settings);
  for (const Change& change : scenario.changes) with_reactions(change.settings);
}

std::string reaction_text(const Reaction& reaction) {
  std::string text = fmt::format("when = {}\n", format_value(condition_text(reaction.when)));
  if (reaction.for_days > 0) text += fmt::format("for = \"{}d\"\n", reaction.for_days);
  if (reaction.until) text += fmt::format("until = {}\n", format_value(condition_text(*reaction.until)));
  if (reaction.lasts_days > 0) text += fmt::format("until = \"{}{}d\"\n", after_so_long, reaction.lasts_days);
  if (reaction.at) text += fmt::format("at = {}\n", format_date(*reaction.at));
  for (const auto& [path, value] : reaction.set)
    text += fmt::format("set.{} = {}\n", format_value(path), format_value(value));
  for (const ChangeStep& step : reaction.more)
    text += fmt::format("set.{} = {}\n", format_value(step.path), format_value(step_text(step)));
  return text;
}

std::string course_in_words(const Reaction& reaction) {
  std::string text = "when " + condition_text(reaction.when);
  if (reaction.for_days > 0) text += fmt::format(" has held for {} days", reaction.for_days);
  if (reaction.until) text += ", until " + condition_text(*reaction.until);
  if (reaction.lasts_days > 0) text += fmt::format(", until {} days after", reaction.lasts_days);
  if (reaction.at) text += fmt::format(", looked at from {} on", format_date(*reaction.at));
  return text;
}

}  // namespace kith
