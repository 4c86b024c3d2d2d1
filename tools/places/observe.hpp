// `kith observe`: street-level police files of many months, added up by area, month and kind, to hold a run against.
#pragma once

#include <CLI/App.hpp>

namespace kith::tools {

void add_observe(CLI::App& program);

}  // namespace kith::tools
