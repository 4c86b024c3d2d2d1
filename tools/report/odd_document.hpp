// A model as an ODD document (Overview, Design concepts, Details): what the protocol asks for, in its order, read from
// the model's declarations and from the sentences it says of itself (engine/run/odd.hpp). Markdown.
#pragma once

#include "engine/run/model.hpp"

#include <string>

namespace kith::tools {

/// The whole document. Facts are those of a scenario in which everything is left to its default. What the model does
/// not say stands there as not said.
std::string odd_document(const Model& model);

}  // namespace kith::tools
