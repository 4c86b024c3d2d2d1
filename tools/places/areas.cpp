#include "tools/places/areas.hpp"

#include "engine/settings/resolved_values.hpp"
#include "models/safety/places.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace kith::tools {
namespace {

double to_five_decimals(float degrees) { return std::round(static_cast<double>(degrees) * 1e5) / 1e5; }

/// The place's name out of a quoted TOML text; "" if there is none.
std::string place_name(const results::Run& run) {
  const auto values = read_resolved(run.resolved).at_start;
  const auto found = values.find("place.name");
  if (found == values.end() || found->second.size() < 2) return "";
  return found->second.substr(1, found->second.size() - 2);
}

using Rings = std::vector<std::vector<MapArea::Point>>;

/// The outer rings of a polygon or several.
Rings outer_rings(const nlohmann::json& geometry) {
  Rings rings;
  const auto& coordinates = geometry.at("coordinates");
  if (geometry.at("type") == "Polygon") {
    rings.push_back(coordinates.at(0));
  } else if (geometry.at("type") == "MultiPolygon") {
    for (const auto& polygon : coordinates) rings.push_back(polygon.at(0));
  }
  return rings;
}

/// Adds outlines where the place has them; areas of a code it does not have are left as they are.
void add_outlines(const std::string& place, std::map<std::string, MapArea>& areas) {
  const auto outlines = nlohmann::json::parse(safety::shipped_places().outlines(place), nullptr, false);
  if (!outlines.contains("features")) return;
  for (const auto& feature : outlines["features"]) {
    const auto area = areas.find(feature.at("properties").at("code").get<std::string>());
    if (area != areas.end()) area->second.outline = outer_rings(feature.at("geometry"));
  }
}

}  // namespace

std::map<std::string, MapArea> areas_of(const results::Run& run) {
  std::map<std::string, MapArea> areas;
  const std::string name = place_name(run);
  const std::vector<std::string> known = safety::shipped_places().names();
  if (std::find(known.begin(), known.end(), name) == known.end()) return areas;
  const population::Place place = safety::shipped_places().read(name).place;
  for (const population::Area& area : place.areas)
    areas[area.code] = {.name = area.name,
                        .ward = place.wards.at(area.ward),
                        .centre = {to_five_decimals(area.longitude), to_five_decimals(area.latitude)}};
  add_outlines(name, areas);
  return areas;
}

}  // namespace kith::tools
