// The validation card: a run held against published facts, row by row, with what the number of replicates allows to
// say.
#pragma once

#include "engine/measures/figure.hpp"
#include "results/results.hpp"

#include <array>
#include <string>
#include <vector>

namespace kith::results {

/// How a run stands against a fact, misses first.
enum class Standing {
  outside,      ///< the 95% interval lies wholly outside the accepted range
  cannot_tell,  ///< it lies across an end of the range, or there is none
  within,       ///< it lies wholly within
  no_value,     ///< this run has no value
  not_measured  ///< no run has, or it is of another place or time
};
inline constexpr std::array standing_words = {"outside", "cannot tell", "within", "no value", "not measured"};

struct CardRow {
  Fact fact;
  Estimate observed;
  Standing standing = Standing::no_value;
  std::string why;  ///< it cannot be told or has no value; else ""
  /// Chance that a model exactly on target would be called outside with this many replicates. NaN of fewer than two.
  double false_alarm = 0;
  /// How far beyond the accepted range a model would have to lie to be called outside in four runs of five. NaN
  /// likewise.
  double detectable = 0;

  bool known() const { return standing < Standing::no_value; }
  const char* verdict() const { return standing_words[static_cast<std::size_t>(standing)]; }
};

/// A row a fact, in the order of the facts. Of a comparison the base is held against them.
std::vector<CardRow> card_of(const Run& run);
/// Misses first, the largest first (in widths of the accepted range); then what cannot be told, what is met, what has
/// no value, and what is not measured.
void misses_first(std::vector<CardRow>& rows);

/// One value a replicate, NaN where a replicate has none; `why` says so if all are NaN. Of an order the smallest step
/// down: that of the neighbours whose means are least apart. Figures must fit the run's measures (figure_fault).
struct FigureValues {
  std::vector<double> values;
  std::string why;
};
FigureValues figure_values(const Run& run, const Figure& figure, std::size_t scenario = 0);

/// See CardRow; `deviation` is that of one replicate.
double false_alarm(const Fact& fact, double deviation, std::int64_t replicates);
double detectable_miss(double deviation, std::int64_t replicates);

}  // namespace kith::results
