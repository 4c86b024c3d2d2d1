#include "engine/pairing/shapley.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace kith {

std::vector<double> shapley_shares(const std::vector<double>& values) {
  const auto factors = static_cast<std::size_t>(std::countr_zero(values.size()));
  // The share of orders in which exactly a given set of this size comes before a given factor: s! (n - s - 1)! / n!.
  std::vector<double> weight(factors);
  for (std::size_t size = 0; size < factors; ++size)
    weight[size] = size == 0 ? 1.0 / static_cast<double>(factors)
                             : weight[size - 1] * static_cast<double>(size) / static_cast<double>(factors - size);
  std::vector<double> shares(factors);
  for (std::size_t set = 0; set < values.size(); ++set)
    for (std::size_t factor = 0; factor < factors; ++factor)
      if ((set >> factor & 1U) == 0)
        shares[factor] += weight[static_cast<std::size_t>(std::popcount(set))] *
                          (values[set | std::size_t{1} << factor] - values[set]);
  return shares;
}

ExactShares exact_shares(std::vector<double> shares, double total) {
  constexpr double parts = 1 << 20;
  for (double& share : shares) share = std::round(share * parts) / parts;
  const double missing = total - std::accumulate(shares.begin(), shares.end(), 0.0);
  const double most_rounding = static_cast<double>(shares.size()) / parts;
  if (shares.empty() || std::abs(missing) > most_rounding) return {std::move(shares), missing};
  const auto largest =
      std::max_element(shares.begin(), shares.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  *largest += missing;
  return {std::move(shares), 0};
}

}  // namespace kith
