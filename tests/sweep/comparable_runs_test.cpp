// What of a sweep may be held against each other, and that pure noise is not taken for an effect.
#include "tools/studies/sweep/comparable_runs.hpp"
#include "engine/random/draws.hpp"
#include "tools/report/sensitivity_text.hpp"
#include "tools/studies/sweep/designs.hpp"
#include "tools/studies/sweep/sensitivity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace kith::sweep {
namespace {

using results::SweepTable;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// A standard normal, keyed.
double normal(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  Stream stream(7, purpose("test.noise"), a, b, c);
  const double radius = std::sqrt(-2 * std::log(1 - stream.uniform()));
  return radius * std::cos(2 * std::acos(-1.0) * stream.uniform());
}

/// A sweep of numbers from 0 to 1 whose only measure is what `value` says of point and replicate.
template <class Value>
SweepTable table_of(const std::string& design, const UnitPoints& points, std::size_t replicates, Value&& value) {
  SweepTable table;
  table.head.design = design;
  table.head.second_order = false;
  table.head.parameters.resize(points[0].size());
  for (std::size_t k = 0; k < points[0].size(); ++k) {
    table.head.parameters[k].path = std::string("town.") + static_cast<char>('a' + k);
    table.head.parameters[k].kind = "range";
    table.head.parameters[k].highest = 1;
  }
  SweepTable::Outcome outcome{"cost", "GBP", "what it costs", {}};
  for (std::size_t p = 0; p < points.size(); ++p) {
    table.head.points.push_back({points[p], points[p], {}, 0});
    table.failures.emplace_back();
    auto& row = outcome.values.emplace_back();
    for (std::size_t r = 0; r < replicates; ++r) row.push_back(value(points[p], p, r));
  }
  for (std::size_t r = 0; r < replicates; ++r) table.replicates.push_back(static_cast<std::int64_t>(r));
  table.outcomes = {outcome};
  return table;
}

/// Makes a setting take two values, 10 and 30.
void make_two_valued(SweepTable& table, std::size_t parameter) {
  auto& row = table.head.parameters[parameter];
  row.kind = "categories";
  row.categories = {"10", "30"};
  row.lowest = 10;
  row.highest = 30;
  for (auto& point : table.head.points) point.numbers[parameter] = point.unit_cube[parameter] < 0.5 ? 10 : 30;
}

TEST(ComparableRuns, PointsKeepTheReplicatesTheyShare) {
  const SweepTable::Outcome outcome{
      "m", "1", "", {{1, 2, missing}, {1, 2, 3}, {1, 2, 3}, {missing, missing, 3}, {1, 2, missing}}};
  const ComparableRuns runs = comparable_runs(outcome, true);
  EXPECT_EQ(runs.used, 8U) << "two replicates of four points";
  EXPECT_EQ(runs.left_out, 3U);
  EXPECT_TRUE(std::isnan(runs.values[1][2]));
  EXPECT_TRUE(std::isnan(runs.values[3][2]));
  EXPECT_EQ(comparable_runs(outcome, false).left_out, 0U) << "points with seeds of their own share nothing";
}

TEST(ComparableRuns, ScatteredGapsLeaveTheLargestRectangle) {
  // Point p lacks replicate p: five points share the five replicates that others lack.
  SweepTable::Outcome outcome{"m", "1", "", std::vector(10, std::vector(10, 1.0))};
  for (std::size_t p = 0; p < 10; ++p) outcome.values[p][p] = missing;
  EXPECT_EQ(comparable_runs(outcome, true).used, 25U);
}

TEST(ComparableRuns, OfPointsThatRepeatOneAnotherOneWithAResultStays) {
  results::SweepHead head;
  for (const double value : {1.0, 1.0, 1.0, 2.0}) head.points.push_back({{value}, {value}, {}, 0});
  EXPECT_THAT(first_alike(head, {missing, 5, 5, 7}), ElementsAre(0, 1, 1, 3));
}

TEST(ComparableRuns, ThirdsOfASweepAreNoEffect) {
  // Replicate r adds 10 r to every point; a third of the runs has other replicates at other points.
  const SweepTable whole = table_of("sobol", sobol(1, 2, 64), 4, [](const auto& u, std::size_t p, std::size_t r) {
    return 64 * r + p == 0 || (64 * r + p) % 3 == 0 ? u[0] + 10.0 * static_cast<double>(r) : missing;
  });
  const auto found = analyse(whole, {}).measures[0];
  EXPECT_NEAR(found.deviation, std::sqrt(1.0 / 12), 0.03) << "what is left is that of the points alone";
  EXPECT_THAT(found.answer, HasSubstr("town.a matters most"));
  EXPECT_GT(found.scores.variance_share[0].value, 0.9);
  EXPECT_THAT(found.cautions, Contains(HasSubstr("runs are left out")));
}

TEST(ComparableRuns, ChanceIsThatOfATwoWayTable) {
  // Residuals of a table of two points by two replicates: all are half of (1 - 2 - 3 + 6) / 2.
  const ComparableRuns runs{{{1, 2}, {3, 6}}, 4, 0};
  EXPECT_DOUBLE_EQ(chance_in_means(runs, true).variance, 0.5) << "4 times 0.5 squared, by one degree and two runs";
  EXPECT_DOUBLE_EQ(chance_in_means(runs, true).degrees, 1);
  EXPECT_DOUBLE_EQ(chance_in_means(runs, false).variance, (0.5 + 4.5) / 2 / 2);
  EXPECT_TRUE(std::isnan(chance_in_means({{{1}, {2}}, 2, 0}, true).variance));
}

TEST(Sensitivity, AnEffectIsOverTheDistanceReallyGone) {
  // 3 more from one value to the other. Walks of four levels step two thirds of the unit cube.
  SweepTable table = table_of("morris", morris(1, 2, 20, 4), 2, [](const auto& u, std::size_t, std::size_t) {
    return (u[0] < 0.5 ? 0.0 : 3.0) + 5 * u[1];
  });
  make_two_valued(table, 0);
  const auto effects = *analyse(table, {}).measures[0].effects;
  EXPECT_NEAR(effects.magnitude[0].value, 3, 1e-12);
  EXPECT_NEAR(effects.magnitude[1].value, 5, 1e-12) << "a range goes where the design puts it";
}

TEST(Sensitivity, AStepThatGoesNowhereHasNoEffect) {
  SweepTable table =
      table_of("morris", morris(1, 2, 20, 4), 2, [](const auto& u, std::size_t, std::size_t) { return 5 * u[1]; });
  table.head.parameters[0].integer = true;
  table.head.parameters[0].lowest = 3;
  table.head.parameters[0].highest = 4;
  for (auto& point : table.head.points) point.numbers[0] = 3;
  const auto found = analyse(table, {}).measures[0];
  EXPECT_TRUE(std::isnan(found.effects->magnitude[0].value));
  EXPECT_EQ(found.effects->moves[0], 0U);
  EXPECT_THAT(found.answer, HasSubstr("town.b matters most"));
}

TEST(Sensitivity, SaysWhatCannotBeEstimated) {
  const auto few =
      analyse(table_of("grid", {{0.0}, {1.0}}, 40,
                       [](const auto& u, std::size_t, std::size_t r) { return u[0] + static_cast<double>(r % 2); }),
              {})
          .measures[0];
  EXPECT_THAT(few.answer, HasSubstr("2 different points are too few"));
  EXPECT_TRUE(std::isnan(few.scores.variance_share[0].value));
  const auto same = analyse(table_of("grid", {{0.0}, {0.5}, {1.0}}, 3,
                                     [](const auto&, std::size_t, std::size_t r) { return static_cast<double>(r); }),
                            {})
                        .measures[0];
  EXPECT_THAT(same.answer, HasSubstr("it is the same at every point"));
  EXPECT_TRUE(std::isnan(same.chance));
}

// A factor this sample gives no index is not among those that "cannot be told from chance".
TEST(Sensitivity, NamesTheFactorsItCanSayNothingOf) {
  UnitPoints points;
  for (int i = 0; i < 8; ++i) points.push_back({i % 2 == 0 ? 0.0 : 1.0, (i + 0.5) / 8});
  const auto found =
      analyse(table_of("latin_hypercube", points, 2,
                       [](const auto& u, std::size_t, std::size_t r) { return u[1] + static_cast<double>(r) / 1000; }),
              {})
          .measures[0];
  EXPECT_TRUE(std::isnan(found.scores.variance_share[1].value));
  EXPECT_THAT(found.answer, HasSubstr("; of town.b nothing can be said."));
}

TEST(Sensitivity, SharesLieBetweenNoneAndAll) {
  // Points that happen to lie closer together than chance alone would have them.
  const SweepTable table =
      table_of("grid", {{0.0}, {0.3}, {0.6}, {1.0}}, 2, [](const auto&, std::size_t p, std::size_t r) {
        return (p % 2 == r ? 100.0 : -100.0) + static_cast<double>(p) / 1000;
      });
  const auto found = analyse(table, {});
  EXPECT_DOUBLE_EQ(found.measures[0].chance, 1);
  EXPECT_THAT(found.measures[0].cautions, Contains(HasSubstr("all of the variance")));
  EXPECT_THAT(text_of(found), HasSubstr("chance 100.0% of the variance"));
}

TEST(Sensitivity, PointsThatRepeatOthersAreCountedOnce) {
  UnitPoints points;
  for (int copy = 0; copy < 10; ++copy)
    for (const double u : {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}) points.push_back({u < 0.5 ? 0.0 : 1.0, u});
  const auto value = [](const UnitPoint& u, std::size_t, std::size_t) {
    return u[1] == 0.2 || u[1] == 0.6 ? 1.0 : 0.0;
  };
  const auto found = analyse(table_of("sobol", points, 2, value), {}).measures[0];
  EXPECT_EQ(found.repeated_points, 54U);
  EXPECT_EQ(found.scores.points, 6U);
  EXPECT_THAT(found.answer, HasSubstr("No factor can be told from chance"));
  EXPECT_THAT(found.cautions, Contains(HasSubstr("54 points repeat another's values and seed: only 6 are different")));
}

/// Of 200 sweeps of pure noise, how many name a factor.
template <class Points>
int false_alarms(const std::string& design, Points&& points_of) {
  int alarms = 0;
  for (std::uint64_t sweep = 0; sweep < 200; ++sweep) {
    const auto found = analyse(table_of(design, points_of(sweep), 3,
                                        [&](const auto&, std::size_t p, std::size_t r) { return normal(sweep, p, r); }),
                               {});
    alarms += found.measures[0].answer.find("matters most") != std::string::npos;
  }
  return alarms;
}

TEST(Sensitivity, PureNoiseNamesAFactorInOneSweepOfTwentyAtMost) {
  // Of 200 with a chance of 0.05 each, more than 22 come about once in 400 times.
  EXPECT_LE(false_alarms("sobol", [](auto sweep) { return sobol(sweep, 3, 40); }), 22);
  EXPECT_LE(false_alarms("latin_hypercube", [](auto sweep) { return latin_hypercube(sweep, 3, 40); }), 22);
  EXPECT_LE(false_alarms("morris", [](auto sweep) { return morris(sweep, 3, 10, 4); }), 22);
}

/// Both settings take two values: however many walks or rows, there are four different points.
template <class Value>
SweepTable four_points(const std::string& design, const UnitPoints& points, Value&& value) {
  SweepTable table = table_of(design, points, 3, [&](const auto& u, std::size_t, std::size_t r) {
    return value(u[0] < 0.5 ? 0.0 : 1.0, u[1] < 0.5 ? 0.0 : 1.0, r);
  });
  make_two_valued(table, 0);
  make_two_valued(table, 1);
  return table;
}

TEST(Sensitivity, IntervalsGrowNoSurerByTheSamePointsOnceMore) {
  const auto found = [](const std::string& design, const UnitPoints& points) {
    return analyse(four_points(design, points,
                               [](double a, double b, std::size_t r) {
                                 return 10 * a + 4 * a * b + b + normal(1, static_cast<std::uint64_t>(2 * a + b), r);
                               }),
                   {})
        .measures[0];
  };
  const auto few = found("morris", morris(1, 2, 20, 4)), many = found("morris", morris(1, 2, 400, 4));
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_EQ(many.effects->moves[k], 2U) << "with the other setting at either value";
    EXPECT_NEAR(many.effects->magnitude[k].value, few.effects->magnitude[k].value, 1e-9);
    EXPECT_GT(many.effects->magnitude[k].width(), 0.9 * few.effects->magnitude[k].width());
  }
  EXPECT_EQ(many.effects->repeated, 796U);
  EXPECT_THAT(many.cautions, Contains("796 steps of the walks go between the same two points as an earlier one: 2 "
                                      "different of town.a, 2 of town.b, each counted once"));
  const auto short_scheme = found("saltelli", saltelli(1, 2, 64, false)),
             long_scheme = found("saltelli", saltelli(1, 2, 2048, false));
  EXPECT_EQ(long_scheme.indices->different, 16U);
  EXPECT_EQ(long_scheme.indices->moves[0], 2U);
  EXPECT_GT(long_scheme.indices->total[0].width(), 0.7 * short_scheme.indices->total[0].width());
  EXPECT_THAT(long_scheme.cautions, Contains("2032 of 2048 rows of the scheme repeat another's points: only 16 are "
                                             "different, and intervals rest on these"));
}

