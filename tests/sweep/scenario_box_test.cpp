// A box that is there is found; one that is not is not claimed.
#include "results/sensitivity/scenario_box.hpp"
#include "engine/random/draws.hpp"
#include "tools/studies/sweep/designs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/math/distributions/binomial.hpp>

namespace kith::results {
namespace {

using testing::SizeIs;

std::vector<Factor> factors_of(const sweep::UnitPoints& points) {
  std::vector<Factor> factors(points[0].size());
  for (const auto& point : points)
    for (std::size_t i = 0; i < point.size(); ++i) factors[i].values.push_back(point[i]);
  return factors;
}

const Restriction* restriction_of(const Box& box, std::size_t factor) {
  for (const Restriction& restriction : box.restrictions)
    if (restriction.factor == factor) return &restriction;
  return nullptr;
}

TEST(ScenarioBox, FindsABoxThatIsThere) {
  const auto points = sweep::sobol(9, 4, 1024);
  std::vector<bool> fails;
  for (const auto& u : points) fails.push_back(u[0] > 0.7 && u[2] < 0.4);
  const auto found = discover_box(factors_of(points), fails);
  const Box& box = found.trajectory[found.chosen];
  EXPECT_GT(box.coverage, 0.9);
  EXPECT_GT(box.density, 0.9);
  ASSERT_NE(restriction_of(box, 0), nullptr);
  ASSERT_NE(restriction_of(box, 2), nullptr);
  EXPECT_NEAR(restriction_of(box, 0)->lowest, 0.7, 0.05);
  EXPECT_FALSE(restriction_of(box, 0)->above);
  EXPECT_NEAR(restriction_of(box, 2)->highest, 0.4, 0.05);
  EXPECT_LT(restriction_of(box, 0)->quasi_p, 1e-10);
  for (const std::size_t idle : {1, 3}) {
    const auto* restriction = restriction_of(box, idle);
    EXPECT_GT(restriction == nullptr ? 1.0 : restriction->quasi_p, 1e-3) << idle;
  }
}

TEST(ScenarioBox, CountsWhatItSaysOfABox) {
  const auto points = sweep::sobol(9, 2, 256);
  std::vector<bool> fails;
  for (const auto& u : points) fails.push_back(u[0] + u[1] > 1.5);
  const auto factors = factors_of(points);
  const auto found = discover_box(factors, fails);
  EXPECT_EQ(found.trajectory[0].points, 256);
  EXPECT_THAT(found.trajectory[0].restrictions, SizeIs(0));
  EXPECT_EQ(found.trajectory[0].coverage, 1);
  for (const Box& box : found.trajectory) {
    std::int64_t inside = 0, hits = 0, inside_wider = 0, hits_wider = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      bool in = true, in_wider = true;
      for (const Restriction& restriction : box.restrictions) {
        const double x = points[i][restriction.factor];
        const bool allowed = x >= restriction.lowest && x <= restriction.highest;
        in = in && allowed;
        if (restriction.factor != box.restrictions[0].factor) in_wider = in_wider && allowed;
      }
      inside += in;
      hits += in && fails[i];
      inside_wider += in_wider;
      hits_wider += in_wider && fails[i];
    }
    EXPECT_EQ(box.points, inside);
    EXPECT_EQ(box.of_interest, hits);
    EXPECT_GE(box.mass, 0.05);
    if (box.restrictions.empty()) continue;
    // The binomial tail, summed term by term.
    const boost::math::binomial chance(static_cast<double>(inside),
                                       static_cast<double>(hits_wider) / static_cast<double>(inside_wider));
    double tail = 0;
    for (std::int64_t k = hits; k <= inside; ++k) tail += boost::math::pdf(chance, static_cast<double>(k));
    EXPECT_NEAR(box.restrictions[0].quasi_p, tail, 1e-9);
  }
  for (std::size_t i = 1; i < found.trajectory.size(); ++i) {
    EXPECT_GT(found.trajectory[i].density, found.trajectory[i - 1].density);
    EXPECT_LT(found.trajectory[i].points, found.trajectory[i - 1].points);
  }
}

TEST(ScenarioBox, CutsCategoriesAndWholeNumbers) {
  std::vector<Factor> factors{{"kind", {}, false}, {"level", {}}};
  std::vector<bool> fails;
  for (int i = 0; i < 120; ++i) {
    factors[0].values.push_back(i % 3);
    factors[1].values.push_back(i % 4);
    fails.push_back(i % 3 != 1 && i % 4 >= 2);
  }
  const auto found = discover_box(factors, fails);
  const Box& box = found.trajectory[found.chosen];
  EXPECT_EQ(box.density, 1);
  EXPECT_EQ(box.coverage, 1);
  ASSERT_THAT(box.restrictions, SizeIs(2));
  EXPECT_THAT(box.restrictions[0].categories, testing::ElementsAre(0, 2));
  EXPECT_EQ(box.restrictions[1].lowest, 2);
}

TEST(ScenarioBox, WithoutFailuresOrWithNothingElseNothingIsCut) {
  const auto factors = factors_of(sweep::sobol(9, 2, 64));
  EXPECT_THAT(discover_box(factors, std::vector<bool>(64, false)).trajectory, SizeIs(1));
  EXPECT_THAT(discover_box(factors, std::vector<bool>(64, true)).trajectory, SizeIs(1));
  EXPECT_THAT(discover_box({}, {}).trajectory, SizeIs(1));
}

TEST(ScenarioBox, AWholeRunOfLuckHasALargeQuasiP) {
  // Failures strewn at random: the chosen box may be narrow, but no restriction of it is beyond what the search finds
  // in noise.
  const auto points = sweep::sobol(9, 3, 200);
  std::vector<bool> fails;
  for (std::size_t i = 0; i < points.size(); ++i)
    fails.push_back(Stream(3, purpose("test.strewn"), i, 0, 0).bernoulli(0.3));
  const auto found = discover_box(factors_of(points), fails);
  for (const Restriction& restriction : found.trajectory[found.chosen].restrictions)
    EXPECT_GT(restriction.quasi_p, 1e-4);
}

}  // namespace
}  // namespace kith::results
