// Where the small areas of a run lie, as far as its place is one this program knows.
#pragma once

#include "results/results.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <string>

namespace kith::tools {

/// By area code: {"name", "ward", "point": [longitude, latitude]}; where the place has outlines also
/// "outline", a list of rings of such points.
/// Empty where the place is not known.
std::map<std::string, nlohmann::ordered_json> areas_of(const results::Run& run);

}  // namespace kith::tools