TEST(Sensitivity, NoiseOfFewPointsIsNoEffectHoweverOftenTheyStand) {
  const auto alarms = [](const std::string& design, auto&& points_of) {
    int count = 0;
    for (std::uint64_t sweep = 0; sweep < 200; ++sweep) {
      const auto noise = [&](double a, double b, std::size_t r) {
        return normal(sweep, static_cast<std::uint64_t>(2 * a + b), r);
      };
      const std::string answer = analyse(four_points(design, points_of(sweep), noise), {}).measures[0].answer;
      count += answer.find("matters most") != std::string::npos;
    }
    return count;
  };
  // Of 200 with a chance of 0.05 each, more than 22 come about once in 400 times.
  EXPECT_LE(alarms("morris", [](auto sweep) { return morris(sweep, 2, 50, 4); }), 22);
  EXPECT_LE(alarms("saltelli", [](auto sweep) { return saltelli(sweep, 2, 64, false); }), 22);
}

TEST(Sensitivity, IntervalsOfSharesHoldTheTruthAsOftenAsTheySay) {
  // 2 a + b + noise of variance 1/12: shares 4/6, 1/6 and none. Groups of a tenth take 1% off the share of a.
  int held = 0;
  for (std::uint64_t sweep = 0; sweep < 200; ++sweep) {
    const auto found = analyse(table_of("latin_hypercube", latin_hypercube(sweep, 3, 60), 1,
                                        [&](const auto& u, std::size_t p, std::size_t) {
                                          return 2 * u[0] + u[1] + normal(sweep, p, 99) / std::sqrt(12.0);
                                        }),
                               {})
                           .measures[0]
                           .scores;
    const std::vector<double> truth{4.0 / 6, 1.0 / 6, 0};
    for (std::size_t k = 0; k < truth.size(); ++k) {
      const auto& index = found.variance_share[k];
      EXPECT_LE(index.low, index.value);
      EXPECT_GE(index.high, index.value);
      held += index.low <= truth[k] + 0.01 && truth[k] <= index.high + 0.01;
    }
  }
  EXPECT_GE(held, 600 * 0.92);
}

