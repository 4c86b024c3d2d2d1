// Each type of offence has its own season. Over a year families keep their rates and types their shares of them; on a
// day both are moved, those of men and women each by the types that they commit.
#pragma once

#include "engine/time/calendar.hpp"
#include "models/safety/offending/law.hpp"
#include "models/safety/parameters.hpp"

#include <array>
#include <vector>

namespace kith::safety {

/// Immutable once made.
class Seasons {
 public:
  /// `start` is the date of day 0.
  Seasons(const Parameters& parameters, const TypeShares& types, Date start);

  /// What multiplies each family's rate on a day.
  const FamilyRates& of_families(Sex sex, Day day) const { return of(sex).families[day_of_year(day)]; }
  /// By type: the share of its family's rate on a day.
  const double* of_types(Sex sex, Day day) const { return &of(sex).shares[day_of_year(day) * types_]; }
  /// The most that each family's rate is multiplied by on any day, its types weighted by `weights`.
  FamilyRates greatest(const TypeShares& types, Sex sex, const std::vector<double>& weights) const;

 private:
  struct Year {
    std::vector<FamilyRates> families;  ///< by day of the year
    std::vector<double> shares;         ///< day of the year x type
  };
  const Year& of(Sex sex) const { return years_[static_cast<std::size_t>(sex)]; }
  static Year year_of(const Parameters& parameters, const TypeShares& types, Sex sex);
  /// Years of 365.25 days follow each other, as in the rest of a run.
  std::size_t day_of_year(Day day) const {
    constexpr int four_years = 1461, long_before = 200;  // of four years each
    const int days = day + new_year_ + long_before * four_years;
    return static_cast<std::size_t>(days % four_years * 4 % four_years / 4);
  }

  std::size_t types_;
  int new_year_ = 0;                   ///< days from the first of January to day 0
  std::array<Year, sex_count> years_;  ///< by sex
};

}  // namespace kith::safety
