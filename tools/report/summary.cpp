#include "tools/report/summary.hpp"

#include "tools/console/format.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kith::tools {

using Align = Table::Align;

double half_width(const results::Estimate& estimate) { return (estimate.high - estimate.low) / 2; }

int decimals_of(const results::Estimate& estimate) { return decimals_for(estimate.mean, half_width(estimate)); }

std::string interval_text(const results::Estimate& estimate, int decimals) {
  return estimate.count < 2 ? "-" : format_interval(estimate.low, estimate.high, decimals);
}

nlohmann::ordered_json full_estimate_json(const results::Estimate& estimate) {
  return {{"mean", estimate.mean},
          {"low", estimate.low},
          {"high", estimate.high},
          {"standard_deviation", estimate.standard_deviation},
          {"count", estimate.count}};
}

std::vector<Headline> headlines_of(const std::vector<std::string>& names, const results::Run& run) {
  std::vector<Headline> headlines;
  headlines.reserve(names.size());
  for (const std::string& name : names) {
    headlines.push_back({run.measures.measures[run.measures.index(name)], results::mean_level(run, name)});
  }
  return headlines;
}

std::string cautions_text(const std::vector<Caution>& cautions) {
  std::string text;
  for (const Caution& caution : cautions)
    text +=
        "\n" + wrapped(terminal_safe(fmt::format("Caution ({}): {}", caution.setting, caution.text)), 100, 2) + "\n";
  return text;
}

nlohmann::ordered_json cautions_json(const std::vector<Caution>& cautions) {
  auto list = nlohmann::ordered_json::array();
  for (const Caution& caution : cautions) list.push_back({{"setting", caution.setting}, {"text", caution.text}});
  return list;
}

std::string headline_table(const std::vector<Headline>& headlines) {
  Table table({{"Headline"}, {"mean", Align::right}, {"95% interval", Align::right}, {"unit"}});
  for (const Headline& headline : headlines) {
    const int decimals = decimals_of(headline.estimate);
    table.add({headline.measure.name, format_fixed(headline.estimate.mean, decimals),
               interval_text(headline.estimate, decimals), headline.measure.unit});
  }
  return table.empty() ? "" : table.text();
}

std::string phase_table(const std::vector<PhaseTimes::Row>& rows) {
  double total = 0;
  for (const auto& row : rows) total += row.seconds;
  Table table({{"Phase"}, {"seconds", Align::right}, {"share", Align::right}, {"calls", Align::right}});
  for (const auto& row : rows) {
    table.add({row.name, format_fixed(row.seconds, 3), format_percent(total > 0 ? row.seconds / total : 0),
               format_count(row.calls)});
  }
  return table.text();
}

nlohmann::ordered_json headlines_json(const std::vector<Headline>& headlines) {
  auto rows = nlohmann::ordered_json::array();
  for (const Headline& headline : headlines) {
    nlohmann::ordered_json row{
        {"name", headline.measure.name}, {"unit", headline.measure.unit}, {"meaning", headline.measure.meaning}};
    row.update(full_estimate_json(headline.estimate));
    rows.push_back(std::move(row));
  }
  return rows;
}

nlohmann::ordered_json phases_json(const std::vector<PhaseTimes::Row>& rows) {
  auto phases = nlohmann::ordered_json::array();
  for (const auto& row : rows) {
    phases.push_back({{"name", row.name}, {"seconds", row.seconds}, {"calls", row.calls}});
  }
  return phases;
}

std::string numbers_text(const nlohmann::ordered_json& numbers, bool json) {
  if (json) return json_text(numbers);
  std::string text;
  for (const auto& [name, value] : numbers.items()) text += fmt::format("{:26} {}\n", name, value.dump());
  return text;
}

}  // namespace kith::tools
