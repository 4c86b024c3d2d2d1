// Where the small areas of a run of the safety model lie, as far as its place is one that ships.
#pragma once

#include "results/results.hpp"
#include "tools/report/map_area.hpp"

namespace kith::tools {

/// See AreasOf. Outlines where the place has them.
std::map<std::string, MapArea> areas_of(const results::Run& run);

}  // namespace kith::tools
