// A published model: imprisonment that passes from people in custody to their relatives and friends (Lum, Swarup,
// Eubank & Hawdon 2014, "The contagious nature of imprisonment", Journal of the Royal Society Interface 11: 20140409).
// It lives on people and ties from tables. docs/incarceration.md tells its rules, how they were read, and what comes
// out.
#pragma once

#include "engine/run/model.hpp"

#include <memory>

namespace kith::incarceration {

std::unique_ptr<Model> make_incarceration_model();

}  // namespace kith::incarceration
