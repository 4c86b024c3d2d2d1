// Published facts the model is held against, read from models/safety/facts/*.toml (compiled in), one a file. Beside
// what engine/evidence/fact_file.hpp reads a file may say where (place) and from what day on (about) its fact was
// observed, and of which service it says what was found (trial).
#pragma once

#include "engine/run/model.hpp"
#include "engine/settings/settings.hpp"

#include <string_view>
#include <vector>

namespace kith::safety {

/// What a fact says was found of a service, before and after: `kith trial` tells it beside what it finds.
struct FactOfTrial {
  std::string service;          ///< "": of none
  NumberList changes;           ///< -0.1 for a fall by a tenth
  std::vector<std::string> of;  ///< of what, each
};

/// Where and when a fact was observed, if that matters: it says nothing of other places or of other years.
struct FactScope {
  std::string place;       ///< "": not of one place
  Date about;              ///< first day of the period observed; Date{}: not of one time
  bool fitted = true;      ///< if it may be fitted to: whether the model was
  double least_years = 0;  ///< how long a run must be to be held against it
  FactOfTrial trial{};
};

struct PublishedFact {
  Fact fact;
  FactScope scope;
};

/// Every fact, in the order of their files. Loaded once; throws InputError if a file is unsound.
const std::vector<PublishedFact>& published_facts();

/// The card of a run of the whole of `place` from `start` on. A run can be held against what is of no one place or of
/// this one, and of no one time or observed from within a year of `start`; the others say why not (Fact::not_measured).
/// "" stands for a place no fact is of, or part of a place. Where no fact that may be fitted to is of the place,
/// nothing was fitted there (Fact::fitted). `years`: how long the run is.
std::vector<Fact> card_facts(std::string_view place, Date start, double years);

}  // namespace kith::safety
