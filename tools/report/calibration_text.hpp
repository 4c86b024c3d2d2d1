// What came of a calibration: on a screen, and as JSON.
#pragma once

#include "results/calibration_file.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace kith::tools {

/// About twenty lines: facts that cannot be met first, then each fact and each parameter.
std::string calibration_text(const results::Calibration& calibration);

/// Its first lines: whether the facts can be met together, and what stands against it; one sentence or two a line.
std::string calibration_verdict(const results::Calibration& calibration);

nlohmann::ordered_json calibration_json(const results::Calibration& calibration);

}  // namespace kith::tools
