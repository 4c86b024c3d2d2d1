// Births and deaths as rates by age and sex.
#pragma once

#include "engine/random/draws.hpp"
#include "models/population/population.hpp"

namespace kith::population {

/// Day of death of somebody alive on `since`, or `never` if after `last`. Infant deaths in the first year, then a floor
/// plus a hazard that grows exponentially with age (Gompertz and Makeham); exact, whatever the step.
Day death_day(const PopulationParameters& parameters, Sex sex, Day birth, Day since, Day last, Stream& stream);

/// Day on which a couple parts that is together on `since`, or `never` if after `last`: at `rate` a year up to a mean
/// age of PopulationParameters::parting_age, then less, exponentially; exact, whatever the step. `birth` is the mean of
/// the two birthdays.
Day parting_day(const PopulationParameters& parameters, double rate, Day birth, Day since, Day last, Stream& stream);

/// Births a year to a woman of this age (years); a bell over age, more for those with a partner, fewer for students.
double birth_rate(const PopulationParameters& parameters, double age, bool partnered, bool student);

/// The woman's children's birthdays within (from, until], at least nine months apart.
std::vector<Day> birth_days(const PopulationParameters& parameters, Day mother_birth, bool partnered, bool student,
                            Day from, Day until, Stream& stream);

}  // namespace kith::population
