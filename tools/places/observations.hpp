// What police recorded, as `kith observe` writes it, held against what a run of the model of community safety recorded.
#pragma once

#include "engine/measures/measures.hpp"
#include "engine/time/calendar.hpp"
#include "tools/studies/observations.hpp"

#include <filesystem>
#include <memory>

namespace kith::tools {

/// See ReadObservations. Reads columns month, area, kind, model_types and offences.
std::unique_ptr<Observations> read_observed(const std::filesystem::path& file, const MeasureSet& measures,
                                            Date last_day);

}  // namespace kith::tools
