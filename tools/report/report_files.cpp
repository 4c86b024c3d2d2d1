#include "tools/report/report_files.hpp"

#include "engine/embedded.hpp"

#include <stdexcept>

std::span<const kith::EmbeddedFile> kith_report_files();
std::span<const kith::EmbeddedFile> kith_report_library();

namespace kith::tools {

std::string_view report_file(std::string_view name) {
  for (const auto files : {kith_report_files(), kith_report_library()})
    for (const EmbeddedFile& file : files)
      if (file.name == name) return file.text;
  throw std::logic_error("no report file is called " + std::string(name));
}

std::string filled_layout(std::string_view layout, const std::map<std::string, std::string, std::less<>>& texts) {
  std::string page;
  std::string_view rest = report_file(layout);
  for (std::size_t at; (at = rest.find("{{")) != std::string_view::npos;) {
    const std::size_t end = rest.find("}}", at);
    const std::string_view name = rest.substr(at + 2, end - at - 2);
    const auto text = texts.find(name);
    page += rest.substr(0, at);
    if (text != texts.end())
      page += text->second;
    else
      page += name.ends_with(".html") ? filled_layout(name, texts) : std::string(report_file(name));
    rest.remove_prefix(end + 2);
  }
  return page + std::string(rest);
}

std::string html_safe(std::string_view text) {
  std::string safe;
  for (const char c : text) safe += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return safe;
}

std::string script_safe(const nlohmann::ordered_json& data) {
  std::string safe;
  for (const char c : data.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace))
    safe += c == '<' ? "\\u003c" : std::string(1, c);
  return safe;
}

}  // namespace kith::tools
