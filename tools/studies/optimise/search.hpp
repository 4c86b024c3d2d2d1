// Which schemes to buy under a purse: step by step, each step measured on top of what is bought already, in pairs that
// all plans share. What brings most for a pound really spent is bought next; then the whole is checked in pairs that
// had no part in choosing it, beside every scheme alone with the same money.
#pragma once

#include "results/comparison.hpp"
#include "tools/studies/kept_replicates.hpp"
#include "tools/studies/optimise/outcomes.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace kith::optimise {

/// A plan against another, over pairs; intervals of 95% are of the mean.
struct Change {
  results::Estimate gain;     ///< in the aim: above 0 is better, whichever way the aim goes
  results::Estimate spent;    ///< more than in the other, a year
  results::Estimate benefit;  ///< net benefit by the widest sum of the ledger; no values without a ledger
  double mean_worse = 0;      ///< chance that the mean over many worlds would, likewise
  double worse = 0;           ///< chance that one world more would do worse, by Student's t; NaN for one pair
  /// Gain for what is spent; infinite where it saves, or costs nothing.
  double rate() const;
};

/// One more step in a scheme.
struct Step {
  std::size_t scheme = 0;
  double from = 0, to = 0;
  Change change{};
  std::int64_t pairs = 0;  ///< in which it was measured
};

/// A step that was bought, with those that were measured beside it.
struct Purchase {
  Step step;
  Plan plan;                    ///< all that is bought with it
  Change whole{};               ///< of the plan against no purchase, in the pairs of the search
  std::vector<Step> others{};   ///< that were not bought then, the best first
  std::vector<Step> as_good{};  ///< of these, those whose gain for the money cannot be told from this one's
};

struct Found {
  std::vector<Step> next_pound;  ///< one step in each scheme, nothing else bought, the best first
  std::vector<Purchase> purchases;
  std::string ended;  ///< why nothing more was bought, in words
  std::int64_t lived = 0;
};

/// Throws Interrupted; what was found so far stays with `outcomes`.
Found search(const OptimiseFile& file, Outcomes& outcomes, bool quiet);

/// A plan as it is checked.
struct Checked {
  std::string label;  ///< in the comparison
  std::string name;   ///< in words
  Plan plan;
  Change change{};  ///< against no purchase
};

struct Check {
  results::Run run;               ///< the comparison: no purchase, the plan after each purchase, each scheme alone
  std::vector<Checked> frontier;  ///< the last is the plan
  std::vector<Checked> singles;   ///< each scheme alone, as much of it as the purse pays for
  std::vector<Change> plan_over_singles;  ///< how much better the plan is than each of them
  std::int64_t pairs = 0;
};

/// Fits the last purchase to the purse in the pairs of the check, then lives everything there. Empty frontier if
/// nothing was bought.
Check check(const OptimiseFile& file, Outcomes& outcomes, Found& found, const HowToSearch& how,
            tools::KeptReplicates& kept);

}  // namespace kith::optimise
