#include "tools/studies/unlike_bases.hpp"

#include "engine/settings/resolved_values.hpp"
#include "engine/settings/scenario_layers.hpp"
#include "tools/console/format.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith::tools {
namespace {

std::vector<std::filesystem::path> files_of(const Scenario& scenario) {
  std::vector<Problem> told_when_loading;
  std::vector<std::filesystem::path> files;
  for (const ScenarioLayer& layer : read_scenario_layers(scenario.file, told_when_loading).layers)
    files.push_back(std::filesystem::weakly_canonical(layer.file));
  return files;
}

bool have_a_file_in_common(const Scenario& one, const Scenario& other) {
  const auto files = files_of(one);
  return std::ranges::any_of(files_of(other),
                             [&](const auto& file) { return std::ranges::find(files, file) != files.end(); });
}

}  // namespace

std::string on_unlike_bases(const Scenario& base, const Scenario& alternative) {
  if (have_a_file_in_common(base, alternative)) return "";
  auto differences = setting_differences(resolved_text(base), resolved_text(alternative));
  std::erase_if(differences, [](const SettingDifference& one) { return !one.at.empty(); });
  if (differences.empty()) return "";
  return fmt::format(
      "{} differs from {} in {} from the first day that no [[change]] sets; first: {}. They are laid on different "
      "files, "
      "so the comparison tells of all that differs between these, too; extends = \"{}\" in {} leaves what is changed "
      "there",
      alternative.file.filename().string(), base.file.filename().string(),
      plural(static_cast<std::int64_t>(differences.size()), "setting"), differences.front().path,
      base.file.filename().string(), alternative.file.filename().string());
}

}  // namespace kith::tools
