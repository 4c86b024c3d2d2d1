#include "tools/places/outlines.hpp"

#include "engine/settings/toml_tree.hpp"
#include "tools/places/coordinates.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/geometry.hpp>
#include <boost/geometry/geometries/linestring.hpp>
#include <boost/geometry/geometries/multi_polygon.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace kith::tools {
namespace {

namespace geometry = boost::geometry;
using nlohmann::json;
using Flat = geometry::model::d2::point_xy<double>;
using Line = geometry::model::linestring<Flat>;
using Polygon = geometry::model::polygon<Flat>;
using Polygons = geometry::model::multi_polygon<Polygon>;

constexpr std::size_t largest_outline_file = 400'000'000;                 // bytes
constexpr double metres_a_degree = 6'371'008.8 * std::numbers::pi / 180;  // on a sphere of the Earth's mean radius
constexpr std::size_t fewest_points = 4;                                  // of a closed ring

/// Degrees to metres on a plane that touches at `latitude`.
struct Plane {
  double latitude;
  double shrink = std::cos(latitude * std::numbers::pi / 180);
  Flat flat(const Point& point) const {
    return {point.longitude * shrink * metres_a_degree, (point.latitude - latitude) * metres_a_degree};
  }
  Point point(const Flat& flat) const {
    return {flat.x() / shrink / metres_a_degree, flat.y() / metres_a_degree + latitude};
  }
};

template <class Visit>
void each_ring(const AreaOutline& outline, Visit visit) {
  for (const auto& polygon : outline) {
    for (const Ring& ring : polygon) visit(ring);
  }
}

Box box_of(const AreaOutline& outline) {
  Box box = nowhere;
  each_ring(outline, [&](const Ring& ring) {
    for (const Point& point : ring) box.take_in(point.longitude, point.latitude);
  });
  return box;
}

double middle_latitude(const std::vector<AreaOutline>& outlines) {
  double sum = 0, count = 0;
  for (const AreaOutline& outline : outlines) {
    each_ring(outline, [&](const Ring& ring) {
      for (const Point& point : ring) sum += point.latitude;
      count += static_cast<double>(ring.size());
    });
  }
  return count > 0 ? sum / count : 0;
}

/// Takes one feature's geometry; throws a text that says what is wrong with it.
AreaOutline outline_of(const json& shape) {
  const auto ring = [](const json& points) {
    Ring closed;
    for (const json& point : points) {
      if (!point.is_array() || point.size() < 2 || !point[0].is_number() || !point[1].is_number())
        throw std::runtime_error("a point that is no pair of numbers");
      closed.push_back({point[0].get<double>(), point[1].get<double>()});
      const std::string fault = fault_of_point(closed.back().longitude, closed.back().latitude, united_kingdom);
      if (!fault.empty()) throw std::runtime_error(fault);
    }
    if (closed.size() < fewest_points || closed.front() != closed.back())
      throw std::runtime_error("a ring that is not closed");
    return closed;
  };
  const auto polygon = [&](const json& rings) {
    std::vector<Ring> all;
    for (const json& points : rings) all.push_back(ring(points));
    if (all.empty()) throw std::runtime_error("a polygon without a ring");
    return all;
  };
  if (!shape.is_object() || !shape.contains("type") || !shape.contains("coordinates") ||
      !shape["coordinates"].is_array())
    throw std::runtime_error("no geometry");
  const json& coordinates = shape["coordinates"];
  AreaOutline outline;
  if (shape["type"] == "Polygon") {
    outline.push_back(polygon(coordinates));
  } else if (shape["type"] == "MultiPolygon") {
    for (const json& rings : coordinates) outline.push_back(polygon(rings));
  }
  if (outline.empty()) throw std::runtime_error("a geometry that is neither Polygon nor MultiPolygon");
  return outline;
}

class Reader {
 public:
  Reader(const PlanTable& table, const District& district, std::vector<Problem>& problems)
      : table_(table), district_(district), problems_(problems), outlines_(district.size()) {}

  std::vector<AreaOutline> read() {
    const auto text = read_text_file(table_.file, largest_outline_file, table_.where, problems_);
    if (!text) return std::move(outlines_);
    const json file = json::parse(*text, nullptr, false);
    if (file.is_object() && file.value("type", json()) == "Topology") {
      say("TopoJSON, not GeoJSON; turn it into a GeoJSON FeatureCollection");
      return std::move(outlines_);
    }
    if (!file.is_object() || !file.contains("features") || !file["features"].is_array()) {
      say("no GeoJSON FeatureCollection");
      return std::move(outlines_);
    }
    check_system(file);
    std::size_t number = 0;
    for (const json& feature : file["features"]) take(feature, ++number);
    tell_nameless(file["features"]);
    for (const auto& [kind, fault] : faults_)
      say(fault.first + (fault.second > 1 ? fmt::format(" (and {} more areas likewise)", fault.second - 1) : ""));
    for (std::size_t i = 0; i < outlines_.size() && !file["features"].empty() && nameless_ == 0; ++i) {
      if (outlines_[i].empty() && !faulty_.contains(i))
        say(fmt::format("the area {} ({}) has no feature", district_.areas[i].code, district_.areas[i].name));
    }
    return std::move(outlines_);
  }

