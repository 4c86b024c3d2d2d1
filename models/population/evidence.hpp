// The numbers people are made by, with their evidence (evidence/population.toml, compiled in): what a model that makes
// people of a place declares as settings and reads back.
#pragma once

#include "engine/embedded.hpp"
#include "engine/evidence/numbers.hpp"
#include "models/population/population.hpp"

#include <span>
#include <vector>

/// Named as they lie below models/population/: "evidence/population.toml". Made by the build.
std::span<const kith::EmbeddedFile> kith_population_files();

namespace kith::population {

/// Each as the setting "parameters.population.<name>", for Model::declare. Read once; throws InputError if unsound.
const std::vector<Setting>& numbers();

/// Reads those of a scenario. Throws std::logic_error if one is not declared.
PopulationParameters read_parameters(NumberReader& reader);

}  // namespace kith::population
