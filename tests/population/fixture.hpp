// People to test on: parameters as the evidence gives them, and populations made once for each test program's run.
#pragma once

#include "models/population/evidence.hpp"
#include "models/safety/places.hpp"

namespace kith::population::test {

inline constexpr Day five_years = 1825;
inline const Date start = parse_date("2013-04-01");

/// As the evidence gives them.
inline PopulationParameters evidence_parameters() {
  Declarations declarations;
  for (const Setting& number : numbers()) declarations.add(number);
  const Settings defaults(declarations);
  NumberReader reader(defaults, numbers());
  return read_parameters(reader);
}

inline Population make(TextList wards, Day first = 0, Day last = five_years, double total = 515000,
                       std::int64_t seed = 1) {
  safety::PlaceSettings settings;
  settings.wards = std::move(wards);
  settings.population_total = total;
  settings.population_seed = seed;
  return make_population(safety::shipped_places().read(settings), settings, evidence_parameters(), first, last, start);
}

/// Two wards unlike each other: many students, many families.
inline const Population& two_wards() {
  static const Population population = make({"Rusholme", "Moston"});
  return population;
}

inline const Population& whole_city() {
  static const Population population = make({});
  return population;
}

}  // namespace kith::population::test
