// A finished run or comparison gone on with: its further replicates, made from what its file holds, and joined to those
// it has. What comes of it is what one run of all of them would have written. Refused unless program, scenario and
// files read are what they were.
#pragma once

#include "results/results.hpp"
#include "tools/studies/doubt.hpp"
#include "tools/studies/kept_replicates.hpp"
#include "tools/studies/options.hpp"
#include "tools/studies/simulate.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace kith::tools {

/// What is asked for.
struct ExtensionAsked {
  const Models* models = nullptr;
  std::string file{};
  std::int64_t replicates = 0;  ///< how many there are to be, those there are included
  std::string posterior{};      ///< the calibration pairs drew from; "": none
};

/// Used by one thread.
class Extension {
 public:
  /// Reads the file against its digests and the scenarios out of it. Throws ResultsError if the file fails them,
  /// CommandLineError if it has so many already, InputError naming whatever is no longer as it was.
  explicit Extension(const ExtensionAsked& asked);
  Extension(const Extension&) = delete;
  Extension& operator=(const Extension&) = delete;
  ~Extension();

  std::int64_t first() const { return first_; }  ///< number of the first further replicate
  std::int64_t count() const { return count_; }  ///< of further replicates
  bool is_comparison() const { return !file_.scenarios.empty(); }
  const std::string& model() const { return file_.model; }
  /// What replicates kept of a stopped extension must agree in.
  RunIdentity identity() const;

  /// Makes the further replicates and joins them to those there are; provenance is the file's. Call once. Throws
  /// Interrupted; ResultsError if this program does not make what the file holds.
  results::Run made(const HowToRun& how);

 private:
  class PassingFolder;

  results::Run further_run(const HowToRun& how);
  results::Run further_pairs(const HowToRun& how);
  DoubtPlan plan_of_pairs() const;
  void check_draws(const DoubtPlan& plan) const;
  void check_again(const results::Run& part) const;
  std::int64_t again() const { return git_hash_tells_all_ ? 0 : 1; }

  ExtensionAsked asked_;
  results::Run file_;
  std::vector<Scenario> scenarios_;
  std::int64_t first_ = 0;
  std::int64_t count_ = 0;
  bool git_hash_tells_all_;
  std::unique_ptr<PassingFolder> folder_;  ///< what the scenarios read, laid out from the file
};

}  // namespace kith::tools
