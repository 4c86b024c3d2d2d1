// A table as an HDF5 file: at its root one variable a column, all of one length (docs/own-people.md). Written so that
// it is netCDF-4, too; read as h5py, pandas' xarray, R's rhdf5 and others write such files: whole numbers and reals of
// any width, text of fixed or variable length.
#pragma once

#include "engine/settings/table_source.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace kith::results {

/// A column to be written.
struct TypedColumn {
  std::string name;
  std::string meaning;
  std::variant<std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>> cells;
};

/// Rows a table may have.
inline constexpr std::size_t most_rows_of_columns = 100'000'000;

/// Each cell as it would be written in a CSV table; variables that are no column (the dimensions of netCDF-4) are
/// passed over. Throws InputError naming every variable that is none: of another kind or shape, or one that claims more
/// than the file can hold; and a file that is not HDF5, is damaged or has no variable. Any thread may call it.
TableSource read_columns(const std::filesystem::path& file);

/// Columns must have one length. Throws ResultsError.
void write_columns(const std::filesystem::path& file, const std::vector<TypedColumn>& columns,
                   const std::string& meaning, bool replace);

}  // namespace kith::results
