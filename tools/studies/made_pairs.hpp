// What is made of pairs so far, before it is joined into a comparison: each scenario alone, what the pairs drew, and
// how the alternatives come to differ from the base. Pairs are added as they are lived.
#pragma once

#include "results/results.hpp"
#include "tools/studies/lived_pairs.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace kith::tools {

struct MadePairs {
  std::vector<results::Run> runs;  ///< one a scenario, the base first
  results::Doubt doubt;
  MeasureSet twin_measures;
  std::vector<std::vector<ReplicateResult>> twins;  ///< by alternative, by replicate; none if nothing is told
};

/// All of it but pairs.
MadePairs no_pairs_yet(const std::vector<Scenario>& scenarios, const DoubtPlan& plan, const LivedPairs& pairs);

/// Lives the next `count` pairs. Throws Interrupted.
void add_pairs(MadePairs& made, LivedPairs& pairs, std::int64_t count, const HowToRun& how);

/// The comparison; `of_people` as in results::join. Throws ResultsError.
results::Run joined(MadePairs made, const std::vector<std::string>& labels, const std::vector<std::string>& of_people);

}  // namespace kith::tools
