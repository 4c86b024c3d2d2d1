// Sharing a difference out over the factors that brought it: the Shapley value, exactly. Each factor gets what it adds
// on average over all orders in which the factors could be turned from how they are in one world to how they are in the
// other. Literature: Shapley 1953, "A value for n-person games".
#pragma once

#include <cstddef>
#include <vector>

namespace kith {

/// `values[set]` is what is there when the factors in `set` (bit i: factor i) are as in the other world and the rest as
/// in this one; its length is two to the power of the number of factors. Returns each factor's share; they add up to
/// values.back() - values.front().
std::vector<double> shapley_shares(const std::vector<double>& values);

/// Shares that should add up to `total`, a whole number, rounded to parts of 2^-20 so that they do to the last bit, and
/// so do sums of many. What they leave out beyond rounding (more than a millionth) is returned as `rest`.
struct ExactShares {
  std::vector<double> shares;
  double rest = 0;
};
ExactShares exact_shares(std::vector<double> shares, double total);

}  // namespace kith
