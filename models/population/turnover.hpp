// The people of an area over the whole run: those of the first day, those who died or left before it, those born and
// those who arrive after it. Rows of a household are consecutive; households stay in street order.
#pragma once

#include "models/population/traits.hpp"

#include <limits>

namespace kith::population {

/// When a household came that was there before burn-in.
inline constexpr Day always = std::numeric_limits<Day>::min();

struct Person {
  Day birth;
  Day death;  ///< or leaving
  Sex sex;
  Ethnicity ethnicity;
  Activity activity;
  bool leaves;
  std::uint32_t partner;  ///< row within the area, or `nobody`
};

struct AreaPeople {
  std::vector<Person> people;
  std::vector<std::uint32_t> first;     ///< of each household; one more at the end
  std::vector<Day> from;                ///< of each household: the day it comes, or `always`
  std::vector<std::uint32_t> original;  ///< of each household: the dwelling, counted from 0
  std::vector<std::pair<Day, std::uint32_t>> moves;
};

struct Period {
  Day first;  ///< of burn-in
  Day last;
};

/// `area_number` keys the draws.
AreaPeople live_through(const ComposedArea& area, const std::vector<Ethnicity>& ethnicities,
                        const std::vector<Activity>& activities, const PopulationParameters& parameters, Period period,
                        const Draws& draws, std::uint64_t area_number);

}  // namespace kith::population
