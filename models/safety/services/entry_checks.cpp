#include "models/safety/services/entry_checks.hpp"

#include "models/safety/services/attributes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <set>

namespace kith::safety {

namespace {

/// The kinds for which `takes` holds, for messages.
std::string kinds_with(bool EffectKindDeclaration::*takes) {
  TextList names;
  for (const EffectKindDeclaration& kind : effect_kinds)
    if (kind.*takes) names.emplace_back(kind.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

TextList mode_names(const Service& service) {
  TextList names;
  for (const Mode& mode : service.modes) names.push_back(mode.name);
  return names;
}

/// What is named twice would be read once; whoever wrote it may have meant another.
void refuse_repeats(const TomlTable& table, const TextList& keys) {
  for (const std::string& key : keys) {
    std::set<std::string> known;
    for (const std::string& name : table.texts(key, TextList{}))
      if (!known.insert(name).second) table.problem(key, in_quotes(name) + " stands here twice");
  }
}

const char* unit_name(const Service& service) { return unit_names[static_cast<std::size_t>(service.unit)]; }

void check_mode(const TomlTable& table, const Service& service, const Effect& effect) {
  const TextList modes = mode_names(service);
  if (effect.mode.empty() || std::find(modes.begin(), modes.end(), effect.mode) != modes.end()) return;
  if (modes.empty())
    table.problem("mode", in_quotes(effect.mode) + " is no mode of this service: it has no [[mode]] at all");
  else
    table.problem("mode", fmt::format("{} is no mode of this service{}; allowed: {}", in_quotes(effect.mode),
                                      did_you_mean(effect.mode, modes), fmt::join(modes, ", ")));
}

/// Ages are of people: an effect in areas, or on other services, meets none.
void check_ages(const TomlTable& table, const Service& service, const Effect& effect) {
  for (const char* key : {"age_from", "age_below"})
    if (table.has(key) && !service.takes_people())
      table.problem(key, fmt::format("a service for the unit '{}' does not use it", unit_name(service)));
  if (effect.age_from >= effect.age_below)
    table.problem(table.has("age_below") ? "age_below" : "age_from", "acts at no age: age_from is below age_below");
}

void refuse_where_ignored(const TomlTable& table, const Service& service, const TextList& keys) {
  for (const std::string& key : keys)
    if (table.has(key))
      table.problem(key, fmt::format("a service for the unit '{}' does not use it", unit_name(service)));
}

/// Those who enter a service in one of several ways pay what that way costs.
void check_modes(const TomlTable& table, const Service& service) {
  std::set<std::string> known;
  for (const TomlTable& entry : table.tables("mode"))
    if (const std::string name = entry.text("name"); !known.insert(name).second)
      entry.problem("name", "two modes are called " + in_quotes(name));
  if (service.modes.empty()) return;
  for (const char* key : {"hours_at_start", "cost_at_start"})
    if (table.has(key))
      table.problem(key, "a service with modes says this in each [[mode]]; here it would not be used");
}

/// Whoever asks what is known must hear of somebody, and only they and hubs have a use for it.
void check_hearing(const TomlTable& table, const Service& service) {
  bool asks_known = false;
  for (const std::string* expression : {&service.eligibility, &service.priority})
    for (const Attribute& asked : attributes_asked(*expression, service.unit)) asks_known |= asked.as_known;
  if (asks_known && service.hears == 0)
    table.problem("agency",
                  fmt::format("{} keeps no notes, and what eligibility and priority ask for is known from notes: name "
                              "those who tell it, as in told_by = [\"police\"]; notes are kept by {}",
                              in_quotes(service.agency), fmt::join(keeper_names, ", ")));
  if (!asks_known && table.has("told_by"))
    table.problem("told_by", "neither eligibility nor priority asks for anything that is known from notes");
  if (table.has("pools") && std::popcount(service.pools) < 2)
    table.problem("pools", "a hub opens the notes of two agencies or more to each other");
}

}  // namespace

void check_effect(const TomlTable& table, const Service& service, const Effect& effect) {
  const EffectKindDeclaration& kind = declaration(effect.kind);
  if (kind.needs_risks != (effect.risks != 0))
    table.problem("risks",
                  fmt::format("an effect on {} {} risk factors", kind.name, kind.needs_risks ? "names its" : "has no"));
  for (const char* key : {"types", "except_types"})
    if (table.has(key) && !kind.takes_types)
      table.problem(key, fmt::format("an effect on {} acts whatever the offence type; only these can be limited to "
                                     "types: {}",
                                     kind.name, kinds_with(&EffectKindDeclaration::takes_types)));
  if (table.has("types") && table.has("except_types"))
    table.problem("except_types", "an effect names the types it acts on, or those it does not act on");
  check_ages(table, service, effect);
  if (effect.on_victim && service.unit != Unit::parties)
    table.problem("on_victim", "only a service for the unit 'parties' has a victim");
  else if (effect.on_victim && !kind.takes_victim)
    table.problem("on_victim", fmt::format("an effect on {} is never the victim's; only these can be: {}", kind.name,
                                           kinds_with(&EffectKindDeclaration::takes_victim)));
  check_mode(table, service, effect);
  refuse_repeats(table, {"types", "risks", "services"});
}

void check_entry(const TomlTable& table, const Service& service) {
  refuse_repeats(table, {"referral_sources", "onward", "told_by", "pools"});
  check_modes(table, service);
  if (service.unit != Unit::parties) refuse_where_ignored(table, service, {"victim_consent"});
  if (service.takes_people()) return check_hearing(table, service);
  refuse_where_ignored(table, service,
                       {"consent", "dropout_rate", "patience_weeks", "longest_wait_weeks", "decay_weeks", "age_limit",
                        "in_custody", "civil_order", "replaces_supervision_by", "onward", "mode", "told_by", "pools"});
  if (service.unit == Unit::workforce)
    refuse_where_ignored(table, service, {"places", "hours_at_start", "cost_at_start", "eligibility", "priority"});
}

}  // namespace kith::safety
