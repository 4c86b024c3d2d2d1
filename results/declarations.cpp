#include "results/declarations.hpp"

#include "results/comparison.hpp"
#include "results/layout.hpp"
#include "results/periods.hpp"
#include "results/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace kith::results {

namespace {

/// Gathers the names of one group and refuses those a file could not hold.
class Names {
 public:
  void add(const std::string& kind, const std::string& name) {
    const bool sound = !name.empty() && name.find_first_of(std::string_view("/\0", 2)) == std::string::npos &&
                       name != "." && name.front() != '_' && name.front() != ' ' && name.back() != ' ';
    if (!sound) throw ResultsError(fmt::format("\"{}\" cannot be the name of a {}", name, kind));
    if (!names_.insert(name).second)
      throw ResultsError(fmt::format("the {} \"{}\" has a name that is taken already", kind, name));
  }

 private:
  std::set<std::string> names_;
};

void check_event_columns(const Run& run) {
  Names names;
  names.add("event column", layout::replicate_axis);
  names.add("event column", "event");
  for (const TableColumn& column : run.measures.event_columns) names.add("event column", column.name);
  for (const ReplicateResult& replicate : run.replicates) {
    const auto& columns = replicate.event_columns;
    const bool even =
        std::ranges::all_of(columns, [&](const auto& column) { return column.size() == columns[0].size(); });
    if (!columns.empty() && (!even || columns.size() != run.measures.event_columns.size()))
      throw ResultsError(
          fmt::format("replicate {}: the columns of its event log do not fit their declaration", replicate.replicate));
  }
}

}  // namespace

void check_declarations(const Run& run) {
  Names names;  // one scope for all groups, because summaries look measures up by name alone
  names.add("dimension", layout::replicate_axis);
  names.add("dimension", layout::bounds_axis);
  names.add("variable", layout::replicate_digest_variable);
  for (const char* group : layout::reserved_groups) names.add("group", group);
  std::set<std::string> groups;
  for (const Dimension& dimension : run.measures.dimensions) {
    names.add("dimension", dimension.name);
    if (period_edges(dimension, run.end).empty()) continue;
    names.add("variable", layout::bounds_of(dimension.name));
    names.add("variable", layout::days_of(dimension.name));
  }
  for (const Measure& measure : run.measures.measures) {
    names.add("measure", measure.name);
    if (!measure.group.empty() && groups.insert(measure.group).second) names.add("group", measure.group);
    Names axes;  // xarray opens no variable that has an axis twice
    for (const std::string& dimension : measure.dimensions) axes.add("axis", run.measures.dimension(dimension).name);
  }
  check_event_columns(run);
  for (const Table& table : run.measures.tables) {
    names.add("table", table.name);
    Names columns;
    columns.add("column", layout::replicate_axis);
    columns.add("column", table.row);
    for (const TableColumn& column : table.columns) columns.add("column", column.name);
  }
  check_tables(run);
  if (!is_consistent(run.break_even)) throw ResultsError("the values tried do not fit together");
  if (!is_consistent(run.unit_cost_draws)) throw ResultsError("the draws of unit costs do not fit together");
  if (!is_consistent(run.evidence_draws)) throw ResultsError("the draws of evidence do not fit together");
  if (!is_consistent(run.doubt, run)) throw ResultsError("what the pairs drew does not fit together");
  if (is_comparison(run) && !has_scenarios_everywhere(run)) throw ResultsError("the scenarios do not fit the measures");
}

}  // namespace kith::results
