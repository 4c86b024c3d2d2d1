// The models that ship with kith, and what comes with them. The only part of tools/ that knows a model by name, beside
// the building of places.
#pragma once

#include "tools/program/program.hpp"

#include <memory>
#include <vector>

namespace kith::tools {

/// A program of one's own may carry them beside its own models.
std::vector<std::shared_ptr<const Model>> shipped_models();
/// What they bring: `place`, a benchmark without files, maps.
Supplements shipped_supplements();

}  // namespace kith::tools
