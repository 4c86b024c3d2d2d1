// See replicates.hpp. Each replicate writes its own slot, so the order threads take them in leaves no trace.
#include "engine/run/replicates.hpp"

#include "engine/work/blocks.hpp"

#include <oneapi/tbb/task_arena.h>

#include <numeric>

namespace kith {
namespace {

/// Calls run_one(replicate) for each, side by side; what comes of them in order.
template <class Result, class RunOne>
std::vector<Result> side_by_side(const std::vector<std::int64_t>& replicates, int threads, const RunControl& control,
                                 RunOne&& run_one) {
  std::vector<Result> results(replicates.size());
  with_threads(threads, [&] {
    for_each_block(results.size(), [&](std::size_t index) {
      if (control.stop != nullptr && control.stop->load()) throw Interrupted{};
      // Isolated, so that a thread waiting inside one replicate never starts another on top of it.
      tbb::this_task_arena::isolate([&] { results[index] = run_one(replicates[index]); });
    });
  });
  return results;
}

std::vector<std::int64_t> numbers(std::int64_t first, std::int64_t count) {
  std::vector<std::int64_t> list(static_cast<std::size_t>(count));
  std::iota(list.begin(), list.end(), first);
  return list;
}

}  // namespace

std::vector<ReplicateResult> run_replicates(const World& world, std::int64_t first, std::int64_t count, int threads,
                                            const RunControl& control) {
  return side_by_side<ReplicateResult>(numbers(first, count), threads, control,
                                       [&](std::int64_t replicate) { return world.run(replicate, control); });
}

std::vector<PairedReplicate> run_together(const std::vector<const World*>& worlds, std::int64_t first,
                                          std::int64_t count, int threads, const RunControl& control) {
  return run_together(worlds, numbers(first, count), threads, control);
}

std::vector<PairedReplicate> run_together(const std::vector<const World*>& worlds,
                                          const std::vector<std::int64_t>& replicates, int threads,
                                          const RunControl& control, const ReplicateDone& done) {
  const std::span<const World* const> others = std::span(worlds).subspan(1);
  return side_by_side<PairedReplicate>(replicates, threads, control, [&](std::int64_t replicate) {
    PairedReplicate finished = worlds.front()->run_together(others, replicate, control);
    if (done) done(finished);
    return finished;
  });
}

}  // namespace kith
