// Stocks have their value as the run ends, on whatever day of a reporting period that is; means over time count each
// period by its days.
#include "engine/measures/years.hpp"
#include "tests/safety/small_world.hpp"

#include <gtest/gtest.h>

namespace kith::safety {
namespace {

using test::run;
using test::small_scene;

/// Measures of what stands at the end of a period, as their declarations say.
std::vector<std::size_t> stocks(const MeasureSet& set) {
  std::vector<std::size_t> list;
  for (std::size_t i = 0; i < set.measures.size(); ++i) {
    const Measure& measure = set.measures[i];
    const bool over_time = !measure.dimensions.empty() && measure.dimensions.front() == "time";
    if (over_time && measure.meaning.find("at the end of the period") != std::string::npos) list.push_back(i);
  }
  return list;
}

std::int64_t sum_of_period(const ReplicateResult& result, std::size_t measure, std::size_t periods,
                           std::size_t period) {
  const Counts& values = result.counts(measure);
  const std::size_t width = values.size() / periods;
  std::int64_t sum = 0;
  for (std::size_t i = period * width; i < (period + 1) * width; ++i) sum += values[i];
  return sum;
}

/// In a run to `end`, each stock in the last period is near what it was in the one before.
void expect_stocks_last(const std::string& end, const std::string& step_days, Day days_of_last) {
  const auto scene =
      small_scene({{"run.start", "2014-03-05"}, {"run.end", end}, {"run.step_days", step_days}, {"run.burn_in", "1y"}});
  const Timeline& timeline = scene->timeline;
  const auto last = timeline.period_count() - 1;
  EXPECT_EQ(timeline.period(last).days(), days_of_last);
  const ReplicateResult result = run(*scene);
  const auto periods = static_cast<std::size_t>(last) + 1;
  for (const std::size_t stock : stocks(scene->measures)) {
    const auto now = static_cast<double>(sum_of_period(result, stock, periods, periods - 1));
    const auto before = static_cast<double>(sum_of_period(result, stock, periods, periods - 2));
    EXPECT_NEAR(now, before, 10 + before * 0.4)
        << scene->measures.measures[stock].name << " with steps of " << step_days << " days to " << end;
    if (before > 20) {
      EXPECT_GT(now, 0) << scene->measures.measures[stock].name;
    }
  }
}

TEST(Stocks, AreDeclaredAsSuch) {
  const MeasureSet set = make_safety_model()->measures();
  EXPECT_GE(stocks(set).size(), 12U) << "the tests below look at those that are declared so";
}

TEST(Stocks, HaveTheirValueInAShortLastPeriod) {
  expect_stocks_last("2014-06-04", "7", 1);  // 13 weeks and a day
  expect_stocks_last("2014-06-04", "1", 1);
  expect_stocks_last("2014-06-03", "7", 7);
  expect_stocks_last("2014-06-10", "3", 8);
  expect_stocks_last("2014-06-10", "14", 14);
}

TEST(Stocks, ThoseOnTheLastDayArePresentHoweverTheRunIsCut) {
  for (const std::string end : {"2014-03-05", "2014-03-07", "2014-03-11", "2014-03-12"}) {
    const auto scene = small_scene({{"run.start", "2014-03-05"}, {"run.end", end}});
    const Day last = scene->timeline.last_day();
    std::int32_t present = 0;
    for (EntityId person = 0; person < scene->population.size(); ++person)
      present += scene->population.alive(person, last) ? 1 : 0;
    const ReplicateResult result = test::run(*scene);
    const Counts& counted = test::counts(result, Tally::people_present);
    EXPECT_EQ(counted.back(), present) << end;
    EXPECT_EQ(counted.size(), last < 7 ? 1U : 2U) << end;
  }
}

/// What is not yet known is missing, not 0.
TEST(Missing, IsACohortOrYearNotFollowedUp) {
  const auto scene = small_scene({{"run.end", "2015-12-31"}});  // 1005 days: one cohort of three is followed up
  const ReplicateResult result = run(*scene);
  for (const Tally tally :
       {Tally::cohort_size, Tally::cohort_reoffenders, Tally::cohort_reoffences, Tally::cohort_by_disposal,
        Tally::cohort_reoffenders_by_disposal, Tally::reached_and_followed, Tally::reached_without_offence}) {
    const Reals& values = test::reals(result, tally);
    const std::size_t width = values.size() / 3;
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_EQ(std::isnan(values[i]), i >= width) << static_cast<std::size_t>(tally) << " at " << i;
  }
  EXPECT_FALSE(std::isnan(test::reals(result, Tally::proven_reoffending_rate)[0]));
  EXPECT_GT(test::reals(result, Tally::cohort_size)[1], 0);
}

TEST(Missing, IsWhatAgenciesKnowInAYearNotWhole) {
  const auto scene = small_scene({{"run.end", "2014-09-30"}});  // 18 months
  const ReplicateResult result = run(*scene);
  for (const Tally tally : {Tally::needs_held, Tally::needs_known, Tally::needs_of_service,
                            Tally::needs_known_to_service, Tally::needs_known_elsewhere, Tally::need_prevalence}) {
    const Reals& values = test::reals(result, tally);
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_EQ(std::isnan(values[i]), i >= values.size() / 2) << static_cast<std::size_t>(tally) << " at " << i;
  }
  const double known = test::reals(result, Tally::needs_known_share)[0];
  EXPECT_GT(known, 0);
  EXPECT_LT(known, 1);
}

TEST(Missing, NothingIsFollowedUpInAShortRun) {
  const auto scene = small_scene({{"run.end", "2013-09-30"}});
  const ReplicateResult result = run(*scene);
  for (const double size : test::reals(result, Tally::cohort_size)) EXPECT_TRUE(std::isnan(size));
  EXPECT_TRUE(std::isnan(test::reals(result, Tally::proven_reoffending_rate)[0]));
}

TEST(YearAxis, SaysWhichYearIsCutShort) {
  const auto labels = [](const std::string& end) {
    return small_scene({{"run.end", end}})->measures.dimension("year").labels;
  };
  EXPECT_EQ(labels("2014-03-31"), (TextList{"2013/14"}));
  EXPECT_EQ(labels("2016-03-31"), (TextList{"2013/14", "2014/15", "2015/16"}));
  EXPECT_EQ(labels("2014-06-30"), (TextList{"2013/14", "2014/15 (to 2014-06-30)"}));
  EXPECT_EQ(labels("2013-04-10"), (TextList{"2013/14 (to 2013-04-10)"}));
}

TEST(Stocks, AMeanOverTimeCountsEachPeriodByItsDays) {
  Timeline timeline{parse_date("2014-03-05"), parse_date("2014-03-12")};  // a week and a day
  EXPECT_DOUBLE_EQ(mean_over_time(timeline, {8, 16}), 9);
  EXPECT_DOUBLE_EQ(Years(timeline, 1).means({8, 16}).front(), 9);
}

}  // namespace
}  // namespace kith::safety
