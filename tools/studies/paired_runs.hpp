// Paired worlds run once more in another variant, as kith compare does for draws of evidence and values tried.
#pragma once

#include "engine/settings/scenario.hpp"
#include "results/results.hpp"
#include "tools/console/progress.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace kith::tools {

/// Runs variants of the same scenarios one after the other, each with the first replicates of the run. Tells progress
/// over all of them on standard error unless `quiet`.
class PairedRuns {
 public:
  /// `what` says in words what is done, for the note at the start.
  PairedRuns(std::vector<std::string> labels, std::int64_t variants, std::int64_t replicates, int threads, bool quiet,
             std::string what);

  /// Builds and runs one variant, the base first, and joins it into a comparison. Throws InputError, Interrupted.
  results::Run run(const std::vector<Scenario>& scenarios);

 private:
  std::vector<std::string> labels_;
  std::int64_t variants_;
  std::int64_t replicates_;
  int threads_;
  bool quiet_;
  std::string what_;
  std::unique_ptr<Progress> progress_;
};

}  // namespace kith::tools
