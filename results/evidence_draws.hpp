// Scenarios run again with numbers of evidence drawn from what is known of them: the same draw for all scenarios, the
// same replicates for all draws. Says how much of the doubt about a change is doubt about evidence and how much is
// chance, and which scenario is best under how many draws.
#pragma once

#include "engine/measures/measures.hpp"

#include <span>
#include <string>
#include <vector>

namespace kith::results {

/// A number of evidence that was drawn.
struct DrawnNumber {
  std::string path;
  std::string unit;
  std::string configured;    ///< its value where nothing is drawn, as TOML
  std::string distribution;  ///< what it was drawn from
  std::string source;
};

/// A measure without dimensions that was kept of every draw.
struct DrawnMeasure {
  std::string name;
  std::string unit;
};

/// What is looked at to call a scenario the best.
struct Preference {
  std::string measure;  ///< one of those kept
  bool lowest = true;   ///< the lowest value is the best; else the highest
};

struct EvidenceDraws {
  std::size_t draws = 0;       ///< 0: none were made
  std::size_t scenarios = 0;   ///< the base first
  std::size_t replicates = 0;  ///< of each scenario in each draw
  std::vector<DrawnNumber> numbers;
  Reals drawn;  ///< by draw, number
  std::vector<DrawnMeasure> measures;
  Reals values;  ///< by draw, scenario, measure, replicate
  Preference preference;

  /// Position of a measure. Throws std::out_of_range.
  std::size_t measure_index(std::string_view name) const;
  /// The replicates of one cell.
  std::span<const double> cell(std::size_t draw, std::size_t scenario, std::size_t measure) const;
};

/// A measure in a scenario (0: the base), over all draws and replicates.
double mean_of_draws(const EvidenceDraws& draws, std::size_t scenario, std::size_t measure);

/// Whether the arrays have the lengths that the rest says.
bool is_consistent(const EvidenceDraws& draws);

/// How far the change of a measure in a scenario (1 ..) moves with the draws. NaN where nothing can be said.
struct Spread {
  double mean = 0;         ///< change, alternative minus base, over draws and replicates
  double low = 0;          ///< 2.5% of the draws have a smaller mean change; between draws, by linear interpolation
  double high = 0;         ///< 97.5%
  double share_below = 0;  ///< share of the draws whose mean change is below 0
  double evidence_deviation = 0;  ///< standard deviation of the change over draws, chance taken out
  double chance_deviation = 0;  ///< standard deviation of the change of one pair over replicates, the draw being given
  double evidence_share = 0;    ///< of the variance of the change of one pair under one draw, the draws' part
};
/// Variances by the two-way table draw x replicate, whose replicates share their chance in all draws.
Spread spread_of(const EvidenceDraws& draws, std::size_t scenario, std::size_t measure);

/// How a scenario fares against the best one of each draw.
struct Regret {
  std::size_t best_in = 0;  ///< draws in which it is the best; where several are, the first of them counts
  double share = 0;         ///< of the draws
  double expected = 0;      ///< mean distance from the best, in the measure's unit
  double greatest = 0;      ///< in the worst draw
};
/// One a scenario, the base first, by the mean over replicates of the preferred measure.
std::vector<Regret> regrets(const EvidenceDraws& draws);

/// A drawn number and how the change goes with it over the draws.
struct Influence {
  std::size_t number = 0;
  double rank_correlation = 0;  ///< Spearman's, of the number and the mean change
};
/// Of each number, in order, and the mean change: Spearman's; NaN where either does not vary.
Reals rank_correlations(const EvidenceDraws& draws, std::size_t scenario, std::size_t measure);
/// Those beyond chance, the strongest first: of so many numbers one in twenty times would any seem to matter that does
/// not. Empty where there are fewer than ten draws or the change does not vary.
std::vector<Influence> influences(const EvidenceDraws& draws, std::size_t scenario, std::size_t measure);

}  // namespace kith::results
