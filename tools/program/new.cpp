// kith new: a commented scenario to start from.
#include "tools/console/errors.hpp"
#include "tools/console/models.hpp"
#include "tools/console/shell.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>

namespace kith::tools {
namespace {

struct NewOptions {
  std::string model;  ///< or the file to write, if it ends in .toml
  std::string output;
  bool force = false;
};

const Model& chosen_model(const std::string& name, const Models& models) {
  const std::vector<std::string>& known = models.names();
  if (const Model* model = models.find(name.empty() ? known.front() : name)) return *model;
  throw CommandLineError(fmt::format("unknown model {}{}; there are: {}", in_quotes(name), did_you_mean(name, known),
                                     fmt::join(known, ", ")));
}

void write_starter(NewOptions options, const Invocation& invocation) {
  if (options.output.empty() && options.model.ends_with(".toml")) std::swap(options.model, options.output);
  if (options.output.empty() && options.force) throw CommandLineError("--force replaces a file; name it with -o");
  const std::string text = chosen_model(options.model, invocation.models).starter();
  if (options.output.empty()) return print(text);
  write_text_file(options.output, text, options.force);
  print(fmt::format("Wrote {}; try: {} check {}\n", options.output, shell_word(invocation.name),
                    shell_path(options.output)));
}

}  // namespace

void add_new(CLI::App& program, const Invocation& invocation) {
  CLI::App* command = program.add_subcommand("new", "Print or write a commented scenario to start from");
  const auto options = std::make_shared<NewOptions>();
  add_text(
      *command, "MODEL", options->model,
      fmt::format("Model ({}), or the file to write if it ends in .toml", fmt::join(invocation.models.names(), ", ")));
  add_text(*command, "-o,--output", options->output, "File to write (default: print it)")->type_name("FILE");
  command->add_flag("--force", options->force, "Replace the file if it exists");
  command->callback([options, &invocation] { write_starter(*options, invocation); });
}

}  // namespace kith::tools
