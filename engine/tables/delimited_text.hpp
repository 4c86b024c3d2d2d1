// The text of a table as programs save it, taken apart into rows of cells: UTF-8, or UTF-16 as Excel's "Unicode text";
// cells parted by commas, semicolons, tabs or upright strokes, whichever makes rows alike; quotes as in RFC 4180;
// lines that end in LF, CRLF or, where there is no LF, CR.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kith {

/// One row that is not an empty line.
struct DelimitedRow {
  std::vector<std::string> cells;  ///< blanks around a cell that is not quoted are gone
  int line = 0;                    ///< where it begins
  bool after_gap = false;          ///< an empty line or a row of empty cells stands before it

  /// Number of cells up to the last that is not empty.
  std::size_t extent() const;
  /// Number of cells that are not empty.
  std::size_t filled() const;
};

/// The bytes of a file as UTF-8 text without a byte-order mark.
struct TableText {
  std::string converted;       ///< holds the text if it had to be converted
  std::string_view text;       ///< of `converted` or of the bytes given
  std::string fault;           ///< why it is no table, "" if it is text
  std::size_t fault_line = 1;  ///< where that shows
};
/// Does not copy UTF-8; `bytes` must outlive the result, which must not be moved once read.
void read_table_text(std::string_view bytes, TableText& result);

/// Takes a text apart, row by row. Not for use by several threads at once.
class DelimitedRows {
 public:
  /// `begin` is where to start, `line` the number of the line there.
  DelimitedRows(std::string_view text, char separator, std::size_t begin = 0, int line = 1);

  /// The next row that is not an empty line; false at the end. Rows of empty cells are passed over where the table has
  /// more than one column.
  bool next(DelimitedRow& row);
  /// Line of a quote that was opened and never closed; 0 if there is none.
  int open_quote() const { return open_quote_; }

 private:
  bool at_line_end() const;
  void pass_line_end();
  void skip_blanks();
  std::string cell();
  std::string quoted();

  std::string_view text_;
  char separator_;
  bool carriage_returns_;  ///< lines end in CR alone
  std::size_t at_;
  int line_;
  int open_quote_ = 0;
};

/// What parts the cells, and where the rows begin: after the line "sep=;" that Excel writes and reads, if there is one.
struct Separation {
  char separator = ',';
  std::size_t begin = 0;
  int line = 1;
};
Separation separation_of(std::string_view text);

/// Without blanks (no-break ones, too) at both ends.
std::string_view without_blanks(std::string_view text);

/// How a number was written in a cell.
struct WrittenNumber {
  std::optional<double> value;  ///< nothing if it is none, or may be two
  bool ambiguous = false;       ///< "1,234" where a comma may part thousands or decimals
};
/// Reads "1234.5", "1,234.5", "1 234" and, where cells are not parted by commas, "1,5". Thousands are parted in threes.
WrittenNumber read_number(std::string_view cell, char separator);

}  // namespace kith
