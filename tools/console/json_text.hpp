// JSON as it is written to the screen and to files.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace kith::tools {

/// JSON text; what is not UTF-8 is replaced, so this never throws.
std::string json_text(const nlohmann::ordered_json& json);

}  // namespace kith::tools
