#include "engine/settings/resolved_values.hpp"

#include "engine/settings/toml_tree.hpp"

#include <algorithm>

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

void read_change(const TomlNode& node, ResolvedValues& result) {
  const auto* at = node.find("at");
  const auto* set = node.find("set");
  if (at == nullptr || set == nullptr) return;
  const auto day = value_of(at->node);
  each_value(set->node, "", [&](const std::string& path, std::string value) {
    result.changes.push_back({day ? format_value(*day) : "", path, std::move(value)});
  });
}

bool says_how_only(const std::string& path) {
  return path == "model" || path.starts_with("run.") || path.starts_with("output.") || path.starts_with("scenario.");
}

std::string found_in(const std::map<std::string, std::string>& values, const std::string& path) {
  const auto found = values.find(path);
  return found == values.end() ? "" : found->second;
}

}  // namespace

ResolvedValues read_resolved(const std::string& text) {
  ResolvedValues result;
  std::vector<Problem> problems;
  const auto root = parse_toml(text, "", problems);
  if (!root || !root->table()) return result;
  for (const TomlNode::Member& member : *root->table()) {
    if (member.key == "change" && member.node.array()) {
      for (const TomlNode& change : *member.node.array()) read_change(change, result);
    } else if (member.key != "target") {
      each_value(member.node, member.key,
                 [&](const std::string& path, std::string value) { result.at_start[path] = std::move(value); });
    }
  }
  return result;
}

std::vector<SettingDifference> setting_differences(const std::string& base_resolved,
                                                   const std::string& alternative_resolved) {
  const ResolvedValues base = read_resolved(base_resolved);
  const ResolvedValues alternative = read_resolved(alternative_resolved);
  std::vector<SettingDifference> result;
  for (const auto& [path, value] : alternative.at_start)
    if (const std::string before = found_in(base.at_start, path); before != value && !says_how_only(path))
      result.push_back({"", path, before, value});
  const auto makes = [](const ResolvedValues& values, const ResolvedValues::Change& change) {
    return std::ranges::find(values.changes, change) != values.changes.end();
  };
  for (const auto& change : alternative.changes)
    if (!makes(base, change))
      result.push_back({change.at, change.path, found_in(base.at_start, change.path), change.value});
  for (const auto& change : base.changes)
    if (!makes(alternative, change))
      result.push_back({change.at, change.path, change.value, found_in(alternative.at_start, change.path)});
  return result;
}

}  // namespace kith
