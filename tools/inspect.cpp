// kith inspect: what a results file holds and where it came from.
#include "results/results.hpp"
#include "tools/commands.hpp"
#include "tools/format.hpp"
#include "tools/options.hpp"
#include "tools/summary.hpp"
#include "tools/terminal.hpp"

#include <fmt/format.h>

#include <charconv>

namespace kith::tools {
namespace {

struct InspectOptions {
  std::string file;
  bool json = false;
  bool verify = false;
};

std::string attribute(const results::Summary& summary, const std::string& name) {
  const auto found = summary.attributes.find(name);
  return found == summary.attributes.end() ? "" : found->second;
}

/// A whole number where the text is one.
nlohmann::ordered_json number_or_text(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size()) return value;
  return text;
}

std::string dimensions_text(const results::Summary::Variable& variable) {
  std::string text;
  for (const auto& [name, size] : variable.dimensions) {
    text += fmt::format("{}{} {}", text.empty() ? "" : " x ", name, size);
  }
  return text.empty() ? "-" : text;
}

nlohmann::ordered_json variable_json(const results::Summary::Variable& variable) {
  auto dimensions = nlohmann::ordered_json::array();
  for (const auto& [name, size] : variable.dimensions) dimensions.push_back({{"name", name}, {"size", size}});
  return {{"path", variable.path},
          {"unit", variable.unit},
          {"type", variable.type},
          {"meaning", variable.meaning},
          {"dimensions", dimensions}};
}

nlohmann::ordered_json summary_json(const std::string& file, const results::Summary& summary) {
  nlohmann::ordered_json json{{"file", file},
                              {"format", attribute(summary, "format")},
                              {"version", number_or_text(attribute(summary, "format_version"))},
                              {"model", attribute(summary, "model")},
                              {"name", attribute(summary, "name")},
                              {"seed", number_or_text(attribute(summary, "seed"))},
                              {"digest", attribute(summary, "digest")},
                              {"replicates", summary.replicates}};
  auto& attributes = json["attributes"] = nlohmann::ordered_json::object();
  for (const auto& [name, value] : summary.attributes) attributes[name] = value;
  auto& variables = json["variables"] = nlohmann::ordered_json::array();
  for (const auto& variable : summary.variables) variables.push_back(variable_json(variable));
  return json;
}

std::string summary_text(const std::string& file, const results::Summary& summary) {
  Table attributes({{file}, {fmt::format("{} replicates", summary.replicates)}});
  for (const auto& [name, value] : summary.attributes) {
    const bool several_lines = value.find('\n') != std::string::npos;
    attributes.add({name, several_lines ? fmt::format("({} of text)", format_bytes(static_cast<double>(value.size())))
                                        : terminal_safe(value)});
  }
  Table variables({{"Variable"}, {"type"}, {"unit"}, {"dimensions"}, {"meaning"}});
  for (const auto& variable : summary.variables) {
    variables.add({terminal_safe(variable.path), variable.type, terminal_safe(variable.unit), dimensions_text(variable),
                   terminal_safe(variable.meaning)});
  }
  return attributes.text() + "\n" + variables.text();
}

void inspect_file(const InspectOptions& options) {
  const results::Summary summary = results::inspect(options.file);
  if (options.verify) results::read(options.file);  // throws unless the data fit the digest
  if (options.json) {
    auto json = summary_json(options.file, summary);
    if (options.verify) json["verified"] = true;
    print(json_text(json));
    return;
  }
  print(summary_text(options.file, summary));
  if (options.verify) print("\nVerified: the data match the digest.\n");
}

}  // namespace

void add_inspect(CLI::App& program) {
  CLI::App* command = program.add_subcommand("inspect", "Show what a results file holds and where it came from");
  const auto options = std::make_shared<InspectOptions>();
  add_text(*command, "FILE", options->file, "Results file")->required();
  command->add_flag("--json", options->json, "Print one JSON object");
  command->add_flag("--verify", options->verify, "Read all data and compare them with the digest");
  command->callback([options] { inspect_file(*options); });
}

}  // namespace kith::tools
