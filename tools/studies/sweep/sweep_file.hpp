// Sweep files (TOML): which scenario, which settings vary over what, by which design, and what is kept of every run.
// Read with every fault at once, each with file, line and column, those of the scenario included.
#pragma once

#include "engine/settings/scenario.hpp"
#include "tools/studies/options.hpp"
#include "tools/studies/sweep/parameter.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace kith::sweep {

enum class Design { grid, latin_hypercube, sobol, morris, saltelli, list };

/// "grid", "latin_hypercube", ...
const char* name_of(Design design);
/// Whether the design takes the ends of the unit interval themselves.
inline bool reaches_ends(Design design) { return design == Design::grid || design == Design::morris; }

/// How points are laid out. What a design does not use is 0.
struct DesignSettings {
  Design design = Design::sobol;
  std::int64_t points = 0;             ///< latin_hypercube, sobol
  std::int64_t samples = 0;            ///< saltelli: base samples
  std::int64_t trajectories = 0;       ///< morris
  std::int64_t levels = 0;             ///< morris; grid: of every range that does not say its own
  bool second_order = false;           ///< saltelli
  std::int64_t seed = 1;               ///< of the design; has nothing to do with the seed of runs
  std::vector<std::int64_t> growth{};  ///< latin_hypercube: how many points it had before each time it was extended
};

/// A sound sweep file with its scenario.
struct SweepFile {
  std::filesystem::path file;
  Scenario scenario;  ///< every point is this one but for what varies
  DesignSettings design;
  std::int64_t replicates = 1;
  std::int64_t first_replicate = 0;
  bool common_random_numbers = true;                       ///< one seed for all points; else each point has its own
  std::vector<VariedParameter> parameters;                 ///< in the order written
  std::vector<std::vector<Value>> list{};                  ///< design list: one row a point
  std::vector<std::string> measures;                       ///< kept of every run
  std::vector<std::pair<std::string, std::string>> texts;  ///< (file, text): this one, then lists, then the scenario's
};

/// What the command line lays over a sweep file.
struct SweepOptions {
  tools::ScenarioOptions scenario;     ///< `file` is the sweep file
  std::optional<std::int64_t> points;  ///< instead of points, samples or trajectories in the file
};

/// Throws InputError with every problem found, CommandLineError for a --set that is no path=value.
SweepFile read_sweep_file(const SweepOptions& options);

/// Whether a TOML file is a sweep file rather than a scenario: it has a table [sweep].
bool is_sweep_file(const std::filesystem::path& file);

}  // namespace kith::sweep
