// Which row of a table names the columns. Offices put titles above it ("TS017", "Population: households") and Excel
// adds empty columns; a row is taken for the names only if nothing else can be meant.
#pragma once

#include "engine/tables/delimited_text.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace kith {

struct TableHeading {
  std::size_t row = 0;  ///< of the rows given
  std::string fault;    ///< why no row can be told to name the columns, "" if one can
};

/// Looks at the first rows of a table, at least one.
TableHeading find_heading(std::span<const DelimitedRow> rows);

}  // namespace kith
