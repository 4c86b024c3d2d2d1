// `kith place`: makes a place of the safety model from published tables, and says what a place holds.
#pragma once

#include <CLI/App.hpp>

namespace kith::tools {

void add_place(CLI::App& program);

}  // namespace kith::tools
