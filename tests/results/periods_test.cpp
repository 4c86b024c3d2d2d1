// The periods of a time axis: bounds in the file, a short last one told apart and left out of means over time.
#include "results/periods.hpp"

#include "tests/results/sample.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace kith::results {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Dimension weeks(std::vector<std::int32_t> days) { return {"time", "days since 2013-04-01", "", {}, std::move(days)}; }

TEST(Periods, LastUntilTheNextBeginsAndTheLastUntilTheEnd) {
  EXPECT_THAT(period_edges(weeks({0, 7, 14}), "2013-04-21"), ElementsAre(0, 7, 14, 21));
  EXPECT_THAT(period_days(weeks({0, 7, 14}), "2013-04-16"), ElementsAre(7, 7, 2));
  EXPECT_THAT(period_days(weeks({0}), "2013-04-01"), ElementsAre(1));
}

TEST(Periods, AreNoneWhereTheAxisIsNotOfDaysOrDoesNotFit) {
  EXPECT_THAT(period_edges({"age", "years", "", {}, {0, 10}}, "2013-04-21"), IsEmpty());
  EXPECT_THAT(period_edges(weeks({}), "2013-04-21"), IsEmpty());
  EXPECT_THAT(period_edges(weeks({0, 7}), "2013-04-08").back(), 8);
  EXPECT_THAT(period_edges(weeks({0, 7}), "2013-04-07"), IsEmpty());
  EXPECT_THAT(period_edges(weeks({0, 7}), "soon"), IsEmpty());
  EXPECT_THAT(period_edges(weeks({7, 0}), "2013-04-21"), IsEmpty());
}

TEST(Periods, AreShortBelowNineTenthsOfTheLongest) {
  EXPECT_THAT(whole_periods(weeks({0, 7, 14}), "2013-04-20"), ElementsAre(true, true, false));
  EXPECT_THAT(whole_periods(weeks({0, 7, 14}), "2013-04-21"), ElementsAre(true, true, true));
  EXPECT_THAT(whole_periods(weeks({0, 30, 61, 275, 306, 334}), "2014-03-31"),
              ElementsAre(false, false, true, false, false, false));  // a quarter among months
  EXPECT_THAT(whole_periods(weeks({275, 306, 334}), "2014-03-31"), ElementsAre(true, true, true));  // with a February
  EXPECT_THAT(whole_periods(weeks({0}), "2013-04-02"), ElementsAre(true));
  EXPECT_THAT(whole_periods({"area", "", "", {"A", "B"}, {}}, "2013-04-02"), ElementsAre(true, true));
}

class PeriodsInTheFile : public sample::Folder {};

TEST_F(PeriodsInTheFile, HaveBoundsAndLengths) {
  Run run = sample::run();
  run.end = "2013-04-16";
  write(path("run.h5"), run, false);
  const Summary summary = inspect(path("run.h5"));
  const auto bounds = std::ranges::find(summary.variables, "/time_bnds", &Summary::Variable::path);
  ASSERT_NE(bounds, summary.variables.end());
  EXPECT_THAT(bounds->dimensions, ElementsAre(std::pair<std::string, std::size_t>("time", 3),
                                              std::pair<std::string, std::size_t>("bnds", 2)));
  const auto time = std::ranges::find(summary.variables, "/time", &Summary::Variable::path);
  EXPECT_EQ(std::ranges::count(time->attributes, "bounds"), 1);
  EXPECT_EQ(digest(run.measures, run.replicates), digest(sample::run().measures, sample::run().replicates));
}

TEST_F(PeriodsInTheFile, LeaveAShortOneOutOfMeansOverTime) {
  Run run = sample::run(1);
  const auto mean = [&](const std::string& end) {
    run.end = end;
    return averaged_over_time(run, values_of(run, "offences")).rows[0][0];
  };
  // Offences of the first area are 0, 3 and 6 a week.
  EXPECT_DOUBLE_EQ(mean("2013-04-21"), 3);
  EXPECT_DOUBLE_EQ(mean("2013-04-16"), 1.5);
}

}  // namespace
}  // namespace kith::results
