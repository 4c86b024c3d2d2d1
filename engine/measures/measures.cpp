// Looking up measures and dimensions by name, and the arrays one replicate fills.
#include "engine/measures/measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace kith {

const Dimension& MeasureSet::dimension(std::string_view name) const {
  const auto found = std::find_if(dimensions.begin(), dimensions.end(), [&](const auto& d) { return d.name == name; });
  if (found == dimensions.end()) throw std::out_of_range(fmt::format("no dimension is called \"{}\"", name));
  return *found;
}

std::size_t MeasureSet::index(std::string_view measure) const {
  const auto found = std::find_if(measures.begin(), measures.end(), [&](const auto& m) { return m.name == measure; });
  if (found == measures.end()) throw std::out_of_range(fmt::format("no measure is called \"{}\"", measure));
  return static_cast<std::size_t>(found - measures.begin());
}

std::vector<std::size_t> MeasureSet::shape(const Measure& measure) const {
  std::vector<std::size_t> lengths;
  for (const std::string& name : measure.dimensions) lengths.push_back(dimension(name).size());
  return lengths;
}

ReplicateResult::ReplicateResult(const MeasureSet& set, std::int64_t number) : replicate(number) {
  for (const Measure& measure : set.measures) {
    std::size_t cells = 1;
    for (const std::size_t length : set.shape(measure)) cells *= length;
    if (measure.number == Number::count) {
      arrays.emplace_back(Counts(cells));
    } else {
      arrays.emplace_back(Reals(cells));
    }
  }
}

}  // namespace kith
