// The declared settings as a tree of dotted names: answers for names that are not in it.
#pragma once

#include "engine/settings/settings.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kith {

/// Immutable once made; refers to nothing outside itself.
class SettingPaths {
 public:
  /// `other_keys`: what else may stand at the top of a file, offered as near names.
  SettingPaths(const Declarations& declarations, const std::vector<std::string>& other_keys);

  /// Whether declared settings lie below `path`.
  bool is_table(std::string_view path) const { return names_.contains(path); }
  /// Names directly below a table ("" for the top), in order of declaration.
  const std::vector<std::string>& names_in(std::string_view table) const;
  /// Why `path` is no setting: the first part that is not declared, what stands at that level, a near name.
  std::string unknown(std::string_view path) const;

 private:
  std::string unknown_name(const std::string& table, const std::string& name, bool last) const;
  std::string noun(const std::string& table, bool last) const;
  std::string elsewhere(const std::string& name) const;

  std::map<std::string, std::vector<std::string>, std::less<>> names_;
  std::vector<std::string> paths_;
};

/// The table a setting stands in: "a.b" of "a.b.c", "" of a setting at the top.
std::string_view table_of(std::string_view path);

/// The switch of the table a setting stands in: "a.b.active" of "a.b.c". Where a table has such a setting, true or
/// false, it says whether what the table is about is there at all; its other settings then act only while it is true.
std::string switch_of(std::string_view path);

/// "a.b", or "b" at the top, where the table is "".
std::string joined_path(std::string_view table, std::string_view name);

}  // namespace kith
