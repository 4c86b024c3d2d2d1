// The data files of the model, compiled into the program: evidence, nouns, catalogue, places, words. Made by the build.
#pragma once

#include "engine/embedded.hpp"

#include <span>

/// Named as they lie below models/safety/: "offences/robbery.toml".
std::span<const kith::EmbeddedFile> kith_safety_files();
