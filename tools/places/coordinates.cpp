#include "tools/places/coordinates.hpp"

#include "engine/settings/problem.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

namespace kith::tools {

std::string in_words(const Box& box) {
  return fmt::format("longitude {:.4g} to {:.4g}, latitude {:.4g} to {:.4g}", box.west, box.east, box.south, box.north);
}

std::string fault_of_point(double longitude, double latitude, const Box& box) {
  if (box.holds(longitude, latitude)) return "";
  const std::string point = fmt::format("({:.6g}, {:.6g})", longitude, latitude);
  if (!(std::abs(longitude) <= 180) || !(std::abs(latitude) <= 90))
    return fmt::format(
        "a point that is not in degrees of longitude and latitude: {}; metres (British National Grid, EPSG:27700, or "
        "web "
        "maps, EPSG:3857) must be turned into WGS 84 (EPSG:4326)",
        point);
  if (box.holds(latitude, longitude)) return fmt::format("latitude before longitude: {}; longitude comes first", point);
  const char* turned = box.holds(-longitude, latitude) ? "; west of Greenwich longitudes are below 0" : "";
  return fmt::format("a point {} outside {}{}", point, in_words(box), turned);
}

std::string fault_of_system(const std::string& name) {
  for (const std::string_view good : {"CRS84", ":4326", "/4326", ":4258", "/4258"})
    if (name.ends_with(good)) return "";
  return fmt::format("its 'crs' is {}; outlines must be in longitude and latitude, WGS 84 (EPSG:4326)",
                     in_quotes(name));
}

}  // namespace kith::tools
