#include "results/united_axes.hpp"

#include "engine/settings/resolved_values.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>

namespace kith::results {

namespace {

using Labels = std::vector<std::string>;

std::string catalogue_of(const Run& run) {
  const auto values = read_resolved(run.resolved).at_start;
  const auto found = values.find("catalogue");
  return found == values.end() ? "" : found->second;
}

/// Whether two axes are one but for some labels.
bool may_unite(const Dimension& a, const Dimension& b) {
  const bool labelled = !a.labels.empty() && !b.labels.empty();
  const auto shared = [&](const std::string& label) { return std::ranges::find(b.labels, label) != b.labels.end(); };
  return a.name == b.name && a.unit == b.unit && a.values == b.values &&
         (a.labels == b.labels || (labelled && std::ranges::any_of(a.labels, shared)));
}

bool may_unite(const std::vector<Run>& runs) {
  const MeasureSet& first = runs[0].measures;
  bool differs = false;
  for (const Run& run : runs) {
    const auto same_axes = [](const Measure& a, const Measure& b) {
      return a.name == b.name && a.dimensions == b.dimensions && a.number == b.number;
    };
    if (run.model != runs[0].model || !std::ranges::equal(first.measures, run.measures.measures, same_axes) ||
        !std::ranges::equal(first.dimensions, run.measures.dimensions,
                            [](const Dimension& a, const Dimension& b) { return may_unite(a, b); }))
      return false;
    differs = differs || !std::ranges::equal(first.dimensions, run.measures.dimensions, same_dimension);
  }
  return differs &&
         std::ranges::any_of(runs, [&](const Run& run) { return catalogue_of(run) != catalogue_of(runs[0]); });
}

/// Each label that is not there yet comes after the one it follows in its own list.
void add_labels(Labels& all, const Labels& more) {
  auto after = all.begin();
  for (const std::string& label : more) {
    const auto known = std::ranges::find(all, label);
    after = (known == all.end() ? all.insert(after, label) : known) + 1;
  }
}

/// Where each entry of an axis comes to stand.
std::vector<std::size_t> places(const Dimension& own, const Dimension& united) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < own.size(); ++i)
    places.push_back(own.labels.empty() ? i
                                        : static_cast<std::size_t>(std::ranges::find(united.labels, own.labels[i]) -
                                                                   united.labels.begin()));
  return places;
}

/// For each cell of the united axes the one of labels the run knows that stands for it: itself, or for a label the run
/// does not know the run's first.
std::vector<std::size_t> known_cells(const std::vector<const Dimension*>& own,
                                     const std::vector<const Dimension*>& united) {
  std::vector<std::size_t> cells{0};
  for (std::size_t axis = 0; axis < own.size(); ++axis) {
    const std::vector<std::size_t> known = places(*own[axis], *united[axis]);
    std::vector<std::size_t> finer;
    for (const std::size_t cell : cells)
      for (std::size_t place = 0; place < united[axis]->size(); ++place) {
        const bool is_known = std::ranges::find(known, place) != known.end();
        finer.push_back(cell * united[axis]->size() + (is_known || known.empty() ? place : known.front()));
      }
    cells = std::move(finer);
  }
  return cells;
}

/// What a run does not know is 0, but missing where what it knows is missing, too, as in a year not yet followed up.
void miss_likewise(Reals& values, const std::vector<std::size_t>& known) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::isnan(values[known[i]])) values[i] = values[known[i]];
}

template <class Array>
Array laid_out(const Array& values, const std::vector<const Dimension*>& own,
               const std::vector<const Dimension*>& united) {
  std::vector<std::size_t> at{0};
  std::size_t cells = 1;
  for (std::size_t axis = 0; axis < own.size(); ++axis) {
    std::vector<std::size_t> finer;
    for (const std::size_t cell : at)
      for (const std::size_t place : places(*own[axis], *united[axis]))
        finer.push_back(cell * united[axis]->size() + place);
    at = std::move(finer);
    cells *= united[axis]->size();
  }
  Array result(cells);
  for (std::size_t i = 0; i < values.size(); ++i) result[at[i]] = values[i];
  if constexpr (std::is_same_v<Array, Reals>) miss_likewise(result, known_cells(own, united));
  return result;
}

void lay_over(Run& run, const std::vector<Dimension>& united) {
  MeasureSet measures = run.measures;
  measures.dimensions = united;
  for (std::size_t i = 0; i < measures.measures.size(); ++i) {
    std::vector<const Dimension*> own, over;
    for (const std::string& axis : measures.measures[i].dimensions) {
      own.push_back(&run.measures.dimension(axis));
      over.push_back(&measures.dimension(axis));
    }
    const auto alike = [](const Dimension* a, const Dimension* b) { return a->labels == b->labels; };
    if (std::ranges::equal(own, over, alike)) continue;
    for (ReplicateResult& replicate : run.replicates)
      std::visit([&](auto& values) { values = laid_out(values, own, over); }, replicate.arrays.at(i));
  }
  run.measures = std::move(measures);
}

}  // namespace

bool same_dimension(const Dimension& a, const Dimension& b) {
  return a.name == b.name && a.unit == b.unit && a.labels == b.labels && a.values == b.values;
}

void unite_axes(std::vector<Run>& runs) {
  if (!may_unite(runs)) return;
  std::vector<Dimension> united = runs[0].measures.dimensions;
  for (const Run& run : runs)
    for (std::size_t axis = 0; axis < united.size(); ++axis)
      add_labels(united[axis].labels, run.measures.dimensions[axis].labels);
  for (Run& run : runs) lay_over(run, united);
}

}  // namespace kith::results
