// Sensitivity indices of two designs: elementary effects of a Morris design, and Sobol' indices of Saltelli's scheme.
// They tell which factors a result depends on, how much, and whether alone or together. Pure functions.
#pragma once

#include "results/sensitivity/bootstrap.hpp"

#include <span>
#include <string>
#include <vector>

namespace kith::results {

/// Elementary effects (Morris 1991; Campolongo, Cariboni and Saltelli 2007), in units of the result for the whole range
/// of a factor. One entry a factor.
struct ElementaryEffects {
  std::vector<Index> mean;       ///< mu: with its sign, so that opposite effects cancel
  std::vector<Index> magnitude;  ///< mu*: mean of absolute effects; what to rank by
  std::vector<Index> spread;     ///< sigma: standard deviation; large where a factor interacts or bends
  /// Mean of the squared differences of the result, one a factor: what chance alone would give, too. NaN if it never
  /// moved.
  std::vector<double> squared_moves;
  std::vector<std::size_t> moves;  ///< different steps in which a factor really moved, one a factor
  std::size_t walks = 0;           ///< that were used
  std::size_t left_out = 0;        ///< walks with a missing result
  std::size_t repeated = 0;        ///< steps between two points that an earlier one went between; not counted again
};

/// `points` are coordinates in the unit cube, walk after walk, each of factors + 1 points; `results` one a point, NaN
/// where missing. `reached`: where each point really lies between the ends of each factor's range, for factors that
/// take a few values only; an effect is the difference over that distance, and a step of none has no effect. None: as
/// `points`. `alike`: the first point that is the same one; none: all points differ. Throws std::invalid_argument if
/// neighbours in a walk do not differ in exactly one factor.
ElementaryEffects elementary_effects(const std::vector<std::vector<double>>& points, std::span<const double> results,
                                     const Bootstrap& settings = {},
                                     const std::vector<std::vector<double>>& reached = {},
                                     std::span<const std::size_t> alike = {});

/// Shares of the variance of the result. First order: by a factor alone (estimator of Saltelli et al. 2010, table 2 b);
/// total: with all its interactions (Jansen 1999, table 2 f there); second order: by two together beyond each alone
/// (Saltelli 2002).
struct SobolIndices {
  std::vector<Index> first;                ///< one a factor
  std::vector<Index> total;                ///< one a factor
  std::vector<std::vector<Index>> second;  ///< [j][k - j - 1] for k > j; empty without second order
  std::vector<double> squared_moves;       ///< mean squared difference when a factor alone is moved, one a factor
  std::vector<std::size_t> moves;          ///< different moves it is the mean of, one a factor
  std::size_t rows = 0;                    ///< of the base sample, that were used
  std::size_t different = 0;               ///< of these; rows of the same points are drawn together for the intervals
  std::size_t left_out = 0;                ///< rows with a missing result
};

/// `results` in the order of Saltelli's scheme (tools/studies/sweep/designs.hpp), NaN where missing; a row with a
/// missing one is left out. All indices are NaN if the result never differs. `alike` as in elementary_effects. Throws
/// std::invalid_argument if the number does not fit.
SobolIndices sobol_indices(std::span<const double> results, std::size_t factors, bool second_order,
                           const Bootstrap& settings = {}, std::span<const std::size_t> alike = {});

/// What is doubtful about indices, in plain words: too small a sample for the intervals, or shares that cannot be.
/// `names` are those of the factors.
std::vector<std::string> cautions(const SobolIndices& indices, const std::vector<std::string>& names);
std::vector<std::string> cautions(const ElementaryEffects& effects, const std::vector<std::string>& names);

}  // namespace kith::results
