// Files a model reads beside the scenario, in a results file: kept when it is written, and laid out again by
// `kith inspect --extract`, so that the run can be repeated elsewhere.
#pragma once

#include "engine/settings/scenario.hpp"
#include "results/results.hpp"

#include <filesystem>
#include <vector>

namespace kith::tools {

/// The files, named as extract() lays them out: "place/areas.csv", "people/town.csv", "ties/town-ties.csv",
/// "catalogue/mentors.toml" ("catalogue-2/..." of a second folder). Texts of files above 4 MiB are left out; their hash
/// stays. Throws InputError if one cannot be read.
std::vector<results::InputText> inputs_of(const Scenario& scenario);

/// Writes a scenario file for each scenario of the run, all of its settings in it, and the files beside it, into a
/// folder that does not exist yet or is empty. Returns what was written. Throws OutputError.
std::vector<std::filesystem::path> extract(const results::Run& run, const std::filesystem::path& folder);

/// Holds the files of the run against those that stand now where its scenarios name them, and takes from there the text
/// of files too large to be kept. Throws InputError naming every file that is not what it was, and every one that is
/// neither there nor kept.
void hold_against_disk(results::Run& run);

/// A resolved scenario without the settings nobody set, so that they are left to the program again: what pairs draw,
/// they draw for those alone. `posterior`: nor those a posterior set.
std::string left_to_defaults(const std::string& resolved, bool posterior);

/// Files of the run that are known by their hash alone: "place/areas.csv (SHA-256 ...)".
std::vector<std::string> inputs_not_kept(const results::Run& run);

}  // namespace kith::tools
