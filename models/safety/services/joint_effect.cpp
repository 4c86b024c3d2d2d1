#include "models/safety/services/joint_effect.hpp"

#include <algorithm>

namespace kith::safety {
namespace {

/// How far a ratio lies from 1, either way: as its logarithm would order them, and quicker.
double strength(double size) { return std::max(size, 1 / size); }

}  // namespace

void JointEffect::add(double size, EffectBasis basis) {
  for (auto& [known, strongest] : strongest_)
    if (known == basis) {
      if (strength(size) > strength(strongest)) strongest = size;
      return;
    }
  strongest_.emplace_back(basis, size);
}

double JointEffect::value(double limit) const {
  double product = 1, lowest = limit, highest = 1 / limit;
  for (const auto& [basis, size] : strongest_) {
    product *= size;
    lowest = std::min(lowest, size);
    highest = std::max(highest, size);
  }
  return std::clamp(product, lowest, highest);
}

}  // namespace kith::safety
