// [[change]] tables as they are written: from a day on, at once or gradually, for good or for a time, with values or
// with so much more or less than before. Each becomes one or several changes of the scenario.
#pragma once

#include "engine/settings/assignments.hpp"
#include "engine/settings/toml_table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace kith {

/// A [[change]] as the file has it.
struct WrittenChange {
  Date at;
  std::optional<Date> until;     ///< the first day on which what held before holds again
  std::int64_t over_days = 0;    ///< comes in steps over so many days; 0: at once
  std::vector<Assignment> set;   ///< values
  std::vector<ChangeStep> more;  ///< so much more or less than before
  std::string because;
  SourceLocation where;
};

/// Takes values such as "+10%" or "-50" of numbers that may change out of a table of settings, each path once. `path`
/// is the table's own.
std::vector<ChangeStep> take_relative(TomlNode& table, const Declarations& declarations, const std::string& path = "");

/// `over`, `for`, `until` and `because` of a change whose day is `change.at`. Faults become problems of the table.
void read_course(const TomlTable& table, WrittenChange& change);

/// The changes of the scenario that written ones come to. Where one ends on a day on which another begins, it ends
/// first.
std::vector<Change> changes_of(const std::vector<WrittenChange>& written);

/// What is wrong among written changes: one sets what another still holds or brings about.
/// `others` are changes that hold for good, such as those of regimes.
std::vector<Problem> overlap_problems(const std::vector<WrittenChange>& written, const std::vector<Change>& others);

/// Steps whose values lie outside what their settings allow. `changes` have been carried forward.
std::vector<Problem> step_problems(const std::vector<Change>& changes, const Declarations& declarations);

/// Changes by so much more or less that change nothing, as +10% of 4 places. `changes` have been carried forward from
/// `at_start`.
std::vector<Problem> idle_problems(const Settings& at_start, const std::vector<Change>& changes);
/// Likewise of changes that react, whatever the day.
std::vector<Problem> idle_reactions(const Scenario& scenario);

}  // namespace kith
