// Whether coordinates are what GeoJSON and the tables of centroids promise: degrees of longitude and latitude, in this
// order, in the United Kingdom. Coordinates in metres or the wrong way round look like numbers, too.
#pragma once

#include <algorithm>
#include <string>

namespace kith::tools {

/// A box in degrees.
struct Box {
  double west, south, east, north;
  bool holds(double longitude, double latitude) const {
    return longitude >= west && longitude <= east && latitude >= south && latitude <= north;
  }
  bool holds(const Box& other) const { return holds(other.west, other.south) && holds(other.east, other.north); }
  void take_in(double longitude, double latitude) {
    *this = {std::min(west, longitude), std::min(south, latitude), std::max(east, longitude),
             std::max(north, latitude)};
  }
};
inline constexpr Box nowhere{180, 90, -180, -90};

/// The United Kingdom with some margin; in the east a narrow one, as most of it turned over lies there (the easternmost
/// place, Lowestoft, at 1.76; from memory, not verified).
inline constexpr Box united_kingdom{-9, 49.5, 1.85, 61.5};

/// England with the Isles of Scilly; from memory, not verified, with a margin of some kilometres.
inline constexpr Box england{-6.5, 49.8, 1.85, 55.9};

/// "longitude -2.32 to -2.15, latitude 53.34 to 53.54"
std::string in_words(const Box& box);

/// What is wrong with a point, in words that go on a sentence ("has ..."); "" if it lies in the box.
std::string fault_of_point(double longitude, double latitude, const Box& box);

/// What is wrong with the name of a coordinate system, "" if it is longitude and latitude (WGS 84 or ETRS89).
std::string fault_of_system(const std::string& name);

}  // namespace kith::tools
