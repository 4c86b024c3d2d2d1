#include "models/safety/replicate/policy.hpp"

namespace kith::safety {

const Regime& ReactedRegimes::at(std::size_t dated, InForce in_force) const {
  const std::scoped_lock lock(mutex_);
  std::unique_ptr<const Regime>& kept = made_[{dated, in_force}];
  if (kept == nullptr) kept = std::make_unique<const Regime>(make_(dated, in_force));
  return *kept;
}

}  // namespace kith::safety
