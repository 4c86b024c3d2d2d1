// What a goal is judged on, whether it can be, and which scenario is the best by it.
#pragma once

#include "results/comparison.hpp"

#include <string>
#include <vector>

namespace kith::results {

/// Whether a fall brings a goal nearer: as it asks for a change, or as the base stands to its value.
bool is_to_fall(const Goal& goal, const Verdict& verdict);
/// What a goal is judged on, by scenario and pair; empty if it cannot be judged.
std::vector<Reals> values_judged(const Run& run, const Goal& goal);
/// Why a goal cannot be judged, whatever the numbers turn out to be; "" if it can. Needs what a run declares of itself,
/// its days and its scenarios, but no replicates.
std::string why_never_judged(const Run& run, const Goal& goal);
/// Whether a measure has values only of years that end before an alternative (1 ..) comes to differ from the base, so
/// that nothing can differ in it.
bool is_measured_before_change(const Run& run, const std::string& measure, std::size_t alternative);

/// As pairs_as_draws of a preference, of what a goal is about in the year it is judged on; no draws if it cannot be.
EvidenceDraws pairs_as_draws(const Run& run, const Goal& goal);

/// In how many draws each scenario alone is the best, and in how many no one is.
struct SoleBest {
  std::vector<std::size_t> alone;  ///< one a scenario, the base first
  std::size_t shared = 0;          ///< several are equally good, but for rounding
};
SoleBest sole_best(const EvidenceDraws& draws);

}  // namespace kith::results
