// From written values to checked assignments.
#include "engine/settings/assignments.hpp"

#include "engine/settings/setting_check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith {

namespace {

/// A value from the command line has no line and column.
void place_at(TomlNode& node, const SourceLocation& where) {
  node.where = where;
  if (auto* items = std::get_if<TomlNode::Array>(&node.data))
    for (TomlNode& item : *items) place_at(item, where);
}

}  // namespace

struct AssignmentReader::Gathering {
  std::vector<std::string> except;  ///< keys at the top that are no settings
  std::vector<Assignment> found;
  std::map<std::string, SourceLocation, std::less<>> seen;
};

std::vector<Assignment> AssignmentReader::read(const TomlNode& table, const std::vector<std::string>& except) {
  Gathering gathering{except, {}, {}};
  gather(table, "", gathering);
  return std::move(gathering.found);
}

std::vector<Assignment> AssignmentReader::read(const Override& override_, const SourceLocation& where) {
  Gathering gathering{{}, {}, {}};
  const Setting* setting = declarations_.find(override_.path);
  if (!setting) {
    add_problem(problems_, where, paths_.unknown(override_.path));
    return {};
  }
  const bool takes_text = std::holds_alternative<std::string>(setting->default_value);
  assign(*setting, override_node(override_, takes_text, where), where, gathering);
  return std::move(gathering.found);
}

void AssignmentReader::gather(const TomlNode& table, const std::string& prefix, Gathering& gathering) {
  for (const auto& member : *table.table()) {
    const auto& except = gathering.except;
    if (prefix.empty() && std::find(except.begin(), except.end(), member.key) != except.end()) continue;
    const std::string path = joined_path(prefix, member.key);
    if (const Setting* setting = declarations_.find(path))
      assign(*setting, member.node, member.key_where, gathering);
    else if (member.key.empty() || !paths_.is_table(path))
      add_problem(problems_, member.key_where, paths_.unknown(path));
    else if (member.node.table())
      gather(member.node, path, gathering);
    else
      add_problem(problems_, member.node.where,
                  fmt::format("'{}' must be a table of settings, not {}", path, describe(member.node)));
  }
}

void AssignmentReader::assign(const Setting& setting, const TomlNode& node, const SourceLocation& where,
                              Gathering& gathering) {
  const auto [first, fresh] = gathering.seen.emplace(setting.path, where);
  if (!fresh) {
    add_problem(problems_, where,
                fmt::format("'{}' is set twice; first at {}", setting.path, format_location(first->second)));
    return;
  }
  if (auto value = checked_value(setting, node, node.where, problems_))
    gathering.found.push_back({&setting, std::move(*value), where});
  else
    failed_.insert(setting.path);
}

TomlNode override_node(const Override& override_, bool as_text, const SourceLocation& where) {
  TomlNode bare{override_.text, where};
  std::vector<Problem> not_toml;
  auto parsed = parse_toml("value = " + override_.text, where.file, not_toml);
  if (!parsed || parsed->table()->size() != 1 || !parsed->find("value")) return bare;
  TomlNode node = parsed->find("value")->node;
  if (as_text && !std::holds_alternative<std::string>(node.data)) return bare;
  place_at(node, where);
  return node;
}

}  // namespace kith
