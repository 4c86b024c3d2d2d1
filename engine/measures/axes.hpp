// Axes that models have alike: time by reporting period, twelve-month years, and labels.
#pragma once

#include "engine/measures/measures.hpp"
#include "engine/time/calendar.hpp"

#include <string>
#include <utility>
#include <vector>

namespace kith {

/// An axis of these labels, any range of text.
template <class Names>
Dimension labelled(std::string name, const Names& names, std::string meaning) {
  return Dimension{std::move(name), "", std::move(meaning), {names.begin(), names.end()}, {}};
}

/// "time": the first day of each reporting period, in days since the start of the run.
Dimension reporting_axis(const Timeline& timeline);

/// Twelve-month periods since the start, named like "2013/14"; one that the run ends in says so: "2013/14 (to
/// 2013-06-30)".
std::vector<std::string> year_labels(const Timeline& timeline);

}  // namespace kith
