// kith explain: any setting, parameter, measure, service, attribute or phase, from its declaration.
#include "engine/settings/problem.hpp"
#include "results/glance.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/models.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/program/search.hpp"
#include "tools/report/answer.hpp"
#include "tools/report/assumptions.hpp"
#include "tools/report/odd_document.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith::tools {
namespace {

struct ExplainOptions {
  std::string name;
  std::string model;
  std::vector<std::string> catalogue;
  std::string assumptions;
  std::string csv;
  std::string output;
  bool odd = false;
  bool force = false;
  bool json = false;
};

/// What a results file takes as given, on the screen and as a log.
void explain_assumptions(const ExplainOptions& options, const Models& models) {
  if (!options.name.empty() || !options.model.empty() || !options.catalogue.empty() || options.json)
    throw CommandLineError(
        "--assumptions is about one results file: NAME, --model, --catalogue and --json go without it");
  results::glance(options.assumptions);
  refuse_clashes({{"--csv", options.csv}}, {options.assumptions});
  if (!options.csv.empty()) check_text_writable(options.csv, options.force);
  const results::Run run = read_results(options.assumptions, models);
  const std::vector<Assumption> assumptions = assumptions_of(run, headline_names(run, models.find(run.model)));
  print(assumptions_text(run, assumptions));
  if (options.csv.empty()) return;
  print(fmt::format("Wrote {}\n",
                    write_finished_text(options.csv, assumptions_csv(assumptions), options.force).string()));
}

bool named(const Topic& topic, const std::string& name) {
  const std::size_t dot = topic.name.rfind('.');
  return topic.name == name || (dot != std::string::npos && topic.name.substr(dot + 1) == name);
}

/// Topics of exactly that name; without any, those whose last part it is.
std::vector<Topic> matching(const std::vector<Topic>& all, const std::string& name) {
  std::vector<Topic> found;
  std::copy_if(all.begin(), all.end(), std::back_inserter(found),
               [&](const Topic& topic) { return topic.name == name; });
  if (!found.empty()) return found;
  std::copy_if(all.begin(), all.end(), std::back_inserter(found),
               [&](const Topic& topic) { return named(topic, name); });
  return found;
}

/// Topics that begin with the name taken as a table, e.g. "run" for "run.seed".
std::vector<Topic> below(const std::vector<Topic>& all, const std::string& name) {
  std::vector<Topic> found;
  std::copy_if(all.begin(), all.end(), std::back_inserter(found),
               [&](const Topic& topic) { return topic.name.starts_with(name + "."); });
  return found;
}

[[noreturn]] void fail_unknown(const std::vector<Topic>& all, const std::string& name) {
  std::vector<std::string> known;
  for (const Topic& topic : all) known.push_back(topic.name);
  throw CommandLineError(
      fmt::format("nothing is called {}{}; kith explain lists every name", in_quotes(name), did_you_mean(name, known)));
}

std::string owner(const Topic& topic) { return topic.model.empty() ? "every model" : "model " + topic.model; }

std::string whole_text(const std::vector<Topic>& found) {
  std::string text;
  for (const Topic& topic : found) {
    text += fmt::format("{}{} ({}, {})\n{}", text.empty() ? "" : "\n", coloured(topic.name, Colour::bold, stdout),
                        topic.kind, owner(topic), topic.text);
  }
  return text;
}

/// One line a topic, under a heading for each owner and kind.
std::string list_text(const std::vector<Topic>& all) {
  std::string text;
  std::string heading;
  std::size_t widest = 0;
  for (const Topic& topic : all) widest = std::max(widest, width(topic.name));
  for (const Topic& topic : all) {
    const std::string present = fmt::format("{}s of {}", topic.kind, owner(topic));
    if (present != heading) {
      text += fmt::format("{}{}\n", text.empty() ? "" : "\n", coloured(present, Colour::bold, stdout));
      heading = present;
    }
    text += fmt::format("  {:{}}  {}\n", topic.name, widest, topic.summary);
  }
  return text;
}

nlohmann::ordered_json topics_json(const std::vector<Topic>& found) {
  auto rows = nlohmann::ordered_json::array();
  for (const Topic& topic : found) {
    rows.push_back({{"model", topic.model},
                    {"kind", topic.kind},
                    {"name", topic.name},
                    {"summary", topic.summary},
                    {"text", topic.text}});
  }
  return rows;
}

/// Kinds may be declared in any order; the list shows each kind once.
void group_by_kind(std::vector<Topic>& all) {
  const auto rank = [&](const Topic& topic) {
    return std::find_if(all.begin(), all.end(),
                        [&](const Topic& other) { return other.model == topic.model && other.kind == topic.kind; }) -
           all.begin();
  };
  std::vector<std::pair<std::ptrdiff_t, Topic>> ranked;
  for (const Topic& topic : all) ranked.emplace_back(rank(topic), topic);
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = ranked[i].second;
}

void check_model(const ExplainOptions& options, const Models& models) {
  if (options.model.empty() || models.find(options.model) != nullptr) return;
  throw CommandLineError(fmt::format("--model: unknown model {}{}; there are: {}", in_quotes(options.model),
                                     did_you_mean(options.model, models.names()), fmt::join(models.names(), ", ")));
}

/// A model as a document, on standard output or in a file.
void explain_odd(const ExplainOptions& options, const Models& models) {
  if (!options.name.empty() || !options.catalogue.empty() || !options.assumptions.empty() || options.json)
    throw CommandLineError("--odd is about a whole model: NAME, --catalogue, --assumptions and --json go without it");
  if (options.model.empty() && models.names().size() > 1)
    throw CommandLineError(
        fmt::format("--odd: say of which model with --model; there are: {}", fmt::join(models.names(), ", ")));
  check_model(options, models);
  const std::string text = odd_document(models.named(options.model.empty() ? models.names().front() : options.model));
  if (options.output.empty()) {
    if (options.force) throw CommandLineError("--force is for a file that -o names");
    return print(text);
  }
  check_text_writable(options.output, options.force);
  print(fmt::format("Wrote {}\n", write_finished_text(options.output, text, options.force).string()));
}

void explain(const ExplainOptions& options, const Models& models) {
  if (options.odd) return explain_odd(options, models);
  if (!options.output.empty()) throw CommandLineError("-o is about the document of --odd, which is not asked for");
  if (!options.assumptions.empty()) return explain_assumptions(options, models);
  if (!options.csv.empty() || options.force)
    throw CommandLineError("--csv and --force are about the log of --assumptions, which is not asked for");
  check_model(options, models);
  std::vector<Topic> shown = topics(models, options.model, {options.catalogue.begin(), options.catalogue.end()});
  const bool everything = options.name.empty();
  bool list = everything;
  if (!everything) {
    const std::vector<Topic> all = std::move(shown);
    shown = matching(all, options.name);
    list = shown.empty();
    if (list) shown = below(all, options.name);
    if (shown.empty()) {
      const Found found = search(all, options.name);
      if (found.topics.empty()) fail_unknown(all, options.name);
      if (!options.json) print(search_text(options.name, found));
      shown = found.topics;
    }
  }
  group_by_kind(shown);
  print(options.json ? json_text(topics_json(shown)) : list ? list_text(shown) : whole_text(shown));
}

}  // namespace

