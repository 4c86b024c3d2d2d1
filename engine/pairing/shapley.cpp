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
  // Every set's value counts for the factors in it and against the others, by weights that hang on its size alone: the
  // values are added up by size first.
  std::vector<double> of_size(factors + 1);
  std::vector<double> with(factors * (factors + 1));  // factor x size: of the sets the factor is in
  for (std::size_t set = 0; set < values.size(); ++set) {
    if (values[set] == 0) continue;
    const auto size = static_cast<std::size_t>(std::popcount(set));
    of_size[size] += values[set];
    for (std::size_t left = set; left != 0; left &= left - 1)
      with[static_cast<std::size_t>(std::countr_zero(left)) * (factors + 1) + size] += values[set];
  }
  std::vector<double> shares(factors);
  for (std::size_t factor = 0; factor < factors; ++factor)
    for (std::size_t size = 0; size < factors; ++size) {
      const double* in = &with[factor * (factors + 1)];
      shares[factor] += weight[size] * (in[size + 1] - (of_size[size] - in[size]));
    }
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
