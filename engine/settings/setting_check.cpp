// Values against declarations.
#include "engine/settings/setting_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace kith {

namespace {

struct KindNamer {
  std::string operator()(bool) const { return "true or false"; }
  std::string operator()(std::int64_t) const { return "a whole number"; }
  std::string operator()(double) const { return "a number"; }
  std::string operator()(const std::string&) const { return "a text in quotes"; }
  std::string operator()(Date) const { return "a date such as 2014-04-01"; }
  std::string operator()(const TextList&) const { return "a list of texts"; }
  std::string operator()(const NumberList&) const { return "a list of numbers"; }
};

std::string range_text(const Setting& setting) {
  const bool below = std::isfinite(setting.lowest);
  const bool above = std::isfinite(setting.highest);
  if (below && above && !setting.lowest_excluded && !setting.highest_excluded)
    return fmt::format(" from {} to {}", setting.lowest, setting.highest);
  std::string text;
  if (below) text += fmt::format("{}{}", setting.lowest_excluded ? " above " : " of at least ", setting.lowest);
  if (below && above) text += " and";
  if (above) text += fmt::format("{}{}", setting.highest_excluded ? " below " : " of at most ", setting.highest);
  return text;
}

std::string choices_text(const TextList& choices) {
  std::string text;
  for (const std::string& choice : choices) text += (text.empty() ? "" : ", ") + in_quotes(choice);
  return text;
}

bool in_range(const Setting& setting, double number) {
  const bool high_enough = setting.lowest_excluded ? number > setting.lowest : number >= setting.lowest;
  const bool low_enough = setting.highest_excluded ? number < setting.highest : number <= setting.highest;
  return std::isfinite(number) && high_enough && low_enough;
}

bool is_choice(const Setting& setting, const std::string& text) {
  const TextList& choices = setting.choices;
  return choices.empty() || std::find(choices.begin(), choices.end(), text) != choices.end();
}

struct AllowedBy {
  const Setting& setting;
  bool operator()(bool) const { return true; }
  bool operator()(std::int64_t value) const { return in_range(setting, static_cast<double>(value)); }
  bool operator()(double value) const { return in_range(setting, value); }
  bool operator()(const std::string& value) const { return is_choice(setting, value); }
  bool operator()(Date) const { return true; }
  bool operator()(const TextList& list) const {
    return std::all_of(list.begin(), list.end(), [&](const std::string& item) { return is_choice(setting, item); });
  }
  bool operator()(const NumberList& list) const {
    return std::all_of(list.begin(), list.end(), [&](double item) { return in_range(setting, item); });
  }
};

/// The node in the setting's own type, where that is a matter of writing only.
std::optional<Value> value_for(const Setting& setting, const TomlNode& node) {
  std::optional<Value> value = value_of(node);
  if (!value) return value;
  const auto* whole = std::get_if<std::int64_t>(&*value);
  if (whole && std::holds_alternative<double>(setting.default_value)) return static_cast<double>(*whole);
  const auto* text = std::get_if<std::string>(&*value);
  if (text && setting.duration) {
    if (const auto days = parse_duration(*text)) return *days;
  }
  const auto* list = std::get_if<TextList>(&*value);
  if (list && list->empty() && std::holds_alternative<NumberList>(setting.default_value)) return NumberList{};
  return value;
}

std::string hint(const Setting& setting, const TomlNode& node) {
  const auto* text = std::get_if<std::string>(&node.data);
  if (!text) return "";
  if (!setting.choices.empty()) return did_you_mean(*text, setting.choices);
  std::vector<Problem> ignored;
  const auto bare = parse_toml("value = " + *text, "", ignored);
  const auto* member = bare ? bare->find("value") : nullptr;
  const auto value = member ? value_for(setting, member->node) : std::nullopt;
  return value && is_allowed(setting, *value) ? "; write it without quotes" : "";
}

bool is_list(const Value& value) {
  return std::holds_alternative<TextList>(value) || std::holds_alternative<NumberList>(value);
}

/// The declaration of one item of a list setting; items count from 1 in messages.
Setting item_setting(const Setting& list, std::size_t index) {
  Setting item = list;
  item.path = fmt::format("{}[{}]", list.path, index + 1);
  if (std::holds_alternative<TextList>(list.default_value))
    item.default_value = std::string();
  else
    item.default_value = 0.0;
  return item;
}

/// A problem for the first item that is not allowed, at that item.
void add_item_problem(const Setting& setting, const TomlNode::Array& items, std::vector<Problem>& problems) {
  const std::size_t known = problems.size();
  for (std::size_t i = 0; i < items.size() && problems.size() == known; ++i)
    checked_value(item_setting(setting, i), items[i], items[i].where, problems);
}

}  // namespace

std::string allowed_values(const Setting& setting) {
  std::string text = std::visit(KindNamer{}, setting.default_value) + range_text(setting);
  if (!setting.unit.empty()) text += fmt::format(" ({})", setting.unit);
  if (setting.duration) text += ", or a text such as \"3y\", \"26w\" or \"10d\"";
  if (setting.choices.empty()) return text;
  const bool single = std::holds_alternative<std::string>(setting.default_value);
  return (single ? "one of " : "a list of any of ") + choices_text(setting.choices);
}

bool is_allowed(const Setting& setting, const Value& value) {
  return value.index() == setting.default_value.index() && std::visit(AllowedBy{setting}, value);
}

std::optional<Value> checked_value(const Setting& setting, const TomlNode& node, const SourceLocation& where,
                                   std::vector<Problem>& problems) {
  std::optional<Value> value = value_for(setting, node);
  if (value && is_allowed(setting, *value)) return value;
  if (node.array() && is_list(setting.default_value)) {
    add_item_problem(setting, *node.array(), problems);
    return std::nullopt;
  }
  add_problem(problems, where,
              fmt::format("'{}' must be {}, not {}{}", setting.path, allowed_values(setting), describe(node),
                          hint(setting, node)));
  return std::nullopt;
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const char unit = text.back();
  const std::string_view digits = text.substr(0, text.size() - 1);
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  const bool sound =
      error == std::errc{} && end == digits.data() + digits.size() && digits.front() != '-' && digits.size() <= 9;
  if (!sound) return std::nullopt;
  if (unit == 'd') return count;
  if (unit == 'w') return count * 7;
  if (unit == 'y') return std::llround(static_cast<double>(count) * days_per_year);
  return std::nullopt;
}

}  // namespace kith
