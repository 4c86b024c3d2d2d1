// What is lasting in which offences somebody commits, beside how many: each person leans to each family of types in
// their own way. A leaning multiplies the rate of its family, is one on average, log-normal, the family's own
// (Parameters::family_sigma), and has nothing to do with propensity or with leanings to other families.
#pragma once

#include "engine/random/draws.hpp"
#include "models/safety/offending/law.hpp"
#include "models/safety/people.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace kith::safety {

/// Leanings are a pure function of the person, common to all replicates as propensity is, and looked up when asked for,
/// never kept. They come in equally likely steps, each the mean of the log-normal over it. Immutable once made.
class Leanings {
 public:
  /// `sigma` by family: the standard deviation of the logarithm; 0: all lean alike, and the leaning is one.
  Leanings(const std::vector<double>& sigma, std::uint64_t seed);
  /// By family.
  FamilyRates of(EntityId person) const;

 private:
  static constexpr unsigned bits = 10;  ///< of one draw of 64, for each family
  static constexpr std::size_t steps = std::size_t{1} << bits;
  static_assert(bits * family_count <= 64);
  static std::vector<double> steps_of(double sigma);

  bool alike_;
  Draws draws_;
  std::array<std::vector<double>, family_count> steps_;  ///< by family and step
};

}  // namespace kith::safety
