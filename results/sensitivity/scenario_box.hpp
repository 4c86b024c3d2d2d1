// Scenario discovery by the patient rule induction method, PRIM (Friedman and Fisher 1999; Bryant and Lempert 2010): a
// box in a few factors within which cases of interest, such as failures, crowd. Answers "where does it fail?". Pure
// functions.
#pragma once

#include "results/sensitivity/feature_scores.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace kith::results {

/// What a box allows of one factor.
struct Restriction {
  std::size_t factor = 0;
  double lowest = 0;  ///< of the values within the box; of an ordered factor
  double highest = 0;
  bool below = false;  ///< whether anything was cut off below `lowest`
  bool above = false;
  std::vector<double> categories{};  ///< of a factor without order: those allowed
  /// The chance of at least as many cases of interest in the box if this restriction told nothing: binomial, with the
  /// density of the box without it (Bryant and Lempert's quasi-p-value; the search makes it look smaller than it is).
  double quasi_p = 1;
};

struct Box {
  std::vector<Restriction> restrictions;
  std::int64_t points = 0;       ///< inside
  std::int64_t of_interest = 0;  ///< inside and of interest
  double coverage = 0;           ///< share of all cases of interest that are inside
  double density = 0;            ///< share of the points inside that are of interest
  double mass = 0;               ///< share of all points that are inside
};

struct PeelingSettings {
  double peel = 0.05;        ///< share of the points in the box cut off at a step, if values allow
  double least_mass = 0.05;  ///< a box holds at least this share of all points
};

struct Discovery {
  std::vector<Box> trajectory;  ///< from everything to the smallest box, a step each
  std::size_t chosen = 0;       ///< the box with the largest harmonic mean of coverage and density
  std::int64_t points = 0;
  std::int64_t of_interest = 0;
};

/// `interest` is one a point. Each step cuts the end of a factor, or a category, that raises density most for each
/// point it costs; it ends when nothing does, or when the box would become too small. Without cases of interest, or
/// with nothing else, the trajectory is the one box that holds everything.
Discovery discover_box(const std::vector<Factor>& factors, const std::vector<bool>& interest,
                       const PeelingSettings& settings = {});

}  // namespace kith::results
