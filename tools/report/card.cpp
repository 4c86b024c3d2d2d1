#include "tools/report/card.hpp"

#include "tools/console/format.hpp"
#include "tools/console/terminal.hpp"
#include "tools/report/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace kith::tools {
namespace {

using Align = Table::Align;
using results::CardRow;
using results::Standing;

/// Accepted ranges of shares are told to half a point.
std::string short_number(double value) {
  if (!std::isfinite(value)) return "-";
  return format_fixed(value, std::min(value < 1 ? 3 : 2, decimals_for(value, 0)));
}

std::vector<std::string> cells_of(const CardRow& row, bool whole) {
  const int decimals = std::min(3, decimals_of(row.observed));
  std::vector<std::string> cells{terminal_safe(row.fact.name),
                                 short_number(row.fact.target),
                                 accepted_text(row.fact),
                                 format_fixed(row.observed.mean, decimals),
                                 interval_text(row.observed, decimals),
                                 terminal_safe(row.fact.unit),
                                 terminal_safe(use_text(row.fact)),
                                 row.verdict()};
  if (whole) {
    cells.push_back(chance_text(row.false_alarm));
    cells.push_back(std::isnan(row.detectable) ? "-" : format_plain(row.detectable, 2));
  }
  return cells;
}

std::string table_text(const std::vector<CardRow>& rows, bool whole) {
  std::vector<Table::Column> columns{{"Published fact"},
                                     {"target", Align::right},
                                     {"accepted", Align::right},
                                     {"this run", Align::right},
                                     {"95% interval", Align::right},
                                     {"unit"},
                                     {"use"},
                                     {"verdict"}};
  if (whole) {
    columns.push_back({"false alarm", Align::right});
    columns.push_back({"seen from", Align::right});
  }
  Table table(columns);
  for (const CardRow& row : rows)
    if (row.known()) table.add(cells_of(row, whole));
  return table.empty() ? "" : table.text();
}

std::string reasons_text(const std::vector<CardRow>& rows, Standing standing, const char* head) {
  constexpr std::size_t width = 116;
  std::string text;
  std::set<std::string> told;
  for (const CardRow& row : rows) {
    const std::string& name = row.fact.part_of.empty() ? row.fact.name : row.fact.part_of;
    const std::string line = terminal_safe(fmt::format("{} ({}): {}.", name, use_text(row.fact), row.why));
    // The rows of a curve mostly lack a value for one reason, which is told once.
    if (row.standing == standing && told.insert(line).second) text += "  " + wrapped(line, width, 4) + "\n";
  }
  return text.empty() ? "" : head + text;
}

constexpr const char* legend =
    "False alarm: the chance that a model exactly on target would be called outside with this many replicates.\n"
    "Seen from: how far beyond the accepted range a model must lie to be called outside in four runs of five.\n";

}  // namespace

std::vector<CardRow> sorted_card_of(const results::Run& run) {
  std::vector<CardRow> rows = results::card_of(run);
  results::misses_first(rows);
  return rows;
}

CardCount count_of(const std::vector<CardRow>& rows) {
  CardCount count;
  for (const CardRow& row : rows) {
    count.outside += row.standing == Standing::outside;
    count.cannot_tell += row.standing == Standing::cannot_tell;
    count.within += row.standing == Standing::within;
    count.no_value += row.standing == Standing::no_value;
    count.not_measured += row.standing == Standing::not_measured;
  }
  return count;
}

std::string count_text(const CardCount& count) {
  std::string text =
      fmt::format("{} of {} facts outside their accepted range, {} within", count.outside, count.known(), count.within);
  if (count.cannot_tell > 0) text += fmt::format(", {} that cannot be told", count.cannot_tell);
  if (count.no_value > 0) text += fmt::format("; {} more without a value in this run", count.no_value);
  if (count.not_measured > 0) text += fmt::format("; {} not measured", count.not_measured);
  return text + ".";
}

std::string use_text(const Fact& fact) {
  return fact.fitted.empty() ? fact.use : fmt::format("{} ({})", fact.use, fact.fitted);
}

std::string accepted_text(const Fact& fact) {
  if (std::isinf(fact.highest) && std::isfinite(fact.lowest)) return short_number(fact.lowest) + " or more";
  if (std::isinf(fact.lowest) && std::isfinite(fact.highest)) return short_number(fact.highest) + " or less";
  return short_number(fact.lowest) + " to " + short_number(fact.highest);
}

std::string chance_text(double chance) {
  constexpr double least = 0.001;
  if (std::isnan(chance)) return "-";
  return chance < least ? "<0.1%" : format_percent(chance);
}

std::string card_text(const std::vector<CardRow>& rows, bool whole) {
  if (rows.empty()) return "";
  const std::string text = table_text(rows, whole) + count_text(count_of(rows)) + "\n";
  if (!whole) return text;
  return text + legend + reasons_text(rows, Standing::no_value, "\nNo value in this run:\n") +
         reasons_text(rows, Standing::not_measured, "\nNot measured:\n");
}

nlohmann::ordered_json card_json(const std::vector<CardRow>& rows) {
  auto list = nlohmann::ordered_json::array();
  for (const CardRow& row : rows)
    list.push_back({{"name", row.fact.name},
                    {"part_of", row.fact.part_of},
                    {"pattern", row.fact.pattern},
                    {"measure", row.fact.measure},
                    {"unit", row.fact.unit},
                    {"target", row.fact.target},
                    {"lowest", row.fact.lowest},
                    {"highest", row.fact.highest},
                    {"use", row.fact.use},
                    {"fitted", row.fact.fitted},
                    {"source", row.fact.source},
                    {"observed", full_estimate_json(row.observed)},
                    {"within", row.standing == Standing::within},
                    {"verdict", row.verdict()},
                    {"why", row.why},
                    {"false_alarm", row.false_alarm},
                    {"detectable_miss", row.detectable}});
  return list;
}

}  // namespace kith::tools
