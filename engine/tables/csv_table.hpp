// Tables of comma-separated values as offices publish them (RFC 4180): cells may be quoted, a quote within is doubled,
// lines end in LF or CRLF, a byte-order mark is allowed. The first line names the columns. UTF-8 only.
// The one CSV reader of the house. Every fault of a table is gathered, with file and line, in one list.
#pragma once

#include "engine/settings/problem.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kith {

/// A table read whole. Getters never throw: a missing column or a wrong cell becomes a problem in the list given to
/// parse(), which must outlive the table, and 0 or "" is returned. Not for use by several threads at once.
class CsvTable {
 public:
  /// Column number that stands for a missing column; its cells are empty, without a further problem.
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  /// Reads `text`; `file` names it in messages. Problems: not UTF-8, no line, a column named twice, a quote that is not
  /// closed, a row with more or fewer cells than there are columns (left out). Empty lines are passed over.
  static CsvTable parse(std::string_view text, std::string file, std::vector<Problem>& problems);

  const std::string& file() const { return file_; }
  const std::vector<std::string>& columns() const { return columns_; }
  std::size_t rows() const { return lines_.size(); }
  /// The column called `name`, if there is one.
  std::optional<std::size_t> find_column(std::string_view name) const;
  /// The column called `name`; `none` and a problem (with a near name) if there is none.
  std::size_t column(std::string_view name) const;

  const std::string& text(std::size_t row, std::size_t column) const;
  double number(std::size_t row, std::size_t column) const;  ///< a finite number; else a problem
  double count(std::size_t row, std::size_t column) const;   ///< a number not below 0; else a problem

  /// Adds a problem at a row (from 0, the line of names not counted).
  void problem(std::size_t row, std::string message) const;
  /// Adds a problem with the table as a whole.
  void problem(std::string message) const;

 private:
  CsvTable(std::string file, std::vector<Problem>& problems) : file_(std::move(file)), problems_(&problems) {}
  void name_columns(std::vector<std::string> names);
  void add_row(std::vector<std::string> cells, int line);

  std::string file_;
  std::vector<Problem>* problems_;
  std::vector<std::string> columns_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::vector<std::string> cells_;  ///< row after row
  std::vector<int> lines_;          ///< where each row begins in the file
};

/// One cell as it is written in such a table: quoted where it must be.
std::string csv_cell(std::string_view text);

}  // namespace kith
