#include "results/break_even.hpp"

#include "results/products.hpp"

#include <algorithm>
#include <cmath>

namespace kith::results {

namespace {

/// Of the way from one value to the next, the part that is kept.
struct Part {
  double from = 0;
  double to = 1;

  /// Keeps where a straight line from `first` to `last` is not above nought; nothing if either is not known.
  void keep_up_to_nought(double first, double last) {
    const bool first_kept = first <= 0, last_kept = last <= 0;
    if (first_kept && last_kept) return;
    if ((!first_kept && !last_kept) || std::isnan(first) || std::isnan(last))
      to = -1;
    else if (first_kept)
      to = std::min(to, first / (first - last));
    else
      from = std::max(from, first / (first - last));
  }
  bool is_empty() const { return !(from <= to); }
};

}  // namespace

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

std::vector<Stretch> crossing_intervals(const BreakEven& search, std::size_t alternative, std::size_t quantity) {
  std::vector<Stretch> found;
  const double wanted = search.quantities[quantity].wanted;
  const auto low = [&](std::size_t i) { return search.estimate(alternative, quantity, i, 1); };
  const auto high = [&](std::size_t i) { return search.estimate(alternative, quantity, i, 2); };
  for (std::size_t i = 0; i + 1 < search.values.size(); ++i) {
    Part part;
    part.keep_up_to_nought(low(i) - wanted, low(i + 1) - wanted);
    part.keep_up_to_nought(wanted - high(i), wanted - high(i + 1));
    if (part.is_empty()) continue;
    const auto at = [&](double share) {
      return share == 1 ? search.values[i + 1] : search.values[i] + share * (search.values[i + 1] - search.values[i]);
    };
    if (found.empty() || found.back().high < at(part.from)) found.push_back({at(part.from), 0, false, false});
    found.back().high = at(part.to);
  }
  for (Stretch& stretch : found) {
    stretch.open_low = stretch.low == search.values.front();
    stretch.open_high = stretch.high == search.values.back();
  }
  return found;
}

}  // namespace kith::results
