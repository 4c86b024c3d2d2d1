// Changes that react to what is measured (engine/run/reactions.hpp): when they acted, told from a results file.
#pragma once

#include "results/results.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace kith::results {

/// Runs that are to be joined get the changes that react of all of them, in order; of those a run does not have, it has
/// no value. Nothing happens where no run has any.
void unite_reactions(std::vector<Run>& runs);

/// What a change that reacts did over the replicates. Days count from the run's start.
struct ReactionTold {
  std::string name;                             ///< what it sets, and when
  std::size_t replicates = 0;                   ///< of the scenario
  std::size_t acted = 0;                        ///< of these, those in which it ever was in force
  double earliest = 0, median = 0, latest = 0;  ///< first day in force, over those in which it was; NaN if none
  double mean_times = 0;                        ///< it came into force, over all
  double mean_days = 0;                         ///< it was in force, over all
};

/// Those a scenario has, in order: of a comparison the one of that number, the base being 0; else of the run.
std::vector<ReactionTold> reactions_told(const Run& run, std::size_t scenario = 0);

}  // namespace kith::results
