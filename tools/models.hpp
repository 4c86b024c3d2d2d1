// The models this program carries. A new model is one line in models.cpp.
#pragma once

#include "engine/run/model.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace kith::tools {

/// Names of all models; the first is the one `kith new` writes a scenario for when none is named.
const std::vector<std::string>& model_names();

/// Whether this program carries the model a file names.
bool model_is_known(const std::string& name);

/// Throws std::out_of_range for an unknown model.
const Model& model_named(const std::string& name);

/// The settings every model understands.
Declarations engine_declarations();

/// Everything a scenario of the model may set. Throws std::out_of_range for an unknown model.
Declarations declarations_of(const std::string& model, const std::vector<std::filesystem::path>& catalogue = {});

}  // namespace kith::tools
