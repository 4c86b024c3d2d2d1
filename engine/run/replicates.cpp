// See replicates.hpp. Each replicate writes its own slot, so the order threads take them in leaves no trace.
#include "engine/run/replicates.hpp"

#include "engine/run/blocks.hpp"

#include <oneapi/tbb/task_arena.h>

namespace kith {

std::vector<ReplicateResult> run_replicates(const World& world, std::int64_t first, std::int64_t count, int threads,
                                            const RunControl& control) {
  std::vector<ReplicateResult> results(static_cast<std::size_t>(count));
  const auto run_one = [&](std::size_t index) {
    if (control.stop != nullptr && control.stop->load()) throw Interrupted{};
    // Isolated, so that a thread waiting inside one replicate never starts another on top of it.
    tbb::this_task_arena::isolate(
        [&] { results[index] = world.run(first + static_cast<std::int64_t>(index), control); });
  };
  with_threads(threads, [&] { for_each_block(results.size(), run_one); });
  return results;
}

}  // namespace kith
