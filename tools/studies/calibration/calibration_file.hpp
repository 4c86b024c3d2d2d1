// Calibration files (TOML): which scenario, which parameters are fitted, from what is believed of them beforehand, and
// to which facts. Read with every fault at once, each with file, line and column, those of the scenario included.
#pragma once

#include "engine/settings/scenario.hpp"
#include "tools/studies/options.hpp"
#include "tools/studies/sweep/parameter.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kith::calibration {

/// A fact to fit: one of the model's, or one of the file's own.
struct FittedFact {
  std::string name;
  std::string expression{};             ///< over measures, as muParser reads it; often the name of one
  std::vector<std::string> measures{};  ///< that it names; they have no dimensions
  double target = 0;
  double tolerance = 0;  ///< > 0; 95% of the gap between model and world lies within it
  std::string unit{}, source{};
};

/// A sound calibration file with its scenario.
struct CalibrationFile {
  std::filesystem::path file;
  Scenario scenario;         ///< every point is this one but for the parameters
  std::int64_t points = 32;  ///< of a round
  std::int64_t rounds = 4;
  std::int64_t sample = 1000;  ///< points of the posterior
  std::int64_t seed = 1;       ///< of points and sample; has nothing to do with the seed of runs
  std::int64_t replicates = 1;
  std::int64_t first_replicate = 0;
  std::vector<sweep::VariedParameter> parameters;          ///< in the order written: ranges and distributions
  std::vector<FittedFact> facts;                           ///< likewise
  std::vector<std::string> measures;                       ///< that facts name, each once
  std::vector<std::pair<std::string, std::string>> texts;  ///< (file, text): this one, then the scenario's
};

/// What the command line lays over a calibration file.
struct CalibrationOptions {
  tools::ScenarioOptions scenario;  ///< `file` is the calibration file
  std::optional<std::int64_t> points{};
  std::optional<std::int64_t> rounds{};
};

/// Throws InputError with every problem found, CommandLineError for a --set that is no path=value.
CalibrationFile read_calibration_file(const CalibrationOptions& options);

/// Whether a TOML file is a calibration file rather than a scenario: it has a table [calibration].
bool is_calibration_file(const std::filesystem::path& file);

/// Value of a fact: `values` are those of its measures, in its order. NaN if the expression has none.
double value_of(const FittedFact& fact, std::vector<double> values);

}  // namespace kith::calibration
