// Fitting parameters to facts, whatever simulates: rounds of points, an emulator a fact, a sample of what the facts
// leave possible, and what can be said of each parameter and each fact. Parameters live in the unit cube, where what is
// believed of them beforehand is even. Pure but for the simulating: the same input gives the same fit.
//
// A fact bears a gap between model and world: `tolerance` covers 95% of it. To that comes chance, since the world was
// lived once, and what the emulator does not know.
#pragma once

#include "tools/studies/calibration/emulator.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace kith::calibration {

struct Target {
  double value = 0;
  double tolerance = 0;  ///< > 0; 95% of the gap between model and world lies within it
};

struct Budget {
  std::int64_t points = 32;  ///< of a round
  std::int64_t rounds = 4;
  std::size_t sample = 1000;  ///< of the posterior
  std::uint64_t seed = 1;
};

/// Values of a point's facts: [fact][replicate]; one that is no number counts as not there.
using Outcomes = std::vector<std::vector<double>>;
/// Simulates the points of a round (from 0), in order, the same replicates with the same seed at each.
using Simulate = std::function<std::vector<Outcomes>(std::int64_t round, const UnitPoints& points)>;

/// A point that was simulated.
struct Tried {
  UnitPoint unit;
  Outcomes outcomes;
  std::int64_t round = 0;
  std::vector<double> means{};  ///< one a fact
  double misfit = 0;            ///< sum of squared misses in standard deviations; NaN where a fact has no value
};

/// What is between a fact and a point's mean, the emulator apart.
struct Allowed {
  double gap = 0;     ///< standard deviation of the gap between model and world
  double chance = 0;  ///< standard deviation of one replicate, near the best points
  double spread = 0;  ///< of both, and of the mean of the replicates
};

enum class Met { met, not_together, impossible };

struct FactVerdict {
  Allowed allowed;
  double best = 0;            ///< its value at the best point
  double miss = 0;            ///< there, in allowances (1.96 spreads); within 1 it is met
  double least_miss = 0;      ///< the least at any point simulated
  double posterior_mean = 0;  ///< and the middle 90% of what the model says over the posterior
  double posterior_low = 0, posterior_high = 0;
  double emulator = 0;  ///< standard deviation of what the emulator does not know, mean over the posterior
  double widened = 1;   ///< see Emulator
  Met met = Met::met;
};

enum class Learnt { identified, bounded_above, bounded_below, superfluous };

struct ParameterVerdict {
  double low = 0, middle = 0, high = 0;  ///< 5%, 50% and 95% of the posterior, in the unit cube
  double narrowed = 1;                   ///< spread of the posterior in that of the prior
  Learnt learnt = Learnt::superfluous;
  bool at_lowest = false, at_highest = false;  ///< the best fit presses against an end of what was allowed
  /// Along profile_places(): how far the logarithm of the likelihood falls below its height if the parameter is fixed
  /// there and all others are fitted anew.
  std::vector<double> profile;
  /// Spread of the posterior in that of the one without each fact: what the fact taught. One a fact.
  std::vector<double> taught;
};

struct Round {
  std::int64_t points = 0;
  std::int64_t plausible = 0;  ///< points at which no fact misses by more than three spreads
  double left = 1;             ///< share of the prior that the emulators then did not rule out likewise
};

struct Fit {
  std::vector<Tried> tried;
  std::size_t best = 0;  ///< of them: the least misfit
  std::vector<FactVerdict> facts;
  std::vector<ParameterVerdict> parameters;
  std::vector<Round> rounds;
  UnitPoints sample;                           ///< of the posterior, of equal weight
  std::vector<std::vector<double>> predicted;  ///< [sample][fact], by the emulators
  double effective = 0;                        ///< size of the sample
  bool together = true;                        ///< whether the best point meets all facts
};

/// Middles of even parts of the unit interval.
std::vector<double> profile_places();

/// Throws std::invalid_argument if fewer points than parameters + 2 have values of all facts, and what `simulate`
/// throws. `say` is told what is being worked out.
Fit fit(
    std::size_t parameters, const std::vector<Target>& targets, const Budget& budget, const Simulate& simulate,
    const std::function<void(const std::string&)>& say = [](const std::string&) {});

}  // namespace kith::calibration
