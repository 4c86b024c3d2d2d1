#include "tools/report/sensitivity_page.hpp"

#include "tools/console/version.hpp"
#include "tools/report/report_files.hpp"
#include "tools/report/sensitivity_text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace kith::sweep {
namespace {

using tools::html_safe;

constexpr std::size_t answers_shown = 3;

std::string answer_html(const Sensitivity& sensitivity) {
  std::string html;
  if (sensitivity.failure) html += fmt::format("<p>{}</p>\n", html_safe(sensitivity.failure->answer));
  const std::size_t shown = std::min(answers_shown, sensitivity.measures.size());
  for (std::size_t i = 0; i < shown; ++i) html += fmt::format("<p>{}</p>\n", html_safe(sensitivity.measures[i].answer));
  if (sensitivity.measures.size() > shown) html += "<p>Further measures below.</p>\n";
  for (const std::string& caution : sensitivity.cautions)
    html += fmt::format("<p>Caution: {}.</p>\n", html_safe(caution));
  return html;
}

/// Every index as a table, for those who read the page without scripts.
std::string tables_html(const Sensitivity& sensitivity) {
  std::string html;
  for (const MeasureSensitivity& measure : sensitivity.measures) {
    html +=
        fmt::format("<h3>{} ({})</h3>\n<table>\n<tr><th>index</th><th>setting</th><th>value</th><th>95%</th></tr>\n",
                    html_safe(measure.measure), html_safe(measure.unit));
    for (const IndexRow& row : index_rows(measure, sensitivity.factors)) {
      if (std::isnan(row.value.value)) continue;
      const std::string interval = std::isnan(row.value.low) ? ""
                                                             : fmt::format("{} to {}", short_number(row.value.low),
                                                                           short_number(row.value.high));
      html += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", row.index,
                          html_safe(row.factor + (row.with.empty() ? "" : " with " + row.with)),
                          short_number(row.value.value), interval);
    }
    html += "</table>\n";
    for (const std::string& caution : measure.cautions)
      html += fmt::format("<p>Caution: {}.</p>\n", html_safe(caution));
  }
  return html;
}

}  // namespace

std::string sensitivity_page(const Sensitivity& sensitivity) {
  auto data = json_of(sensitivity);
  data["setup"] = sensitivity.setup;
  data["start"] = sensitivity.start;
  data["end"] = sensitivity.end;
  data["program"] = tools::version_text();
  return tools::filled_layout("sensitivity.html", {{"title", html_safe(sensitivity.name)},
                                                   {"question", html_safe(sensitivity.question)},
                                                   {"answer", answer_html(sensitivity)},
                                                   {"tables", tables_html(sensitivity)},
                                                   {"data", tools::script_safe(data)}});
}

}  // namespace kith::sweep
