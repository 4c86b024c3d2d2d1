// What a finished sweep says about its factors: for each measure the indices its design allows, feature scores and what
// is doubtful about them; and where a measure fails. Made from the file, without the model.
#pragma once

#include "results/sensitivity/feature_scores.hpp"
#include "results/sensitivity/indices.hpp"
#include "results/sensitivity/scenario_box.hpp"
#include "results/sweep_file.hpp"

#include <optional>
#include <string>
#include <vector>

namespace kith::sweep {

/// When a point counts as a failure: the mean of a measure over its replicates lies on the wrong side of a bound.
struct FailureRule {
  std::string text;  ///< as given: "visits > 50000"
  std::string measure;
  std::string comparison;  ///< "<", "<=", ">" or ">="
  double bound = 0;

  bool fails(double value) const;
};

/// Reads "measure > number". Throws CommandLineError that says what is wrong and what is allowed.
FailureRule parse_failure_rule(const std::string& text, const std::vector<std::string>& measures);

struct MeasureSensitivity {
  std::string measure, unit, meaning;
  double mean = 0;       ///< over points
  double deviation = 0;  ///< standard deviation of the means of the points
  /// Share of the variance between points that is left over from chance between replicates, 0 .. 1; NaN with one
  /// replicate, or if nothing differs.
  double chance = 0;
  std::size_t repeated_points = 0;  ///< that have another's values and seed and are not counted again
  std::size_t missing_points = 0;
  std::optional<results::ElementaryEffects> effects{};
  std::optional<results::SobolIndices> indices{};
  results::FeatureScores scores{};
  std::vector<std::string> cautions{};
  /// What matters most, in a sentence no surer than the intervals. Of analyses of pure noise at most one in twenty
  /// names a factor of any of its measures (Bonferroni).
  std::string answer{};
};

struct FailureBox {
  FailureRule rule;
  results::Discovery discovery;
  std::size_t shown = 0;           ///< the box of the trajectory that is described
  std::size_t missing_points = 0;  ///< without a result; left out
  std::vector<std::string> cautions{};
  std::string answer{};
};

struct SensitivityOptions {
  std::vector<std::string> measures;  ///< none: all
  std::string fails;                  ///< "" or a rule
  std::optional<std::size_t> box;     ///< of the trajectory; none: the one PRIM chooses
};

struct Sensitivity {
  std::string name, question, model, design, start, end, digest, setup;
  std::size_t points = 0, replicates = 0;
  std::vector<results::Factor> factors{};
  std::vector<results::SweepParameter> parameters{};  ///< one a factor
  std::vector<MeasureSensitivity> measures{};
  std::optional<FailureBox> failure{};
  std::vector<std::string> cautions{};  ///< of the file as a whole
};

/// Throws CommandLineError for a measure, rule or box the sweep does not have.
Sensitivity analyse(const results::SweepTable& table, const SensitivityOptions& options);

/// A restriction in words: "contagion.transmission >= 0.031", "x.y is \"a\" or \"b\"".
std::string in_words(const results::Restriction& restriction, const Sensitivity& sensitivity);

/// A number with four significant digits.
std::string short_number(double value);

}  // namespace kith::sweep
