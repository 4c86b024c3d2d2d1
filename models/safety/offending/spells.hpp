// Careers have spells: somebody offends for a time, is quiet for a time, and offends again. Between the two they move
// as a Markov chain in continuous time, the same one whatever happens in a run, so that both worlds of a pair share it.
#pragma once

#include "engine/random/draws.hpp"
#include "models/safety/parameters.hpp"

namespace kith::safety {

/// Whether somebody is in an active spell is a pure function of person and day: it is looked up, never kept. At moments
/// that come by chance a fresh spell is drawn, active with the share of time that is; the last such moment decides.
class Spells {
 public:
  Spells(const Parameters& parameters, std::uint64_t seed);
  /// What multiplies somebody's rate of offending at a moment: 0 in a quiet spell, above 1 in an active one, 1 on
  /// average. `run` has the draws from day 0 on; those of before are common to all replicates.
  double factor(std::uint32_t person, double day, const Draws& run) const {
    return always() || active(person, day, run) ? greatest_ : 0;
  }
  double greatest() const { return greatest_; }

 private:
  bool always() const { return active_share_ >= 1; }
  bool active(std::uint32_t person, double day, const Draws& run) const;

  double active_share_, greatest_, window_days_;
  Draws past_;
};

}  // namespace kith::safety
