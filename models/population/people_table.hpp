// The people of a place as a table of persons and their ties, for use by other models and programs (`kith people
// export`).
#pragma once

#include "engine/people/people.hpp"
#include "models/population/population.hpp"

namespace kith::population {

/// Everybody present on the first day of the run, by rows of the population: sex, age, ethnicity, activity, area,
/// household and partner; friends and kin elsewhere. Those of one household are told by its number.
People people_table(const Population& population);

}  // namespace kith::population
