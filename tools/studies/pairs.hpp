// Worlds of several scenarios that share seed, dates and people: checked to be pairs before anything is built, and
// built from one another where they start alike.
#pragma once

#include "engine/run/model.hpp"

#include <memory>
#include <vector>

namespace kith::tools {

/// The base first. Throws InputError naming every setting in which an alternative is no pair of the base, with the
/// place that sets it, and every alternative that is for another model. What asks several scenarios for settings of one
/// model asks this first.
void check_pairs(const std::vector<Scenario>& scenarios);

class PairedWorlds {
 public:
  /// The base first, two at least. The number of replicates is the base's. Throws InputError as check_pairs.
  explicit PairedWorlds(const std::vector<Scenario>& scenarios);

  const RunSettings& settings() const { return settings_; }  ///< of the base
  const World& world(std::size_t scenario) const { return *worlds_[scenario]; }
  std::vector<const World*> pointers() const;

 private:
  RunSettings settings_;
  std::vector<std::unique_ptr<World>> worlds_;
};

}  // namespace kith::tools
