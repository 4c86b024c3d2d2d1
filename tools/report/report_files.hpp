// The files of the pages the program writes, built into it, and how a page is put together from them.
#pragma once

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace kith::tools {

/// Text of a file of tools/report/, or of "d3.min.js". Throws std::logic_error for any other name.
std::string_view report_file(std::string_view name);

/// The file `layout` with each {{name}} replaced by the text given for the name, or else by the file so called, which
/// is filled likewise if it is a layout (.html).
std::string filled_layout(std::string_view layout, const std::map<std::string, std::string, std::less<>>& texts);

/// Text that cannot break out of the HTML around it.
std::string html_safe(std::string_view text);
/// Data that cannot break out of a script element; what is no UTF-8 is replaced.
std::string script_safe(const nlohmann::ordered_json& data);

}  // namespace kith::tools
