#include "engine/settings/resolved_values.hpp"

#include "engine/settings/toml_tree.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace kith {

namespace {

template <class Visit>
void each_value(const TomlNode& node, const std::string& path, Visit&& visit) {
  if (const auto* table = node.table()) {
    for (const TomlNode::Member& member : *table)
      each_value(member.node, path.empty() ? member.key : path + "." + member.key, visit);
  } else if (const auto value = value_of(node)) {
    visit(path, format_value(*value));
  }
}

std::string found_in(const std::map<std::string, std::string>& values, const std::string& path) {
  const auto found = values.find(path);
  return found == values.end() ? "" : found->second;
}

/// The text under a key; "" if there is none.
std::string text_under(const TomlNode& node, std::string_view key) {
  const auto* found = node.find(key);
  const auto* words = found == nullptr ? nullptr : std::get_if<std::string>(&found->node.data);
  return words == nullptr ? "" : *words;
}

/// " when visits > 200 for 28d, until visits < 120", of a change that reacts; else "".
std::string course_of(const TomlNode& node) {
  const std::string when = text_under(node, "when"), lasting = text_under(node, "for"),
                    until = text_under(node, "until");
  if (when.empty()) return "";
  return " when " + when + (lasting.empty() ? "" : " for " + lasting) + (until.empty() ? "" : ", until " + until);
}

/// One that reacts may come from its day on, or from the run's first.
void read_change(const TomlNode& node, ResolvedValues& result) {
  const auto* at = node.find("at");
  const auto* set = node.find("set");
  const std::string course = course_of(node);
  if (set == nullptr || (at == nullptr && course.empty())) return;
  const auto day = at == nullptr ? std::nullopt : value_of(at->node);
  const std::string from = day ? format_value(*day) : course.empty() ? "" : found_in(result.at_start, "run.start");
  const std::string because = text_under(node, "because");
  auto& changes = course.empty() ? result.changes : result.reactions;
  each_value(set->node, "", [&](const std::string& path, const std::string& value) {
    changes.push_back({from, path, value + course, because});
  });
}

bool says_how_only(const std::string& path) {
  return path == "model" || path.starts_with("run.") || path.starts_with("output.") || path.starts_with("scenario.");
}

std::string reason_of(const ResolvedValues& values, const std::string& at, const std::string& path) {
  std::string reason;
  for (const ResolvedValues::Change& change : values.changes)
    if (change.at == at && change.path == path) reason = change.because;
  return reason;
}

/// What was told last of the setting; null if nothing was.
const SettingDifference* last_told(const std::vector<SettingDifference>& told, const std::string& path) {
  const auto last =
      std::find_if(told.rbegin(), told.rend(), [&](const SettingDifference& one) { return one.path == path; });
  return last == told.rend() ? nullptr : &*last;
}

/// Whether these values say anything beside what was told last: a difference, another one, or that it ends.
bool is_news(const SettingDifference* last, const std::string& base, const std::string& alternative) {
  if (last == nullptr) return base != alternative;
  if (base == alternative) return last->base != last->alternative;
  return last->base != base || last->alternative != alternative;
}

/// Whether a scenario knows nothing of what a setting belongs to: a scheme of a catalogue only the other names.
bool unknown_table(const ResolvedValues& values, const ResolvedValues& other, const std::string& path) {
  const std::string active = path.substr(0, path.rfind('.') + 1) + "active";
  return !values.at_start.contains(active) && other.at_start.contains(active);
}

/// What a scenario does not know is switched off in it, and has no other settings there.
void add_unknown(ResolvedValues& values, const ResolvedValues& other) {
  std::map<std::string, std::string> added;
  for (const auto& [path, value] : other.at_start)
    if (unknown_table(values, other, path)) added[path] = path.ends_with(".active") ? "false" : value;
  values.at_start.merge(added);
}

/// Those of `own` that `other` has not, for any reason it gives, by day and path.
std::vector<ResolvedValues::Change> reactions_alone(const ResolvedValues& own, const ResolvedValues& other) {
  std::vector<ResolvedValues::Change> alone;
  for (const ResolvedValues::Change& one : own.reactions)
    if (std::ranges::none_of(other.reactions, [&](const ResolvedValues::Change& same) {
          return same.at == one.at && same.path == one.path && same.value == one.value;
        }))
      alone.push_back(one);
  std::ranges::stable_sort(alone, {}, [](const auto& one) { return std::pair(one.at, one.path); });
  return alone;
}

}  // namespace

std::string ResolvedValues::value_on(const std::string& at, const std::string& path) const {
  const Change* latest = nullptr;
  for (const Change& change : changes)
    if (change.path == path && change.at <= at && (latest == nullptr || latest->at <= change.at)) latest = &change;
  return latest != nullptr ? latest->value : found_in(at_start, path);
}

bool ResolvedValues::may_be(const std::string& value, const std::string& at, const std::string& path) const {
  return value_on(at, path) == value || std::ranges::any_of(reactions, [&](const Change& change) {
           return change.path == path && change.value.starts_with(value + " ");
         });
}

ResolvedValues read_resolved(const std::string& text) {
  ResolvedValues result;
  std::vector<Problem> problems;
  const auto root = parse_toml(text, "", problems);
  if (!root || !root->table()) return result;
  for (const TomlNode::Member& member : *root->table()) {
    if (member.key == "change" && member.node.array()) {
      for (const TomlNode& change : *member.node.array()) read_change(change, result);
    } else if (member.key != "target" && member.key != "matters") {
      each_value(member.node, member.key,
                 [&](const std::string& path, std::string value) { result.at_start[path] = std::move(value); });
    }
  }
  return result;
}

std::vector<SettingDifference> setting_differences(const std::string& base_resolved,
                                                   const std::string& alternative_resolved) {
  ResolvedValues base = read_resolved(base_resolved);
  ResolvedValues alternative = read_resolved(alternative_resolved);
  add_unknown(base, alternative);
  add_unknown(alternative, base);
  std::vector<SettingDifference> result;
  for (const auto& [path, value] : alternative.at_start)
    if (const std::string before = found_in(base.at_start, path);
        before != value && !says_how_only(path) && path != "catalogue")
      result.push_back({"", path, before, value, ""});
  std::set<std::pair<std::string, std::string>> changed;
  for (const ResolvedValues* values : {&base, &alternative})
    for (const auto& change : values->changes) changed.emplace(change.at, change.path);
  for (const auto& [at, path] : changed)
    if (const std::string before = base.value_on(at, path), after = alternative.value_on(at, path);
        is_news(last_told(result, path), before, after))
      result.push_back({at, path, before, after, reason_of(alternative, at, path)});
  for (const auto& one : reactions_alone(base, alternative))
    result.push_back({one.at, one.path, one.value, alternative.value_on(one.at, one.path), ""});
  for (const auto& one : reactions_alone(alternative, base))
    result.push_back({one.at, one.path, base.value_on(one.at, one.path), one.value, one.because});
  return result;
}

}  // namespace kith
