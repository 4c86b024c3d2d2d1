// What knowing more is worth, against closed forms.
#include "results/value_of_information.hpp"
#include "tests/results/sample.hpp"

#include <boost/math/distributions/normal.hpp>
#include <random>

namespace kith::results {
namespace {

/// Of two options whose difference is normal: what the unit normal loss says (Raiffa and Schlaifer 1961).
double unit_normal_loss(double mean, double deviation) {
  const boost::math::normal standard;
  const double z = std::abs(mean) / deviation;
  return deviation * (boost::math::pdf(standard, z) - z * boost::math::cdf(standard, -z));
}

TEST(ValueOfKnowing, OfTwoActionsIsTheUnitNormalLoss) {
  for (const double mean : {-3.0, 0.0, 0.5, 2.0})
    for (const double deviation : {0.3, 1.0, 4.0})
      EXPECT_NEAR(value_of_knowing({{0, 0}, {mean, deviation}}), unit_normal_loss(mean, deviation), 1e-12);
  EXPECT_NEAR(value_of_knowing({{7, 1.5}, {6, -0.5}}), unit_normal_loss(1, 2), 1e-12) << "only their difference counts";
}

TEST(ValueOfKnowing, OfWhatChangesNoChoiceIsNothing) {
  EXPECT_EQ(value_of_knowing({{0, 0}, {5, 0}}), 0);
  EXPECT_NEAR(value_of_knowing({{0, 2}, {5, 2}}), 0, 1e-12) << "both go with it alike";
  EXPECT_LT(value_of_knowing({{0, 0}, {50, 1}}), 1e-12) << "the choice is beyond doubt";
  EXPECT_NEAR(value_of_knowing({{0, 0}, {1, 1}, {0.5, 1}}), unit_normal_loss(1, 1), 1e-12)
      << "an option that is never the best";
}

TEST(ValueOfKnowing, OfThreeActionsIsTheMeanOfTheHighest) {
  const std::vector<ExpectedGain> options{{0, 0}, {0.4, 1}, {0.2, -2}};
  double sum = 0;
  constexpr int steps = 200'000;
  const boost::math::normal standard;
  for (int i = 0; i < steps; ++i) {
    const double z = boost::math::quantile(standard, (i + 0.5) / steps);
    double highest = -1e9;
    for (const auto& [at_mean, slope] : options) highest = std::max(highest, at_mean + slope * z);
    sum += highest / steps;
  }
  EXPECT_NEAR(value_of_knowing(options), sum - 0.4, 1e-4);
}

/// Gains of a base and of a policy that go with the first of many numbers and with chance.
struct Problem {
  explicit Problem(std::size_t draws, double mean = 1, double of_number = 2, double of_chance = 1,
                   std::uint32_t seed = 3)
      : gains(2, Reals(draws, 0.0)), numbers(30, Reals(draws)) {
    std::mt19937 chance(seed);
    std::normal_distribution<double> normal;
    for (std::size_t draw = 0; draw < draws; ++draw) {
      for (Reals& number : numbers) number[draw] = 10 + 0.5 * normal(chance);
      gains[1][draw] = mean + of_number * (numbers[0][draw] - 10) / 0.5 + of_chance * normal(chance);
    }
  }
  std::vector<Reals> gains, numbers;
};

TEST(ValueOfInformation, FindsTheNumberTheGainGoesWith) {
  const Problem problem(4000);
  const ValueOfInformation found = value_of_information(problem.gains, problem.numbers);
  EXPECT_EQ(found.best, 1U);
  ASSERT_EQ(found.numbers.size(), 30U);
  EXPECT_EQ(found.numbers[0].number, 0U);
  EXPECT_TRUE(found.numbers[0].told);
  EXPECT_NEAR(found.numbers[0].worth, unit_normal_loss(1, 2), 0.06);
  EXPECT_NEAR(found.worth_all, unit_normal_loss(1, std::sqrt(5.0)), 0.06);
  for (std::size_t i = 1; i < 30; ++i) {
    EXPECT_LT(found.numbers[i].worth, 0.01);
    EXPECT_FALSE(found.numbers[i].told);
  }
}

TEST(ValueOfInformation, OfFewDrawsIsNoChance) {
  // Twenty draws, nothing goes with anything: over 200 problems of 30 numbers one in twenty has a number told by
  // chance.
  int told = 0;
  double worth = 0, most = 0;
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const Problem problem(20, 1, 0, 2, 100 + seed);
    for (const ValueOfNumber& one : value_of_information(problem.gains, problem.numbers).numbers) {
      told += one.told;
      worth += one.worth / (200 * 30);
      most += one.most / (200 * 30);
    }
  }
  EXPECT_LE(told, 22) << "10 are to be expected; more than 22 less than once in 1,000 tries";
  EXPECT_LT(worth, 0.02) << "chance is taken off";
  EXPECT_GT(most, worth) << "but so few draws do not show that there is none";
}

TEST(ValueOfInformation, TurnsOnDifferencesOfOptionsAlone) {
  // Two policies that go with the number alike, and far above the base: to know it changes no choice, however surely.
  Problem problem(200, 1000, 50, 1);
  problem.gains.push_back(problem.gains[1]);
  for (std::size_t draw = 0; draw < 200; ++draw) problem.gains[2][draw] += draw % 2 == 0 ? 0.001 : -0.0012;
  const ValueOfNumber found = value_of_information(problem.gains, {problem.numbers[0]}).numbers.at(0);
  EXPECT_LT(found.worth, 0.001);
  EXPECT_LT(found.most, 0.001);
}

TEST(ValueOfInformation, OfANumberIsNoMoreThanOfAll) {
  const Problem problem(20, 5, 1, 0.1);
  const ValueOfInformation found = value_of_information(problem.gains, problem.numbers);
  EXPECT_EQ(found.worth_all, 0) << "the policy gains in every draw";
  for (const ValueOfNumber& one : found.numbers) {
    EXPECT_EQ(one.worth, 0);
    EXPECT_EQ(one.most, 0);
  }
}

TEST(ValueOfInformation, DoesNotDependOnTheShapeOfADistribution) {
  Problem problem(4000);
  const double straight = value_of_information(problem.gains, {problem.numbers[0]}).numbers[0].worth;
  for (double& value : problem.numbers[0]) value = std::exp(value);
  EXPECT_NEAR(value_of_information(problem.gains, {problem.numbers[0]}).numbers[0].worth, straight, 1e-9);
}

TEST(ValueOfInformation, LeavesOutWhatDoesNotVaryAndRefusesWhatDoesNotFit) {
  const Problem problem(40);
  EXPECT_TRUE(value_of_information(problem.gains, {Reals(40, 3.0)}).numbers.empty());
  EXPECT_THROW(value_of_information(problem.gains, {Reals(39, 3.0)}), std::invalid_argument);
  EXPECT_THROW(value_of_information({problem.gains[0]}, {}), std::invalid_argument);
  EXPECT_THROW(value_of_information({{1, 2, 3}, {1, 2, 3}}, {}), std::invalid_argument);
}

// A study leaves 1 / (1 / 0.25 + 1 / se^2) of the variance 0.25; what it removes is what can move a choice.
TEST(ValueOfStudy, IsTheLossOfTheDoubtItRemoves) {
  const Problem problem(4000);
  for (const double error : {0.1, 0.5, 2.0}) {
    const double removed = 2 * std::sqrt(0.25 / (0.25 + error * error));
    EXPECT_NEAR(value_of_study(problem.gains, problem.numbers[0], error), unit_normal_loss(1, removed), 0.05) << error;
  }
  EXPECT_LT(value_of_study(problem.gains, problem.numbers[0], 1000), 1e-9) << "one that tells nothing";
  EXPECT_EQ(value_of_study(problem.gains, Reals(4000, 1.0), 1), 0) << "of what is known already";
}

}  // namespace
}  // namespace kith::results
