// What files of studies have in common (sweeps, calibrations): a TOML file that names a scenario and says what to do
// with it, read with every fault at once, those of the scenario included.
#pragma once

#include "engine/settings/scenario.hpp"
#include "engine/settings/setting_paths.hpp"
#include "engine/settings/toml_table.hpp"
#include "engine/settings/toml_tree.hpp"
#include "tools/studies/options.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kith::tools {

/// Reads what is common; a kind of study derives from it and reads the rest. Used by one thread.
class StudyFileReader {
 protected:
  using Texts = std::vector<std::pair<std::string, std::string>>;  ///< (file, text): the study's, then the scenario's

  /// `file`, `scenario` and `texts` are filled in and must outlive this; so must `options`, whose file is the study's.
  StudyFileReader(const ScenarioOptions& options, std::filesystem::path& file, Scenario& scenario, Texts& texts)
      : scenario_options_(options), file_(file), scenario_(scenario), texts_(texts) {}

  /// False, with a problem, if there is no text of at most so many bytes that is TOML: there is no root then.
  bool read_text(std::size_t most_bytes);
  /// The scenario `top` names; where it is sound, what may be set in it is known from then on.
  void read_scenario(const TomlTable& top);
  /// Why a setting that takes values of the study's own from the start need not be given by --set or --posterior, too:
  /// those would have no effect; "" if it is not.
  std::string said_in_vain(const std::string& path) const;
  /// Throws InputError with all problems: those of this file by line, then those of the scenario's.
  [[noreturn]] void refuse();

  std::vector<Problem> problems_;
  std::optional<TomlNode> root_;
  std::optional<Declarations> declarations_;  ///< none where the scenario is unsound
  std::optional<SettingPaths> paths_;         ///< likewise

 private:
  const ScenarioOptions& scenario_options_;
  std::filesystem::path& file_;
  Scenario& scenario_;
  Texts& texts_;
};

}  // namespace kith::tools
