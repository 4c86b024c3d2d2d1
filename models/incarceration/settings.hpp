// What a scenario of the incarceration model may set. Probabilities and their defaults are those of the published
// model, as the authors' data and the public simulator of it give them.
#pragma once

#include "engine/people/people.hpp"
#include "engine/settings/settings.hpp"

#include <cstdint>

namespace kith::incarceration {

/// Probabilities a month that a person in custody passes a conviction to one relative. Those of women and of men are
/// told apart by who is in custody, but for the partner: there by who is convicted.
struct PassingOn {
  double mother = 0, father = 0, sister = 0, brother = 0, partner = 0, child = 0;
};

struct IncarcerationSettings {
  std::int64_t first_year = 100;
  std::int64_t youngest = 15;
  double initial_share = 0.01;
  std::int64_t initial_oldest = 45;
  double spontaneous = 1.675041946602729e-05;
  double mean_sentence = 14;
  double sentence_shape = 1.2;
  bool ties = true;
  PassingOn from_women{.mother = .000849988733768181,
                       .father = .0112878570024662,
                       .sister = .00801193753900653,
                       .brother = .0332053842229949,
                       .partner = .0043472740358963,
                       .child = .0169602401420906};
  PassingOn from_men{.mother = .00347339838166261,
                     .father = .0113344842544054,
                     .sister = .00436688659218365,
                     .brother = .0301729987453868,
                     .partner = .00078339990345766,
                     .child = .00634223110220566};
};
void fields(FieldVisitor& visitor, IncarcerationSettings& settings);

/// The columns and relations it reads.
PeopleNeeds incarceration_needs();

}  // namespace kith::incarceration
