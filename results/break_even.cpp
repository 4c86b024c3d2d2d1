#include "results/break_even.hpp"

#include "results/products.hpp"

namespace kith::results {

double BreakEven::estimate(std::size_t alternative, std::size_t quantity, std::size_t value,
                           std::size_t statistic) const {
  return estimates[((alternative * quantities.size() + quantity) * values.size() + value) * statistics + statistic];
}

bool is_consistent(const BreakEven& search) {
  if (search.path.empty()) return search.estimates.empty();
  return is_product(search.estimates.size(),
                    {search.alternatives, search.quantities.size(), search.values.size(), BreakEven::statistics});
}

Reals crossings(const BreakEven& search, std::size_t alternative, std::size_t quantity) {
  Reals found;
  const auto lacking = [&](std::size_t i) {
    return search.estimate(alternative, quantity, i, 0) - search.quantities[quantity].wanted;
  };
  for (std::size_t i = 0; i < search.values.size(); ++i) {
    if (lacking(i) == 0 && (i == 0 || lacking(i - 1) != 0)) found.push_back(search.values[i]);
    if (i + 1 == search.values.size() || !(lacking(i) * lacking(i + 1) < 0)) continue;
    const double share = lacking(i) / (lacking(i) - lacking(i + 1));
    found.push_back(search.values[i] + share * (search.values[i + 1] - search.values[i]));
  }
  return found;
}

}  // namespace kith::results
