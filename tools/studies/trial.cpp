#include "tools/studies/trial.hpp"

#include "engine/run/replicates.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/memory.hpp"
#include "tools/console/stopwatch.hpp"

#include <algorithm>
#include <atomic>

namespace kith::tools {
namespace {

/// How long the scenario is tried out to see how fast it runs.
constexpr double trial_seconds = 1.0;

}  // namespace

Trial try_out(const World& world, std::int64_t replicate) {
  std::atomic<bool> enough{false};
  std::int64_t steps = 0;
  const double bytes_before = resident_bytes();
  Trial trial;
  const Stopwatch stopwatch;
  const RunControl control{.stop = &enough, .steps_done = [&](std::int64_t done) {
                             steps += done;
                             trial.bytes = std::max(trial.bytes, resident_bytes() - bytes_before);
                             enough = stopwatch.seconds() > trial_seconds || stop_requested();
                           }};
  try {
    world.run(replicate, control);
    trial.seconds = stopwatch.seconds();
  } catch (const Interrupted&) {
    stop_if_requested();
    trial.seconds = stopwatch.seconds() * static_cast<double>(world.steps()) /
                    static_cast<double>(std::max<std::int64_t>(1, steps));
  }
  return trial;
}

}  // namespace kith::tools
