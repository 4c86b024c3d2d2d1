#include "tools/program/command_line.hpp"

#include "engine/settings/problem.hpp"
#include "tools/console/exit_codes.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/shell.hpp"
#include "tools/console/version.hpp"

#include <fmt/format.h>
#include <CLI/Error.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

namespace kith::tools {
namespace {

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back(fmt::format("--{}", name));
  }
  return names;
}

std::vector<std::string> subcommand_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* subcommand : command.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(subcommand->get_name());
  }
  return names;
}

/// The subcommand in use, as deep as it goes.
const CLI::App& active(const CLI::App& program) {
  const auto chosen = program.get_subcommands();
  return chosen.empty() ? program : active(*chosen.front());
}

std::string called(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? command.get_name() : called(*parent) + " " + command.get_name();
}

std::string about_unknown(const std::string& word, const CLI::App& program) {
  const CLI::App& command = active(program);
  const std::string name = word.substr(0, word.find('='));
  if (name.starts_with("-")) {
    return fmt::format("unknown option {}{}", in_quotes(name), did_you_mean(name, option_names(command)));
  }
  const std::vector<std::string> known = subcommand_names(command);
  if (known.empty()) return fmt::format("unexpected argument {}", in_quotes(word));
  const std::vector<std::string> options = option_names(command);
  if (std::ranges::find(options, "--" + word) != options.end())
    return fmt::format("unknown subcommand {}; did you mean \"--{}\"?", in_quotes(word), word);
  return fmt::format("unknown subcommand {}{}", in_quotes(word), did_you_mean(word, known));
}

/// What is wrong where every word was known.
std::string about_values(const CLI::ParseError& error) {
  const std::string text = error.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) == nullptr) return text;
  return fmt::format("{} takes one value and may be given once", text.substr(0, text.find(':')));
}

}  // namespace

void build_command_line(CLI::App& program, const Invocation& invocation) {
  program.name(invocation.name);
  program.description("Simulates policy scenarios on social networks.");
  program.set_version_flag("--version", version_text(), "Say which version this is, and what it was built from");
  program.footer(exit_codes_text() + signals_text());
  program.require_subcommand(1);
  add_run(program, invocation);
  add_compare(program, invocation);
  add_merge(program, invocation);
  add_extend(program, invocation);
  add_report(program, invocation);
  add_export(program, invocation);
  add_validate(program, invocation);
  add_trial(program, invocation);
  add_value(program, invocation);
  add_sweep(program, invocation);
  add_sensitivity(program);
  add_calibrate(program, invocation);
  add_optimise(program, invocation);
  add_check(program, invocation);
  add_explain(program, invocation);
  add_find(program, invocation);
  add_inspect(program);
  add_life(program);
  add_people(program, invocation);
  add_schema(program, invocation);
  add_new(program, invocation);
  for (const AddTo& add : invocation.supplements.commands) add(program);
  add_bench(program, invocation);
}

bool has_unknown_words(const CLI::App& program) { return !program.remaining(true).empty(); }

std::string explain_parse_error(const CLI::App& program, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = program.remaining(true);
  const std::string fault = unknown.empty() ? about_values(error) : about_unknown(unknown.front(), program);
  return fmt::format("{}\nTry: {} --help", fault, called(active(program)));
}

std::vector<std::string> words_of(int argc, char** argv) {
  std::vector<std::string> words;
  bool names_only = false;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (!names_only && word == "--")
      names_only = true;
    else
      words.push_back(names_only && word.starts_with('-') ? "./" + word : word);
  }
  return words;
}

std::string command_line_of(int argc, char** argv) {
  std::string line;
  for (int i = 0; i < argc; ++i) line += fmt::format("{}{}", i > 0 ? " " : "", shell_word(argv[i]));
  return line;
}

}  // namespace kith::tools
