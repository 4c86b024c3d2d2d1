#include "tools/report/calibration_page.hpp"

#include "tools/console/version.hpp"
#include "tools/report/calibration_text.hpp"
#include "tools/report/report_files.hpp"

#include <fmt/format.h>

#include <sstream>

namespace kith::tools {
namespace {

/// One paragraph a line.
std::string paragraphs(const std::string& text) {
  std::string html;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) html += fmt::format("<p>{}</p>\n", html_safe(line));
  return html;
}

}  // namespace

std::string calibration_page(const results::Calibration& calibration) {
  auto data = calibration_json(calibration);
  data["start"] = calibration.start;
  data["end"] = calibration.end;
  data["digest"] = results::digest(calibration);
  data["program"] = version_text();
  return filled_layout("calibration.html",
                       {{"title", html_safe(calibration.name.empty() ? calibration.model : calibration.name)},
                        {"question", html_safe(calibration.question)},
                        {"answer", paragraphs(calibration_verdict(calibration))},
                        {"data", script_safe(data)}});
}

}  // namespace kith::tools
