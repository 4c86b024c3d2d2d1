// The law of what a sanction does to later offending: a factor on somebody's rate that begins with the sanction and
// fades. Pure functions of parameters and of what was decided last; the run, the years before it and the twin record
// all decide by them. A difference is known between two sanctions only: it lies on the one of the two that is named
// here, and whoever got another offends as the rates say.
#pragma once

#include "engine/time/short_day.hpp"
#include "models/safety/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

namespace kith::safety {

struct Sentence;
enum class SuspectDisposal : std::uint8_t;

/// What was decided about somebody last, as far as a size is known.
enum class Sanction : std::uint8_t {
  none,          ///< nothing yet, or what no difference is known of
  diversion,     ///< a child warned or cautioned and not charged; known against children charged
  short_custody  ///< an adult out of custody of under twelve months; known against orders of a court
};

/// The last of them, and the day its effect begins: that of the decision, or of coming out.
struct Sanctioned {
  Sanction kind = Sanction::none;
  ShortDay since = never;
  bool operator==(const Sanctioned& other) const { return kind == other.kind && Day(since) == Day(other.since); }
};

/// What follows from a decision of police on `day`: nothing if what was decided before goes on to count.
std::optional<Sanctioned> decided_by_police(bool youth, SuspectDisposal disposal, Day day);
/// What follows from a sentence, its effect beginning on the day it is passed or, of custody, on that of coming out.
Sanctioned sentenced(const Sentence& given, bool youth, Day begins);

/// What it multiplies a rate of offending by when it begins; 1: nothing.
inline double size_of(const Parameters& parameters, Sanction kind) {
  if (kind == Sanction::diversion) return parameters.diversion_effect;
  return kind == Sanction::short_custody ? parameters.short_custody_effect : 1.0;
}

/// The most that any multiplies a rate by; at least 1.
inline double greatest_sanction(const Parameters& parameters) {
  return std::max({1.0, parameters.diversion_effect, parameters.short_custody_effect});
}

/// What it multiplies a rate of offending by on `day`: its logarithm falls to 37% in Parameters::sanction_fade_years.
inline double after_sanction(const Parameters& parameters, const Sanctioned& last, double day) {
  if (last.kind == Sanction::none || day < last.since) return 1.0;
  const double years = (day - last.since) / days_per_year;
  return std::pow(size_of(parameters, last.kind), std::exp(-years / parameters.sanction_fade_years));
}

}  // namespace kith::safety
