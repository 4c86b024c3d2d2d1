#include "models/safety/offending/seasons.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace kith::safety {

namespace {
constexpr std::size_t days_of_year = 366;
}

Seasons::Seasons(const Parameters& p, const TypeShares& types, Date start)
    : types_(types.size()), years_{year_of(p, types, Sex{0}), year_of(p, types, Sex{1})} {
  const Date january{std::chrono::year_month_day{start}.year() / std::chrono::January / 1};
  new_year_ = static_cast<int>((start - january).count());
}

Seasons::Year Seasons::year_of(const Parameters& p, const TypeShares& types, Sex sex) {
  Year year;
  for (std::size_t day = 0; day < days_of_year; ++day) {
    FamilyRates& families = year.families.emplace_back();
    const std::size_t first = year.shares.size();
    for (std::size_t type = 0; type < types.size(); ++type) {
      const double turn = (static_cast<double>(day) + 1 - p.season_peak[type]) / days_per_year;
      year.shares.push_back(types.of(sex)[type] *
                            (1 + p.season_amplitude[type] * std::cos(2 * std::numbers::pi * turn)));
      families[types.family[type]] += year.shares.back();
    }
    for (std::size_t type = 0; type < types.size(); ++type)
      if (const double family = families[types.family[type]]; family > 0) year.shares[first + type] /= family;
  }
  return year;
}

FamilyRates Seasons::greatest(const TypeShares& types, Sex sex, const std::vector<double>& weights) const {
  const Year& year = of(sex);
  FamilyRates most{};
  for (std::size_t day = 0; day < year.families.size(); ++day) {
    FamilyRates now{};
    for (std::size_t type = 0; type < types_; ++type)
      now[types.family[type]] +=
          weights[type] * year.families[day][types.family[type]] * year.shares[day * types_ + type];
    for (std::size_t f = 0; f < family_count; ++f) most[f] = std::max(most[f], now[f]);
  }
  return most;
}

}  // namespace kith::safety