TEST(Sensitivity, ReasonsOfFailedRunsAreTold) {
  SweepTable table = table_of("sobol", sobol(1, 2, 64), 2,
                              [](const auto& u, std::size_t p, std::size_t) { return p == 5 ? missing : u[0]; });
  table.failures[5] = "no ward is called \"Nowhere\"";
  const auto found = analyse(table, {});
  EXPECT_THAT(found.measures[0].cautions, Contains("1 point has no result and is left out"));
  EXPECT_THAT(found.cautions, ElementsAre("runs failed at 1 point: no ward is called \"Nowhere\" (point 5)"));
}

TEST(Sensitivity, ReasonsAreToldWhereOnlySomeReplicatesOfAPointFailed) {
  SweepTable table =
      table_of("sobol", sobol(1, 2, 64), 2, [](const auto& u, std::size_t, std::size_t) { return u[0]; });
  for (const std::size_t point : {3U, 8U, 9U}) {
    table.outcomes[0].values[point][1] = missing;
    table.failures[point] = point == 8 ? "too many people" : "no ward is called \"Nowhere\"";
  }
  const std::string said =
      "runs failed at 3 points: no ward is called \"Nowhere\" (point 3 and 1 more); too many people (point 8)";
  const auto found = analyse(table, {});
  EXPECT_THAT(found.cautions, ElementsAre(said));
  EXPECT_THAT(found.measures[0].missing_points, 0U);
  EXPECT_THAT(text_of(found), HasSubstr("Caution: runs failed at 3 points"));
}

}  // namespace
}  // namespace kith::sweep
