// See replicates.hpp. Each replicate writes its own slot, so the order threads take them in leaves no trace.
#include "engine/run/replicates.hpp"

#include "engine/run/blocks.hpp"

#include <oneapi/tbb/task_arena.h>

namespace kith {

std::vector<ReplicateResult> run_replicates(const World& world, std::int64_t first, std::int64_t count, int threads,
                                            const RunControl& control) {
  return std::move(run_replicates(std::vector<const World*>{&world}, first, count, threads, control).front());
}

std::vector<std::vector<ReplicateResult>> run_replicates(const std::vector<const World*>& worlds, std::int64_t first,
                                                         std::int64_t count, int threads, const RunControl& control) {
  std::vector<std::vector<ReplicateResult>> results(worlds.size(),
                                                    std::vector<ReplicateResult>(static_cast<std::size_t>(count)));
  const auto run_one = [&](std::size_t job) {
    if (control.stop != nullptr && control.stop->load()) throw Interrupted{};
    const std::size_t world = job % worlds.size();
    const std::size_t index = job / worlds.size();
    // Isolated, so that a thread waiting inside one replicate never starts another on top of it.
    tbb::this_task_arena::isolate([&] {
      results[world][index] = worlds[world]->run(first + static_cast<std::int64_t>(index), control);
    });
  };
  with_threads(threads, [&] { for_each_block(worlds.size() * static_cast<std::size_t>(count), run_one); });
  return results;
}

}  // namespace kith
