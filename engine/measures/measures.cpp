// Looking up measures and dimensions by name, and the arrays one replicate fills.
#include "engine/measures/measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
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

Bounds bounds_of(std::string_view unit) {
  return unit == "share" || unit.starts_with("share of ") ? Bounds{0, 1} : Bounds{};
}

Bounds bounds_of_difference(const Bounds& bounds) {
  return {bounds.lowest - bounds.highest, bounds.highest - bounds.lowest};
}

Bounds bounds_of_relative_change(const Bounds& bounds) { return bounds.lowest >= 0 ? Bounds{.lowest = -1} : Bounds{}; }

Cells cells_of(CellKind kind) {
  if (kind == CellKind::small) return SmallCounts();
  if (kind == CellKind::whole) return Counts();
  return Reals();
}

std::size_t cell_count(const Cells& cells) {
  return std::visit([](const auto& values) { return values.size(); }, cells);
}

double cell_value(const Cells& cells, std::size_t row) {
  return std::visit(
      [row](const auto& values) {
        using Cell = std::decay_t<decltype(values[row])>;
        return values[row] == no_cell<Cell> ? no_cell<double> : static_cast<double>(values[row]);
      },
      cells);
}

void append_cell(Cells& cells, double value) {
  std::visit(
      [value](auto& values) {
        using Cell = typename std::decay_t<decltype(values)>::value_type;
        values.push_back(std::isnan(value) ? no_cell<Cell> : static_cast<Cell>(value));
      },
      cells);
}

TableRows rows_of(const Table& table) {
  TableRows rows;
  for (const TableColumn& column : table.columns) rows.columns.push_back(cells_of(column.kind));
  return rows;
}

std::size_t row_bytes(const Table& table) {
  constexpr std::array<std::size_t, 3> bytes{sizeof(std::int8_t), sizeof(std::int32_t), sizeof(double)};
  std::size_t sum = 0;
  for (const TableColumn& column : table.columns) sum += bytes[static_cast<std::size_t>(column.kind)];
  return sum;
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
