// The law of sentencing: which sentence follows a conviction and how long it is. A pure function of parameters, facts
// and draws; the run and the years before it both decide by it.
#pragma once

#include "models/safety/parameters.hpp"
#include "models/safety/police/outcome.hpp"

#include <cstddef>

namespace kith::safety {

struct Convicted {
  std::size_t type;  ///< of the offence
  bool youth;        ///< under 18 on the day of sentence
  int earlier;       ///< convictions before this one
};

struct Sentence {
  Disposal disposal = Disposal::fine_or_discharge;  ///< never a caution
  Day length = 0;                                   ///< days, of custody; licence runs to its end
  Day served = 0;                                   ///< days of it in custody
};

/// `draw` lies in [0, 1); `months` is a draw of the length of custody, should it come to that.
Sentence sentence_of(const Parameters& parameters, const Convicted& convicted, double draw, double months);

}  // namespace kith::safety
