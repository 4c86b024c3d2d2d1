// How entities are put into classes of like bound and classes into blocks. Classes are geometric, eight to a
// doubling, so fewer than one candidate in ten is drawn only because a class's rate stands above an entity's bound.
#include "engine/events/candidates.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

namespace kith {
namespace {

constexpr std::uint32_t members_per_block = 8192;

constexpr int classes_per_doubling = 8;

constexpr Day year_days = 366;
constexpr CandidateSampler::Presence ever{std::numeric_limits<Day>::min(), std::numeric_limits<Day>::max()};

/// The start of the stretch of `year_days` a day falls in.
Day year_start(Day day) { return static_cast<Day>(std::floor(day / double{year_days})) * year_days; }

float rate_of_class(int index) { return static_cast<float>(std::exp2(index / double{classes_per_doubling})); }

int class_of(float bound) {
  const int index = static_cast<int>(std::ceil(classes_per_doubling * std::log2(double{bound})));
  // Rounding in log2 or in the class's rate must neither leave the rate below the bound nor lift a rate above itself.
  if (rate_of_class(index - 1) >= bound) return index - 1;
  return rate_of_class(index) < bound ? index + 1 : index;
}

}  // namespace

float CandidateSampler::class_rate(float bound) { return bound > 0 ? rate_of_class(class_of(bound)) : 0.0F; }

CandidateSampler::CandidateSampler(Purpose purpose, std::span<const float> bounds, std::span<const Presence> presences)
    : purpose_(purpose) {
  // Entities of one group share a class of bounds and the years of their presence.
  using Group = std::tuple<int, Day, Day>;
  const auto group_of = [&](std::uint32_t entity) {
    if (presences.empty()) return Group{class_of(bounds[entity]), ever.from, ever.until};
    return Group{class_of(bounds[entity]), year_start(presences[entity].from),
                 year_start(presences[entity].until - 1) + year_days};
  };
  std::map<Group, std::uint32_t> place_of_group;
  for (std::uint32_t entity = 0; entity < bounds.size(); ++entity) {
    assert(bounds[entity] >= 0 && std::isfinite(bounds[entity]));
    if (bounds[entity] > 0) ++place_of_group[group_of(entity)];
  }
  std::uint32_t first = 0;
  for (auto& [group, place] : place_of_group) {
    const auto [index, from, until] = group;
    const std::uint32_t end = first + place;
    place = first;
    for (; first < end; first += std::min(members_per_block, end - first)) {
      blocks_.push_back(Block{first, std::min(members_per_block, end - first), rate_of_class(index), {from, until}});
    }
  }
  members_.resize(first);
  for (std::uint32_t entity = 0; entity < bounds.size(); ++entity) {
    if (bounds[entity] > 0) members_[place_of_group[group_of(entity)]++] = entity;
  }
}

std::size_t CandidateSampler::bytes() const {
  return members_.capacity() * sizeof(std::uint32_t) + blocks_.capacity() * sizeof(Block);
}

}  // namespace kith
