// Work over entities in fixed blocks: blocks depend on the count alone, never on the threads, and what they put out is
// gathered in block order, so a result is the same however many threads take part.
#pragma once

#include "engine/work/stop.hpp"
#include "engine/work/thread_sanitizer.hpp"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_invoke.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace kith {

/// Entities in one block unless a caller has a reason for another length.
inline constexpr std::size_t entities_per_block = 16384;

/// Calls work() with at most `threads` (>= 1) threads at TBB's disposal, more than the machine has if asked for.
template <class Work>
void with_threads(int threads, Work&& work) {
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
  tbb::task_arena arena(threads);
  arena.execute(std::forward<Work>(work));
}

inline std::size_t block_count(std::size_t count, std::size_t block_length = entities_per_block) {
  return (count + block_length - 1) / block_length;
}

/// Calls work(block) for block = 0 .. blocks-1, side by side; work must write only what belongs to its block. Throws
/// Interrupted between two blocks if a stop was asked for.
template <class Work>
void for_each_block(std::size_t blocks, Work&& work) {
  const WorkAwaited awaited;
  tbb::parallel_for(
      std::size_t{0}, blocks, std::size_t{1},
      [&](std::size_t block) {
        stop_point();
        const WorkInHand in_hand;
        work(block);
      },
      tbb::simple_partitioner{});
}

/// Calls all of `works` side by side; none may write what another reads or writes.
template <class... Works>
void side_by_side(Works&&... works) {
  const WorkAwaited awaited;
  tbb::parallel_invoke([&works] {
    const WorkInHand in_hand;
    works();
  }...);
}

/// Calls work(begin, end) for consecutive blocks of entities 0 .. count-1, side by side.
template <class Work>
void for_blocks(std::size_t count, Work&& work, std::size_t block_length = entities_per_block) {
  for_each_block(block_count(count, block_length),
                 [&](std::size_t block) { work(block * block_length, std::min(count, (block + 1) * block_length)); });
}

/// Calls work(block, output) for block = 0 .. blocks-1, side by side, each with an empty vector of its own to append
/// to, and returns the vectors laid end to end in block order.
template <class Item, class Work>
std::vector<Item> gather_blocks(std::size_t blocks, Work&& work) {
  std::vector<std::vector<Item>> outputs(blocks);
  for_each_block(blocks, [&](std::size_t block) { work(block, outputs[block]); });
  std::size_t total = 0;
  for (const auto& output : outputs) total += output.size();
  std::vector<Item> all;
  all.reserve(total);
  for (auto& output : outputs) std::move(output.begin(), output.end(), std::back_inserter(all));
  return all;
}

}  // namespace kith
