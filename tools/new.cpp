// kith new: a commented scenario to start from.
#include "tools/commands.hpp"
#include "tools/errors.hpp"
#include "tools/models.hpp"
#include "tools/options.hpp"
#include "tools/shell.hpp"
#include "tools/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith::tools {
namespace {

struct NewOptions {
  std::string model;  ///< or the file to write, if it ends in .toml
  std::string output;
  bool force = false;
};

const Model& chosen_model(const std::string& name) {
  const std::vector<std::string>& known = model_names();
  if (name.empty()) return model_named(known.front());
  if (std::find(known.begin(), known.end(), name) != known.end()) return model_named(name);
  throw CommandLineError(fmt::format("unknown model {}{}; there are: {}", in_quotes(name), did_you_mean(name, known),
                                     fmt::join(known, ", ")));
}

void write_starter(NewOptions options) {
  if (options.output.empty() && options.model.ends_with(".toml")) std::swap(options.model, options.output);
  const std::string text = chosen_model(options.model).starter();
  if (options.output.empty()) return print(text);
  write_text_file(options.output, text, options.force);
  print(fmt::format("Wrote {}; try: kith check {}\n", options.output, shell_path(options.output)));
}

}  // namespace

void add_new(CLI::App& program) {
  CLI::App* command = program.add_subcommand("new", "Print or write a commented scenario to start from");
  const auto options = std::make_shared<NewOptions>();
  add_text(*command, "MODEL", options->model,
           fmt::format("Model ({}), or the file to write if it ends in .toml", fmt::join(model_names(), ", ")));
  add_text(*command, "-o,--output", options->output, "File to write (default: print it)")->type_name("FILE");
  command->add_flag("--force", options->force, "Replace the file if it exists");
  command->callback([options] { write_starter(*options); });
}

}  // namespace kith::tools
