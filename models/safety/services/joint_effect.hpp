// The rule between services: what several effects on one outcome come to together. They multiply, which is to add on
// the log scale; of those that rest on one thing only the strongest counts; and together they change the outcome no
// further than a limit, or than the strongest of them alone where that goes further.
#pragma once

#include <boost/container/small_vector.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace kith::safety {

/// What an effect rests on: its own service, so that whoever is in it twice is helped once; or an evaluation, where
/// other services rest on it too.
using EffectBasis = std::uint64_t;

class JointEffect {
 public:
  /// `size` is a ratio above 0; 1 does nothing.
  void add(double size, EffectBasis basis);
  /// `limit` is the least ratio several effects may come to together, in (0, 1]; its inverse is the greatest.
  double value(double limit) const;
  /// What no joint effect goes beyond that is made of effects of which `greatest` is the greatest.
  static double most(double greatest, double limit) { return greatest <= 1 ? 1 : std::max(greatest, 1 / limit); }

 private:
  static constexpr std::size_t usual = 8;
  boost::container::small_vector<std::pair<EffectBasis, double>, usual> strongest_;  ///< of each basis
};

}  // namespace kith::safety
