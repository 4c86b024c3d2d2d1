// Fitting on models whose answer is known: stand-ins in closed form, so that a fit takes a fraction of a second. Chance
// comes from keyed draws, the same replicates with the same draws at every point, as a calibration simulates.
#include "tools/studies/calibration/fit.hpp"

#include "engine/random/draws.hpp"
#include "engine/run/blocks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::calibration {
namespace {

using testing::Each;
using testing::Ge;
using testing::HasSubstr;
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
    made.targets.push_back({values[f] + world.noise * stream.normal() + tolerances[f] / 1.96 * stream.normal(),
                            tolerances[f]});
  return made;
}

/// Of 100 intervals of 90% that are right, 80 to 97 cover with a chance of 0.997; two parameters of one fit are not
/// independent, so a false alarm is a little likelier than 0.003. The draws are fixed: it comes never or always.
TEST(Fit, IntervalsCoverAsOftenAsTheySay) {
  constexpr std::uint64_t trials = 50;
  std::vector<int> covered(3), of(3);
  std::vector<std::vector<char>> hit(trials);
  for_each_block(trials, [&](std::size_t t) {
    const World world{bent, 0.1, 4, 1000 + t};
    const Trial made = trial(world, t, {0.2, 0.2});
    const Fit found = fit(3, made.targets, small_budget(t), world);
    for (std::size_t k = 0; k < 3; ++k)
      hit[t].push_back(found.parameters[k].low <= made.point[k] && made.point[k] <= found.parameters[k].high);
  });
  for (const auto& row : hit)
    for (std::size_t k = 0; k < 3; ++k) covered[k] += row[k];
  std::printf("covered %d %d %d\n", covered[0], covered[1], covered[2]);
  EXPECT_GE(covered[0] + covered[1], 80);
  EXPECT_LE(covered[0] + covered[1], 97);
  EXPECT_GE(covered[2], 39);
}

TEST(Fit, Print) {
  const World world{bent, 0.05};
  const Fit found = fit(3, {{2.7, 0.1}, {0.9, 0.1}}, small_budget(), world);
  for (const auto& p : found.parameters) {
    std::printf("%.3f %.3f %.3f narrowed %.3f learnt %d taught %.3f %.3f\n  profile", p.low, p.middle, p.high, p.narrowed, (int)p.learnt, p.taught[0], p.taught[1]);
    for (double x : p.profile) std::printf(" %.1f", x);
    std::printf("\n");
  }
  for (const auto& f : found.facts)
    std::printf("gap %.3f chance %.3f spread %.3f best %.3f miss %.2f post %.3f (%.3f %.3f) em %.4f widened %.2f met %d\n", f.allowed.gap, f.allowed.chance, f.allowed.spread, f.best, f.miss, f.posterior_mean, f.posterior_low, f.posterior_high, f.emulator, f.widened, (int)f.met);
  for (const auto& r : found.rounds) std::printf("round %ld plausible %ld left %.4f\n", r.points, r.plausible, r.left);
  std::printf("effective %.1f together %d\n", found.effective, found.together);
}

}  // namespace
}  // namespace kith::calibration
