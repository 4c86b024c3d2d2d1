// Rows of things that come and go: a row given up is used again, so memory follows how many there are at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace kith {

/// A plain value: a copy is a snapshot. A row's number stays its own until it is given up.
template <class Row>
class ReusedRows {
 public:
  /// Returns the number of the row the item now stands in.
  std::uint32_t add(Row row) {
    if (free_.empty()) return append(std::move(row));
    const std::uint32_t number = free_.back();
    free_.pop_back();
    rows_[number] = std::move(row);
    return number;
  }
  /// Puts an item after all others, whatever rows are free: items appended one after the other stand side by side.
  std::uint32_t append(Row row) {
    rows_.push_back(std::move(row));
    return static_cast<std::uint32_t>(rows_.size() - 1);
  }
  /// The number the next item appended will have.
  std::uint32_t next_appended() const { return static_cast<std::uint32_t>(rows_.size()); }
  /// `number` must be in use; it may be another's from now on.
  void give_up(std::uint32_t number) { free_.push_back(number); }

  Row& operator[](std::uint32_t number) { return rows_[number]; }
  const Row& operator[](std::uint32_t number) const { return rows_[number]; }
  std::size_t in_use() const { return rows_.size() - free_.size(); }
  std::size_t bytes() const { return rows_.size() * sizeof(Row) + free_.size() * sizeof(free_[0]); }

 private:
  std::vector<Row> rows_;
  std::vector<std::uint32_t> free_;
};

}  // namespace kith
