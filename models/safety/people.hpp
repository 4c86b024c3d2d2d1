// The people this model is about, by their names in models/population.
#pragma once

#include "engine/time/short_day.hpp"
#include "models/population/population.hpp"

namespace kith::safety {

using population::Activity;
using population::activity_names;
using population::adult_age;
using population::Area;
using population::Ethnicity;
using population::ethnicity_names;
using population::Place;
using population::Population;
using population::Resident;
using population::Sex;

}  // namespace kith::safety
