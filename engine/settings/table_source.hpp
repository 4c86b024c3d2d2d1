// A table before it is read: its text, or its columns where it stood in a file that is no text.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kith {

/// A column as it stood in a file, each cell written out.
struct NamedCells {
  std::string name;
  std::vector<std::string> cells;
};

/// A table, and the name problems are reported under.
struct TableSource {
  std::string file;
  std::string text{};
  std::vector<NamedCells> columns{};  ///< in place of the text, all of one length; problems then name rows, from 1
};

/// Reads a file that is no text. Throws InputError if it holds no table.
using ReadTable = TableSource (*)(const std::filesystem::path& file);

}  // namespace kith
