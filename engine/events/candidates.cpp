// How entities are put into classes of like bound and classes into blocks. Classes are geometric, eight to a
// doubling, so fewer than one candidate in ten is drawn only because a class's rate stands above an entity's bound.
#include "engine/events/candidates.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>

namespace kith {
namespace {

constexpr std::uint32_t members_per_block = 8192;

constexpr int classes_per_doubling = 8;

float rate_of_class(int index) { return static_cast<float>(std::exp2(index / double{classes_per_doubling})); }

int class_of(float bound) {
  const int index = static_cast<int>(std::ceil(classes_per_doubling * std::log2(double{bound})));
  // Rounding in log2 or in the class's rate must not leave the rate below the bound.
  return rate_of_class(index) < bound ? index + 1 : index;
}

}  // namespace

float CandidateSampler::class_rate(float bound) { return bound > 0 ? rate_of_class(class_of(bound)) : 0.0F; }

CandidateSampler::CandidateSampler(Purpose purpose, std::span<const float> bounds) : purpose_(purpose) {
  std::map<int, std::uint32_t> place_of_class;
  for (const float bound : bounds) {
    assert(bound >= 0 && std::isfinite(bound));
    if (bound > 0) ++place_of_class[class_of(bound)];
  }
  std::uint32_t first = 0;
  for (auto& [index, place] : place_of_class) {
    const std::uint32_t end = first + place;
    place = first;
    for (; first < end; first += std::min(members_per_block, end - first)) {
      blocks_.push_back(Block{first, std::min(members_per_block, end - first), rate_of_class(index)});
    }
  }
  members_.resize(first);
  for (std::uint32_t entity = 0; entity < bounds.size(); ++entity) {
    if (bounds[entity] > 0) members_[place_of_class[class_of(bounds[entity])]++] = entity;
  }
}

std::size_t CandidateSampler::bytes() const {
  return members_.capacity() * sizeof(std::uint32_t) + blocks_.capacity() * sizeof(Block);
}

}  // namespace kith
