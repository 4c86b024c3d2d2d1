// Reads a resolved scenario (see resolved_text) back without its declarations, so that results files of any model and
// version can be told apart by their settings.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace kith {

struct ResolvedValues {
  std::map<std::string, std::string> at_start;  ///< path -> value as TOML
  struct Change {
    std::string at;  ///< "2014-04-01"
    std::string path;
    std::string value;    ///< as TOML
    std::string because;  ///< why, in the author's words; ""
    bool operator==(const Change&) const = default;
  };
  std::vector<Change> changes;  ///< that come on a day, in the order written
  /// Changes that react, in the order written: `at` is the day from which they are looked at, and `value` is led by
  /// what is set and followed by when: "600 when visits > 200".
  std::vector<Change> reactions;

  /// What the dates say of a day ("2014-04-01"; "" for the first), its own changes included; "" where nothing is said.
  std::string value_on(const std::string& at, const std::string& path) const;
  /// Whether a setting has this value on a day, or may come to have it by a change that reacts.
  bool may_be(const std::string& value, const std::string& at, const std::string& path) const;
};

/// What cannot be read is left out; never throws for its contents.
ResolvedValues read_resolved(const std::string& text);

/// One setting in which two scenarios differ. `at` is "" for the first day; a value is "" where nothing is said.
struct SettingDifference {
  std::string at;
  std::string path;
  std::string base;
  std::string alternative;
  std::string because;  ///< why the alternative changes it then, in its author's words; ""
};

/// Settings of the first day that differ, then those that differ on a day on which either changes them, by day and
/// path: what holds then in the one and in the other; last, changes that react and that one has alone, beside what the
/// dates say in the other. Leaves out those below `run`, `output` and `scenario`, which say
/// how a scenario is run and what it is called. Where a difference ends, both have the same value.
std::vector<SettingDifference> setting_differences(const std::string& base_resolved,
                                                   const std::string& alternative_resolved);

}  // namespace kith
