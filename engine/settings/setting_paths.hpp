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

/// "a.b", or "b" at the top, where the table is "".
std::string joined_path(std::string_view table, std::string_view name);

}  // namespace kith
