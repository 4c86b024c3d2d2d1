#include "engine/settings/written_changes.hpp"

#include "engine/settings/setting_check.hpp"
#include "engine/settings/variation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <chrono>
#include <cmath>
#include <map>
#include <utility>

namespace kith {

namespace {

constexpr std::int64_t days_of_a_step = 28;
constexpr std::int64_t most_steps = 52;

bool is_number(const Setting& setting) {
  return std::holds_alternative<std::int64_t>(setting.default_value) ||
         std::holds_alternative<double>(setting.default_value);
}

/// "+10%", "-50": a sign, a number, and perhaps a per cent sign.
std::optional<ChangeStep> relative(std::string_view text) {
  if (!text.starts_with('+') && !text.starts_with('-')) return std::nullopt;
  const bool share = text.ends_with('%');
  const std::string_view digits = text.substr(1, text.size() - 1 - (share ? 1 : 0));
  if (digits.empty()) return std::nullopt;
  double number = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed);
  if (error != std::errc{} || end != digits.data() + digits.size() ||
      !std::isdigit(static_cast<unsigned char>(digits[0])))
    return std::nullopt;
  if (text.front() == '-') number = -number;
  ChangeStep step;
  if (share)
    step.share = number / 100;
  else
    step.amount = number;
  return step;
}

/// A number to be reached by and by.
ChangeStep towards(const Assignment& assignment) {
  ChangeStep step;
  step.path = assignment.setting->path;
  const auto* whole = std::get_if<std::int64_t>(&assignment.value);
  step.value = whole != nullptr ? static_cast<double>(*whole) : std::get<double>(assignment.value);
  return step;
}

std::vector<ChangeStep> all_steps(const WrittenChange& written) {
  std::vector<ChangeStep> steps = written.more;
  for (const Assignment& assignment : written.set)
    if (is_number(*assignment.setting)) steps.push_back(towards(assignment));
  return steps;
}

/// What held before, kept to go back to.
std::vector<ChangeStep> remembered(const WrittenChange& written) {
  std::vector<ChangeStep> steps;
  for (const Assignment& assignment : written.set) {
    steps.emplace_back().path = assignment.setting->path;
    steps.back().remembers = true;
  }
  return steps;
}

std::vector<std::string> paths_of(const WrittenChange& written) {
  std::vector<std::string> paths;
  for (const Assignment& assignment : written.set) paths.push_back(assignment.setting->path);
  for (const ChangeStep& step : written.more) paths.push_back(step.path);
  return paths;
}

std::int64_t steps_over(const WrittenChange& written) {
  return std::clamp<std::int64_t>((written.over_days + days_of_a_step - 1) / days_of_a_step, 1, most_steps);
}

Date after(Date day, std::int64_t days) { return day + std::chrono::days(days); }

/// The last day on which the change does something of its own.
Date last_day(const WrittenChange& written) {
  if (written.until) return *written.until;
  return after(written.at, written.over_days * (steps_over(written) - 1) / steps_over(written));
}

}  // namespace

std::vector<ChangeStep> take_relative(TomlNode& table, const Declarations& declarations, const std::string& path) {
  std::vector<ChangeStep> found;
  auto* members = std::get_if<TomlNode::Table>(&table.data);
  if (members == nullptr) return found;
  std::erase_if(*members, [&](TomlNode::Member& member) {
    const std::string own = joined_path(path, member.key);
    if (member.node.table() != nullptr) {
      for (ChangeStep& step : take_relative(member.node, declarations, own)) found.push_back(std::move(step));
      return false;
    }
    const auto* text = std::get_if<std::string>(&member.node.data);
    const Setting* setting = declarations.find(own);
    if (text == nullptr || setting == nullptr || !is_number(*setting) || setting->when != When::any_time) return false;
    std::optional<ChangeStep> step = relative(*text);
    if (!step) return false;
    step->path = own;
    found.push_back(std::move(*step));
    return true;
  });
  return found;
}

void read_course(const TomlTable& table, WrittenChange& change) {
  change.because = table.text("because", "");
  const auto days = [&](const char* key) -> std::int64_t {
    const std::string text = table.text(key, "");
    const auto length = parse_duration(text);
    if (length && *length > 0) return *length;
    table.problem(key, fmt::format("'{}' must be a length of time such as \"26w\", \"1y\" or \"90d\", not {}", key,
                                   in_quotes(text)));
    return 0;
  };
  if (table.has("over")) change.over_days = days("over");
  if (table.has("for") && table.has("until")) table.problem("until", "a change has either 'for' or 'until'");
  if (table.has("for")) {
    if (const std::int64_t length = days("for"); length > 0) change.until = after(change.at, length);
  } else if (table.has("until")) {
    const Date until = table.date("until");
    if (until <= change.at)
      table.problem("until",
                    fmt::format("'until' is the first day on which what held before holds again; {} is not after "
                                "the change on {}",
                                format_date(until), format_date(change.at)));
    else
      change.until = until;
  }
  if (change.until && after(change.at, change.over_days) > *change.until)
    table.problem("over", "the change would end before it has come about");
  for (const Assignment& assignment : change.set)
    if (change.over_days > 0 && !is_number(*assignment.setting))
      table.problem("over", fmt::format("'{}' is no number and cannot change gradually", assignment.setting->path));
}

