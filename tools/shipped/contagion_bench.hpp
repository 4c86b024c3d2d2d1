// `kith bench contagion`: without a scenario file, so that its numbers mean the same everywhere.
#pragma once

#include <CLI/App.hpp>

namespace kith::tools {

/// Adds its options and its work to the command.
void add_contagion_bench(CLI::App& command);

}  // namespace kith::tools