 private:
  void take(const json& feature, std::size_t number) {
    const std::string& key = table_.column("code");
    const bool named = feature.is_object() && feature.contains("properties") && feature["properties"].is_object() &&
                       feature["properties"].contains(key) && feature["properties"][key].is_string();
    if (!named) {
      if (nameless_++ == 0) first_nameless_ = number;
      return;
    }
    const auto code = feature["properties"][key].get<std::string>();
    const auto found = district_.index.find(code);
    if (found == district_.index.end()) return;
    if (!outlines_[found->second].empty())
      say(fmt::format("feature {}: the area {} was there before", number, in_quotes(code)));
    try {
      outlines_[found->second] = outline_of(feature.value("geometry", json()));
    } catch (const std::exception& error) {
      faulty_.insert(found->second);
      const std::string what = error.what();
      const std::string kind = what.substr(0, what.find_first_of("(:"));
      const auto [fault, fresh] =
          faults_.try_emplace(kind, fmt::format("feature {}: the area {} has {}", number, in_quotes(code), what), 0);
      ++fault->second.second;
    }
  }

  void check_system(const json& file) {
    const json& crs = file.contains("crs") ? file["crs"] : json();
    if (!crs.is_object() || !crs.contains("properties") || !crs["properties"].is_object()) return;
    const json name = crs["properties"].value("name", json());
    if (!name.is_string()) return;
    if (const std::string fault = fault_of_system(name.get<std::string>()); !fault.empty()) say(fault);
  }

  void tell_nameless(const json& features) {
    if (features.empty()) return say("there is no feature");
    if (nameless_ == 0) return;
    std::vector<std::string> names;
    const json& feature = features[first_nameless_ - 1];
    if (feature.is_object() && feature.contains("properties") && feature["properties"].is_object())
      for (const auto& [name, value] : feature["properties"].items()) names.push_back(name);
    say(fmt::format("feature {}: there is no text in a property {}{}; it has: {}{}", first_nameless_,
                    in_quotes(table_.column("code")), did_you_mean(table_.column("code"), names),
                    printable(fmt::format("{}", fmt::join(names, ", "))),
                    nameless_ > 1 ? fmt::format(" (and {} more features likewise)", nameless_ - 1) : ""));
  }
  void say(std::string message) { add_problem(problems_, {table_.file.string()}, std::move(message)); }

  const PlanTable& table_;
  const District& district_;
  std::vector<Problem>& problems_;
  std::vector<AreaOutline> outlines_;
  std::set<std::size_t> faulty_;
  std::map<std::string, std::pair<std::string, int>> faults_;  ///< by kind: the first, and how many there are
  std::size_t nameless_ = 0, first_nameless_ = 0;              ///< features without a code
};

/// Which points of borders are met by more than two borders, and must stay.
class Junctions {
 public:
  explicit Junctions(const std::vector<AreaOutline>& outlines) {
    for (const AreaOutline& outline : outlines) {
      each_ring(outline, [&](const Ring& ring) {
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
          next_to_[ring[i]].insert(ring[i + 1]);
          next_to_[ring[i + 1]].insert(ring[i]);
        }
      });
    }
  }
  bool at(const Point& point) const { return next_to_.at(point).size() != 2; }

 private:
  std::map<Point, std::set<Point>> next_to_;
};

/// Douglas and Peucker's simplification of a stretch of border, the same whichever way it is walked.
Ring simplified_stretch(Ring stretch, const Plane& plane, double tolerance_m) {
  const bool closed = stretch.front() == stretch.back();
  const bool turned = closed ? stretch[stretch.size() - 2] < stretch[1] : stretch.back() < stretch.front();
  if (turned) std::reverse(stretch.begin(), stretch.end());
  Line line, simple;
  for (const Point& point : stretch) line.push_back(plane.flat(point));
  geometry::simplify(line, simple, tolerance_m);
  Ring result;
  for (const Flat& flat : simple) result.push_back(plane.point(flat));
  result.front() = stretch.front();
  result.back() = stretch.back();
  if (turned) std::reverse(result.begin(), result.end());
  return result;
}

