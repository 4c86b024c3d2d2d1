// What came of a calibration as one HTML page, with charts and all they need.
#pragma once

#include "results/calibration_file.hpp"

#include <string>

namespace kith::tools {

/// The whole page: it fetches nothing.
std::string calibration_page(const results::Calibration& calibration);

}  // namespace kith::tools
