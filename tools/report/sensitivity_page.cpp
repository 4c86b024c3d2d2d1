#include "tools/report/sensitivity_page.hpp"

#include "tools/console/version.hpp"
#include "tools/report/report_files.hpp"
#include "tools/report/sensitivity_text.hpp"

#include <fmt/format.h>

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
                                                   {"data", tools::script_safe(data)}});
}

}  // namespace kith::sweep
