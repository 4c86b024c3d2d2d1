// The page about a sweep: what matters to each measure, how sure that is, and where it fails. Complete in itself.
#pragma once

#include "tools/studies/sweep/sensitivity.hpp"

#include <string>

namespace kith::sweep {

std::string sensitivity_page(const Sensitivity& sensitivity);

}  // namespace kith::sweep
