// What of a sweep's table may be held against each other: the same replicates at every point, each point once, and how
// far chance moves the mean of a point. Pure functions.
#pragma once

#include "results/sweep_file.hpp"

#include <vector>

namespace kith::sweep {

/// Whether all points were run with the same seed, so that a replicate is the same chance at all of them.
bool points_share_seed(const results::SweepHead& head);

/// Runs of a measure that can be compared.
struct ComparableRuns {
  std::vector<std::vector<double>> values;  ///< [point][replicate]; NaN where missing or left out
  std::size_t used = 0;
  std::size_t left_out = 0;  ///< runs that are there but have no match at the other points
};

/// Where points share their seed, only points that have the same replicates are comparable: what one replicate adds to
/// all points would else look like an effect. Keeps the set of replicates that leaves the most runs; where points have
/// seeds of their own, all runs.
ComparableRuns comparable_runs(const results::SweepTable::Outcome& outcome, bool share_seed);

/// One entry a point: the earliest point with the same values and the same seed that has a mean, too; itself if this is
/// the first, or has no mean. Another than itself tells nothing more. `means` are NaN where there is none.
std::vector<std::size_t> first_alike(const results::SweepHead& head, const std::vector<double>& means);

/// Where each point really lies between the ends of each setting's range: for settings of a few values not where the
/// design put it, but where the value it became lies.
std::vector<std::vector<double>> reached_places(const results::SweepHead& head);

/// How far chance moves the mean of a point, beyond what a replicate does to all points alike.
struct Chance {
  double variance;  ///< of a point's mean; NaN where it cannot be told: fewer than two replicates or points
  double degrees;   ///< of freedom of that variance
};

Chance chance_in_means(const ComparableRuns& runs, bool share_seed);

}  // namespace kith::sweep
