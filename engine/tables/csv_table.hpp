// Tables of comma-separated values as offices publish them (RFC 4180), and as Excel and Nomis save them: semicolons or
// tabs, UTF-16, titles above the names of columns, notes below the rows, empty rows and columns, thousands separators.
// What could be read in two ways is not read: the cause is told once. The one CSV reader of the house. Every fault of a
// table is gathered, with file and line, in one list.
#pragma once

#include "engine/settings/problem.hpp"
#include "engine/settings/table_source.hpp"
#include "engine/tables/delimited_text.hpp"

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

  /// Reads `text`; `file` names it in messages. Problems: no text, no line, no line that can be told to name the
  /// columns, a column named twice, a quote that is not closed, a row with more or fewer cells than there are columns
  /// (left out). Empty lines, columns without a name or a cell, the names again further down (files put end to end) and
  /// notes after the last row are passed over.
  static CsvTable parse(std::string_view text, std::string file, std::vector<Problem>& problems);

  /// A table of columns that are read already. Problems: no column, no name or one given twice, columns of different
  /// lengths.
  static CsvTable of_columns(const std::vector<NamedCells>& columns, std::string file, std::vector<Problem>& problems);
  /// Whichever of the two the source holds.
  static CsvTable read(const TableSource& source, std::vector<Problem>& problems);

  const std::string& file() const { return file_; }
  const std::vector<std::string>& columns() const { return columns_; }
  std::size_t rows() const { return lines_.size(); }
  /// The column called `name`, if there is one.
  std::optional<std::size_t> find_column(std::string_view name) const;
  /// The column called `name`; `none` and a problem (with a near name) if there is none.
  std::size_t column(std::string_view name) const;

  const std::string& text(std::size_t row, std::size_t column) const;
  /// A finite number, thousands parted by commas allowed (see read_number); else a problem.
  double number(std::size_t row, std::size_t column) const;
  double count(std::size_t row, std::size_t column) const;  ///< a number not below 0; else a problem

  /// The line of the file at which a row begins; 0 of columns.
  int line(std::size_t row) const { return has_lines_ ? lines_[row] : 0; }
  /// Where a row stands in the file, in words: "line 3", or "row 2" of columns.
  std::string place(std::size_t row) const;
  /// Adds a problem at a row (from 0, the line of names not counted).
  void problem(std::size_t row, std::string message) const;
  /// Adds a problem with the table as a whole.
  void problem(std::string message) const;

 private:
  CsvTable(std::string file, std::vector<Problem>& problems) : file_(std::move(file)), problems_(&problems) {}
  void read_rows(DelimitedRows& rows);
  void name_columns(const DelimitedRow& names);
  void tell_names_given_twice() const;
  void take_row(DelimitedRow row);
  bool fits(const DelimitedRow& row) const;
  void add_row(const DelimitedRow& row);
  void end_of_rows();
  void tell_ragged(const DelimitedRow& row);
  void drop_nameless_empty_columns();
  void take_columns(const std::vector<NamedCells>& columns);

  std::string file_;
  std::vector<Problem>* problems_;
  char separator_ = ',';
  int names_line_ = 1;                ///< of the row of names
  std::vector<DelimitedRow> tops_;    ///< rows above the names
  std::vector<std::string> heading_;  ///< the row of names as it is
  std::vector<std::string> columns_;  ///< names
  std::vector<std::size_t> at_;       ///< where each column's cells are in a row
  std::map<std::string, std::size_t, std::less<>> index_;
  std::size_t width_ = 0;            ///< cells kept a row
  std::vector<DelimitedRow> loose_;  ///< rows that do not fit, and none that fits came after them
  std::size_t ragged_ = 0;           ///< rows left out because they do not fit
  std::vector<std::string> cells_;   ///< row after row
  std::vector<int> lines_;           ///< where each row begins in the file; its number where it has no lines
  bool has_lines_ = true;
};

/// One cell as it is written in such a table: quoted where it must be.
std::string csv_cell(std::string_view text);

}  // namespace kith
