#include "models/safety/police/area_records.hpp"

#include <cmath>

namespace kith::safety {

AreaRecords::AreaRecords(std::size_t areas, std::size_t types, Day first)
    : types_(types),
      period_(static_cast<std::int32_t>(std::floor(static_cast<double>(first) / period_days))),
      counts_(periods * areas * types),
      sums_(areas * types) {}

/// Where the present period's counts begin; days before the first of the run count backwards.
std::size_t AreaRecords::row_of_period() const {
  constexpr auto count = static_cast<std::int32_t>(periods);
  return static_cast<std::size_t>(period_ % count + count) % periods * sums_.size();
}

void AreaRecords::advance(Day day) {
  const auto now = static_cast<std::int32_t>(std::floor(static_cast<double>(day) / period_days));
  while (period_ < now) {
    ++period_;
    const std::size_t row = row_of_period();
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      sums_[i] -= counts_[row + i];
      counts_[row + i] = 0;
    }
  }
}

void AreaRecords::add(std::size_t area, std::size_t type) {
  ++counts_[row_of_period() + area * types_ + type];
  ++sums_[area * types_ + type];
}

std::size_t AreaRecords::bytes() const { return counts_.size() * sizeof(counts_[0]) + sums_.size() * sizeof(sums_[0]); }

}  // namespace kith::safety
