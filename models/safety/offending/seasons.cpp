#include "models/safety/offending/seasons.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace kith::safety {

namespace {
constexpr std::size_t days_of_year = 366;
}

Seasons::Seasons(const Parameters& p, const TypeShares& types, Date start) : types_(types.share.size()) {
  const Date january{std::chrono::year_month_day{start}.year() / std::chrono::January / 1};
  new_year_ = static_cast<int>((start - january).count());
  for (std::size_t day = 0; day < days_of_year; ++day) {
    FamilyRates& families = families_.emplace_back();
    const std::size_t first = shares_.size();
    for (std::size_t type = 0; type < types_; ++type) {
      const double turn = (static_cast<double>(day) + 1 - p.season_peak[type]) / days_per_year;
      shares_.push_back(types.share[type] * (1 + p.season_amplitude[type] * std::cos(2 * std::numbers::pi * turn)));
      families[types.family[type]] += shares_.back();
    }
    for (std::size_t type = 0; type < types_; ++type)
      if (const double family = families[types.family[type]]; family > 0) shares_[first + type] /= family;
  }
}

FamilyRates Seasons::greatest(const TypeShares& types, const std::vector<double>& weights) const {
  FamilyRates most{};
  for (std::size_t day = 0; day < families_.size(); ++day) {
    FamilyRates now{};
    for (std::size_t type = 0; type < types_; ++type)
      now[types.family[type]] += weights[type] * families_[day][types.family[type]] * shares_[day * types_ + type];
    for (std::size_t f = 0; f < family_count; ++f) most[f] = std::max(most[f], now[f]);
  }
  return most;
}

}  // namespace kith::safety
