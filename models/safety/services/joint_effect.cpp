#include "models/safety/services/joint_effect.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

void JointEffect::add(double size, EvaluationId evaluation) {
  lowest_ = std::min(lowest_, size);
  highest_ = std::max(highest_, size);
  if (evaluation != no_evaluation) {
    const auto same = std::find_if(counted_.begin(), counted_.end(),
                                   [&](const auto& counted) { return counted.first == evaluation; });
    if (same == counted_.end()) {
      counted_.emplace_back(evaluation, size);
    } else {
      if (std::abs(std::log(size)) <= std::abs(std::log(same->second))) return;
      product_ /= same->second;
      same->second = size;
    }
  }
  product_ *= size;
}

double JointEffect::value(double limit) const {
  return std::clamp(product_, std::min(limit, lowest_), std::max(1 / limit, highest_));
}

}  // namespace kith::safety
