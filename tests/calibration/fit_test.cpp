// Fitting on models whose answer is known: stand-ins in closed form, so that a fit takes a fraction of a second. Chance
// comes from keyed draws, the same replicates with the same draws at every point, as a calibration simulates.
#include "tools/studies/calibration/fit.hpp"

#include "engine/random/draws.hpp"
#include "engine/work/blocks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::calibration {
namespace {

using testing::Each;
using testing::Gt;
using testing::Lt;

constexpr auto chance = purpose("test.chance");
constexpr auto truth = purpose("test.truth");

/// A model: values of its facts at a point, without chance.
using Law = std::vector<double> (*)(const UnitPoint&);

/// Two facts of three parameters; the third means nothing.
std::vector<double> bent(const UnitPoint& u) { return {std::exp(u[0] + u[1]), 3 * u[0] - 2 * u[1] * u[1]}; }

struct World {
  Law law;
  double noise = 0;  ///< standard deviation of a replicate
  std::int64_t replicates = 4;
  std::uint64_t seed = 1;

  double draw(std::uint64_t replicate, std::size_t fact) const {
    return noise * Stream(seed, chance, fact, 0, replicate).normal();
  }
  std::vector<Outcomes> operator()(std::int64_t, const UnitPoints& points) const {
    std::vector<Outcomes> all;
    for (const UnitPoint& point : points) {
      Outcomes outcomes;
      const std::vector<double> values = law(point);
      for (std::size_t f = 0; f < values.size(); ++f) {
        outcomes.emplace_back();
        for (std::int64_t r = 0; r < replicates; ++r)
          outcomes.back().push_back(values[f] + draw(static_cast<std::uint64_t>(r), f));
      }
      all.push_back(std::move(outcomes));
    }
    return all;
  }
};

Budget small_budget(std::uint64_t seed = 1) { return {.points = 16, .rounds = 3, .sample = 400, .seed = seed}; }

/// A world lived once at a point drawn from the prior, seen through gaps as wide as the tolerances say.
struct Trial {
  UnitPoint point;
  std::vector<Target> targets;
};
Trial trial(const World& world, std::uint64_t number, const std::vector<double>& tolerances) {
  Stream stream(number, truth, 0, 0, 0);
  Trial made{{stream.uniform(), stream.uniform(), stream.uniform()}, {}};
  const std::vector<double> values = world.law(made.point);
  for (std::size_t f = 0; f < values.size(); ++f)
    made.targets.push_back(
        {values[f] + world.noise * stream.normal() + tolerances[f] / 1.96 * stream.normal(), tolerances[f]});
  return made;
}

/// Of 100 intervals of 90% that are right, 80 to 97 cover with a chance of 0.997; the two of one fit are not quite
/// independent, so a false alarm is a little likelier than 0.003. All draws are fixed: it comes always or never.
TEST(Fit, IntervalsCoverAsOftenAsTheySay) {
  constexpr std::size_t trials = 50;
  std::vector<std::vector<char>> hit(trials);
  for_each_block(trials, [&](std::size_t t) {
    const World world{bent, 0.1, 4, 1000 + t};
    const Trial made = trial(world, t, {0.2, 0.2});
    const Fit found = fit(3, made.targets, small_budget(t), world);
    for (std::size_t k = 0; k < 3; ++k)
      hit[t].push_back(found.parameters[k].low <= made.point[k] && made.point[k] <= found.parameters[k].high);
  });
  std::vector<int> covered(3);
  for (const auto& row : hit)
    for (std::size_t k = 0; k < 3; ++k) covered[k] += row[k];
  EXPECT_GE(covered[0] + covered[1], 80);
  EXPECT_LE(covered[0] + covered[1], 97);
  EXPECT_GE(covered[2], 39) << "of 50, of the parameter that means nothing";
}

TEST(Fit, FindsWhatIsThereAndSaysWhatIsSuperfluous) {
  const World world{bent, 0.05};
  const UnitPoint there{0.4, 0.6, 0.5};
  const std::vector<double> facts = bent(there);
  const Fit found = fit(3, {{facts[0], 0.1}, {facts[1], 0.1}}, small_budget(), world);
  EXPECT_TRUE(found.together);
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_EQ(found.parameters[k].learnt, Learnt::identified) << k;
    EXPECT_LT(found.parameters[k].narrowed, 0.2) << k;
    EXPECT_NEAR(found.parameters[k].middle, there[k], 0.06) << k;
    EXPECT_THAT(found.parameters[k].taught, Each(Lt(0.3))) << "each fact alone leaves a curve of both";
    EXPECT_FALSE(found.parameters[k].at_lowest || found.parameters[k].at_highest) << k;
  }
  EXPECT_EQ(found.parameters[2].learnt, Learnt::superfluous);
  EXPECT_GT(found.parameters[2].narrowed, 0.9);
  EXPECT_THAT(found.parameters[2].taught, Each(Gt(0.8)));
  EXPECT_THAT(found.parameters[2].profile, Each(Lt(0.5)));
  EXPECT_LT(found.rounds.back().left, 0.05) << "of the prior, hardly anything bears both facts";
  EXPECT_GT(found.rounds.back().plausible, 12) << "of 16: later points lie where the facts are met";
}

