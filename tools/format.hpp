// Numbers, durations and sizes as people read them, and plain text tables.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kith::tools {

std::string format_count(std::int64_t value);          ///< "515,000"
std::string format_fixed(double value, int decimals);  ///< "1,234.5"; "-" for NaN
std::string format_seconds(double seconds);            ///< "3.2 s", "4 min 10 s", "2 h 5 min"
std::string format_bytes(double bytes);                ///< "12.3 MB"

/// Decimals that show `value` to four significant digits and `half_width` (if it is a positive number) to two.
int decimals_for(double value, double half_width);

/// Breaks `text` into lines of at most `columns`, each after the first starting with `indent` spaces.
std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent);

/// Columns of text, aligned by the widest cell.
class Table {
 public:
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
  };
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  std::string text() const;  ///< with a title line; every line ends in a line feed

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace kith::tools
