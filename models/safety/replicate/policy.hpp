// Which regime holds when: those of the dates and, laid over them, changes that react to what is measured.
#pragma once

#include "engine/run/reactions.hpp"
#include "models/safety/replicate/regime.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace kith::safety {

/// Regimes with reactions laid over them, made when first asked for and kept. May be shared by threads.
class ReactedRegimes {
 public:
  using Make = std::function<Regime(std::size_t dated, InForce)>;
  explicit ReactedRegimes(Make make) : make_(std::move(make)) {}

  /// Stays where it is as long as this lives.
  const Regime& at(std::size_t dated, InForce in_force) const;

 private:
  Make make_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<std::size_t, InForce>, std::unique_ptr<const Regime>> made_;
};

}  // namespace kith::safety
