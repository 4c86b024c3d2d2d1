// Settings as written in a file or on the command line, checked against the declarations.
#pragma once

#include "engine/settings/scenario.hpp"
#include "engine/settings/setting_paths.hpp"
#include "engine/settings/toml_tree.hpp"

#include <set>
#include <string>
#include <vector>

namespace kith {

/// A setting and the sound value written for it.
struct Assignment {
  const Setting* setting;
  Value value;
  SourceLocation where;  ///< of the key
};

/// Turns what was written into assignments; each fault becomes a problem and is left out. The declarations must
/// outlive the reader.
class AssignmentReader {
 public:
  AssignmentReader(const Declarations& declarations, const std::vector<std::string>& other_keys,
                   std::vector<Problem>& problems)
      : declarations_(declarations), paths_(declarations, other_keys), problems_(problems) {}

  /// All settings in a table (nested tables and dotted keys alike), but the top-level keys in `except`.
  std::vector<Assignment> read(const TomlNode& table, const std::vector<std::string>& except = {});
  /// One override; the vector is empty if it is faulty.
  std::vector<Assignment> read(const Override& override_, const SourceLocation& where);

  /// Whether something faulty was written for this setting.
  bool failed(std::string_view path) const { return failed_.contains(path); }

 private:
  struct Gathering;
  void gather(const TomlNode& table, const std::string& prefix, Gathering& gathering);
  void assign(const Setting& setting, const TomlNode& node, const SourceLocation& where, Gathering& gathering);

  const Declarations& declarations_;
  SettingPaths paths_;
  std::vector<Problem>& problems_;
  std::set<std::string, std::less<>> failed_;
};

/// The override's value: TOML if it reads as one, else the bare text.
TomlNode override_node(const Override& override_, bool as_text, const SourceLocation& where);

}  // namespace kith
