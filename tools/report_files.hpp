// The files of the report page, built into the program.
#pragma once

#include <string>
#include <string_view>

namespace kith::tools {

/// Text of a file of tools/report/, or of "d3.min.js". Throws std::logic_error for any other name.
std::string_view report_file(std::string_view name);

}  // namespace kith::tools
