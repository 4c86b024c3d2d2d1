#include "tools/report/route_remarks.hpp"

#include "engine/settings/resolved_values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace kith::tools {
namespace {

using Names = std::set<std::string>;

/// Services with a setting that differs while they are on in either world.
Names changed_services(const results::Run& run, std::size_t alternative) {
  const std::string &base = run.scenarios[0].resolved, &other = run.scenarios[alternative].resolved;
  const ResolvedValues before = read_resolved(base), after = read_resolved(other);
  const std::string table = "services.";
  Names names;
  for (const SettingDifference& change : setting_differences(base, other)) {
    if (!change.path.starts_with(table)) continue;
    const std::string name = change.path.substr(table.size(), change.path.rfind('.') - table.size());
    const std::string active = table + name + ".active";
    if (change.path == active || before.value_on(change.at, active) == "true" ||
        after.value_on(change.at, active) == "true")
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
  if (panel.kind != "routes" || panel.axis != "service") return "";
  const std::vector<RouteRow> rows = route_rows(panel, run, alternative);
  Names told;
  bool below_zero = false, caused = false;
  for (const RouteRow& row : rows) {
    told.insert(row.label);
    caused = caused || row.caused.mean > 0;
    below_zero = below_zero || row.caused.mean < 0 || row.averted.mean < 0;
  }
  const Names changed = changed_services(run, alternative);
  std::string text;
  const auto add = [&](const std::string& sentence) { text += (text.empty() ? "" : " ") + sentence; };
  if (caused)
    add("Caused does not mean that a service makes people offend: it is an offence that happens with the change only, "
        "by somebody whom the service reached, or reached more, in the base.");
  if (below_zero)
    add("A number below 0 is a service that pulled the other way in offences which other things brought about.");
  if (const Names silent = without(changed, told); !silent.empty())
    add(fmt::format("Changed, but no offence is traced to it at first hand: {}.", fmt::join(silent, ", ")));
  if (const Names others = without(told, changed); !others.empty())
    add(fmt::format("Not changed, but it reaches other people than in the base, as places come free or fill: {}.",
                    fmt::join(others, ", ")));
  return text;
}

}  // namespace kith::tools
