// The plan of a sweep: every point with its values, seed and hash, and what it all comes from. Made from a sweep file
// and kept in the sweep's folder before anything runs: plan.toml, points.csv and copies of the files it was made of.
// A plan may be extended by further points or replicates; points there are stay as they are.
#pragma once

#include "tools/studies/sweep/sweep_file.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace kith::sweep {

/// Which program makes the runs of a sweep: only one may.
struct Build {
  std::string version;
  std::string git_hash;
  std::string compiler;
  std::string executable;  ///< SHA-256 of the program where the git hash does not tell it; else ""
  bool operator==(const Build&) const = default;
};
Build this_build();
std::string describe(const Build& build);  ///< "kith 0.1.0 (git 1234abcd, GNU 12.2.0, Release)"

struct Point {
  std::vector<double> unit;         ///< the design's coordinates, one a parameter; NaN in a list
  std::vector<std::string> values;  ///< as TOML, one a parameter
  std::int64_t seed = 0;            ///< of its runs
  std::string hash;                 ///< of its number, values, seed and the plan's identity

  bool operator==(const Point& other) const {
    return hash == other.hash && values == other.values && seed == other.seed;
  }
};

/// What the plan says of a varied setting.
struct PlannedParameter {
  std::string path, unit, kind, at, distribution;  ///< at: ISO 8601, or ""
  double lowest = 0;  ///< over the range or the values; NaN where there are no numbers or no bounds
  double highest = 0;
  bool integer = false;
  bool log = false;
  std::vector<std::string> categories{};  ///< as TOML
  bool numeric = true;
};

/// A file the plan was made of.
struct Input {
  std::string file;  ///< as it was named
  std::string copy;  ///< name of the copy in the folder "inputs"
  std::string sha256;
};

/// Named among the files a sweep was made of: what the model warns of, one caution a line.
inline constexpr const char* file_of_cautions = "cautions.txt";

struct Plan {
  Build build;
  std::string model, name, question, start, end;
  std::string settings_digest;  ///< SHA-256 of all settings of the scenario, changes included
  std::string command_line;     ///< that began the sweep
  DesignSettings design;
  std::int64_t seed = 0;  ///< of the scenario
  std::int64_t replicates = 1;
  std::int64_t first_replicate = 0;
  bool common_random_numbers = true;
  std::vector<PlannedParameter> parameters{};
  std::vector<std::string> measures{};
  std::vector<Input> inputs{};
  std::vector<Input> used{};  ///< files the worlds of points are made from, such as a place's tables; no copies
  std::vector<Point> points{};
  std::vector<std::size_t> same_as{};  ///< one a point: the first with its values and seed, mostly itself
  std::string identity{};              ///< SHA-256 of all that further points or replicates leave as it is
  std::string hash{};                  ///< SHA-256 of the whole plan

  /// Number of runs: points times replicates. Run j is replicate first_replicate + j / points of point j % points, so
  /// that a sweep stopped anywhere has the same number of replicates of every point, give or take one.
  std::int64_t runs() const { return static_cast<std::int64_t>(points.size()) * replicates; }
};

/// How many points have the values and seed of one before; their runs are made once.
std::size_t repeated_points(const Plan& plan);

/// The plan a sweep file stands for, in full. `earlier`: the plan there is, if any; a Latin hypercube grows out of its
/// points. Throws InputError if a design cannot be made as asked for.
Plan make_plan(const SweepFile& sweep, const Build& build, const std::string& command_line,
               const Plan* earlier = nullptr);

/// The values of a point, to be laid over the scenario: one a parameter. `plan` is one this sweep file agrees with.
std::vector<Variation> variations_of(const SweepFile& sweep, const Plan& plan, std::size_t point);

inline std::filesystem::path plan_file(const std::filesystem::path& folder) { return folder / "plan.toml"; }
inline std::filesystem::path points_file(const std::filesystem::path& folder) { return folder / "points.csv"; }
inline std::filesystem::path inputs_folder(const std::filesystem::path& folder) { return folder / "inputs"; }
inline std::filesystem::path shards_folder(const std::filesystem::path& folder) { return folder / "shards"; }
inline std::filesystem::path commands_file(const std::filesystem::path& folder) { return folder / "commands.txt"; }
bool has_plan(const std::filesystem::path& folder);
/// Whether the plan.toml of `folder` is one of a sweep, as it was written or changed since.
bool is_plan_of_sweep(const std::filesystem::path& folder);
/// Every file a sweep in `folder` is made of.
std::vector<std::filesystem::path> files_of_sweep(const std::filesystem::path& folder);

/// Puts the plan into the folder, which is made if need be; what was there of a plan is replaced. plan.toml comes last
/// and whole, so that there is a plan or there is none. Throws OutputError.
void write_plan(const std::filesystem::path& folder, const Plan& plan, const SweepFile& sweep);

/// Reads and verifies a plan. Throws InputError if there is none, or if it is not as it was written.
Plan read_plan(const std::filesystem::path& folder);

/// Whether `wanted` is `there` or there with more points or replicates added. Throws InputError saying what differs,
/// and what to do, if it is neither.
enum class Agreement { same, longer, shorter };
Agreement compare_plans(const std::filesystem::path& folder, const Plan& there, const Plan& wanted);

}  // namespace kith::sweep
