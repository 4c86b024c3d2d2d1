// How a change stands to doubt and to what matters, in one word; and which rows of a table may be called changed, when
// it has many. Pure functions.
#pragma once

#include "results/comparison.hpp"

#include <span>
#include <string>
#include <vector>

namespace kith::results {

/// Of the rows of a table that are called lower or higher, this share is false on average at most.
inline constexpr double most_false_rows = 0.05;

/// Which of several changes can be told from none, so that of those which are, no more than most_false_rows are false
/// on average (Benjamini & Hochberg 1995). `chances_of_rise` are those of statistics.hpp; NaN, where nothing differs or
/// nothing is known, is not told and does not count. Of one alone: whether its 95% interval leaves out 0.
std::vector<bool> told_apart(std::span<const double> chances_of_rise);

enum class Telling : std::uint8_t {
  no_values,
  none_at_all,  ///< the same to the bit in every pair
  one_pair,     ///< which gives no interval
  too_small,    ///< its whole interval lies within what does not matter
  lower,
  higher,
  cannot_tell
};
/// "lower", "no difference that matters", ...
std::string in_words(Telling telling);
/// Whether the direction is known and may matter.
inline bool is_told(Telling telling) { return telling == Telling::lower || telling == Telling::higher; }

/// The smallest change of a measure that matters, in its unit: what [matters] says of it, or of any; else what its
/// model says; 0 where every change does. `base` is the level in the base, of the measure or of one label of it.
double smallest_that_matters(const Run& run, std::string_view measure, double base);

/// How each row of a table stands. `smallest` holds, for each, the smallest change that matters, in its unit; as many
/// as rows. Rows whose change is too small to matter are no part of the family that told_apart looks at, nor are those
/// in which nothing differs: they would make room for false ones.
std::vector<Telling> tellings(const std::vector<PairedDifference>& rows, const std::vector<double>& smallest);
/// Of a change that stands alone.
Telling telling(const PairedDifference& change, double smallest);

}  // namespace kith::results
