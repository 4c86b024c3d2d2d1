#include "tools/studies/made_pairs.hpp"

#include "results/comparison.hpp"
#include "tools/studies/cost_benefit.hpp"

#include <utility>

namespace kith::tools {

MadePairs no_pairs_yet(const std::vector<Scenario>& scenarios, const DoubtPlan& plan, const LivedPairs& pairs) {
  MadePairs made{{}, described(plan), pairs.twin_measures(), {}};
  if (!plan.agains.empty()) made.doubt.measures = single_measures(pairs.measures(0));
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    made.runs.push_back(describe(scenarios[i], pairs.settings(), pairs.measures(i)));
    if (plan.numbers.empty())  // else each pair has unit costs of its own
      made.runs[i].unit_cost_draws = draw_unit_costs(scenarios[i], made.runs[i].measures);
  }
  return made;
}

void add_pairs(MadePairs& made, LivedPairs& pairs, std::int64_t count, const HowToRun& how) {
  const std::int64_t first =
      pairs.settings().first_replicate + static_cast<std::int64_t>(made.runs[0].replicates.size());
  for (auto& [replicate, draws] : pairs.run(first, count, how)) {
    if (!made.doubt.chance_alone()) made.doubt.pairs.emplace(replicate.worlds.front().replicate, std::move(draws));
    for (std::size_t i = 0; i < made.runs.size(); ++i)
      made.runs[i].replicates.push_back(std::move(replicate.worlds[i]));
    made.twins.resize(replicate.twins.size());
    for (std::size_t i = 0; i < made.twins.size(); ++i) made.twins[i].push_back(std::move(replicate.twins[i]));
  }
}

results::Run joined(MadePairs made, const std::vector<std::string>& labels, const std::vector<std::string>& of_people) {
  results::Run run = results::join(std::move(made.runs), labels, of_people);
  results::add_twins(run, made.twin_measures, made.twins);
  run.doubt = std::move(made.doubt);
  return run;
}

}  // namespace kith::tools
