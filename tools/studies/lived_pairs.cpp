#include "tools/studies/lived_pairs.hpp"

#include "engine/work/blocks.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/memory.hpp"
#include "tools/console/progress.hpp"
#include "tools/console/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <utility>

namespace kith::tools {
namespace {

/// Pairs lived again have numbers of their own, beyond any that pairs have, which give them other chance.
constexpr std::int64_t lives_apart = std::int64_t{1} << 40;

std::int64_t number_of(std::int64_t pair, results::Again again) {
  return pair + lives_apart * (1 + static_cast<std::int64_t>(again));
}

/// Values of measures that have one, scenario by scenario; where a scenario does not know one, it has none of it.
Reals single_values(const PairedReplicate& lived, const std::vector<MeasureSet>& measures,
                    const std::vector<results::DrawnMeasure>& kept) {
  Reals values;
  values.reserve(lived.worlds.size() * kept.size());
  for (std::size_t i = 0; i < lived.worlds.size(); ++i)
    for (const results::DrawnMeasure& one : kept) {
      const auto known = std::ranges::count(measures[i].measures, one.name, &Measure::name) > 0;
      values.push_back(known ? results::scalar_values(measures[i], {lived.worlds[i]}, one.name).front() : 0);
    }
  return values;
}

}  // namespace

/// What all lives of a call share.
struct LivedPairs::Live {
  const RunControl& control;
  KeptReplicates* keep;
};

LivedPairs::LivedPairs(const std::vector<Scenario>& scenarios, const DoubtPlan& plan)
    : scenarios_(scenarios), plan_(plan), settings_(read<RunSettings>(scenarios.at(0).settings)) {
  first_ = std::make_unique<PairedWorlds>(
      plan.chance_alone() ? scenarios : scenarios_of_pair(scenarios, plan, settings_.first_replicate));
  measures_.reserve(scenarios.size());
  for (std::size_t i = 0; i < scenarios.size(); ++i) measures_.push_back(first_->world(i).measures());
  const World& base = first_->world(0);
  twin_measures_ = base.twin_measures();
  steps_ = base.steps() * static_cast<std::int64_t>(scenarios.size());
  people_ = base.people();
  bytes_of_pair_ = static_cast<double>(base.bytes_of_state()) * static_cast<double>(scenarios.size());
}

std::vector<LivedPair> LivedPairs::run_shared(std::int64_t first, std::int64_t count, const HowToRun& how) {
  std::vector<LivedPair> pairs;
  pairs.reserve(static_cast<std::size_t>(count));
  for (PairedReplicate& lived : run_worlds(first_->pointers(), first, count, how))
    pairs.push_back({std::move(lived), {}});
  return pairs;
}

/// As many as there are threads, unless their worlds need more memory than there is.
std::int64_t LivedPairs::pairs_at_once(std::int64_t missing, int threads) const {
  const double room = std::max(1.0, available_bytes() / std::max(1.0, bytes_of_pair_));
  return std::min({missing, std::int64_t{threads}, static_cast<std::int64_t>(std::min(room, 1e6))});
}

std::vector<std::int64_t> LivedPairs::lives_of(std::int64_t pair) const {
  std::vector<std::int64_t> numbers{pair};
  numbers.reserve(1 + plan_.agains.size());
  for (const results::Again again : plan_.agains) numbers.push_back(number_of(pair, again));
  return numbers;
}

LivedPair LivedPairs::live(std::int64_t pair, Lives& kept, const Live& how) {
  std::unique_ptr<PairedWorlds> worlds;
  if (pair == settings_.first_replicate) worlds = std::move(first_);
  const auto life = [&](std::int64_t number, bool other_people) {
    if (const auto found = kept.find(number); found != kept.end()) return std::move(found->second);
    if (!worlds) worlds = std::make_unique<PairedWorlds>(scenarios_of_pair(scenarios_, plan_, pair, other_people));
    const std::vector<const World*> pointers = worlds->pointers();
    PairedReplicate lived = pointers.front()->run_together(std::span(pointers).subspan(1), number, how.control);
    if (how.keep != nullptr) how.keep->keep(lived);
    return lived;
  };
  LivedPair lived{life(pair, false), draws_of_pair(plan_, scenarios_[0], pair)};
  for (const results::Again again : plan_.agains) {
    const bool other_people = again == results::Again::people;
    if (other_people) worlds.reset();
    const Reals values =
        single_values(life(number_of(pair, again), other_people), measures_, single_measures(measures_[0]));
    lived.draws.again.insert(lived.draws.again.end(), values.begin(), values.end());
  }
  return lived;
}

std::vector<LivedPair> LivedPairs::run(std::int64_t first, std::int64_t count, const HowToRun& how) {
  if (plan_.chance_alone()) return run_shared(first, count, how);
  Lives kept;
  std::int64_t missing = 0, lives = 0;
  for (std::int64_t pair = first; pair < first + count; ++pair) {
    const std::int64_t before = lives;
    for (const std::int64_t number : lives_of(pair)) {
      auto earlier = how.kept != nullptr ? how.kept->take(number) : std::nullopt;
      if (earlier) kept.emplace(number, std::move(*earlier));
      lives += earlier ? 0 : 1;
    }
    missing += lives > before ? 1 : 0;
  }
  const std::int64_t at_once = std::max<std::int64_t>(1, pairs_at_once(missing, how.threads));
  if (!how.quiet)
    note(fmt::format("kith: {} people, {} scenarios, {} pairs of {} steps, {} at once, {}\n", format_count(people_),
                     scenarios_.size(), format_count(missing), format_count(steps_ / std::ssize(scenarios_)), at_once,
                     drawn_in_words(plan_)));
  Progress progress(steps_ * lives, how.quiet);
  const RunControl control = run_control(how, progress);
  std::vector<LivedPair> pairs(static_cast<std::size_t>(count));
  std::atomic<std::int64_t> next{0};
  with_threads(how.threads, [&] {
    for_each_block(static_cast<std::size_t>(at_once), [&](std::size_t) {
      for (std::int64_t i = next++; i < count; i = next++) {
        if (control.stop->load()) throw Interrupted{};
        // Isolated, so that a thread waiting inside one pair never starts another on top of it.
        tbb::this_task_arena::isolate([&] {
          pairs[static_cast<std::size_t>(i)] = live(first + i, kept, {control, how.kept});
        });
      }
    });
  });
  return pairs;
}

}  // namespace kith::tools
