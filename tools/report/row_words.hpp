// Rows of a table in words, by the sentences the file holds with it.
#pragma once

#include "results/results.hpp"

#include <string>
#include <string_view>

namespace kith::tools {

/// Reads one table of one run, both of which must outlive it.
class RowWords {
 public:
  RowWords(const results::Run& run, const kith::Table& table) : run_(run), table_(table) {}

  /// The whole row as its sentence tells it; where there is none, its cells one by one.
  std::string sentence(const TableRows& rows, std::size_t row) const;
  /// One cell: a label, a date, a number; "" if it has no value.
  std::string cell(const TableRows& rows, std::size_t row, std::size_t column) const;
  /// Whether a cell says something: it has a value, and is no "no" and no count of 0.
  bool tells(const TableRows& rows, std::size_t row, std::size_t column) const;
  /// Place of a column; throws ResultsError if there is none.
  std::size_t column(std::string_view name) const;

 private:
  std::string filled(std::string_view text, const TableRows& rows, std::size_t row, bool& complete) const;
  std::string all_cells(const TableRows& rows, std::size_t row) const;

  const results::Run& run_;
  const kith::Table& table_;
};

}  // namespace kith::tools
