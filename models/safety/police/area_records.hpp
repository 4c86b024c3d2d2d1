// Recorded offences by small area and type, over the last thirteen four-week periods.
#pragma once

#include "engine/time/calendar.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kith::safety {

/// A plain value.
class AreaRecords {
 public:
  AreaRecords() = default;
  AreaRecords(std::size_t areas, std::size_t types, Day first);
  void advance(Day day);  ///< what is recorded from now on falls on `day` or later
  void add(std::size_t area, std::size_t type);
  std::int64_t last_year(std::size_t area, std::size_t type) const { return sums_[area * types_ + type]; }
  std::size_t bytes() const;

 private:
  static constexpr std::size_t periods = 13;
  static constexpr Day period_days = 28;
  std::size_t row_of_period() const;
  std::size_t types_ = 0;
  std::int32_t period_ = 0;
  std::vector<std::uint32_t> counts_;  ///< period (in turn), area, type
  std::vector<std::int64_t> sums_;     ///< area, type
};

}  // namespace kith::safety
