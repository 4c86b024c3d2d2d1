#include "results/sensitivity/scenario_box.hpp"

#include <boost/math/distributions/binomial.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

namespace kith::results {
namespace {

using Points = std::vector<std::size_t>;

/// What is left of each factor, and the points within.
struct State {
  std::vector<Restriction> bounds;  ///< one a factor
  Points inside;
};

/// A way to make the box smaller.
struct Cut {
  Restriction bound;
  Points inside;
  double gain = 0;  ///< rise of density for each point lost
};

std::int64_t count_of_interest(const Points& points, const std::vector<bool>& interest) {
  return std::ranges::count_if(points, [&](std::size_t point) { return interest[point]; });
}

double density_of(const Points& points, const std::vector<bool>& interest) {
  return static_cast<double>(count_of_interest(points, interest)) / static_cast<double>(points.size());
}

bool allows(const Restriction& bound, const std::vector<Factor>& factors, std::size_t point) {
  const double value = factors[bound.factor].values[point];
  if (!factors[bound.factor].ordered) return std::ranges::find(bound.categories, value) != bound.categories.end();
  return (!bound.below || value >= bound.lowest) && (!bound.above || value <= bound.highest);
}

class Peeling {
 public:
  Peeling(const std::vector<Factor>& factors, const std::vector<bool>& interest, const PeelingSettings& settings)
      : factors_(factors), interest_(interest), settings_(settings) {}

  State everything() const {
    State state;
    state.inside.resize(interest_.size());
    std::iota(state.inside.begin(), state.inside.end(), std::size_t{0});
    for (std::size_t i = 0; i < factors_.size(); ++i) {
      Restriction bound{.factor = i};
      const std::set<double> values(factors_[i].values.begin(), factors_[i].values.end());
      bound.lowest = values.empty() ? 0 : *values.begin();
      bound.highest = values.empty() ? 0 : *values.rbegin();
      if (!factors_[i].ordered) bound.categories.assign(values.begin(), values.end());
      state.bounds.push_back(bound);
    }
    return state;
  }

  /// The cut that gains most; none if nothing gains, or all would leave too little.
  std::optional<Cut> best_cut(const State& state) const {
    std::optional<Cut> best;
    const auto consider = [&](std::optional<Cut> cut) {
      if (cut && cut->gain > 0 && (!best || cut->gain > best->gain)) best = std::move(cut);
    };
    for (const Restriction& bound : state.bounds) {
      if (factors_[bound.factor].ordered) {
        consider(cut_end(state, bound, true));
        consider(cut_end(state, bound, false));
      } else {
        for (const double category : bound.categories) consider(cut_category(state, bound, category));
      }
    }
    return best;
  }

  Box describe(const State& state, std::int64_t all_of_interest) const {
    Box box;
    box.points = std::ssize(state.inside);
    box.of_interest = count_of_interest(state.inside, interest_);
    box.density = box.points == 0 ? 0 : static_cast<double>(box.of_interest) / static_cast<double>(box.points);
    box.coverage =
        all_of_interest == 0 ? 0 : static_cast<double>(box.of_interest) / static_cast<double>(all_of_interest);
    box.mass = interest_.empty() ? 0 : static_cast<double>(box.points) / static_cast<double>(interest_.size());
    for (const Restriction& bound : state.bounds) {
      if (!restricts(bound)) continue;
      box.restrictions.push_back(bound);
      box.restrictions.back().quasi_p = quasi_p(state, bound, box);
    }
    return box;
  }

 private:
  bool restricts(const Restriction& bound) const {
    if (factors_[bound.factor].ordered) return bound.below || bound.above;
    const auto& values = factors_[bound.factor].values;
    return bound.categories.size() < std::set<double>(values.begin(), values.end()).size();
  }

  /// The share of points from one end, and all that are equal to the last of them.
  std::optional<Cut> cut_end(const State& state, Restriction bound, bool from_below) const {
    const auto& values = factors_[bound.factor].values;
    std::vector<double> sorted;
    for (const std::size_t point : state.inside) sorted.push_back(values[point]);
    std::ranges::sort(sorted);
    if (!from_below) std::ranges::reverse(sorted);
    const auto lost =
        std::max<std::size_t>(1, static_cast<std::size_t>(settings_.peel * static_cast<double>(sorted.size())));
    const auto kept = std::find_if(sorted.begin() + static_cast<std::ptrdiff_t>(lost), sorted.end(),
                                   [&](double value) { return value != sorted[lost - 1]; });
    if (kept == sorted.end()) return std::nullopt;
    (from_below ? bound.lowest : bound.highest) = *kept;
    (from_below ? bound.below : bound.above) = true;
    return cut_to(state, bound);
  }

  std::optional<Cut> cut_category(const State& state, Restriction bound, double category) const {
    if (bound.categories.size() < 2) return std::nullopt;
    std::erase(bound.categories, category);
    return cut_to(state, bound);
  }

  std::optional<Cut> cut_to(const State& state, const Restriction& bound) const {
    Cut cut{.bound = bound, .inside = {}};
    std::ranges::copy_if(state.inside, std::back_inserter(cut.inside),
                         [&](std::size_t point) { return allows(bound, factors_, point); });
    const double least = std::max(1.0, settings_.least_mass * static_cast<double>(interest_.size()));
    if (cut.inside.size() == state.inside.size() || static_cast<double>(cut.inside.size()) < least) return std::nullopt;
    const double rise = density_of(cut.inside, interest_) - density_of(state.inside, interest_);
    cut.gain = rise / static_cast<double>(state.inside.size() - cut.inside.size());
    return cut;
  }

  double quasi_p(const State& state, const Restriction& without, const Box& box) const {
    Points wider;
    for (std::size_t point = 0; point < interest_.size(); ++point) {
      const bool inside = std::ranges::all_of(state.bounds, [&](const Restriction& bound) {
        return bound.factor == without.factor || allows(bound, factors_, point);
      });
      if (inside) wider.push_back(point);
    }
    if (box.of_interest == 0) return 1;
    const boost::math::binomial chance(static_cast<double>(box.points), density_of(wider, interest_));
    return boost::math::cdf(boost::math::complement(chance, static_cast<double>(box.of_interest - 1)));
  }

  const std::vector<Factor>& factors_;
  const std::vector<bool>& interest_;
  PeelingSettings settings_;
};

double harmonic_mean(const Box& box) {
  const double sum = box.coverage + box.density;
  return sum > 0 ? 2 * box.coverage * box.density / sum : 0;
}

}  // namespace

Discovery discover_box(const std::vector<Factor>& factors, const std::vector<bool>& interest,
                       const PeelingSettings& settings) {
  Discovery found;
  found.points = std::ssize(interest);
  found.of_interest = std::ranges::count(interest, true);
  const Peeling peeling(factors, interest, settings);
  State state = peeling.everything();
  found.trajectory.push_back(peeling.describe(state, found.of_interest));
  while (auto cut = peeling.best_cut(state)) {
    state.bounds[cut->bound.factor] = cut->bound;
    state.inside = std::move(cut->inside);
    found.trajectory.push_back(peeling.describe(state, found.of_interest));
    if (harmonic_mean(found.trajectory.back()) > harmonic_mean(found.trajectory[found.chosen]))
      found.chosen = found.trajectory.size() - 1;
  }
  return found;
}

}  // namespace kith::results
