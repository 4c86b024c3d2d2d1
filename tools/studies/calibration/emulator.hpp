// A stand-in for the model: what a fact's value would be at a point that was not simulated, with how wrong that may be.
// A Gaussian process over the unit cube (Rasmussen and Williams 2006): a plane, a Matern 5/2 part with a length of its
// own for each factor, and chance that neighbouring points do not share. Deterministic.
#pragma once

#include "tools/studies/sweep/designs.hpp"

#include <memory>
#include <vector>

namespace kith::calibration {

using sweep::UnitPoint;
using sweep::UnitPoints;

/// What is expected at a point: mean and variance of the model's mean there.
struct Guess {
  double mean = 0;
  double variance = 0;
};

/// Immutable; may be used by several threads at once.
class Emulator {
 public:
  /// Learns from the value at each point; at least two, all finite, of one width. Takes time with the cube of their
  /// number.
  Emulator(const UnitPoints& points, const std::vector<double>& values);

  Guess at(const UnitPoint& point) const;

  /// What variances are multiplied by so that the error at points left out one by one is as large as said; at least 1.
  double widened() const;

 private:
  struct Fitted;
  std::shared_ptr<const Fitted> fitted_;
};

}  // namespace kith::calibration