TEST(Fit, ProfilesAreThoseOfTheLawWithoutChance) {
  const World world{[](const UnitPoint& u) { return std::vector<double>{u[0] + u[1]}; }, 0, 2};
  const Fit found = fit(2, {{0.3, 0.098}}, small_budget(), world);
  // With u[0] fixed, u[1] >= 0 meets the fact as long as u[0] is below 0.3; then the miss is u[0] - 0.3, in 0.05s.
  const std::vector<double> places = profile_places();
  for (std::size_t g = 0; g < places.size(); ++g) {
    const double miss = std::max(0.0, places[g] - 0.3) / 0.05;
    EXPECT_NEAR(found.parameters[0].profile[g], 0.5 * miss * miss, 0.05 + 0.02 * miss * miss) << places[g];
  }
  EXPECT_EQ(found.parameters[0].learnt, Learnt::bounded_above);
}

TEST(Fit, SaysWhichFactsCannotBeMet) {
  const World world{bent, 0.05};
  const Fit alone = fit(3, {{9, 0.1}, {0.5, 0.1}}, small_budget(), world);  // exp(2) is 7.4
  EXPECT_FALSE(alone.together);
  EXPECT_EQ(alone.facts[0].met, Met::impossible);
  EXPECT_GT(alone.facts[0].least_miss, 1);
  const World twice{[](const UnitPoint& u) { return std::vector<double>{u[0], u[0] + 0.1 * u[1]}; }, 0.01};
  const Fit together = fit(2, {{0.2, 0.05}, {0.9, 0.05}}, small_budget(), twice);
  EXPECT_FALSE(together.together);
  for (const FactVerdict& fact : together.facts) EXPECT_NE(fact.met, Met::impossible);
  EXPECT_GT(std::max(together.facts[0].miss, together.facts[1].miss), 1);
}

TEST(Fit, PressesAgainstAnEndThatIsTooNear) {
  const World world{[](const UnitPoint& u) { return std::vector<double>{u[0] + 0.1 * u[1]}; }, 0.01};
  const Fit found = fit(2, {{1.3, 0.05}}, small_budget(), world);
  EXPECT_TRUE(found.parameters[0].at_highest);
  EXPECT_FALSE(found.parameters[0].at_lowest);
}

TEST(Fit, IsTheSameAtAnyThreadCount) {
  const World world{bent, 0.05};
  const auto at = [&](int threads) {
    Fit found;
    with_threads(threads, [&] { found = fit(3, {{2.7, 0.1}, {0.9, 0.1}}, small_budget(), world); });
    return found;
  };
  const Fit one = at(1), three = at(3);
  EXPECT_EQ(one.sample, three.sample);
  for (std::size_t i = 0; i < one.tried.size(); ++i) EXPECT_EQ(one.tried[i].unit, three.tried[i].unit) << i;
  for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(one.parameters[k].profile, three.parameters[k].profile);
}

/// Chance that is wide beside the tolerance has to widen what is left.
TEST(Fit, ChanceWidensThePosterior) {
  const auto narrowed = [](double noise) {
    return fit(3, {{2.7, 0.05}, {0.9, 0.05}}, small_budget(), World{bent, noise}).parameters[0].narrowed;
  };
  EXPECT_GT(narrowed(0.3), 2 * narrowed(0.02));
}

TEST(Fit, LeavesOutPointsWithoutAValueAndSaysIfTooFewAreLeft) {
  const World world{[](const UnitPoint& u) { return std::vector<double>{u[0] > 0.5 ? std::nan("") : u[0] + u[1]}; },
                    0.01};
  const Fit found = fit(2, {{0.8, 0.05}}, small_budget(), world);
  EXPECT_TRUE(found.together);
  EXPECT_GT(std::ranges::count_if(found.tried, [](const Tried& tried) { return std::isnan(tried.misfit); }), 0);
  const World none{[](const UnitPoint&) { return std::vector<double>{std::nan("")}; }, 0};
  EXPECT_THROW(fit(2, {{0.8, 0.05}}, small_budget(), none), std::invalid_argument);
}

/// A fact that nothing moves is no trouble, and teaches nothing.
TEST(Fit, BearsAFactThatNothingMoves) {
  const World world{[](const UnitPoint& u) { return std::vector<double>{5, u[0]}; }, 0};
  const Fit found = fit(1, {{5, 0.1}, {0.5, 0.1}}, small_budget(), world);
  EXPECT_TRUE(found.together);
  EXPECT_NEAR(found.parameters[0].taught[0], 1, 0.15);
  EXPECT_LT(found.parameters[0].taught[1], 0.3);
}

TEST(Emulator, IsAsWrongAsItSays) {
  const auto law = [](const UnitPoint& u) { return std::sin(4 * u[0]) + u[1]; };
  const UnitPoints points = sweep::sobol(1, 2, 24);
  std::vector<double> values;
  for (const UnitPoint& point : points) values.push_back(law(point));
  const Emulator emulator(points, values);
  for (std::size_t i = 0; i < points.size(); ++i) EXPECT_NEAR(emulator.at(points[i]).mean, values[i], 0.02);
  double squares = 0;
  const UnitPoints others = sweep::sobol(2, 2, 100);
  for (const UnitPoint& point : others) {
    const Guess guess = emulator.at(point);
    EXPECT_NEAR(guess.mean, law(point), 0.1);
    squares += std::pow(guess.mean - law(point), 2) / guess.variance / 100;
  }
  EXPECT_LT(squares, 3) << "mean squared error in the variance said";
}

}  // namespace
}  // namespace kith::calibration
