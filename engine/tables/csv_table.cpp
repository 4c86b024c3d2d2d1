#include "engine/tables/csv_table.hpp"

#include "engine/settings/toml_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace kith {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Takes a text apart, row by row.
class Rows {
 public:
  explicit Rows(std::string_view text) : text_(text) {}

  /// The cells of the next row that is not empty; false at the end. `line` is where it begins.
  bool next(std::vector<std::string>& cells, int& line) {
    while (at_ < text_.size() && at_line_end()) pass_line_end();
    if (at_ >= text_.size()) return false;
    cells.clear();
    line = line_;
    for (;;) {
      cells.push_back(cell());
      if (at_ >= text_.size()) return true;
      if (text_[at_] == ',') {
        ++at_;
        continue;
      }
      pass_line_end();
      return true;
    }
  }
  /// Line of a quote that was opened and never closed; 0 if there is none.
  int open_quote() const { return open_quote_; }

 private:
  bool at_line_end() const {
    return text_[at_] == '\n' || (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
  }
  void pass_line_end() {
    at_ += text_[at_] == '\r' ? 2 : 1;
    ++line_;
  }
  std::string cell() {
    if (at_ < text_.size() && text_[at_] == '"') return quoted();
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != ',' && !at_line_end()) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }
  std::string quoted() {
    const int opened = line_;
    std::string cell;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        if (at_ >= text_.size() || text_[at_] != '"') {
          // What stands between the closing quote and the comma is kept, so that no character is lost unseen.
          while (at_ < text_.size() && text_[at_] != ',' && !at_line_end()) cell += text_[at_++];
          return cell;
        }
      }
      line_ += text_[at_] == '\n';
      cell += text_[at_];
    }
    open_quote_ = opened;
    return cell;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  int open_quote_ = 0;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

CsvTable CsvTable::parse(std::string_view text, std::string file, std::vector<Problem>& problems) {
  CsvTable table(std::move(file), problems);
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  if (const auto bad = first_byte_not_utf8(text)) {
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*bad), '\n');
    add_problem(problems, {table.file_, static_cast<int>(line), 0}, "not UTF-8 text; convert the file to UTF-8");
    return table;
  }
  Rows rows(text);
  std::vector<std::string> cells;
  int line = 0;
  if (!rows.next(cells, line)) {
    table.problem("the table is empty; its first line must name the columns");
    return table;
  }
  table.name_columns(cells);
  while (rows.next(cells, line)) table.add_row(cells, line);
  if (rows.open_quote() > 0)
    add_problem(problems, {table.file_, rows.open_quote(), 0}, "a quote opened here is never closed");
  return table;
}

void CsvTable::name_columns(std::vector<std::string> names) {
  columns_ = std::move(names);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    columns_[i] = std::string(trimmed(columns_[i]));
    if (!index_.emplace(columns_[i], i).second)
      add_problem(*problems_, {file_, 1, 0}, fmt::format("two columns are called {}", in_quotes(columns_[i])));
  }
}

void CsvTable::add_row(std::vector<std::string> cells, int line) {
  if (cells.size() != columns_.size()) {
    add_problem(*problems_, {file_, line, 0},
                fmt::format("{} cells where there are {} columns", cells.size(), columns_.size()));
    return;
  }
  lines_.push_back(line);
  std::move(cells.begin(), cells.end(), std::back_inserter(cells_));
}

std::optional<std::size_t> CsvTable::find_column(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? std::nullopt : std::optional(found->second);
}

std::size_t CsvTable::column(std::string_view name) const {
  if (const auto found = find_column(name)) return *found;
  if (!columns_.empty()) problem(fmt::format("there is no column {}{}", in_quotes(name), did_you_mean(name, columns_)));
  return none;
}

const std::string& CsvTable::text(std::size_t row, std::size_t column) const {
  static const std::string nothing;
  return column == none ? nothing : cells_[row * columns_.size() + column];
}

double CsvTable::number(std::size_t row, std::size_t column) const {
  if (column == none) return 0;
  const std::string_view cell = trimmed(text(row, column));
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error == std::errc{} && end == cell.data() + cell.size() && std::isfinite(value)) return value;
  problem(row, fmt::format("{} in column {} is not a number", in_quotes(cell), in_quotes(columns_[column])));
  return 0;
}

double CsvTable::count(std::size_t row, std::size_t column) const {
  const double value = number(row, column);
  if (value >= 0) return value;
  problem(row, fmt::format("{} in column {} is negative", in_quotes(text(row, column)), in_quotes(columns_[column])));
  return 0;
}

void CsvTable::problem(std::size_t row, std::string message) const {
  add_problem(*problems_, {file_, lines_[row], 0}, std::move(message));
}

void CsvTable::problem(std::string message) const { add_problem(*problems_, {file_, 1, 0}, std::move(message)); }

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (const char letter : text) cell += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return cell + "\"";
}

}  // namespace kith
