#include "tools/studies/sweep/designs.hpp"

#include "engine/random/draws.hpp"

#include <fmt/format.h>
#include <boost/random/sobol.hpp>

#include <cassert>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace kith::sweep {
namespace {

constexpr auto stratum_order = purpose("design.latin_hypercube.order");
constexpr auto place_in_stratum = purpose("design.latin_hypercube.place");
constexpr auto digital_shift = purpose("design.sobol.shift");
constexpr auto morris_start = purpose("design.morris.start");
constexpr auto morris_order = purpose("design.morris.order");
constexpr auto morris_direction = purpose("design.morris.direction");

/// Fisher and Yates.
template <class T>
void shuffle(std::vector<T>& values, Stream stream) {
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[stream.below(i)]);
}

std::size_t stratum_of(double coordinate, std::size_t strata) {
  return std::min(strata - 1, static_cast<std::size_t>(coordinate * static_cast<double>(strata)));
}

/// Strata of a factor no point lies in; throws if two points share one.
std::vector<std::size_t> empty_strata(const UnitPoints& points, std::size_t factor, std::size_t strata) {
  std::vector<bool> taken(strata);
  for (const UnitPoint& point : points) {
    const std::size_t stratum = stratum_of(point[factor], strata);
    if (taken[stratum]) throw std::invalid_argument("the points to be extended are no Latin hypercube");
    taken[stratum] = true;
  }
  std::vector<std::size_t> empty;
  for (std::size_t i = 0; i < strata; ++i)
    if (!taken[i]) empty.push_back(i);
  return empty;
}

/// Fills one factor of the points from `first` on.
void fill_strata(UnitPoints& points, std::size_t first, std::size_t factor, std::uint64_t seed) {
  std::vector<std::size_t> strata =
      empty_strata({points.begin(), points.begin() + static_cast<std::ptrdiff_t>(first)}, factor, points.size());
  shuffle(strata, Stream(seed, stratum_order, factor, first, 0));
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const double place = Stream(seed, place_in_stratum, factor, first + i, 0).uniform();
    points[first + i][factor] = (static_cast<double>(strata[i]) + place) / static_cast<double>(points.size());
  }
}

using Words = std::vector<std::uint64_t>;

double centre_of(std::uint64_t word) { return (static_cast<double>(word >> 11) + 0.5) * 0x1.0p-53; }

/// The sequence as whole numbers of 64 binary digits.
std::vector<Words> sobol_words(std::size_t factors, std::size_t points, std::uint64_t first) {
  if (factors == 0) return std::vector<Words>(points);
  // Boost's sequence begins after the origin.
  boost::random::sobol sequence(factors);
  if (first > 1) sequence.discard((first - 1) * factors);
  std::vector<Words> words(points, Words(factors));
  for (std::size_t i = 0; i < points; ++i) {
    if (first + i == 0) continue;
    for (std::uint64_t& word : words[i]) word = sequence();
  }
  return words;
}

/// A walk's first point, as a level of each factor from which a step up is possible.
std::vector<std::int64_t> start_levels(std::uint64_t seed, std::size_t factors, std::size_t walk, std::int64_t levels) {
  Stream stream(seed, morris_start, walk, 0, 0);
  std::vector<std::int64_t> start(factors);
  for (std::int64_t& level : start)
    level = static_cast<std::int64_t>(stream.below(static_cast<std::uint64_t>(levels / 2)));
  return start;
}

void add_walk(UnitPoints& points, std::uint64_t seed, std::size_t factors, std::size_t walk, std::int64_t levels) {
  std::vector<std::int64_t> at = start_levels(seed, factors, walk, levels);
  Stream directions(seed, morris_direction, walk, 0, 0);
  std::vector<std::int64_t> steps(factors);
  for (std::size_t i = 0; i < factors; ++i) {
    const bool up = directions.bernoulli(0.5);
    steps[i] = up ? levels / 2 : -levels / 2;
    if (!up) at[i] += levels / 2;
  }
  std::vector<std::size_t> order(factors);
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(order, Stream(seed, morris_order, walk, 0, 0));
  const auto add = [&] {
    UnitPoint& point = points.emplace_back(factors);
    for (std::size_t i = 0; i < factors; ++i) point[i] = static_cast<double>(at[i]) / static_cast<double>(levels - 1);
  };
  add();
  for (const std::size_t factor : order) {
    at[factor] += steps[factor];
    add();
  }
}

}  // namespace

