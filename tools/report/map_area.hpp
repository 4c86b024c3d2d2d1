// What a page needs to draw a map: whoever supplies a model says where its small areas lie.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace kith::results {
struct Run;
}

namespace kith {

/// Where a small area lies, for the maps of a page.
struct MapArea {
  using Point = std::array<double, 2>;  ///< longitude and latitude, in degrees
  std::string name;
  std::string ward;  ///< what it is a part of
  Point centre{};
  std::vector<std::vector<Point>> outline{};  ///< rings; none if it is not known
};
/// By label of the axis "area"; empty where the run's place is not known. Called by one thread at a time.
using AreasOf = std::function<std::map<std::string, MapArea>(const results::Run& run)>;

}  // namespace kith