void add_explain(CLI::App& program, const Invocation& invocation) {
  CLI::App* command =
      program.add_subcommand("explain", "Say what a setting, parameter, measure, service, attribute or phase is");
  const auto options = std::make_shared<ExplainOptions>();
  add_text(*command, "NAME", options->name, "What to explain (default: list everything)");
  add_text(*command, "--model", options->model, "Only this model")->type_name("MODEL");
  command->add_option("--catalogue", options->catalogue, "Also what is in this folder of further services")
      ->type_name("FOLDER")
      ->type_size(1)
      ->allow_extra_args(false);
  add_text(*command, "--assumptions", options->assumptions,
           "What a run or comparison takes as given: its numbers by grade, and with which the answer goes")
      ->type_name("FILE.h5");
  add_text(*command, "--csv", options->csv, "Write all of them as a log of assumptions, too")->type_name("FILE.csv");
  command->add_flag("--odd", options->odd,
                    "The whole model as a document by the ODD protocol (Markdown); with several models, of --model");
  add_text(*command, "-o,--output", options->output, "Write the document of --odd to a file")->type_name("FILE.md");
  command->add_flag("--force", options->force, "Replace the log or the document if it exists");
  command->add_flag("--json", options->json, "Print a JSON list");
  command->callback([options, &invocation] { explain(*options, invocation.models); });
}

}  // namespace kith::tools
