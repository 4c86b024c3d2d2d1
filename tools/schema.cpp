// kith schema: the JSON Schema of scenario files, for editors.
#include "engine/settings/scenario.hpp"
#include "tools/commands.hpp"
#include "tools/models.hpp"
#include "tools/terminal.hpp"

namespace kith::tools {

void add_schema(CLI::App& program) {
  CLI::App* command = program.add_subcommand("schema", "Print the JSON Schema of scenario files, for editors");
  command->callback([] { print(scenario_schema(model_names(), declarations_of) + "\n"); });
}

}  // namespace kith::tools