namespace {

/// What a written change brings about, at once or step by step.
std::vector<Change> beginning(const WrittenChange& written) {
  std::vector<Change> changes;
  const std::int64_t count = steps_over(written);
  for (std::int64_t k = 1; k <= count; ++k) {
    Change& change = changes.emplace_back(
        Change{after(written.at, written.over_days * (k - 1) / count), {}, {}, written.where, {}, written.because});
    change.steps = written.over_days > 0 ? all_steps(written) : written.more;
    for (ChangeStep& step : change.steps) step.part = static_cast<double>(k) / static_cast<double>(count);
  }
  if (written.over_days > 0) return changes;
  Change& change = changes.front();
  for (const Assignment& assignment : written.set) change.set.emplace_back(assignment.setting->path, assignment.value);
  if (written.until) {
    const std::vector<ChangeStep> kept = remembered(written);
    change.steps.insert(change.steps.end(), kept.begin(), kept.end());
  }
  return changes;
}

/// The end of a written change: what held before.
Change end_of(const WrittenChange& written) {
  Change back{*written.until, {}, {}, written.where, {}, written.because};
  for (const std::string& path : paths_of(written)) {
    back.steps.emplace_back().path = path;
    back.steps.back().part = 0;
  }
  return back;
}

std::string told(const std::string& path, Date day, const WrittenChange& lasting) {
  return fmt::format("'{}' is set on {} while the change at {} still holds it, until {}", path, format_date(day),
                     format_location(lasting.where), format_date(last_day(lasting)));
}

}  // namespace

std::vector<Change> changes_of(const std::vector<WrittenChange>& written) {
  std::vector<Change> changes;
  const auto add = [&](Change change, std::size_t number) {
    for (ChangeStep& step : change.steps) step.written = number;
    changes.push_back(std::move(change));
  };
  for (std::size_t i = 0; i < written.size(); ++i)
    if (written[i].until) add(end_of(written[i]), i);
  for (std::size_t i = 0; i < written.size(); ++i)
    for (Change& change : beginning(written[i])) add(std::move(change), i);
  return changes;
}

std::vector<Problem> overlap_problems(const std::vector<WrittenChange>& written, const std::vector<Change>& others) {
  std::vector<Problem> problems;
  for (const WrittenChange& lasting : written) {
    if (last_day(lasting) == lasting.at) continue;
    const std::vector<std::string> held = paths_of(lasting);
    const auto meets = [&](Date day) {
      return day >= lasting.at && (lasting.until ? day < *lasting.until : day <= last_day(lasting));
    };
    const auto hold = [&](Date day, const std::string& path, const SourceLocation& where) {
      if (meets(day) && std::ranges::find(held, path) != held.end())
        problems.push_back({where, told(path, day, lasting)});
    };
    for (const WrittenChange& other : written)
      if (&other != &lasting)
        for (const std::string& path : paths_of(other)) hold(other.at, path, other.where);
    for (const Change& other : others)
      for (const auto& [path, value] : other.set) hold(other.at, path, other.where);
  }
  return problems;
}

std::vector<Problem> step_problems(const std::vector<Change>& changes, const Declarations& declarations) {
  std::vector<Problem> problems;
  for (const Change& change : changes)
    for (const ChangeStep& step : change.steps) {
      const Setting* setting = declarations.find(step.path);
      if (step.remembers || setting == nullptr) continue;
      const Value& value = change.settings.entries().at(step.path).value;
      if (!is_allowed(*setting, value))
        problems.push_back(
            {change.where, fmt::format("'{}' would be {} from {} on; it must be {}", step.path, format_value(value),
                                       format_date(change.at), allowed_values(*setting))});
    }
  return problems;
}

std::vector<Problem> idle_problems(const Settings& at_start, const std::vector<Change>& changes) {
  std::map<std::pair<std::size_t, std::string>, Value> before;
  std::vector<Problem> problems;
  const Settings* settings = &at_start;
  for (const Change& change : changes) {
    for (const ChangeStep& step : change.steps) {
      const Value& value = change.settings.entries().at(step.path).value;
      const auto held =
          before.try_emplace({step.written, step.path}, settings->entries().at(step.path).value).first->second;
      const bool done = step.part == 1 && (step.share || step.amount);
      if (done && value == held)
        problems.push_back({change.where, fmt::format("'{}' stays {}: so much more or less changes nothing", step.path,
                                                      format_value(value))});
    }
    settings = &change.settings;
  }
  return problems;
}

std::vector<Problem> idle_reactions(const Scenario& scenario) {
  std::vector<Problem> problems;
  for (const Reaction& reaction : scenario.reactions)
    for (const ChangeStep& step : reaction.more) {
      const auto idle = [&](const Settings& settings) {
        const Value& before = settings.entries().at(step.path).value;
        return stepped(step, before) == before;
      };
      if (idle(scenario.settings) && std::ranges::all_of(scenario.changes, idle, &Change::settings))
        problems.push_back(
            {reaction.where, fmt::format("'{}' stays {}: so much more or less changes nothing", step.path,
                                         format_value(scenario.settings.entries().at(step.path).value))});
    }
  return problems;
}

}  // namespace kith