UnitPoints full_factorial(const std::vector<std::int64_t>& levels) {
  UnitPoints points{{}};
  for (const std::int64_t count : levels) {
    UnitPoints longer;
    for (const UnitPoint& point : points) {
      for (std::int64_t i = 0; i < count; ++i) {
        longer.push_back(point);
        longer.back().push_back(count == 1 ? 0.5 : static_cast<double>(i) / static_cast<double>(count - 1));
      }
    }
    points = std::move(longer);
  }
  return points;
}

UnitPoints latin_hypercube(std::uint64_t seed, std::size_t factors, std::size_t points) {
  UnitPoints design(points, UnitPoint(factors));
  for (std::size_t factor = 0; factor < factors; ++factor) fill_strata(design, 0, factor, seed);
  return design;
}

UnitPoints extend_latin_hypercube(const UnitPoints& earlier, std::uint64_t seed, std::size_t points) {
  if (earlier.empty() || points < earlier.size() || points % earlier.size() != 0)
    throw std::invalid_argument(
        fmt::format("a Latin hypercube of {0} points can grow to a multiple of {0} points only, not to {1}",
                    earlier.size(), points));
  UnitPoints design = earlier;
  design.resize(points, UnitPoint(earlier[0].size()));
  for (std::size_t factor = 0; factor < earlier[0].size(); ++factor) {
    empty_strata(earlier, factor, earlier.size());
    fill_strata(design, earlier.size(), factor, seed);
  }
  return design;
}

UnitPoints plain_sobol(std::size_t factors, std::size_t points, std::uint64_t first) {
  UnitPoints design;
  for (const Words& words : sobol_words(factors, points, first)) {
    UnitPoint& point = design.emplace_back();
    for (const std::uint64_t word : words) point.push_back(static_cast<double>(word >> 11) * 0x1.0p-53);
  }
  return design;
}

UnitPoints sobol(std::uint64_t seed, std::size_t factors, std::size_t points) {
  UnitPoint point(factors);
  UnitPoints design;
  for (const Words& words : sobol_words(factors, points, 0)) {
    for (std::size_t i = 0; i < factors; ++i) point[i] = centre_of(words[i] ^ Stream(seed, digital_shift, i, 0, 0)());
    design.push_back(point);
  }
  return design;
}

UnitPoints morris(std::uint64_t seed, std::size_t factors, std::size_t trajectories, std::int64_t levels) {
  if (levels < 2 || levels % 2 != 0)
    throw std::invalid_argument(fmt::format("the levels of Morris walks must be even and at least 2, not {}", levels));
  UnitPoints points;
  points.reserve(trajectories * (factors + 1));
  for (std::size_t walk = 0; walk < trajectories; ++walk) add_walk(points, seed, factors, walk, levels);
  return points;
}

double morris_step(std::int64_t levels) { return static_cast<double>(levels) / (2 * static_cast<double>(levels - 1)); }

UnitPoints saltelli(const UnitPoints& base, bool second_order) {
  UnitPoints points;
  for (const UnitPoint& row : base) {
    if (row.size() % 2 != 0) throw std::invalid_argument("rows of Saltelli's scheme hold a point of A and one of B");
    const auto middle = row.begin() + static_cast<std::ptrdiff_t>(row.size() / 2);
    const UnitPoint a(row.begin(), middle);
    const UnitPoint b(middle, row.end());
    const auto add_mixed = [&](const UnitPoint& from, const UnitPoint& other) {
      for (std::size_t i = 0; i < from.size(); ++i) {
        points.push_back(from);
        points.back()[i] = other[i];
      }
    };
    points.push_back(a);
    add_mixed(a, b);
    if (second_order) add_mixed(b, a);
    points.push_back(b);
  }
  return points;
}

UnitPoints saltelli(std::uint64_t seed, std::size_t factors, std::size_t rows, bool second_order) {
  return saltelli(sobol(seed, 2 * factors, rows), second_order);
}

std::size_t saltelli_block(std::size_t factors, bool second_order) { return (second_order ? 2 : 1) * factors + 2; }

}  // namespace kith::sweep
