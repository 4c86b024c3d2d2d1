// Outlines of small areas: read from GeoJSON (WGS 84, longitude before latitude), measured, and simplified so that
// areas still meet: a border two areas share is simplified once. Distances are taken on a plane through the middle of
// the district, good to a metre or so over some tens of kilometres.
#pragma once

#include "tools/places/published.hpp"

#include <string>
#include <vector>

namespace kith::tools {

struct Point {
  double longitude = 0, latitude = 0;
  auto operator<=>(const Point&) const = default;
};
using Ring = std::vector<Point>;  ///< closed: the last point is the first
/// Polygons of an area, each an outer ring and its holes.
using AreaOutline = std::vector<std::vector<Ring>>;

/// One outline an area of the district. Faults (no GeoJSON, an area missing or there twice, points that are no degrees
/// of the United Kingdom) are added to `problems`, each kind once with the first feature that has it.
std::vector<AreaOutline> read_outlines(const PlanTable& table, const District& district,
                                       std::vector<Problem>& problems);

/// Adds a problem if outlines do not lie where the centres of the same areas do, which are `whose`; those that are NaN
/// are not known.
void hold_against(const std::vector<AreaOutline>& outlines, const std::vector<Point>& centres, const std::string& whose,
                  const PlanTable& table, const District& district, std::vector<Problem>& problems);

/// Adds a problem if some outlines lie far from all others, and one if areas of England (by their codes) lie outside
/// it.
void hold_together(const std::vector<AreaOutline>& outlines, const PlanTable& table, const District& district,
                   std::vector<Problem>& problems);

/// Area-weighted centre (degrees) and square kilometres.
struct Measured {
  Point centre;
  double area_km2 = 0;
};
Measured measure(const AreaOutline& outline);

/// Pairs of areas that share at least two points of their borders, the lower number first, ascending.
std::vector<std::pair<std::size_t, std::size_t>> shared_borders(const std::vector<AreaOutline>& outlines);

/// Simplified by at most `tolerance_m` metres (Douglas & Peucker 1973), borders shared by areas alike on both sides.
/// Rings that would vanish are dropped unless they are all an area has.
std::vector<AreaOutline> simplified(const std::vector<AreaOutline>& outlines, double tolerance_m);

/// A GeoJSON FeatureCollection, one feature an area with its "code", four decimals (some ten metres).
std::string outlines_text(const District& district, const std::vector<AreaOutline>& outlines);

}  // namespace kith::tools
