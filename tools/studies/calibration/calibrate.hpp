// kith calibrate: the rounds of a calibration run as sweeps over lists of points, kept in a folder of their own each,
// so that a calibration stopped in any way goes on where it was; then what came of it as a results file holds it.
#pragma once

#include "results/calibration_file.hpp"
#include "tools/studies/calibration/calibration_file.hpp"
#include "tools/studies/sweep/ranks.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace kith::calibration {

struct Work {
  std::filesystem::path folder;  ///< where the runs of all rounds are kept
  bool resume = false;           ///< go on with what is there
  bool force = false;            ///< throw away what is there
  bool quiet = false;            ///< else with progress on standard error
  int threads = 1;
  std::string command_line;
  sweep::Ranks* ranks = nullptr;  ///< those of an MPI run, which share the runs of each round; null: this process alone
};

struct Calibrated {
  results::Calibration calibration;  ///< but for its provenance
  std::int64_t runs_made = 0;        ///< now
  std::int64_t runs_failed = 0;      ///< of all
};

/// Runs what is left of all rounds and fits. The result does not depend on threads, ranks, stops and who went on. With
/// ranks, rank 0 calls this and all others help() meanwhile; it dismisses them however it ends. Throws
/// StoppedWithResults if a stop is asked for, RunsFailed if too few points have values of all facts, OutputError if the
/// folder holds a calibration and neither `resume` nor `force` is said, InputError if it holds another.
Calibrated calibrate(const CalibrationFile& file, const Work& work);

/// Makes what rank 0 hands out, round by round, until it is dismissed. Only rank 0 chooses points.
void help(const CalibrationFile& file, const Work& work);

/// Writes what came of it, so that a second Ctrl-C cannot cut it short; says where it came to stand, if that is
/// elsewhere. Throws ResultsError, Interrupted.
[[nodiscard]] std::filesystem::path write(const std::filesystem::path& file, const results::Calibration& calibration,
                                          bool force);

/// The folder of a round, from 0.
std::filesystem::path round_folder(const std::filesystem::path& folder, std::int64_t round);

}  // namespace kith::calibration
