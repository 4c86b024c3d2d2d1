#include "tools/report/route_remarks.hpp"

#include "engine/settings/resolved_values.hpp"
#include "engine/settings/setting_paths.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace kith::tools {
namespace {

using Names = std::set<std::string>;

/// Things with a setting that differs while they are on in either world.
Names changed_things_in(const results::Run& run, std::size_t alternative) {
  const std::string &base = run.scenarios[0].resolved, &other = run.scenarios[alternative].resolved;
  const ResolvedValues before = read_resolved(base), after = read_resolved(other);
  const std::string& table = run.presentation.changed.table;
  Names names;
  for (const SettingDifference& change : setting_differences(base, other)) {
    if (!change.path.starts_with(table)) continue;
    const std::string name = change.path.substr(table.size(), change.path.rfind('.') - table.size());
    const std::string its_switch = switch_of(change.path);
    if (change.path == its_switch || before.may_be("true", change.at, its_switch) ||
        after.may_be("true", change.at, its_switch))
      names.insert(name);
  }
  return names;
}

Names without(const Names& names, const Names& others) {
  Names left;
  std::ranges::set_difference(names, others, std::inserter(left, left.end()));
  return left;
}

}  // namespace

std::string remark_on_routes(const Panel& panel, const results::Run& run, std::size_t alternative) {
  const ChangedThings& things = run.presentation.changed;
  if (panel.kind != "routes" || panel.axis.empty() || panel.axis != things.axis) return "";
  const std::vector<RouteRow> rows = route_rows(panel, run, alternative);
  Names told;
  bool below_zero = false, caused = false;
  for (const RouteRow& row : rows) {
    told.insert(row.label);
    caused = caused || row.caused.mean > 0;
    below_zero = below_zero || row.caused.mean < 0 || row.averted.mean < 0;
  }
  const Names changed = changed_things_in(run, alternative);
  std::string text;
  const auto add = [&](const std::string& sentence) {
    if (!sentence.empty()) text += (text.empty() ? "" : " ") + sentence;
  };
  if (caused) add(things.caused);
  if (below_zero) add(things.below_zero);
  if (const Names silent = without(changed, told); !silent.empty())
    add(fmt::format("{}: {}.", things.silent, fmt::join(silent, ", ")));
  if (const Names others = without(told, changed); !others.empty())
    add(fmt::format("{}: {}.", things.others, fmt::join(others, ", ")));
  return text;
}

}  // namespace kith::tools
