#include "engine/tables/csv_table.hpp"

#include "engine/tables/table_heading.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith {

namespace {

constexpr std::size_t rows_looked_at = 100;  // to find the names of columns
constexpr std::size_t most_ragged_told = 3;

/// A sentence about the table, below its rows: one cell with words, or a few where an empty line stands before it.
bool is_note(const DelimitedRow& row, std::size_t columns, bool after_gap) {
  const std::string& first = row.cells.front();
  if (columns < 2 || first.find(' ') == std::string::npos || read_number(first, ',').value) return false;
  if (row.filled() == 1) return after_gap || row.cells.size() == 1;
  return after_gap && row.cells.size() < columns;
}

}  // namespace

CsvTable CsvTable::parse(std::string_view bytes, std::string file, std::vector<Problem>& problems) {
  CsvTable table(std::move(file), problems);
  TableText text;
  read_table_text(bytes, text);
  if (!text.fault.empty()) {
    add_problem(problems, {table.file_, static_cast<int>(text.fault_line), 0}, text.fault);
    return table;
  }
  const Separation separation = separation_of(text.text);
  table.separator_ = separation.separator;
  DelimitedRows rows(text.text, separation.separator, separation.begin, separation.line);
  table.read_rows(rows);
  if (rows.open_quote() > 0)
    add_problem(problems, {table.file_, rows.open_quote(), 0}, "a quote opened here is never closed");
  return table;
}

CsvTable CsvTable::of_columns(const std::vector<NamedCells>& columns, std::string file,
                              std::vector<Problem>& problems) {
  CsvTable table(std::move(file), problems);
  table.has_lines_ = false;
  table.names_line_ = 0;
  table.take_columns(columns);
  return table;
}

CsvTable CsvTable::read(const TableSource& source, std::vector<Problem>& problems) {
  return source.columns.empty() ? parse(source.text, source.file, problems)
                                : of_columns(source.columns, source.file, problems);
}

void CsvTable::take_columns(const std::vector<NamedCells>& columns) {
  if (columns.empty()) return problem("the table has no columns");
  for (const NamedCells& column : columns)
    if (column.cells.size() != columns.front().cells.size())
      return problem(fmt::format("columns must have one length, but {} has {} cells and {} has {}",
                                 in_quotes(columns.front().name), columns.front().cells.size(), in_quotes(column.name),
                                 column.cells.size()));
  width_ = columns.size();
  for (std::size_t i = 0; i < width_; ++i) {
    columns_.push_back(columns[i].name);
    at_.push_back(i);
    index_.emplace(columns[i].name, i);
  }
  tell_names_given_twice();
  cells_.reserve(width_ * columns.front().cells.size());
  for (std::size_t row = 0; row < columns.front().cells.size(); ++row) {
    lines_.push_back(static_cast<int>(row + 1));
    for (const NamedCells& column : columns) cells_.emplace_back(without_blanks(column.cells[row]));
  }
}

std::string CsvTable::place(std::size_t row) const {
  return fmt::format("{} {}", has_lines_ ? "line" : "row", lines_[row]);
}

void CsvTable::read_rows(DelimitedRows& rows) {
  std::vector<DelimitedRow> first;
  for (DelimitedRow row; first.size() < rows_looked_at && rows.next(row);) first.push_back(std::move(row));
  if (first.empty()) return problem("the table is empty; its first line must name the columns");
  const TableHeading heading = find_heading(first);
  if (!heading.fault.empty()) return problem(heading.fault);
  name_columns(first[heading.row]);
  for (std::size_t i = heading.row + 1; i < first.size(); ++i) take_row(std::move(first[i]));
  tops_.assign(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(heading.row));
  for (DelimitedRow row; rows.next(row);) take_row(std::move(row));
  end_of_rows();
  drop_nameless_empty_columns();
}

void CsvTable::name_columns(const DelimitedRow& names) {
  names_line_ = names.line;
  heading_ = names.cells;
  width_ = names.extent();
  for (std::size_t i = 0; i < width_; ++i) {
    columns_.emplace_back(without_blanks(names.cells[i]));
    at_.push_back(i);
    index_.emplace(columns_.back(), i);
  }
  tell_names_given_twice();
}

void CsvTable::tell_names_given_twice() const {
  std::map<std::string, int> count;
  std::string twice;
  for (const std::string& name : columns_)
    if (!name.empty() && ++count[name] == 2) twice += (twice.empty() ? "" : ", ") + in_quotes(name);
  if (!twice.empty()) problem(fmt::format("two columns are called {}", twice));
}

