// A figure: one number read of each replicate of a run, written as text. What facts are held against.
//   mean_share                                a measure without axes
//   visits[kind=first|second]                 some of it: axes not named are summed over
//   visits[kind=first] / visits               a quotient
//   visits / people[time=#1] / 0.001          divided by a number, too
//   share_by_year[year=#10] / share_by_year[year=#1]   the tenth and the first on an axis
//   visits[time=2016-06]                      reporting periods that begin in a year, month or day
//   a > b > c                                 an order: the smallest step down from one to the next
#pragma once

#include "engine/measures/measures.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kith {

struct Figure {
  /// Labels taken of an axis, together.
  struct Pick {
    std::string axis;
    std::vector<std::string> labels;
  };
  /// What of a measure is summed up.
  struct Sum {
    std::string measure;
    std::vector<Pick> picks;
  };
  struct Quotient {
    Sum above;
    std::optional<Sum> below;
    double divisor = 1;
  };
  std::vector<Quotient> in_order;  ///< one, or each expected to be above the next

  bool is_order() const { return in_order.size() > 1; }
  bool has_axes() const;
};

/// Takes a text apart. `fault` says what is wrong and at which character, "" if nothing is; the figure is then of no
/// use.
Figure parse_figure(std::string_view text, std::string& fault);

/// What keeps a figure from being read of runs with these measures: an unknown measure or axis, with a near name; "" if
/// nothing does. Labels are not looked at: which a run has may depend on the run.
std::string figure_fault(const Figure& figure, const MeasureSet& measures);

/// Positions on an axis that a label stands for: "#3" is the third; else a label of the axis, or the beginning of a
/// date ("2016-06") on an axis of days. None if the axis does not have it.
std::vector<std::size_t> positions_of(const Dimension& axis, std::string_view label);

}  // namespace kith
