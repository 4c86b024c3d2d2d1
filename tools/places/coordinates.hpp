// Whether coordinates are what GeoJSON and the tables of centroids promise: degrees of longitude and latitude, in this
// order, in the United Kingdom. Coordinates in metres or the wrong way round look like numbers, too.
#pragma once

#include <string>

namespace kith::tools {

/// A box in degrees.
struct Box {
  double west, south, east, north;
  bool holds(double longitude, double latitude) const {
    return longitude >= west && longitude <= east && latitude >= south && latitude <= north;
  }
};

/// The United Kingdom with some margin.
inline constexpr Box united_kingdom{-9, 49.5, 2.5, 61.5};

/// What is wrong with a point, in words that go on a sentence ("has ..."); "" if it lies in the box.
std::string fault_of_point(double longitude, double latitude, const Box& box);

/// What is wrong with the name of a coordinate system, "" if it is longitude and latitude (WGS 84 or ETRS89).
std::string fault_of_system(const std::string& name);

}  // namespace kith::tools
