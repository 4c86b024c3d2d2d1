// The event-driven model has exactly the law its rules state: held against closed forms, against all states of a small
// world, against a dense reference that looks at every person on every step, and against the mean field.
#include "engine/network/generators.hpp"
#include "tests/contagion/contagion_world.hpp"
#include "tests/statistics.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <map>
#include <random>

namespace kith {
namespace {

using namespace test;

struct Rates {
  double background;
  double transmission;
  double recovery;
};

/// The people and ties the model makes of a seed.
struct People {
  Layer ties;
  std::vector<double> risk;

  People(std::uint32_t count, std::uint32_t links, std::uint64_t seed = 1) {
    const Draws draws{seed, 0};
    ties = Layer(count, uniform_ties(draws, purpose("contagion.ties"), count, links));
    for (std::uint32_t i = 0; i < count; ++i) {
      risk.push_back(draws.at(purpose("contagion.risk"), i).uniform());
    }
  }

  template <class IsActive>
  double probability(EntityId person, const Rates& rates, IsActive&& is_active) const {
    double count = 0;
    for (const EntityId other : ties.of(person)) count += is_active(other) ? 1 : 0;
    const double share = ties.of(person).empty() ? 0 : count / static_cast<double>(ties.of(person).size());
    return rates.background * risk[person] + rates.transmission * share;
  }
};

Written written(std::int64_t people, std::int64_t links, double initial_share, const Rates& rates) {
  return {{"contagion.people", people},
          {"contagion.links", links},
          {"contagion.initial_share", initial_share},
          {"contagion.background", rates.background},
          {"contagion.transmission", rates.transmission},
          {"contagion.recovery", rates.recovery}};
}

TEST(ContagionLaw, OnePersonIsATwoStateChain) {
  for (const Rates rates : {Rates{0.95, 0, 0.3}, Rates{0.3, 0.6, 0.05}, Rates{0.5, 0, 1}}) {
    const auto world = contagion_world(contagion_scenario(20000, written(1, 5, 0, rates)));
    const double becomes_active = rates.background * People(1, 5).risk[0];
    std::array<std::array<double, 2>, 2> moves{};
    for (std::int64_t replicate = 0; replicate < 3; ++replicate) {
      const auto result = world->run(replicate, {});
      std::size_t before = 0;
      for (const auto now : active(result)) {
        ++moves[before][static_cast<std::size_t>(now)];
        before = static_cast<std::size_t>(now);
      }
    }
    const double idle = moves[0][0] + moves[0][1];
    EXPECT_LT(chi_square({moves[0][0], moves[0][1]}, {idle * (1 - becomes_active), idle * becomes_active}),
              chi_square_limit(2));
    const double busy = moves[1][0] + moves[1][1];
    EXPECT_GT(busy, 1000);
    EXPECT_NEAR(moves[1][0], busy * rates.recovery, 4.5 * std::sqrt(busy * rates.recovery * (1 - rates.recovery)));
  }
}

TEST(ContagionLaw, OneOfTwoLightsTheOther) {
  const Rates rates{0, 0.9, 0.3};
  const auto world = contagion_world(contagion_scenario(4, written(2, 1, 0.5, rates)));
  // From one active: whether the other becomes active and whether the one recovers are independent.
  std::map<std::pair<int, int>, double> outcomes;
  double from_one = 0;
  for (std::int64_t replicate = 0; replicate < 20000; ++replicate) {
    const auto result = world->run(replicate, {});
    int before = 1;
    for (std::size_t t = 0; t < 4; ++t) {
      if (before == 1) ++outcomes[{activations(result)[t], active(result)[t]}];
      if (before == 1) ++from_one;
      before = active(result)[t];
    }
  }
  const auto expected = [&](double activation, double recovery) { return from_one * activation * recovery; };
  EXPECT_EQ(outcomes.size(), 4U);
  EXPECT_LT(chi_square({outcomes[{0, 1}], outcomes[{0, 0}], outcomes[{1, 2}], outcomes[{1, 1}]},
                       {expected(0.1, 0.7), expected(0.1, 0.3), expected(0.9, 0.7), expected(0.9, 0.3)}),
            chi_square_limit(4));
}

/// All 2^n states of a small world, bit i telling whether person i is active.
class AllStates {
 public:
  AllStates(const People& people, std::size_t count) : people_(people), count_(count) {}

