// The law of what becomes of a charge: which court hears it, what is pleaded, who waits in custody, how long it takes,
// and how it ends. Pure functions of parameters, facts and draws; the run and the years before it both decide by it.
#pragma once

#include "engine/random/draws.hpp"
#include "engine/time/calendar.hpp"
#include "models/safety/courts/court.hpp"
#include "models/safety/parameters.hpp"

#include <cstddef>

namespace kith::safety {

/// What is known on the day of the charge.
struct Charged {
  std::size_t type;  ///< of the offence
  bool youth;        ///< under 18 on that day
  int earlier;       ///< convictions
};

/// What will be done about a charge unless its court is full.
struct CourseOfCharge {
  Court court = Court::magistrates;
  bool denied = false;    ///< guilt is not admitted
  bool remanded = false;  ///< the wait is in custody
  Day ready_after = 0;    ///< days from the charge to when it could be heard
};
/// Takes the same number of draws whatever comes of them.
CourseOfCharge course_of_charge(const Parameters& parameters, const Charged& charged, Stream stream);

/// How a charge ends that has waited for `days`. Takes the same number of draws whatever comes of them.
Verdict verdict_of(const Parameters& parameters, const CourseOfCharge& course, Day days, Stream stream);

/// Hours for which a court sits.
double hours_of(const Parameters& parameters, Court court, Verdict verdict);

/// Hours to be expected of a charge when it is made, no other case being in the way.
double expected_hours(const Parameters& parameters, const CourseOfCharge& course);

/// The probability whose odds are those of `probability`, times `ratio`: within [0, 1] whatever the ratio, so that
/// every further cause tells, and what is certain or out of the question stays so.
double at_odds(double probability, double ratio);

/// What a record multiplies the odds of remand and of custody in a court by.
double odds_by_record(const Parameters& parameters, std::size_t court, int earlier_convictions);

}  // namespace kith::safety
