// A day in two bytes, for the many that rows of people and of what they did hold.
#pragma once

#include "engine/time/calendar.hpp"

#include <cstdint>
#include <limits>

namespace kith {

inline constexpr Day never = 0x3FFFFFFF;

/// Longest stretch before or after the first day of a run that records can tell apart: some ninety years.
inline constexpr Day longest_run_days = std::numeric_limits<std::int16_t>::max() - 1;

/// A Day that stays exact within `longest_run_days` of the first day; what lies beyond reads as `never` or `-never`.
class ShortDay {
 public:
  constexpr ShortDay(Day day = 0)  // NOLINT: meant to be written as a Day
      : day_(day > longest_run_days    ? std::numeric_limits<std::int16_t>::max()
             : day < -longest_run_days ? std::numeric_limits<std::int16_t>::min()
                                       : static_cast<std::int16_t>(day)) {}
  constexpr operator Day() const {  // NOLINT: meant to be read as a Day
    return day_ == std::numeric_limits<std::int16_t>::max()   ? never
           : day_ == std::numeric_limits<std::int16_t>::min() ? -never
                                                              : day_;
  }

 private:
  std::int16_t day_;
};

}  // namespace kith