  /// The chance of being in each state, with `first` of the people active, any of them alike.
  std::vector<double> start(int first) const {
    std::vector<double> chances(std::size_t{1} << count_);
    double ways = 0;
    for (std::size_t state = 0; state < chances.size(); ++state) ways += std::popcount(state) == first ? 1 : 0;
    for (std::size_t state = 0; state < chances.size(); ++state) {
      chances[state] = std::popcount(state) == first ? 1 / ways : 0;
    }
    return chances;
  }

  double move(std::size_t from, std::size_t to, const Rates& rates) const {
    double chance = 1;
    for (EntityId i = 0; i < count_; ++i) {
      const auto is_active = [&](EntityId person) { return (from >> person & 1U) != 0; };
      const double stays_or_becomes = is_active(i) ? 1 - rates.recovery : people_.probability(i, rates, is_active);
      chance *= (to >> i & 1U) != 0 ? stays_or_becomes : 1 - stays_or_becomes;
    }
    return chance;
  }

  std::vector<double> step(const std::vector<double>& chances, const Rates& rates) const {
    std::vector<double> after(chances.size());
    for (std::size_t from = 0; from < chances.size(); ++from) {
      for (std::size_t to = 0; to < chances.size(); ++to) after[to] += chances[from] * move(from, to, rates);
    }
    return after;
  }

