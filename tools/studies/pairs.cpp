#include "tools/studies/pairs.hpp"

#include "tools/console/models.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith::tools {
namespace {

/// Whether worlds that differ in this setting are no pair.
bool must_agree(const std::string& path, const std::vector<std::string>& settings_of_people) {
  if (path == "run.replicates") return false;  // the base's holds
  const auto covers = [&](const std::string& table) { return path == table || path.starts_with(table + "."); };
  return covers("run") || std::ranges::any_of(settings_of_people, covers);
}

void check_pair(const Scenario& base, const Scenario& other, std::vector<Problem>& problems) {
  const auto& base_entries = base.settings.entries();
  const std::vector<std::string> of_people = model_of(base).settings_of_people();
  for (const auto& [path, entry] : other.settings.entries()) {
    if (!must_agree(path, of_people)) continue;
    const Settings::Entry& in_base = base_entries.at(path);
    if (entry.value == in_base.value) continue;
    SourceLocation where = entry.origin;
    if (where.file == "default") where = {other.file.string(), 0, 0};
    problems.push_back(
        {where, fmt::format("'{}' is {} here, but {} in {}: worlds are a pair only if they share it", path,
                            format_value(entry.value), format_value(in_base.value), base.file.string())});
  }
}

}  // namespace

void check_pairs(const std::vector<Scenario>& scenarios) {
  std::vector<Problem> problems;
  for (std::size_t i = 1; i < scenarios.size(); ++i) {
    if (scenarios[i].model == scenarios[0].model) {
      check_pair(scenarios[0], scenarios[i], problems);
    } else {
      problems.push_back({{scenarios[i].file.string(), 0, 0},
                          fmt::format("is for model '{}', but {} is for model '{}'", scenarios[i].model,
                                      scenarios[0].file.string(), scenarios[0].model)});
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

PairedWorlds::PairedWorlds(const std::vector<Scenario>& scenarios)
    : settings_(read<RunSettings>(scenarios.at(0).settings)) {
  check_pairs(scenarios);
  const Model& model = model_of(scenarios[0]);
  worlds_.push_back(model.build(scenarios[0]));
  for (std::size_t i = 1; i < scenarios.size(); ++i) worlds_.push_back(model.build_like(*worlds_[0], scenarios[i]));
}

std::vector<const World*> PairedWorlds::pointers() const {
  std::vector<const World*> pointers;
  for (const auto& world : worlds_) pointers.push_back(world.get());
  return pointers;
}

}  // namespace kith::tools
