// Measures by small area as GeoJSON (RFC 7946): a feature an area, with its outline where that is known; of a
// comparison, what each scenario changes there, with intervals.
#pragma once

#include "results/results.hpp"
#include "tools/report/map_area.hpp"

#include <map>
#include <string>
#include <vector>

namespace kith::tools {

/// Measures that are told by small area: those of a map of the model first.
std::vector<std::string> measures_by_area(const results::Run& run);

/// Why a measure cannot be shown on a map; "" if it can.
std::string not_by_area(const results::Run& run, const std::string& measure);

/// The text of the file. Of each measure the mean over replicates of a period's value; what else it is told by is added
/// up. `areas` by label of the axis of areas, as far as they are known.
std::string geojson_text(const results::Run& run, const std::vector<std::string>& measures,
                         const std::map<std::string, MapArea>& areas);

}  // namespace kith::tools
