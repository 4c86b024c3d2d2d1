// See replicates.hpp. Each replicate writes its own slot, so the order threads take them in leaves no trace.
#include "engine/run/replicates.hpp"

#include "engine/run/blocks.hpp"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

namespace kith {

std::vector<ReplicateResult> run_replicates(const World& world, std::int64_t first, std::int64_t count, int threads,
                                            const RunControl& control) {
  std::vector<ReplicateResult> results(static_cast<std::size_t>(count));
  const auto run_one = [&](std::int64_t index) {
    if (control.stop != nullptr && control.stop->load()) throw Interrupted{};
    // Isolated, so that a thread waiting inside one replicate never starts another on top of it.
    tbb::this_task_arena::isolate(
        [&] { results[static_cast<std::size_t>(index)] = world.run(first + index, control); });
  };
  with_threads(threads,
               [&] { tbb::parallel_for(std::int64_t{0}, count, std::int64_t{1}, run_one, tbb::simple_partitioner{}); });
  return results;
}

}  // namespace kith
