#include "tools/studies/doubt.hpp"

#include "engine/random/draws.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/models.hpp"
#include "tools/studies/pairs.hpp"
#include "tools/studies/posterior.hpp"

#include <fmt/format.h>

namespace kith::tools {
namespace {

constexpr std::uint64_t seeds = std::uint64_t{1} << 53;  ///< as many as a number in JSON tells apart

std::uint64_t seed_of(const Scenario& scenario) {
  return static_cast<std::uint64_t>(read<RunSettings>(scenario.settings).seed);
}

/// The seed the scenario states is drawn from, too, so that it says which people the pairs are drawn from.
std::int64_t population_seed_of(const DoubtPlan& plan, const Scenario& scenario, std::int64_t pair, bool again) {
  const auto stated = static_cast<std::uint64_t>(scenario.settings.integer(plan.population_seed));
  Stream stream(seed_of(scenario), purpose("doubt.population"), static_cast<std::uint64_t>(pair), stated,
                again ? 1 : 0);
  return static_cast<std::int64_t>(stream.below(seeds));
}

void set_for_pair(Scenario& scenario, const std::string& path, std::int64_t value) {
  const SourceLocation origin{"drawn for the pair"};
  scenario.settings.set(path, value, origin);
  for (Change& change : scenario.changes) change.settings.set(path, value, origin);
}

/// Other chance alone tells chance apart; where both people and numbers differ, other people tell these two apart.
std::vector<results::Again> agains_of(const DoubtPlan& plan) {
  if (plan.population_seed.empty() || plan.numbers.empty()) return {results::Again::chance};
  return {results::Again::chance, results::Again::people};
}

}  // namespace

DoubtPlan plan_doubt(const std::vector<Scenario>& scenarios, const DoubtAsked& asked) {
  check_pairs(scenarios);
  DoubtPlan plan;
  if (!asked.chance_only) {
    plan.population_seed = model_of(scenarios[0]).population_seed();
    NumbersInDoubt numbers = numbers_in_doubt(scenarios, asked.posterior);
    plan.numbers = std::move(numbers.drawn);
    plan.held = std::move(numbers.held);
  }
  if (!asked.split) return plan;
  if (plan.chance_alone())
    throw CommandLineError(
        asked.chance_only ? "--split-doubt tells chance from who lives there and what is not known, and --chance-only "
                            "leaves chance alone; give one of them"
                          : "--split-doubt: chance is all these scenarios leave in doubt: the model draws no people by "
                            "a seed of their own, and no number with a distribution is left to its default");
  plan.agains = agains_of(plan);
  return plan;
}

results::Doubt described(const DoubtPlan& plan) {
  results::Doubt doubt;
  doubt.population = !plan.population_seed.empty();
  doubt.numbers.reserve(plan.numbers.size());
  for (const DrawableNumber& number : plan.numbers) doubt.numbers.push_back(described(number));
  doubt.held = plan.held;
  doubt.agains = plan.agains;
  return doubt;
}

results::PairDraws draws_of_pair(const DoubtPlan& plan, const Scenario& scenario, std::int64_t pair, bool again) {
  results::PairDraws draws;
  if (!plan.population_seed.empty()) draws.population_seed = population_seed_of(plan, scenario, pair, again);
  draws.drawn.reserve(plan.numbers.size());
  for (const DrawableNumber& number : plan.numbers)
    draws.drawn.push_back(as_number(drawn_value(number, seed_of(scenario), pair)));
  return draws;
}

std::vector<Scenario> scenarios_of_pair(const std::vector<Scenario>& scenarios, const DoubtPlan& plan,
                                        std::int64_t pair, bool again) {
  std::vector<Scenario> drawn;
  drawn.reserve(scenarios.size());
  for (const Scenario& scenario : scenarios) {
    Scenario& one = drawn.emplace_back(with_draw(scenario, plan.numbers, pair));
    if (!plan.population_seed.empty())
      set_for_pair(one, plan.population_seed, population_seed_of(plan, scenarios[0], pair, again));
  }
  return drawn;
}

std::string drawn_in_words(const DoubtPlan& plan) {
  const std::string people = plan.population_seed.empty() ? "" : "people and a past of its own";
  if (plan.numbers.empty()) return "each with " + people;
  return fmt::format("each with {}{}its own draw of {}", people, people.empty() ? "" : " and ",
                     plural(static_cast<std::int64_t>(plan.numbers.size()), "number"));
}

}  // namespace kith::tools
