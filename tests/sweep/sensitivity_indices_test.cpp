// Sensitivity indices against closed forms (Ishigami's function, Sobol's g function), against numbers SALib prints for
// the same points, and against the worked exercise of the textbook.
#include "results/sensitivity/indices.hpp"
#include "tools/studies/sweep/designs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace kith::results {
namespace {

using testing::Contains;
using testing::DoubleNear;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pointwise;

constexpr double pi = std::numbers::pi;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr Bootstrap no_intervals{1, 0};

/// On [-pi, pi] in each factor, with the usual constants 7 and 0.1.
double ishigami(const std::vector<double>& u) {
  const auto x = [&](std::size_t i) { return pi * (2 * u[i] - 1); };
  return std::sin(x(0)) + 7 * std::pow(std::sin(x(1)), 2) + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
}

const std::vector<double> g_weights{0, 1, 4.5, 9, 99, 99, 99, 99};
double g_function(const std::vector<double>& u) {
  double product = 1;
  for (std::size_t i = 0; i < u.size(); ++i) product *= (std::abs(4 * u[i] - 2) + g_weights[i]) / (1 + g_weights[i]);
  return product;
}

template <class Function>
std::vector<double> results_of(const sweep::UnitPoints& points, Function function) {
  std::vector<double> results;
  for (const auto& point : points) results.push_back(function(point));
  return results;
}

std::vector<double> values_of_indices(const std::vector<Index>& indices) {
  std::vector<double> values;
  for (const Index& index : indices) values.push_back(index.value);
  return values;
}

MATCHER_P(IsWithin, tolerance, "") { return std::abs(std::get<0>(arg) - std::get<1>(arg)) <= tolerance; }

/// Variances of the parts of Ishigami's function in closed form.
struct IshigamiVariances {
  double first = 0.5 * std::pow(1 + 0.1 * std::pow(pi, 4) / 5, 2);
  double second = 49.0 / 8;
  double first_with_third = 0.01 * std::pow(pi, 8) * (1.0 / 18 - 1.0 / 50);
  double all = first + second + first_with_third;
};

TEST(SobolIndices, AgreeWithIshigamisClosedForm) {
  const IshigamiVariances v;
  const auto found = sobol_indices(results_of(sweep::saltelli(4, 3, 4096, true), ishigami), 3, true, no_intervals);
  EXPECT_THAT(values_of_indices(found.first), Pointwise(IsWithin(0.01), {v.first / v.all, v.second / v.all, 0.0}));
  EXPECT_THAT(values_of_indices(found.total),
              Pointwise(IsWithin(0.01),
                        {(v.first + v.first_with_third) / v.all, v.second / v.all, v.first_with_third / v.all}));
  EXPECT_NEAR(found.second[0][0].value, 0, 0.02);
  EXPECT_NEAR(found.second[0][1].value, v.first_with_third / v.all, 0.02);
  EXPECT_NEAR(found.second[1][0].value, 0, 0.02);
}

TEST(SobolIndices, AgreeWithTheGFunctionsClosedForm) {
  std::vector<double> alone;
  double all = 1;
  for (const double a : g_weights) {
    alone.push_back(1 / (3 * (1 + a) * (1 + a)));
    all *= 1 + alone.back();
  }
  const auto found = sobol_indices(results_of(sweep::saltelli(4, 8, 4096, false), g_function), 8, false, no_intervals);
  for (std::size_t i = 0; i < alone.size(); ++i) {
    EXPECT_NEAR(found.first[i].value, alone[i] / (all - 1), 0.01) << i;
    EXPECT_NEAR(found.total[i].value, alone[i] / (1 + alone[i]) * all / (all - 1), 0.01) << i;
  }
  EXPECT_THAT(found.second, IsEmpty());
}

// SALib's own documentation and notebooks print these for Ishigami's function and saltelli.sample(problem, 1000), which
// skips the first 1000 points of the plain sequence: S1, ST, S2, and half widths of 95% intervals for S1 and ST.
TEST(SobolIndices, AreThoseOfSalibToTheLastDigitPrinted) {
  const auto points = sweep::saltelli(sweep::plain_sobol(6, 1000, 1000), true);
  const auto found = sobol_indices(results_of(points, ishigami), 3, true);
  EXPECT_THAT(values_of_indices(found.first), Pointwise(IsWithin(1e-8), {0.30797549, 0.44776661, -0.00425452}));
  EXPECT_THAT(values_of_indices(found.total), Pointwise(IsWithin(1e-8), {0.56013728, 0.4387225, 0.24284474}));
  EXPECT_NEAR(found.second[0][0].value, 0.01220462, 1e-8);
  EXPECT_NEAR(found.second[0][1].value, 0.25152574, 1e-8);
  EXPECT_NEAR(found.second[1][0].value, -0.00995392, 1e-8);
  // Its intervals come from other draws and by another method, so they agree roughly.
  const std::vector<double> first_half{0.063927, 0.054012, 0.053252}, total_half{0.085162, 0.041973, 0.026515};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(found.first[i].width() / 2 / first_half[i], 1, 0.2) << i;
    EXPECT_NEAR(found.total[i].width() / 2 / total_half[i], 1, 0.2) << i;
  }
}

