// The periods of a time axis: where each begins and ends, and which are cut short by the end of the run. A period lasts
// until the next begins, the last one until the run ends.
#pragma once

#include "results/results.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace kith::results {

/// Days on the axis: the first of each period, then the day after the last. Empty if the axis is none of days ("days
/// since 2013-04-01"), or its values do not fit a run that ends on `end` ("2018-03-31").
std::vector<std::int32_t> period_edges(const Dimension& axis, const std::string& end);

/// Days of each period; empty as above.
std::vector<std::int32_t> period_days(const Dimension& axis, const std::string& end);

/// Of each entry of an axis, whether it lasts as long as the others. A period is short if it lasts less than nine
/// tenths of the longest, so months and years are all whole. All true for an axis that has no periods.
std::vector<bool> whole_periods(const Dimension& axis, const std::string& end);

}  // namespace kith::results
