// What a replicate takes, found by running it for a moment.
#pragma once

#include "engine/run/model.hpp"

#include <cstdint>

namespace kith::tools {

/// What one replicate was seen to take, setting the world up apart.
struct Trial {
  double seconds = 0;  ///< on one thread
  double bytes = 0;    ///< at most, beyond the world itself
};

/// Runs a replicate for about a second and scales what that took to all its steps. Throws Interrupted when a stop is
/// asked for.
Trial try_out(const World& world, std::int64_t replicate);

}  // namespace kith::tools
