// Statistics of plain numbers that more than one analysis needs. Pure functions.
#pragma once

#include "results/results.hpp"

#include <limits>
#include <vector>

namespace kith::results {

/// What stands for a number that there is none of.
inline constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// The value with a share, 0 to 1, of the others below it: of n values in order, counted from 0, the one at place
/// share x (n - 1), interpolated linearly between neighbours (Hyndman & Fan 1996, type 7; R's and NumPy's default). NaN
/// of none. No value may be NaN.
double quantile(std::vector<double> values, double share);

/// What Student's t with so many degrees of freedom (above 0, not only whole ones) exceeds once in forty times.
double upper_student_quantile(double degrees);

/// The chance that a change over pairs is a rise, of the mean or in one world more, by Student's t; NaN for one pair,
/// and where nothing changes at all. Where all pairs change alike it is that of a sign alone: one half for
/// each pair, multiplied.
double chance_of_rise(const Estimate& change, IntervalOf of);

}  // namespace kith::results
