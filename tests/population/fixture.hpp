// People to test on: parameters as the evidence gives them, and populations made once for each test program's run.
#pragma once

#include "models/safety/evidence.hpp"
#include "models/safety/places.hpp"

#include <map>
#include <stdexcept>
#include <variant>

namespace kith::population::test {

inline constexpr Day five_years = 1825;
inline const Date start = parse_date("2013-04-01");

/// Throws if a parameter has no entry in the evidence.
inline PopulationParameters evidence_parameters() {
  std::map<std::string, double> values;
  for (const Setting& setting : safety::Evidence::get().parameters())
    values[setting.path] = std::get<double>(setting.default_value);
  PopulationParameters parameters{};
  each_parameter(parameters, [&](const char* name, double& value) {
    value = values.at(std::string("parameters.population.") + name);
  });
  return parameters;
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