/// A row that does not fit waits: it may be a note after the last row, or a fault if a row that fits comes after it.
void CsvTable::take_row(DelimitedRow row) {
  if (row.cells == heading_ || (columns_.size() > 1 && row.extent() == 0)) return;
  const bool after_gap = row.after_gap || (!loose_.empty() && loose_.back().after_gap);
  if (!fits(row) || is_note(row, columns_.size(), after_gap)) {
    row.after_gap = after_gap;
    loose_.push_back(std::move(row));
    return;
  }
  for (const DelimitedRow& before : loose_) fits(before) ? add_row(before) : tell_ragged(before);
  loose_.clear();
  add_row(row);
}

bool CsvTable::fits(const DelimitedRow& row) const { return row.cells.size() >= width_ && row.extent() <= width_; }

void CsvTable::add_row(const DelimitedRow& row) {
  lines_.push_back(row.line);
  cells_.insert(cells_.end(), row.cells.begin(), row.cells.begin() + static_cast<std::ptrdiff_t>(width_));
}

void CsvTable::end_of_rows() {
  const bool notes = std::ranges::all_of(
      loose_, [&](const DelimitedRow& row) { return is_note(row, columns_.size(), row.after_gap); });
  if (!notes) {
    for (const DelimitedRow& row : loose_) fits(row) ? add_row(row) : tell_ragged(row);
  }
  loose_.clear();
  if (ragged_ > most_ragged_told)
    problem(fmt::format("{} more rows have another number of cells than there are columns ({})",
                        ragged_ - most_ragged_told, columns_.size()));
}

void CsvTable::tell_ragged(const DelimitedRow& row) {
  if (++ragged_ > most_ragged_told) return;
  const char* quotes = row.extent() > width_ ? "; a cell that holds a comma must be in quotes" : "";
  add_problem(*problems_, {file_, row.line, 0},
              fmt::format("{} {} where there {} {} {}{}", row.cells.size(), row.cells.size() == 1 ? "cell" : "cells",
                          columns_.size() == 1 ? "is" : "are", columns_.size(),
                          columns_.size() == 1 ? "column" : "columns", separator_ == ',' ? quotes : ""));
}

void CsvTable::drop_nameless_empty_columns() {
  const auto has_cells = [&](std::size_t column) {
    for (std::size_t row = 0; row < rows(); ++row)
      if (!cells_[row * width_ + column].empty()) return true;
    return false;
  };
  std::vector<std::string> names;
  std::vector<std::size_t> at;
  index_.clear();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].empty() && !has_cells(i)) continue;
    if (!columns_[i].empty()) index_.emplace(columns_[i], names.size());
    names.push_back(columns_[i]);
    at.push_back(i);
  }
  columns_ = std::move(names);
  at_ = std::move(at);
}

std::optional<std::size_t> CsvTable::find_column(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? std::nullopt : std::optional(found->second);
}

std::size_t CsvTable::column(std::string_view name) const {
  if (const auto found = find_column(name)) return *found;
  if (columns_.empty()) return none;
  const auto above = std::ranges::find_if(
      tops_, [&](const DelimitedRow& row) { return std::ranges::find(row.cells, name) != row.cells.end(); });
  const std::string hint =
      above != tops_.end()
          ? fmt::format("; line {} has it, but line {} was taken for the names of columns", above->line, names_line_)
          : did_you_mean(name, columns_);
  problem(fmt::format("there is no column {}{}", in_quotes(name), hint));
  return none;
}

const std::string& CsvTable::text(std::size_t row, std::size_t column) const {
  static const std::string nothing;
  return column == none ? nothing : cells_[row * width_ + at_[column]];
}

double CsvTable::number(std::size_t row, std::size_t column) const {
  if (column == none) return 0;
  const std::string& cell = text(row, column);
  const WrittenNumber written = read_number(cell, separator_);
  if (written.value) return *written.value;
  problem(row, written.ambiguous
                   ? fmt::format("{} in column {} may be thousands or decimals; write it without the comma",
                                 in_quotes(cell), in_quotes(columns_[column]))
                   : fmt::format("{} in column {} is not a number", in_quotes(without_blanks(cell)),
                                 in_quotes(columns_[column])));
  return 0;
}

double CsvTable::count(std::size_t row, std::size_t column) const {
  const double value = number(row, column);
  if (value >= 0) return value;
  problem(row, fmt::format("{} in column {} is negative", in_quotes(text(row, column)), in_quotes(columns_[column])));
  return 0;
}

void CsvTable::problem(std::size_t row, std::string message) const {
  if (!has_lines_) message = fmt::format("{}: {}", place(row), message);
  add_problem(*problems_, {file_, line(row), 0}, std::move(message));
}

void CsvTable::problem(std::string message) const {
  add_problem(*problems_, {file_, names_line_, 0}, std::move(message));
}

std::string csv_cell(std::string_view text) {
  const bool plain = text.find_first_of(",;|\t\"\r\n") == std::string_view::npos && without_blanks(text) == text;
  if (plain && !text.starts_with("sep=")) return std::string(text);
  std::string cell = "\"";
  for (const char letter : text) cell += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return cell + "\"";
}

}  // namespace kith
