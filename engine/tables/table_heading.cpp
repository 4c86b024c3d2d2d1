#include "engine/tables/table_heading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace kith {

namespace {

/// The width most rows have; of several, the widest.
std::size_t usual_width(std::span<const DelimitedRow> rows) {
  std::map<std::size_t, std::size_t> count;
  for (const DelimitedRow& row : rows) ++count[row.cells.size()];
  std::size_t usual = 0, most = 0;
  for (const auto& [width, rows_of_it] : count) {
    if (rows_of_it < most) continue;
    most = rows_of_it;
    usual = width;
  }
  return usual;
}

/// How far rows reach: the furthest that two rows do, or the only row.
std::size_t reach_of(std::span<const DelimitedRow> rows) {
  std::map<std::size_t, std::size_t> count;
  for (const DelimitedRow& row : rows) ++count[row.extent()];
  for (auto at = count.rbegin(); at != count.rend(); ++at)
    if (at->second >= 2 || rows.size() == 1) return at->first;
  return rows.front().extent();
}

std::size_t columns_in_use(std::span<const DelimitedRow> rows) {
  std::set<std::size_t> used;
  for (const DelimitedRow& row : rows)
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      if (!row.cells[i].empty()) used.insert(i);
  return used.size();
}

std::size_t count_of_numbers(const DelimitedRow& row) {
  return static_cast<std::size_t>(std::ranges::count_if(
      row.cells, [](const std::string& cell) { return read_number(cell, ',').value.has_value(); }));
}

/// Far fewer cells than the names below: a title or a note on the whole table.
bool is_title(const DelimitedRow& row, const DelimitedRow& names) {
  return row.filled() < names.filled() && (row.filled() <= 2 || 2 * row.filled() <= names.filled());
}

}  // namespace

TableHeading find_heading(std::span<const DelimitedRow> rows) {
  const DelimitedRow& first = rows.front();
  if (first.filled() == first.cells.size() && first.cells.size() == usual_width(rows)) return {};
  const std::size_t reach = reach_of(rows), used = columns_in_use(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const DelimitedRow& row = rows[i];
    if (row.extent() < reach || 2 * row.filled() <= used) continue;
    const bool names = i == 0 || (2 * count_of_numbers(row) < row.filled() &&
                                  std::all_of(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(i),
                                              [&](const DelimitedRow& above) { return is_title(above, row); }));
    if (names) return {i, ""};
  }
  const auto longest = std::ranges::max_element(rows, {}, [](const DelimitedRow& row) { return row.extent(); });
  return {0, fmt::format("cannot tell which line names the columns: line {} has {} {}, line {} has {}. Take out lines "
                         "above the names, and name every column",
                         first.line, first.extent(), first.extent() == 1 ? "cell" : "cells", longest->line,
                         longest->extent())};
}

}  // namespace kith
