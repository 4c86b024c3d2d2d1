// Runs of one model whose catalogues differ have axes with unlike labels: a service that one of them knows and another
// does not. Before they are joined, they are laid over the same axes.
#pragma once

#include "results/results.hpp"

#include <vector>

namespace kith::results {

bool same_dimension(const Dimension& a, const Dimension& b);

/// Gives all runs the axes of the first with the labels of all, if they differ in their catalogue and in nothing but
/// labels; else leaves them as they are. Values of labels a run did not have are 0.
void unite_axes(std::vector<Run>& runs);

}  // namespace kith::results
