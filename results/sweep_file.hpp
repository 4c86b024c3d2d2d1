// The results of a sweep in one file: points, what varied, and what every run of every point gave. HDF5 that is also
// valid netCDF-4; FORMAT.md is the promise. Written point by point, so that memory does not grow with the sweep.
#pragma once

#include "engine/measures/measures.hpp"
#include "results/results.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kith::results {

inline constexpr int sweep_format_version = 2;

/// A setting that varied.
struct SweepParameter {
  std::string path;
  std::string unit;
  std::string kind;   ///< "range", "categories", "evidence" or "list"
  double lowest = 0;  ///< of the range or the values; NaN where there is none
  double highest = 0;
  bool integer = false;
  bool log = false;
  bool numeric = true;                  ///< else its values are texts
  std::vector<std::string> categories;  ///< as TOML
  std::string distribution;
  std::string at;  ///< day from which the value holds, ISO 8601; "" from the start
};

struct SweepPoint {
  std::vector<double> unit_cube;   ///< the design's coordinates, one a parameter; NaN in a list
  std::vector<double> numbers{};   ///< values, one a parameter; the place among the categories where it is no number
  std::vector<std::string> texts;  ///< values as TOML
  std::int64_t seed = 0;
};

/// All of a sweep but the runs.
struct SweepHead {
  std::string model, name, question, start, end;
  std::int64_t seed = 0;
  std::string design;
  std::int64_t design_seed = 0;
  std::int64_t samples = 0;       ///< of a Saltelli design, else 0
  std::int64_t trajectories = 0;  ///< of a Morris design, else 0
  std::int64_t levels = 0;        ///< of a Morris design or grid, else 0
  bool second_order = false;
  std::int64_t first_replicate = 0;
  std::int64_t replicates = 1;
  std::string plan_hash;
  std::vector<SweepParameter> parameters{};
  std::vector<SweepPoint> points{};
  MeasureSet measures{};  ///< those kept of every run, and their dimensions
  Provenance provenance{};
  std::vector<std::pair<std::string, std::string>> texts{};  ///< (file, text): plan, sweep file, scenario files
};

enum class RunStatus : std::int8_t { missing = 0, done = 1, failed = 2 };

/// What is known of all runs of one point, one entry a replicate.
struct PointRuns {
  std::vector<RunStatus> status;
  std::vector<ReplicateResult> results;  ///< looked at only where done
  std::string failure;                   ///< reason of the first failure, or ""
};

/// Writes a sweep, asking for each point's runs in order, once. Returns the digest, which says nothing of how the runs
/// came about. Writes beside `file` and renames. Throws ResultsError, and whatever `runs_of` throws; then nothing is
/// left.
std::string write_sweep(const std::filesystem::path& file, const SweepHead& head,
                        const std::function<PointRuns(std::size_t point)>& runs_of, bool force);

struct WrittenSweep {
  std::filesystem::path file;  ///< where it came to stand
  std::string digest;
};
/// As write_sweep, after check_writable: as write_finished, it gets another name if this one was taken meanwhile.
WrittenSweep write_finished_sweep(const std::filesystem::path& file, const SweepHead& head,
                                  const std::function<PointRuns(std::size_t)>& runs_of, bool force);

/// A sweep read back, as far as whole-run numbers go.
struct SweepTable {
  SweepHead head;                        ///< without dimensions' labels and measures with dimensions
  std::vector<std::int64_t> replicates;  ///< their numbers
  std::vector<std::string> failures;     ///< one a point
  struct Outcome {
    std::string measure, unit, meaning;
    std::vector<std::vector<double>> values;  ///< [point][replicate], NaN where missing
  };
  std::vector<Outcome> outcomes;  ///< measures without dimensions
  std::string digest;
  bool checked = true;  ///< against the digests in the file; false in sweep format version 1, which has none
};

/// Throws ResultsError for what is no sweep file, is damaged or was changed since it was written, naming what. What was
/// added to the file since is passed over.
SweepTable read_sweep(const std::filesystem::path& file);

}  // namespace kith::results
