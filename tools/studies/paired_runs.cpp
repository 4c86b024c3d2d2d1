#include "tools/studies/paired_runs.hpp"

#include "engine/run/replicates.hpp"
#include "results/comparison.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/terminal.hpp"
#include "tools/studies/pairs.hpp"
#include "tools/studies/simulate.hpp"

#include <fmt/format.h>

namespace kith::tools {

PairedRuns::PairedRuns(std::vector<std::string> labels, std::int64_t variants, std::int64_t replicates, int threads,
                       bool quiet, std::string what)
    : labels_(std::move(labels)),
      variants_(variants),
      replicates_(replicates),
      threads_(threads),
      quiet_(quiet),
      what_(std::move(what)) {}

results::Run PairedRuns::run(const std::vector<Scenario>& scenarios) {
  stop_if_requested();
  const PairedWorlds worlds(scenarios);
  if (!progress_) {
    if (!quiet_)
      note(fmt::format("kith: {}, {} scenarios, {} replicates each\n", what_, scenarios.size(),
                       format_count(replicates_)));
    const auto runs = static_cast<std::int64_t>(scenarios.size()) * replicates_ * variants_;
    progress_ = std::make_unique<Progress>(worlds.world(0).steps() * runs, quiet_);
  }
  const RunControl control{.stop = &stop_requested(),
                           .steps_done = [this](std::int64_t steps) { progress_->add(steps); }};
  std::vector<results::Run> runs;
  for (std::size_t i = 0; i < scenarios.size(); ++i)
    runs.push_back(describe(scenarios[i], worlds.settings(), worlds.world(i).measures()));
  for (PairedReplicate& replicate :
       run_together(worlds.pointers(), worlds.settings().first_replicate, replicates_, threads_, control))
    for (std::size_t i = 0; i < runs.size(); ++i) runs[i].replicates.push_back(std::move(replicate.worlds[i]));
  return results::join(std::move(runs), labels_, {});
}

}  // namespace kith::tools
