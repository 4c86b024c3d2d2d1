// What `kith compare` says without being asked for more: at most twenty lines, lines about files and time included.
#pragma once

#include "engine/run/model.hpp"
#include "results/comparison.hpp"

#include <string>

namespace kith::tools {

/// The brief of one alternative, or a line for each of several; then what intervals cover and how far to trust it.
/// At most sixteen lines. `model`: as in brief_of.
std::string short_summary(const results::Run& run, const Model* model);

}  // namespace kith::tools
