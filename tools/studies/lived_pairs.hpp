// Pairs of a comparison as they are lived: in worlds all of them share, if chance is all they differ in; else each in
// worlds of its own, set up when its turn comes and gone when it is done.
#pragma once

#include "engine/run/model.hpp"
#include "results/doubt.hpp"
#include "tools/studies/doubt.hpp"
#include "tools/studies/pairs.hpp"
#include "tools/studies/simulate.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace kith::tools {

/// A pair and what it drew.
struct LivedPair {
  PairedReplicate lived;
  results::PairDraws draws;
};

/// Used by one thread.
class LivedPairs {
 public:
  /// Sets up the shared worlds, or those of the first pair. Throws InputError if the scenarios are no pairs.
  LivedPairs(const std::vector<Scenario>& scenarios, const DoubtPlan& plan);

  const RunSettings& settings() const { return settings_; }  ///< of the base
  const MeasureSet& measures(std::size_t scenario) const { return measures_[scenario]; }
  const MeasureSet& twin_measures() const { return twin_measures_; }

  /// Lives pairs first .. first + count - 1, but for those kept earlier, side by side as far as threads and memory go,
  /// and with each what it is to be lived again for. Throws Interrupted.
  std::vector<LivedPair> run(std::int64_t first, std::int64_t count, const HowToRun& how);

 private:
  /// Finished lives, kept ones at first, by number.
  using Lives = std::map<std::int64_t, PairedReplicate>;
  struct Live;

  std::vector<LivedPair> run_shared(std::int64_t first, std::int64_t count, const HowToRun& how);
  std::int64_t pairs_at_once(std::int64_t missing, int threads) const;
  std::vector<std::int64_t> lives_of(std::int64_t pair) const;
  LivedPair live(std::int64_t pair, Lives& kept, const Live& how);

  const std::vector<Scenario>& scenarios_;
  const DoubtPlan& plan_;
  std::unique_ptr<PairedWorlds> first_;  ///< shared; or those of the first pair, until it is lived
  RunSettings settings_;
  std::vector<MeasureSet> measures_;
  MeasureSet twin_measures_;
  std::int64_t steps_ = 0, people_ = 0;
  double bytes_of_pair_ = 0;
};

}  // namespace kith::tools
