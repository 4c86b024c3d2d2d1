#include "results/doubt.hpp"

#include "engine/random/draws.hpp"
#include "results/comparison.hpp"
#include "results/judged.hpp"
#include "results/results.hpp"
#include "results/statistics.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace kith::results {
namespace {

constexpr std::size_t resamples = 1000;
constexpr std::size_t parts_told_apart = 3;  ///< chance, people, numbers

/// The difference a pair made: as it was lived, and with part of it drawn anew.
struct LivedAgain {
  double once = none;
  double other_chance = none;
  std::optional<double> other_people;  ///< if pairs were lived again for it
};

/// Where a cell of PairDraws::again stands.
std::size_t place(const Doubt& doubt, std::size_t scenarios, std::size_t again, std::size_t scenario,
                  std::size_t measure) {
  return (again * scenarios + scenario) * doubt.measures.size() + measure;
}

std::vector<LivedAgain> lives_of(const Run& run, std::size_t measure, std::size_t alternative) {
  const Doubt& doubt = run.doubt;
  const std::string& name = doubt.measures[measure].name;
  const std::vector<double> base = scalar_values(run, name, 0), other = scalar_values(run, name, alternative);
  std::vector<LivedAgain> lives;
  lives.reserve(run.replicates.size());
  for (std::size_t i = 0; i < run.replicates.size(); ++i) {
    const Reals& again = doubt.pairs.at(run.replicates[i].replicate).again;
    const auto change = [&](std::size_t kind) {
      return again[place(doubt, run.scenarios.size(), kind, alternative, measure)] -
             again[place(doubt, run.scenarios.size(), kind, 0, measure)];
    };
    LivedAgain& one = lives.emplace_back();
    one.once = other[i] - base[i];
    for (std::size_t kind = 0; kind < doubt.agains.size(); ++kind) {
      if (doubt.agains[kind] == Again::chance) one.other_chance = change(kind);
      if (doubt.agains[kind] == Again::people) one.other_people = change(kind);
    }
  }
  return lives;
}

double half_square(double a, double b) { return (a - b) * (a - b) / 2; }

/// Over the values `of` takes, NaN left out.
template <class Of>
double variance_of(const std::vector<LivedAgain>& lives, Of&& of) {
  std::vector<double> values;
  values.reserve(lives.size());
  for (const LivedAgain& one : lives) values.push_back(of(one));
  const double deviation = estimate(values).standard_deviation;
  return deviation * deviation;
}

/// Shares of the variance: of chance, of people, of numbers. All have one distribution, so each way of living tells the
/// variance over pairs, and their mean tells it best. `larger`: what variances over pairs are multiplied by.
std::array<double, parts_told_apart> shares_of(const std::vector<LivedAgain>& lives, const Doubt& doubt,
                                               double larger = 1) {
  std::vector<double> chance, people;
  chance.reserve(lives.size());
  for (const LivedAgain& one : lives) {
    chance.push_back(half_square(one.once, one.other_chance));
    if (one.other_people)
      people.push_back((half_square(one.once, *one.other_people) + half_square(one.other_chance, *one.other_people)) /
                       2);
  }
  double all = variance_of(lives, [](const LivedAgain& one) { return one.once; }) +
               variance_of(lives, [](const LivedAgain& one) { return one.other_chance; });
  double ways = 2;
  if (!people.empty()) {
    all += variance_of(lives, [](const LivedAgain& one) { return *one.other_people; });
    ++ways;
  }
  all *= larger / ways;
  const double of_chance = estimate(chance).mean;
  const double of_both = people.empty() ? (doubt.population ? all : of_chance) : estimate(people).mean;
  std::array<double, parts_told_apart> shares{of_chance, std::max(0.0, of_both - of_chance),
                                              std::max(0.0, all - of_both)};
  if (doubt.numbers.empty()) shares[2] = 0;
  const double sum = shares[0] + shares[1] + shares[2];
  for (double& share : shares) share = sum > 0 ? share / sum : none;
  return shares;
}

}  // namespace