Ring simplified_ring(Ring ring, const Junctions& junctions, const Plane& plane, double tolerance_m) {
  ring.pop_back();
  // Begin where borders meet, else at the least point: the same for both areas of a border.
  auto first = std::find_if(ring.begin(), ring.end(), [&](const Point& point) { return junctions.at(point); });
  if (first == ring.end()) first = std::min_element(ring.begin(), ring.end());
  std::rotate(ring.begin(), first, ring.end());
  ring.push_back(ring.front());
  Ring result{ring.front()}, stretch{ring.front()};
  for (std::size_t i = 1; i < ring.size(); ++i) {
    stretch.push_back(ring[i]);
    if (i + 1 < ring.size() && !junctions.at(ring[i])) continue;
    const Ring simple = simplified_stretch(stretch, plane, tolerance_m);
    result.insert(result.end(), simple.begin() + 1, simple.end());
    stretch.assign(1, ring[i]);
  }
  return result;
}

std::string text_of_ring(const Ring& ring) {
  std::vector<std::string> points;
  for (const Point& point : ring) {
    std::string text = fmt::format("[{:.4f},{:.4f}]", point.longitude, point.latitude);
    if (points.empty() || points.back() != text) points.push_back(std::move(text));
  }
  return points.size() < fewest_points ? "" : fmt::format("[{}]", fmt::join(points, ","));
}

}  // namespace

std::vector<AreaOutline> read_outlines(const PlanTable& table, const District& district,
                                       std::vector<Problem>& problems) {
  return Reader(table, district, problems).read();
}

void hold_against(const std::vector<AreaOutline>& outlines, const std::vector<Point>& centres, const std::string& whose,
                  const PlanTable& table, const District& district, std::vector<Problem>& problems) {
  constexpr double margin = 0.02;  // degrees, some 2 km: a centre may lie outside a crooked outline
  std::size_t away = 0, first = 0;
  for (std::size_t i = 0; i < outlines.size() && outlines.size() == centres.size(); ++i) {
    if (outlines[i].empty() || std::isnan(centres[i].longitude)) continue;
    const Box box = box_of(outlines[i]);
    const Box around{box.west - margin, box.south - margin, box.east + margin, box.north + margin};
    if (around.holds(centres[i].longitude, centres[i].latitude)) continue;
    if (away++ == 0) first = i;
  }
  if (away == 0) return;
  add_problem(problems, {table.file.string()},
              fmt::format("the outline of {} ({}), at {}, does not lie around its centroid ({:.5g}, {:.5g}) {}{}",
                          district.areas[first].code, district.areas[first].name, in_words(box_of(outlines[first])),
                          centres[first].longitude, centres[first].latitude, whose,
                          away > 1 ? fmt::format(", nor do {} more", away - 1) : ""));
}

namespace {

/// Of areas that lie together: those between which there is no gap of more than `most` degrees. By area, the first one.
std::vector<std::size_t> groups_of(const std::vector<Box>& boxes, double most) {
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::vector<std::size_t> group(boxes.size(), none);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (group[i] != none) continue;
    std::vector<std::size_t> reached{i};
    group[i] = i;
    for (std::size_t next = 0; next < reached.size(); ++next)
      for (std::size_t k = 0; k < boxes.size(); ++k) {
        const Box &a = boxes[reached[next]], &b = boxes[k];
        if (group[k] != none || b.west - a.east > most || a.west - b.east > most || b.south - a.north > most ||
            a.south - b.north > most)
          continue;
        group[k] = i;
        reached.push_back(k);
      }
  }
  return group;
}

/// The first area for which `faulty` holds, with its box and how many more there are; "" if there is none.
template <class Faulty>
std::string told_of_areas(const std::vector<Box>& boxes, const District& district, const std::string& fault,
                          Faulty&& faulty) {
  std::size_t count = 0, first = 0;
  for (std::size_t i = 0; i < boxes.size(); ++i)
    if (faulty(i) && count++ == 0) first = i;
  if (count == 0) return "";
  return fmt::format("the outline of {} ({}), at {}, {}{}", district.areas[first].code, district.areas[first].name,
                     in_words(boxes[first]), fault, count > 1 ? fmt::format(" (and {} more likewise)", count - 1) : "");
}

}  // namespace

