// kith schema: the JSON Schema of scenario files, for editors.
#include "engine/settings/scenario.hpp"
#include "tools/console/models.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"

namespace kith::tools {

void add_schema(CLI::App& program, const Invocation& invocation) {
  CLI::App* command = program.add_subcommand("schema", "Print the JSON Schema of scenario files, for editors");
  command->callback([&models = invocation.models] { print(scenario_schema(models.names(), models.declare()) + "\n"); });
}

}  // namespace kith::tools