TEST(SobolIndices, IntervalsHoldTheTruthAboutAsOftenAsTheySay) {
  const IshigamiVariances v;
  int held = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    // Random rows: points of a Sobol' sequence lie closer to the truth than the bootstrap can know.
    const auto base = sweep::latin_hypercube(seed, 6, 256);
    const auto found = sobol_indices(results_of(sweep::saltelli(base, false), ishigami), 3, false, {seed, 200});
    held += found.total[0].low < (v.first + v.first_with_third) / v.all &&
            found.total[0].high > (v.first + v.first_with_third) / v.all;
  }
  EXPECT_GE(held, 34);  // 38 are expected; fewer than 34 in 1 of 100 such tests, were the intervals exact
}

TEST(SobolIndices, LeaveOutRowsThatAreNotComplete) {
  auto results = results_of(sweep::saltelli(4, 3, 256, true), ishigami);
  const auto all = sobol_indices(std::span(results).first(255 * 8), 3, true, no_intervals);
  results[255 * 8 + 3] = missing;
  const auto found = sobol_indices(results, 3, true, no_intervals);
  EXPECT_EQ(found.left_out, 1U);
  EXPECT_EQ(values_of_indices(found.total), values_of_indices(all.total));
  EXPECT_THROW(sobol_indices(std::span(results).first(9), 3, true), std::invalid_argument);
}

TEST(SobolIndices, CautionAgainstSmallSamplesOnly) {
  const std::vector<std::string> names{"a", "b", "c"};
  const auto of = [&](std::size_t rows) {
    return cautions(sobol_indices(results_of(sweep::saltelli(4, 3, rows, true), ishigami), 3, true, {1, 200}), names);
  };
  EXPECT_THAT(of(16), Contains(HasSubstr("16 rows are few")));
  EXPECT_THAT(of(16), Contains(HasSubstr("wider than the value")));
  EXPECT_THAT(of(2048), IsEmpty());
  const std::vector<double> same(8 * 64, 3.5);
  EXPECT_THAT(cautions(sobol_indices(same, 3, true), names), Contains(HasSubstr("the same at every point")));
  const std::vector<double> gone(8 * 64, missing);
  EXPECT_THAT(cautions(sobol_indices(gone, 3, true), names), Contains(HasSubstr("no row")));
}

TEST(ElementaryEffects, AreThoseOfTheTextbook) {
  // Exercise 4 of Saltelli et al. 2008, "Global Sensitivity Analysis: The Primer", p. 138: six walks over two factors,
  // with results to two digits.
  const std::vector<std::vector<double>> levels{{0, 1}, {0, 3}, {2, 3}, {0, 1}, {2, 1}, {2, 3}, {2, 0}, {2, 2}, {0, 2},
                                                {1, 3}, {3, 3}, {3, 1}, {1, 3}, {1, 1}, {3, 1}, {1, 2}, {1, 0}, {3, 0}};
  const std::vector<double> results{0.97, 0.71, 2.39, 0.97, 2.30, 2.39, 1.87, 2.40, 0.87,
                                    2.15, 1.71, 1.54, 2.15, 2.17, 1.54, 2.20, 1.87, 1.00};
  auto points = levels;
  for (auto& point : points)
    for (double& coordinate : point) coordinate /= 3;
  const auto found = elementary_effects(points, results, no_intervals);
  EXPECT_THAT(values_of_indices(found.mean), Pointwise(IsWithin(0.011), {0.66, 0.21}));
  EXPECT_THAT(values_of_indices(found.magnitude), Pointwise(IsWithin(0.011), {1.62, 0.35}));
  EXPECT_THAT(values_of_indices(found.spread), Pointwise(IsWithin(0.011), {1.79, 0.41}));
}

// SALib's regression test of this function, 4 levels and 10,000 walks, gives mu* of 7.767792, 7.875 and 6.308785.
TEST(ElementaryEffects, AgreeWithSalibOnIshigamisFunction) {
  const auto points = sweep::morris(5, 3, 4000, 4);
  const auto found = elementary_effects(points, results_of(points, ishigami), {1, 100});
  EXPECT_NEAR(found.magnitude[1].value, 7.875, 1e-9);
  EXPECT_NEAR(found.magnitude[0].value, 7.767792, 0.3);
  EXPECT_NEAR(found.magnitude[2].value, 6.308785, 0.3);
  EXPECT_LT(found.magnitude[2].width(), 0.5);
}

TEST(ElementaryEffects, OfALinearResultAreItsSlopes) {
  const auto points = sweep::morris(5, 2, 10, 6);
  auto results = results_of(points, [](const auto& u) { return 3 * u[0] - 2 * u[1]; });
  results[1] = missing;
  const auto found = elementary_effects(points, results);
  EXPECT_EQ(found.walks, 9U);
  EXPECT_EQ(found.left_out, 1U);
  EXPECT_NEAR(found.mean[1].value, -2, 1e-9);
  EXPECT_NEAR(found.magnitude[1].low, 2, 1e-9);
  EXPECT_NEAR(found.spread[0].high, 0, 1e-9);
  EXPECT_THAT(cautions(found, {"a", "b"}), IsEmpty());
  EXPECT_THROW(elementary_effects({{0, 0}, {1, 1}, {1, 0}}, std::vector<double>{1, 2, 3}), std::invalid_argument);
}

}  // namespace
}  // namespace kith::results
