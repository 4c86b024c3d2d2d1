// Files of purchases (TOML): which scenario, how much money a year, what it is to reach, and the schemes that can be
// bought, each a setting that is moved step by step. Read with every fault at once, each with file, line and column.
#pragma once

#include "engine/settings/scenario.hpp"
#include "results/evidence_draws.hpp"
#include "tools/studies/options.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace kith::optimise {

/// What can be bought more of.
struct Scheme {
  std::string name;
  Setting setting;
  double from = 0;          ///< value before anything is bought; of a switch 0
  double to = 1;            ///< value after the last step
  double step = 1;          ///< above 0, whichever way `to` lies
  std::string switched_on;  ///< a switch that is set with the first step; "": none
  double price = 0;         ///< of a step, a year; of a model that keeps a ledger: not used
  SourceLocation where;

  bool is_switch() const { return std::holds_alternative<bool>(setting.default_value); }
  /// Whether it is bought in whole numbers: where its setting takes no others, or none are written.
  bool is_whole() const;
};

/// A sound file with its scenario.
struct OptimiseFile {
  std::filesystem::path file;
  Scenario scenario;
  double purse = 0;            ///< a year, in the unit of the ledger
  results::Preference aim;     ///< a headline, and which way is better
  std::string aim_title;       ///< how it is told
  double chance_of_worse = 1;  ///< that the plan may have of doing worse than no purchase
  Date from{};                 ///< day from which what is bought holds
  std::int64_t screening_pairs = 2;
  std::int64_t pairs = 4;        ///< in which the best of those screened are measured again
  std::int64_t check_pairs = 6;  ///< further ones, in which the plan is checked whole
  std::int64_t contenders = 2;
  std::vector<Scheme> schemes{};
  std::vector<std::pair<std::string, std::string>> texts{};  ///< (file, text): this one, then the scenario's
};

/// Throws InputError with every problem found, CommandLineError for a --set that is no path=value. `options.file` is
/// the file of purchases.
OptimiseFile read_optimise_file(const tools::ScenarioOptions& options);

/// Whether a TOML file is one of purchases rather than a scenario: it has a table [optimise].
bool is_optimise_file(const std::filesystem::path& file);

/// Whether the model counts what is spent; else each scheme states a price.
bool keeps_a_ledger(const Scenario& scenario);

}  // namespace kith::optimise
