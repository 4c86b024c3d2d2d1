#include "tools/studies/sweep/worker.hpp"

#include "engine/work/blocks.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/stopwatch.hpp"

#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <new>

namespace kith::sweep {
namespace {

/// Of the memory there is, for worlds at work; the rest is for worlds kept and everything else.
constexpr double share_at_work = 0.6;
constexpr std::size_t most_worlds_kept = 4096;

double now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }

class Worker {
 public:
  Worker(const SweepFile& sweep, const Plan& plan, ShardWriter& writer, const NextRun& next,
         const WorkSettings& settings)
      : plan_(plan), writer_(writer), next_(next), settings_(settings), worlds_(sweep, plan) {}

  WorkDone work() {
    const auto first = take();
    if (!first) return counts(settings_.threads);
    const int threads = fit_to_memory(*first);
    with_threads(threads, [&] {
      for_each_block(static_cast<std::size_t>(threads), [&](std::size_t thread) {
        if (thread == 0) run_one(*first);
        while (const auto run = take()) run_one(*run);
      });
    });
    tools::stop_if_requested();
    return counts(threads);
  }

 private:
  WorkDone counts(int threads) const { return {done_, failed_, threads}; }

  std::optional<std::int64_t> take() {
    if (tools::stop_requested() || cannot_record_) return std::nullopt;
    return next_();
  }

  /// Builds the first world and says how many may be at work at once.
  int fit_to_memory(std::int64_t run) {
    try {
      Worlds::Pointer world;
      with_threads(settings_.threads, [&] { world = worlds_.world_of(point_of(run)); });
      const double bytes = std::max(1.0, static_cast<double>(world->bytes_of_state()));
      const double fit = settings_.memory_bytes * share_at_work / bytes;
      const int threads = static_cast<int>(std::clamp(fit, 1.0, static_cast<double>(settings_.threads)));
      const double left = settings_.memory_bytes * (1 - share_at_work) / bytes;
      worlds_.keep_at_most(
          std::clamp(static_cast<std::size_t>(left), static_cast<std::size_t>(threads), most_worlds_kept));
      return threads;
    } catch (const std::exception&) {
      return settings_.threads;  // said where the run is made
    }
  }

  std::size_t point_of(std::int64_t run) const { return static_cast<std::size_t>(run) % plan_.points.size(); }

  void run_one(std::int64_t run) {
    Record record;
    const std::size_t point = point_of(run);
    record.point = static_cast<std::int64_t>(point);
    record.replicate = plan_.first_replicate + run / static_cast<std::int64_t>(plan_.points.size());
    const tools::Stopwatch stopwatch;
    // Isolated, so that a thread that waits within one run never starts another on top of it.
    if (!tbb::this_task_arena::isolate([&] { return simulate(point, record); })) return;
    record.seconds = stopwatch.seconds();
    record.finished = now();
    keep(record, plan_.points[point].hash);
  }

  /// False if a stop was asked for.
  bool simulate(std::size_t point, Record& record) {
    try {
      const Worlds::Pointer world = worlds_.world_of(point);
      const ReplicateResult result = world->run(record.replicate, {.stop = &tools::stop_requested()});
      take_arrays(*world, result, record);
      return true;
    } catch (const Interrupted&) {
      return false;
    } catch (const tools::OutputError&) {
      cannot_record_ = true;
      throw;
    } catch (const InputError& error) {
      record.reason = error.problems().empty() ? error.what() : error.problems().front().message;
    } catch (const std::bad_alloc&) {
      record.reason = "needs more memory than there is";
    } catch (const std::exception& error) {
      record.reason = error.what();
    }
    record.failed = true;
    record.arrays.clear();
    record.declaration.clear();
    return true;
  }

  void take_arrays(const World& world, const ReplicateResult& result, Record& record) {
    record.declaration = declaration_of(world.measures());
    for (const std::string& name : plan_.measures) record.arrays.push_back(result.arrays[world.measures().index(name)]);
  }

  /// Declares what is kept, once for all worlds that measure alike.
  std::string declaration_of(const MeasureSet& measures) {
    const MeasureSet kept = kept_measures(measures, plan_.measures);
    return writer_.declare(kept);
  }

  void keep(const Record& record, const std::string& point_hash) {
    try {
      writer_.append(record, point_hash);
    } catch (...) {
      cannot_record_ = true;
      throw;
    }
    ++(record.failed ? failed_ : done_);
    if (settings_.run_done) settings_.run_done(record.failed);
  }

  const Plan& plan_;
  ShardWriter& writer_;
  const NextRun& next_;
  const WorkSettings& settings_;
  Worlds worlds_;
  std::atomic<std::int64_t> done_{0};
  std::atomic<std::int64_t> failed_{0};
  std::atomic<bool> cannot_record_{false};
};

}  // namespace

std::vector<std::int64_t> runs_left(const Plan& plan, const Shards& shards, std::int64_t shard, std::int64_t of) {
  std::vector<std::int64_t> runs;
  const auto points = static_cast<std::int64_t>(plan.points.size());
  for (std::int64_t run = shard - 1; run < plan.runs(); run += of) {
    const auto point = static_cast<std::size_t>(run % points);
    if (plan.same_as[point] != point) continue;  // made once, with the first point like it
    const Entry* entry = shards.find(run % points, plan.first_replicate + run / points);
    if (entry == nullptr || entry->failed) runs.push_back(run);
  }
  return runs;
}

NextRun one_by_one(std::vector<std::int64_t> runs) {
  const auto list = std::make_shared<const std::vector<std::int64_t>>(std::move(runs));
  const auto taken = std::make_shared<std::atomic<std::size_t>>(0);
  return [list, taken]() -> std::optional<std::int64_t> {
    const std::size_t place = taken->fetch_add(1);
    return place < list->size() ? std::optional((*list)[place]) : std::nullopt;
  };
}

WorkDone work(const SweepFile& sweep, const Plan& plan, ShardWriter& writer, const NextRun& next,
              const WorkSettings& settings) {
  const WorkDone done = Worker(sweep, plan, writer, next, settings).work();
  writer.flush();
  return done;
}

MeasureSet kept_measures(const MeasureSet& all, const std::vector<std::string>& names) {
  MeasureSet kept;
  for (const std::string& name : names) kept.measures.push_back(all.measures[all.index(name)]);
  for (const Dimension& dimension : all.dimensions) {
    const bool used = std::ranges::any_of(kept.measures, [&](const Measure& measure) {
      return std::ranges::find(measure.dimensions, dimension.name) != measure.dimensions.end();
    });
    if (used) kept.dimensions.push_back(dimension);
  }
  return kept;
}

}  // namespace kith::sweep
