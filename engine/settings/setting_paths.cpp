// The tree of declared names.
#include "engine/settings/setting_paths.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace kith {

namespace {

constexpr std::size_t most_paths_listed = 12;

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string singular(std::string_view plural) {
  if (plural.ends_with("ies")) return std::string(plural.substr(0, plural.size() - 3)) + "y";
  return std::string(plural.substr(0, plural.size() - 1));
}

}  // namespace

std::string_view table_of(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : path.substr(0, dot);
}

std::string switch_of(std::string_view path) { return joined_path(table_of(path), "active"); }

std::string joined_path(std::string_view table, std::string_view name) {
  return table.empty() ? std::string(name) : fmt::format("{}.{}", table, name);
}

SettingPaths::SettingPaths(const Declarations& declarations, const std::vector<std::string>& other_keys)
    : paths_(declarations.paths()) {
  names_[""] = other_keys;
  for (const std::string& path : paths_) {
    std::size_t begin = 0;
    while (begin <= path.size()) {
      const std::size_t end = std::min(path.find('.', begin), path.size());
      auto& names = names_[path.substr(0, begin == 0 ? 0 : begin - 1)];
      const std::string name = path.substr(begin, end - begin);
      if (!contains(names, name)) names.push_back(name);
      begin = end + 1;
    }
  }
}

const std::vector<std::string>& SettingPaths::names_in(std::string_view table) const {
  static const std::vector<std::string> none;
  const auto found = names_.find(table);
  return found == names_.end() ? none : found->second;
}

std::string SettingPaths::unknown(std::string_view path) const {
  std::string table;
  while (true) {
    const std::size_t dot = path.find('.');
    const bool last = dot == std::string_view::npos;
    const std::string name(path.substr(0, dot));
    if (!contains(names_in(table), name)) return unknown_name(table, name, last);
    table = joined_path(table, name);
    if (last) return fmt::format("'{}' is a table of settings, not a setting", table);
    if (!is_table(table)) return fmt::format("'{}' is a single setting: nothing can stand below it", table);
    path.remove_prefix(dot + 1);
  }
}

std::string SettingPaths::unknown_name(const std::string& table, const std::string& name, bool last) const {
  const auto& names = names_in(table);
  std::string near = did_you_mean(name, names);
  if (near.empty()) near = elsewhere(name);
  const std::string place = table.empty() ? "" : fmt::format(" in '{}'", table);
  const bool few = names.size() <= most_paths_listed;
  const std::string all = few ? fmt::format("; allowed: {}", fmt::join(names, ", ")) : "";
  return fmt::format("unknown {} {}{}{}{}", noun(table, last), in_quotes(name), place, near, all);
}

/// What to call a thing in `table`: a table that holds only tables is named after what it holds ("services").
std::string SettingPaths::noun(const std::string& table, bool last) const {
  const auto& names = names_in(table);
  const bool holds_tables = std::all_of(names.begin(), names.end(),
                                        [&](const std::string& name) { return is_table(joined_path(table, name)); });
  if (!table.empty() && holds_tables && table.ends_with('s')) return singular(table.substr(table.rfind('.') + 1));
  return last ? "setting" : "table";
}

/// Somebody who leaves out the table means the one setting of that name.
std::string SettingPaths::elsewhere(const std::string& name) const {
  const auto same = [&](const std::string& path) { return path.ends_with("." + name); };
  const auto found = std::find_if(paths_.begin(), paths_.end(), same);
  if (name.empty() || found == paths_.end()) return "";
  return std::any_of(found + 1, paths_.end(), same) ? "" : fmt::format("; did you mean '{}'?", *found);
}

}  // namespace kith
