// What is not known about a number: the distribution an evidence or catalogue file states for it, as text such as
// "lognormal(0.90, 0.12)". Families and what their numbers mean are declared once, in distribution.cpp; `kith explain`,
// the checks of data files, sweeps and draws of evidence read that.
#pragma once

#include "engine/settings/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kith {

struct DistributionFamily;

/// Immutable; may be shared between threads.
class Distribution {
 public:
  /// Throws std::invalid_argument saying what is wrong with `text` and what is allowed.
  explicit Distribution(std::string_view text);

  /// The value below which a share `probability` of the distribution lies. A probability of 0 or 1 is taken to be the
  /// nearest one at which every family has a finite value.
  double quantile(double probability) const;

  /// The share of the distribution below `value`, which may be infinite.
  double share_below(double value) const;

  /// "lognormal: median 0.9, standard deviation of the logarithm 0.12; 95% between 0.711 and 1.14".
  std::string meaning() const;

 private:
  const DistributionFamily* family_;
  std::vector<double> numbers_;
};

/// What is wrong with the distribution of a number of this range, or "" if nothing is: it must be one, and its median
/// must lie in the range.
std::string distribution_problem(std::string_view text, double lowest, double highest);

/// The quantile of that part of the setting's distribution that lies in its declared range, as its type: whole numbers
/// are rounded.
/// Throws std::logic_error for a setting without one.
Value value_at_quantile(const Setting& setting, double probability);

/// What is wrong with the setting's default, or "" if nothing is: it must lie where the middle 95% of draws do, or
/// draws and a run without any would tell different stories. Nothing is wrong with one that has no distribution.
std::string default_problem(const Setting& setting);

/// What of the setting's distribution its declared range cuts off, in a sentence without full stop; "" if next to
/// nothing.
std::string cut_by_range(const Setting& setting);

/// Families with the names of their numbers, for messages and the docs: "uniform(lowest, highest)", ...
TextList distribution_families();

}  // namespace kith