bool is_consistent(const Doubt& doubt, const Run& run) {
  const std::size_t cells = doubt.agains.size() * doubt.measures.size() * run.scenarios.size();
  const auto is_single = [&](const DrawnMeasure& one) {
    const auto found = std::ranges::find(run.measures.measures, one.name, &Measure::name);
    return found != run.measures.measures.end() && found->dimensions == std::vector<std::string>{scenario_axis};
  };
  const auto drew = [&](const ReplicateResult& replicate) {
    const auto pair = doubt.pairs.find(replicate.replicate);
    return pair != doubt.pairs.end() && pair->second.drawn.size() == doubt.numbers.size() &&
           pair->second.again.size() == cells;
  };
  if (doubt.chance_alone()) return doubt.pairs.empty() && doubt.agains.empty();
  return doubt.pairs.size() == run.replicates.size() && std::ranges::all_of(run.replicates, drew) &&
         std::ranges::all_of(doubt.measures, is_single);
}

std::string covered_in_words(const Doubt& doubt) {
  if (doubt.chance_alone()) return "chance alone";
  if (!doubt.population) return "chance and what is not known";
  return doubt.numbers.empty() ? "chance and who lives there" : "chance, who lives there, and what is not known";
}

IntervalOf interval_of(const Doubt& doubt) { return doubt.chance_alone() ? IntervalOf::mean : IntervalOf::one_world; }

std::string interval_word(const Doubt& doubt) { return interval_of(doubt) == IntervalOf::mean ? "mean" : "one_world"; }

SplitOfDoubt split_of(const Run& run, std::string_view measure, std::size_t alternative) {
  const PartOfDoubt unknown{none, none, none};
  const auto found = std::ranges::find(run.doubt.measures, measure, &DrawnMeasure::name);
  if (run.doubt.agains.empty() || found == run.doubt.measures.end() || run.replicates.size() < 2)
    return {unknown, unknown, unknown};
  const auto index = static_cast<std::size_t>(found - run.doubt.measures.begin());
  const std::vector<LivedAgain> lives = lives_of(run, index, alternative);
  const std::array<double, parts_told_apart> shares = shares_of(lives, run.doubt);
  std::array<std::vector<double>, parts_told_apart> resampled;
  // Pairs that come twice make variances over resampled pairs too small by this.
  const double larger = static_cast<double>(lives.size()) / static_cast<double>(lives.size() - 1);
  Stream stream(0, purpose("doubt.resample"), 0, 0, 0);
  for (std::size_t i = 0; i < resamples; ++i) {
    std::vector<LivedAgain> sample;
    sample.reserve(lives.size());
    for (std::size_t k = 0; k < lives.size(); ++k) sample.push_back(lives[stream.below(lives.size())]);
    const std::array<double, parts_told_apart> one = shares_of(sample, run.doubt, larger);
    for (std::size_t part = 0; part < parts_told_apart; ++part)
      if (!std::isnan(one[part])) resampled[part].push_back(one[part]);
  }
  const auto part = [&](std::size_t i) {
    return PartOfDoubt{shares[i], quantile(resampled[i], 0.025), quantile(resampled[i], 0.975)};
  };
  return {part(0), part(1), part(2)};
}

namespace {

/// `values` by scenario and pair.
EvidenceDraws as_draws(const Run& run, const Preference& preference, const std::vector<Reals>& values) {
  EvidenceDraws draws;
  draws.draws = run.replicates.size();
  draws.scenarios = run.scenarios.size();
  draws.replicates = 1;
  draws.numbers = run.doubt.numbers;
  draws.measures = {{preference.measure, ""}};
  draws.preference = preference;
  for (std::size_t row = 0; row < draws.draws; ++row) {
    if (!draws.numbers.empty()) {
      const Reals& drawn = run.doubt.pairs.at(run.replicates[row].replicate).drawn;
      draws.drawn.insert(draws.drawn.end(), drawn.begin(), drawn.end());
    }
    for (const auto& of_scenario : values) draws.values.push_back(of_scenario[row]);
  }
  if (std::ranges::any_of(draws.values, [](double value) { return std::isnan(value); })) draws.draws = 0;
  return draws;
}

}  // namespace

EvidenceDraws pairs_as_draws(const Run& run, const Preference& preference) {
  std::vector<Reals> values;
  values.reserve(run.scenarios.size());
  for (std::size_t i = 0; i < run.scenarios.size(); ++i) values.push_back(scalar_values(run, preference.measure, i));
  return as_draws(run, preference, values);
}

EvidenceDraws pairs_as_draws(const Run& run, const Goal& goal) {
  const std::vector<Reals> values = values_judged(run, goal);
  if (values.empty()) return {};
  return as_draws(run, {goal.measure, is_to_fall(goal, judge(run, goal))}, values);
}

}  // namespace kith::results
