// The smallest model, naive and readable: a rumour in a small town. docs/own-model.md builds it from an empty folder;
// copy it to begin a model.
#pragma once

#include "engine/run/model.hpp"

#include <memory>

namespace kith::tutorial {

std::unique_ptr<Model> make_rumour_model();

}  // namespace kith::tutorial
