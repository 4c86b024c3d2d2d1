// A setting tried at several values in paired worlds, to find where a quantity reaches what is wanted of it: net
// benefit zero, a target met. What lies between two values tried is taken to be a straight line.
#pragma once

#include "engine/measures/measures.hpp"

#include <string>
#include <vector>

namespace kith::results {

/// What is looked at at each value of the setting.
struct SoughtQuantity {
  std::string name;
  std::string unit;
  double wanted = 0;
};

struct BreakEven {
  std::string path;  ///< the setting; "" if none was tried
  std::string unit;
  std::string configured;  ///< its value in the scenarios, as TOML; several separated by a comma
  std::string applied_to;  ///< "all scenarios", or "the alternatives"
  Reals values;            ///< tried, ascending
  std::size_t pairs = 0;   ///< at each value
  std::vector<SoughtQuantity> quantities;
  std::size_t alternatives = 0;
  /// By alternative, quantity, value: mean over pairs, lower and upper end of its 95% interval (NaN for one pair).
  Reals estimates;

  static constexpr std::size_t statistics = 3;
  double estimate(std::size_t alternative, std::size_t quantity, std::size_t value, std::size_t statistic) const;
};

/// A stretch of values of the setting. At an open end it reaches the first or last value tried and may go on beyond.
struct Stretch {
  double low;
  double high;
  bool open_low;
  bool open_high;
  bool operator==(const Stretch&) const = default;
};

/// Whether the array has the length that the rest says.
bool is_consistent(const BreakEven& search);

/// Values of the setting at which the mean of a quantity is what is wanted, ascending; empty if that is nowhere between
/// the values tried. Where the mean is as wanted over a stretch, its first value.
Reals crossings(const BreakEven& search, std::size_t alternative, std::size_t quantity);

/// The 95% confidence set of where that is: values at which the interval of the quantity includes what is wanted, its
/// ends taken to be straight lines between the values tried. Pairs are the same at all values, so between two of them
/// the true interval is at most as wide, and the set holds the crossing with 95% or more if the quantity itself is
/// straight there. Ascending; mostly one stretch, none if what is wanted lies outside everywhere or there is one pair
/// only. Where the intervals are known, holds every crossing of the mean.
std::vector<Stretch> crossing_intervals(const BreakEven& search, std::size_t alternative, std::size_t quantity);

}  // namespace kith::results
