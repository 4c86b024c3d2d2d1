// kith inspect: what a results file holds and where it came from.
#include "engine/settings/toml_table.hpp"
#include "results/results.hpp"
#include "results/sweep_file.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/inputs.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>

namespace kith::tools {
namespace {

struct InspectOptions {
  std::string file;
  bool json = false;
  bool verify = false;
  std::string extract;
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
  Table attributes({{file}, {plural(static_cast<std::int64_t>(summary.replicates), "replicate")}});
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

std::string verification_text(const results::Verification& verification) {
  std::string text = verification.covered.empty() ? "\nNot verified: the file holds no digests of its contents.\n"
                                                  : "\nVerified: all that is covered is as it was written.\n";
  const auto add = [&](const char* head, const std::vector<std::string>& lines) {
    if (!lines.empty()) text += head;
    for (const std::string& line : lines) text += "  " + wrapped(terminal_safe(line), 116, 4) + "\n";
  };
  add("Covered:\n", verification.covered);
  add("Not covered:\n", verification.not_covered);
  return text + "A digest tells damage and careless change; who changes a file on purpose can make its digests anew.\n";
}

bool holds_sweep(const results::Summary& summary) { return attribute(summary, "format") == "kith sweep"; }

/// Files the worlds of a sweep were made from, which its file names and does not hold.
std::vector<std::string> needed_for_sweep(const std::string& file) {
  std::vector<std::string> needed;
  std::vector<Problem> problems;
  for (const auto& [name, text] : results::read_sweep(file).head.texts) {
    if (name != "plan.toml") continue;
    for (const TomlTable& used : TomlTable::parse(text, name, problems).tables("used"))
      needed.push_back(fmt::format("{} (SHA-256 {})", used.text("file"), used.text("sha256")));
  }
  return needed;
}

[[noreturn]] void refuse_sweep(const std::string& file) {
  const std::vector<std::string> needed = needed_for_sweep(file);
  throw OutputError(fmt::format(
      "{}: holds a sweep, which is not laid out in a folder: its plan, sweep file and scenario stand in it as text "
      "(group provenance){}",
      file,
      needed.empty() ? ""
                     : fmt::format("; needed too to make its runs again, and not in it: {}", fmt::join(needed, ", "))));
}

/// What is needed to repeat the run, laid out in a folder.
void extract_from(const InspectOptions& options) {
  if (holds_sweep(results::inspect(options.file))) refuse_sweep(options.file);
  const results::Run run = results::read(options.file);
  for (const std::filesystem::path& file : extract(run, options.extract))
    print(fmt::format("Wrote {}\n", file.string()));
  for (const std::string& name : inputs_not_kept(run))
    print(fmt::format("Needed too, but not kept in the file, being large or no text: {}\n", terminal_safe(name)));
  print(fmt::format("Run by kith {} ({}); another version may give other results.\n", run.provenance.program_version,
                    run.provenance.git_hash));
}

void inspect_file(const InspectOptions& options) {
  if (!options.extract.empty()) {
    if (options.verify || options.json)
      throw CommandLineError("--extract writes files and tells their names; leave --verify and --json out");
    extract_from(options);
    return;
  }
  const results::Summary summary = results::inspect(options.file);
  results::Verification verification;
  if (options.verify) verification = results::verify(options.file);  // throws, naming what does not match
  if (options.json) {
    auto json = summary_json(options.file, summary);
    if (options.verify)
      json.update({{"verified", !verification.covered.empty()},
                   {"covered", verification.covered},
                   {"not_covered", verification.not_covered}});
    print(json_text(json));
    return;
  }
  print(summary_text(options.file, summary));
  if (options.verify) print(verification_text(verification));
  if (!options.verify || !holds_sweep(summary)) return;
  for (const std::string& needed : needed_for_sweep(options.file))
    print(fmt::format("Needed too to make its runs again, and not in the file: {}\n", terminal_safe(needed)));
}

}  // namespace

void add_inspect(CLI::App& program) {
  CLI::App* command = program.add_subcommand("inspect", "Show what a results file holds and where it came from");
  const auto options = std::make_shared<InspectOptions>();
  add_text(*command, "FILE", options->file, "Results file")->required();
  command->add_flag("--json", options->json, "Print one JSON object");
  command->add_flag("--verify", options->verify,
                    "Read everything, compare it with the digests, and say what they cover");
  add_text(*command, "--extract", options->extract,
           "Write scenario, place, people and catalogue of the run into a new folder, to run it again")
      ->type_name("FOLDER");
  command->callback([options] { inspect_file(*options); });
}

}  // namespace kith::tools
