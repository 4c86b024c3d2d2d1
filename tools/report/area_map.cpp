#include "tools/report/area_map.hpp"

#include "results/comparison.hpp"
#include "results/periods.hpp"
#include "tools/console/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kith::tools {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* area_axis = "area";

const Measure& measure_named(const results::Run& run, const std::string& name) {
  return run.measures.measures.at(run.measures.index(name));
}

bool is_told_by(const Measure& measure, const std::string& axis) {
  return std::ranges::find(measure.dimensions, axis) != measure.dimensions.end();
}

/// Whether an axis is one of periods: of days, or of years by name.
bool is_of_periods(const results::Run& run, const std::string& axis) {
  return axis == "year" || axis == "cohort" || !results::period_edges(run.measures.dimension(axis), run.end).empty();
}

/// By area alone: the mean over periods, and the sum over whatever else it is told by.
results::Values by_area(const results::Run& run, const std::string& measure, std::size_t scenario) {
  results::Values values = results::averaged_over_time(run, results::values_of(run, measure, scenario));
  for (std::size_t axis = values.dimensions.size(); axis-- > 0;) {
    const std::string name = values.dimensions[axis];
    if (name == area_axis) continue;
    values = is_of_periods(run, name) ? results::averaged(values, axis) : results::summed(values, axis);
  }
  return values;
}

/// null for what has no value.
Json value_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(); }

/// "a mean 7 days", as a reader needs to know what is counted in.
std::string period_words(const results::Run& run, const Measure& measure) {
  for (const std::string& name : measure.dimensions) {
    const auto days = results::period_days(run.measures.dimension(name), run.end);
    if (!days.empty()) return fmt::format("mean over periods of {} days", *std::ranges::max_element(days));
    if (is_of_periods(run, name)) return "mean over years";
  }
  return "of the whole run";
}

Json told_json(const results::Run& run, const std::vector<std::string>& measures) {
  Json told = Json::array();
  for (const std::string& name : measures) {
    const Measure& measure = measure_named(run, name);
    told.push_back({{"measure", name},
                    {"unit", measure.unit},
                    {"meaning", measure.meaning},
                    {"value", period_words(run, measure)},
                    {"replicates", run.replicates.size()}});
  }
  return told;
}

/// Outer rings go against the clock, as RFC 7946 asks.
Json ring_json(std::vector<MapArea::Point> ring) {
  double twice_the_area = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const MapArea::Point& a = ring[i];
    const MapArea::Point& b = ring[(i + 1) % ring.size()];
    twice_the_area += a[0] * b[1] - b[0] * a[1];
  }
  if (twice_the_area < 0) std::ranges::reverse(ring);
  if (ring.front() != ring.back()) ring.push_back(ring.front());
  return ring;
}

/// The outline; else the centre; null for an area nobody knows.
Json geometry_json(const MapArea* area) {
  if (area == nullptr) return nullptr;
  if (area->outline.empty()) return {{"type", "Point"}, {"coordinates", area->centre}};
  if (area->outline.size() == 1)
    return {{"type", "Polygon"}, {"coordinates", Json::array({ring_json(area->outline.front())})}};
  Json polygons = Json::array();
  for (const auto& ring : area->outline) polygons.push_back(Json::array({ring_json(ring)}));
  return {{"type", "MultiPolygon"}, {"coordinates", polygons}};
}

/// Outlines of a place of one's own, by code, out of the files the run has read.
std::map<std::string, Json> outlines_kept(const results::Run& run) {
  std::map<std::string, Json> outlines;
  for (const results::InputText& input : run.inputs) {
    if (!input.file.ends_with(".geojson")) continue;
    const Json file = Json::parse(input.text, nullptr, false);
    if (!file.is_object() || !file.contains("features")) continue;
    for (const Json& feature : file["features"])
      if (feature.contains("/properties/code"_json_pointer) && feature.contains("geometry"))
        outlines[feature["properties"]["code"].get<std::string>()] = feature["geometry"];
  }
  return outlines;
}

/// The properties one measure gives to each area.
void add_means(std::vector<Json>& properties, const results::Run& run, const std::string& measure) {
  const auto told = results::estimates(by_area(run, measure, 0));
  for (std::size_t i = 0; i < properties.size(); ++i) {
    properties[i][measure] = value_or_null(told[i].mean);
    properties[i][measure + "_low"] = value_or_null(told[i].low);
    properties[i][measure + "_high"] = value_or_null(told[i].high);
  }
}

void add_changes(std::vector<Json>& properties, const results::Run& run, const std::string& measure) {
  const results::Values base = by_area(run, measure, 0);
  for (std::size_t scenario = 1; scenario < run.scenarios.size(); ++scenario) {
    const auto told = results::paired_differences(base, by_area(run, measure, scenario));
    const std::string& label = run.scenarios[scenario].label;
    for (std::size_t i = 0; i < properties.size(); ++i) {
      properties[i][fmt::format("{}_base", measure)] = value_or_null(told[i].base);
      properties[i][fmt::format("{}_{}", measure, label)] = value_or_null(told[i].alternative);
      properties[i][fmt::format("{}_{}_difference", measure, label)] = value_or_null(told[i].difference.mean);
      properties[i][fmt::format("{}_{}_difference_low", measure, label)] = value_or_null(told[i].difference.low);
      properties[i][fmt::format("{}_{}_difference_high", measure, label)] = value_or_null(told[i].difference.high);
    }
  }
}

}  // namespace

std::vector<std::string> measures_by_area(const results::Run& run) {
  std::vector<std::string> names;
  for (const Panel& panel : run.presentation.panels)
    if (panel.kind == "map" && std::ranges::count(run.measures.measures, panel.measure, &Measure::name) > 0)
      names.push_back(panel.measure);
  for (const Measure& measure : run.measures.measures)
    if (is_told_by(measure, area_axis) && std::ranges::find(names, measure.name) == names.end())
      names.push_back(measure.name);
  return names;
}

std::string not_by_area(const results::Run& run, const std::string& name) {
  const Measure& measure = measure_named(run, name);
  if (!is_told_by(measure, area_axis)) return "it is not told by area";
  for (const std::string& axis : measure.dimensions)
    if (measure.number == Number::real && axis != area_axis && axis != results::scenario_axis &&
        !is_of_periods(run, axis))
      return fmt::format("it is told by {}, too, and its values are no counts that add up", axis);
  return "";
}

std::string geojson_text(const results::Run& run, const std::vector<std::string>& measures,
                         const std::map<std::string, MapArea>& areas) {
  const std::vector<std::string>& labels = run.measures.dimension(area_axis).labels;
  std::vector<Json> properties(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    properties[i]["code"] = labels[i];
    if (const auto area = areas.find(labels[i]); area != areas.end()) {
      properties[i]["name"] = area->second.name;
      properties[i]["ward"] = area->second.ward;
    }
  }
  for (const std::string& measure : measures)
    results::is_comparison(run) ? add_changes(properties, run, measure) : add_means(properties, run, measure);
  const std::map<std::string, Json> kept = outlines_kept(run);
  Json features = Json::array();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto area = areas.find(labels[i]);
    const auto own = kept.find(labels[i]);
    features.push_back(
        {{"type", "Feature"},
         {"id", labels[i]},
         {"geometry", own != kept.end() ? own->second : geometry_json(area == areas.end() ? nullptr : &area->second)},
         {"properties", properties[i]}});
  }
  return json_text({{"type", "FeatureCollection"}, {"measures", told_json(run, measures)}, {"features", features}});
}

}  // namespace kith::tools