 private:
  const People& people_;
  std::size_t count_;
};

TEST(ContagionLaw, SmallWorldsMoveByTheirExactProbabilities) {
  constexpr std::size_t people_count = 6;
  constexpr std::size_t steps = 5;
  constexpr std::int64_t runs = 20000;
  for (const auto& [rates, seed] :
       {std::pair(Rates{0.05, 0.9, 0.3}, 1), std::pair(Rates{0.4, 0.5, 0.6}, 2), std::pair(Rates{0.02, 0.3, 0.1}, 3)}) {
    Written settings = written(people_count, 2, 1.0 / 3, rates);
    settings.emplace_back("run.seed", std::int64_t{seed});
    const auto world = contagion_world(contagion_scenario(steps, settings));
    const People people(people_count, 2, static_cast<std::uint64_t>(seed));
    const AllStates states(people, people_count);
    auto chances = states.start(2);
    for (std::size_t t = 0; t + 1 < steps; ++t) chances = states.step(chances, rates);
    // Of the last step: active before it, becoming active in it, active after it.
    using Seen = std::array<int, 3>;
    std::map<Seen, double> expected;
    for (std::size_t from = 0; from < chances.size(); ++from) {
      for (std::size_t to = 0; to < chances.size(); ++to) {
        expected[{std::popcount(from), std::popcount(to & ~from), std::popcount(to)}] +=
            static_cast<double>(runs) * chances[from] * states.move(from, to, rates);
      }
    }
    std::map<Seen, double> observed;
    for (std::int64_t replicate = 0; replicate < runs; ++replicate) {
      const auto result = world->run(replicate, {});
      ++observed[{active(result)[steps - 2], activations(result)[steps - 1], active(result)[steps - 1]}];
    }
    std::vector<double> seen{0};
    std::vector<double> wanted{0};
    for (const auto& [key, mean] : expected) {  // the first cell gathers the rare outcomes
      const bool rare = mean < 10;
      if (!rare) seen.push_back(observed[key]);
      if (!rare) wanted.push_back(mean);
      if (rare) seen[0] += observed[key];
      if (rare) wanted[0] += mean;
    }
    ASSERT_GT(seen.size(), 25U);
    EXPECT_LT(chi_square(seen, wanted), chi_square_limit(seen.size())) << "seed " << seed;
  }
}

/// The rules, written plainly: every person, every step, from a generator that has no keys.
std::vector<std::int32_t> dense_run(const People& people, std::size_t first_active, std::size_t steps,
                                    const std::function<Rates(std::size_t)>& rates, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform;
  std::vector<bool> state(people.risk.size());
  for (std::size_t i = 0; i < first_active; ++i) state[i] = true;
  std::shuffle(state.begin(), state.end(), random);
  std::vector<std::int32_t> counts;
  for (std::size_t t = 0; t < steps; ++t) {
    const std::vector<bool> old = state;
    for (EntityId i = 0; i < old.size(); ++i) {
      const double chance = old[i] ? 1 - rates(t).recovery
                                   : people.probability(i, rates(t), [&](EntityId person) { return old[person]; });
      state[i] = uniform(random) < chance;
    }
    counts.push_back(static_cast<std::int32_t>(std::count(state.begin(), state.end(), true)));
  }
  return counts;
}

// Means of 400 runs each are held to 4.4 of their standard errors, about 2% of the count; variances to a factor
// of 1.4.
void expect_same_moments(const std::vector<double>& model, const std::vector<double>& reference) {
  const Moments a = moments(model);
  const Moments b = moments(reference);
  EXPECT_NEAR(a.mean, b.mean, standard_errors_limit() * std::hypot(a.standard_error, b.standard_error));
  const double error_of_log = std::sqrt(4 / static_cast<double>(model.size()));
  EXPECT_NEAR(std::log(a.variance / b.variance), 0, standard_errors_limit() * error_of_log);
}

TEST(ContagionLaw, AgreesWithADenseReferenceThroughAChangeOfRates) {
  constexpr std::size_t people_count = 250;
  constexpr std::size_t steps = 60;
  const Rates before{0.002, 0.15, 0.1};
  const Rates after{0.01, 0.4, 0.2};
  Scenario scenario = contagion_scenario(steps, written(people_count, 3, 0.1, before));
  add_change(scenario, 30,
             {{"contagion.background", after.background},
              {"contagion.transmission", after.transmission},
              {"contagion.recovery", after.recovery}});
  const auto world = contagion_world(scenario);
  const People people(people_count, 3);
  const auto rates = [&](std::size_t t) { return t < 30 ? before : after; };
  std::map<std::size_t, std::vector<double>> model;
  std::map<std::size_t, std::vector<double>> reference;
  for (std::uint64_t run = 0; run < 400; ++run) {
    const auto result = world->run(static_cast<std::int64_t>(run), {});
    const auto dense = dense_run(people, people_count / 10, steps, rates, 1000 + run);
    for (const std::size_t t : {0, 1, 10, 29, 30, 31, 35, 59}) {
      model[t].push_back(active(result)[t]);
      reference[t].push_back(dense[t]);
    }
  }
  for (const auto& [t, values] : model) {
    SCOPED_TRACE(t);
    expect_same_moments(values, reference[t]);
  }
}

TEST(ContagionLaw, WithoutNewCasesActivityDecaysGeometrically) {
  constexpr double people = 20000;
  const auto world = contagion_world(contagion_scenario(40, written(20000, 2, 1, {0, 0, 0.05})));
  const auto result = world->run(0, {});
  for (const int t : {0, 1, 10, 38, 39}) {  // the last step too: the end of the run is no recovery
    const double left = std::pow(0.95, t + 1);
    EXPECT_NEAR(active(result)[static_cast<std::size_t>(t)], people * left,
                4.5 * std::sqrt(people * left * (1 - left)));
  }
}

TEST(ContagionLaw, PeopleWithoutTiesAreIndependentChains) {
  constexpr double background = 0.4;
  constexpr double recovery = 0.2;
  const auto world = contagion_world(contagion_scenario(300, written(10000, 0, 0, {background, 0.5, recovery})));
  const double share = world->run(0, {}).reals(2)[0];
  // The mean over r of background r / (background r + recovery); some 50 independent looks at 10,000 people.
  const double expected = 1 - recovery / background * std::log1p(background / recovery);
  EXPECT_NEAR(share, expected, 0.005);
}

/// The share active in an endless population in which everybody meets everybody.
double mean_field(const Rates& rates) {
  double share = 0.5;
  for (int round = 0; round < 2000; ++round) {
    double sum = 0;
    for (int i = 0; i < 1000; ++i) {
      const double probability = rates.background * (i + 0.5) / 1000 + rates.transmission * share;
      sum += probability / (probability + rates.recovery) / 1000;
    }
    share = sum;
  }
  return share;
}

TEST(ContagionLaw, WithManyTiesTheMeanFieldHolds) {
  const Rates rates{0.01, 0.3, 0.1};
  const auto world = contagion_world(contagion_scenario(300, written(10000, 60, 0.5, rates)));
  EXPECT_NEAR(world->run(0, {}).reals(2)[0], mean_field(rates), 0.01 * mean_field(rates));
}

TEST(ContagionLaw, DefaultsComeNearTheMeanFieldFromBelow) {
  // Neighbours of the active are oftener active already, so that with ten ties fewer are lit than in the mean field.
  const Rates rates{0.0005, 0.02, 0.05};
  const auto world = contagion_world(contagion_scenario(800, {{"contagion.people", std::int64_t{300000}}}));
  const double share = world->run(0, {}).reals(2)[0];
  EXPECT_LT(share, mean_field(rates));
  EXPECT_GT(share, 0.95 * mean_field(rates));
}

}  // namespace
}  // namespace kith
