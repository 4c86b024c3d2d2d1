// What a run or comparison takes as given: each number of evidence with its grade, what is not known of it, and how
// much the answer goes with it, so that an analyst can hand over a log of assumptions. Literature: The Aqua Book (HM
// Treasury 2015) on logs of assumptions with their quality and impact.
#pragma once

#include "results/results.hpp"

#include <string>
#include <vector>

namespace kith::tools {

/// One number of evidence in force.
struct Assumption {
  results::Run::Evidence evidence;
  std::string uncertainty;      ///< distribution it was drawn from; "held: ..." or "stands as it is" if it was not
  double rank_correlation = 0;  ///< of the number and the change over pairs; NaN if it was not drawn
  bool beyond_chance = false;   ///< whether that is more than chance brings, all numbers taken together
};

/// By grade, the most frequent first; within a grade those with which the answer goes most first, then by path. The
/// answer is the change of the headline the first target is about, else the first of `headlines` whose change varies
/// over pairs, in the last scenario of a comparison. A run of one scenario, or one with chance alone in doubt, has no
/// correlations.
std::vector<Assumption> assumptions_of(const results::Run& run, const std::vector<std::string>& headlines);

/// A screenful: how many numbers of each grade, and with which of them the answer goes.
std::string assumptions_text(const results::Run& run, const std::vector<Assumption>& assumptions);

/// The log: a row a number, with an empty column for who owns the assumption.
std::string assumptions_csv(const std::vector<Assumption>& assumptions);

}  // namespace kith::tools
