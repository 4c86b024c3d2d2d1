// The law of sentencing: which sentence follows a conviction, how long it is and what supervision comes after. A pure
// function of parameters, facts and draws; the run and the years before it both decide by it.
#pragma once

#include "models/safety/courts/court.hpp"
#include "models/safety/parameters.hpp"
#include "models/safety/police/outcome.hpp"

#include <cstddef>

namespace kith::safety {

struct Convicted {
  std::size_t type;  ///< of the offence
  bool youth;        ///< under 18 on the day of sentence
  int earlier;       ///< convictions before this one
  bool supervised;   ///< on an order or a licence when the offence was committed
  Court court;
  bool woman = false;  ///< or a girl
};

struct Sentence {
  Disposal disposal = Disposal::fine_or_discharge;  ///< never a caution
  bool suspended = false;                           ///< of an order: a suspended sentence of custody
  Day length = 0;                                   ///< days, of custody
  Day served = 0;                                   ///< days of it in custody
  Day supervision = 0;                              ///< days on licence or under supervision from release on
};

/// Months of custody to be expected of a type, a first conviction: by it the gravest of several is told.
double gravity(const Parameters& parameters, std::size_t type);

/// Under 12 months: supervised, if at all, by a law of its own.
bool is_short(Day length);

/// Court, record, sex and supervision multiply the odds of custody; a child's probability is a share of an adult's.
double custody_probability(const Parameters& parameters, const Convicted& convicted);

/// `draw` lies in [0, 1); `months` is a draw of the length of custody, should it come to that.
Sentence sentence_of(const Parameters& parameters, const Convicted& convicted, double draw, double months);

}  // namespace kith::safety
