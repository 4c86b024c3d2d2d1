// Exponential fading by whole days, looked up: the same numbers as std::exp, without its cost.
#pragma once

#include "engine/time/calendar.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

namespace kith {

class Fading {
 public:
  Fading() = default;
  /// `memory_days` > 0: after so many days 1/e is left.
  explicit Fading(double memory_days) : memory_days_(memory_days) {
    constexpr Day kept = 2048;
    for (Day days = 0; days < kept; ++days) after_.push_back(std::exp(-days / memory_days));
  }
  /// exp(-days / memory_days). `days` may be negative.
  double after(Day days) const {
    const auto row = static_cast<std::size_t>(days);
    return days >= 0 && row < after_.size() ? after_[row] : std::exp(-days / memory_days_);
  }

 private:
  double memory_days_ = 1;
  std::vector<double> after_;
};

}  // namespace kith