void hold_together(const std::vector<AreaOutline>& outlines, const PlanTable& table, const District& district,
                   std::vector<Problem>& problems) {
  constexpr double most = 0.2;  // degrees, over 12 km: areas of a district lie side by side
  std::vector<Box> boxes;
  for (const AreaOutline& outline : outlines) boxes.push_back(box_of(outline));
  const std::vector<std::size_t> group = groups_of(boxes, most);
  std::map<std::size_t, std::size_t> sizes;
  for (const std::size_t one : group) ++sizes[one];
  const auto largest = std::ranges::max_element(sizes, {}, [](const auto& of_group) { return of_group.second; });
  Box others = nowhere;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (group[i] != largest->first) continue;
    others.take_in(boxes[i].west, boxes[i].south);
    others.take_in(boxes[i].east, boxes[i].north);
  }
  const auto say = [&](const std::string& fault) {
    if (!fault.empty()) add_problem(problems, {table.file.string()}, fault);
  };
  say(told_of_areas(boxes, district, "lies far from the other areas of the district, at " + in_words(others),
                    [&](std::size_t i) { return group[i] != largest->first; }));
  const auto outside = [&](std::size_t i) { return district.areas[i].code[0] == 'E' && !england.holds(boxes[i]); };
  const bool turned = england.holds(-others.west, others.south) && england.holds(-others.east, others.north);
  say(told_of_areas(boxes, district,
                    std::string("lies outside England") +
                        (turned ? "; west of Greenwich longitudes are below 0, and the sign may be missing" : ""),
                    outside));
}

Measured measure(const AreaOutline& outline) {
  const Plane plane{middle_latitude({outline})};
  Polygons shape;
  for (const auto& rings : outline) {
    Polygon& polygon = shape.emplace_back();
    polygon.inners().resize(rings.size() - 1);
    for (std::size_t i = 0; i < rings.size(); ++i) {
      auto& to = i == 0 ? polygon.outer() : polygon.inners()[i - 1];
      for (const Point& point : rings[i]) to.push_back(plane.flat(point));
    }
  }
  geometry::correct(shape);
  const double area_km2 = geometry::area(shape) / 1e6;
  if (!(area_km2 > 0)) return {outline.empty() ? Point{} : outline[0][0][0], 0};
  Flat centre(0, 0);
  geometry::centroid(shape, centre);
  return {plane.point(centre), area_km2};
}

std::vector<std::pair<std::size_t, std::size_t>> shared_borders(const std::vector<AreaOutline>& outlines) {
  std::map<Point, std::set<std::size_t>> areas_at;
  for (std::size_t i = 0; i < outlines.size(); ++i) {
    each_ring(outlines[i], [&](const Ring& ring) {
      for (const Point& point : ring) areas_at[point].insert(i);
    });
  }
  std::map<std::pair<std::size_t, std::size_t>, int> points;
  for (const auto& [point, areas] : areas_at) {
    for (auto a = areas.begin(); a != areas.end(); ++a) {
      for (auto b = std::next(a); b != areas.end(); ++b) ++points[{*a, *b}];
    }
  }
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (const auto& [pair, count] : points) {
    if (count >= 2) pairs.push_back(pair);
  }
  return pairs;
}

std::vector<AreaOutline> simplified(const std::vector<AreaOutline>& outlines, double tolerance_m) {
  const Junctions junctions(outlines);
  const Plane plane{middle_latitude(outlines)};
  std::vector<AreaOutline> result;
  for (const AreaOutline& outline : outlines) {
    AreaOutline& simple = result.emplace_back();
    for (const auto& rings : outline) {
      std::vector<Ring> kept;
      for (const Ring& ring : rings) {
        Ring one = simplified_ring(ring, junctions, plane, tolerance_m);
        const bool vanished = one.size() < fewest_points;
        if (vanished && kept.empty()) break;  // the outer ring is gone, its holes with it
        if (!vanished) kept.push_back(std::move(one));
      }
      if (!kept.empty()) simple.push_back(std::move(kept));
    }
    if (simple.empty()) simple = outline;
  }
  return result;
}

std::string outlines_text(const District& district, const std::vector<AreaOutline>& outlines) {
  std::string text = "{\"type\":\"FeatureCollection\",\"features\":[\n";
  for (std::size_t i = 0; i < outlines.size(); ++i) {
    std::vector<std::string> polygons;
    for (const auto& rings : outlines[i]) {
      std::vector<std::string> kept;
      for (const Ring& ring : rings) {
        std::string one = text_of_ring(ring);
        if (one.empty() && kept.empty()) break;
        if (!one.empty()) kept.push_back(std::move(one));
      }
      if (!kept.empty()) polygons.push_back(fmt::format("[{}]", fmt::join(kept, ",")));
    }
    text += fmt::format(
        R"({{"type":"Feature","properties":{{"code":{}}},"geometry":{{"type":"MultiPolygon","coordinates":[{}]}}}}{})",
        json(district.areas[i].code).dump(), fmt::join(polygons, ","), i + 1 < outlines.size() ? ",\n" : "\n");
  }
  return text + "]}\n";
}

}  // namespace kith::tools
