// What happens is counted in its period and place; nothing outside the run is; axes name what they hold.
#include "engine/measures/axes.hpp"
#include "engine/measures/recorder.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace kith {
namespace {

using testing::ElementsAre;

enum class Tally : std::size_t { visits, cost, index, share };

Timeline four_weeks() {
  Timeline timeline{parse_date("2014-03-05"), parse_date("2014-04-01")};
  timeline.report_days = 14;
  timeline.burn_in_days = 7;
  return timeline;
}

MeasureSet set_of(const Timeline& timeline) {
  MeasureSet set;
  set.dimensions = {reporting_axis(timeline),
                    labelled("area", std::vector<std::string>{"north", "south", "west"}, "Area")};
  set.measures = {{"visits", "visits", "", "", {"time", "area"}, Number::count, Closure::emergent},
                  {"cost", "EUR", "", "", {"time", "area"}, Number::real, Closure::emergent},
                  {"index", "1", "", "", {"area"}, Number::real, Closure::emergent},
                  {"share", "share", "", "headlines", {}, Number::real, Closure::emergent}};
  set.event_columns = {{"day", "", "", {}}, {"area", "", "", {}}};
  return set;
}

struct RecorderTest : testing::Test {
  Timeline timeline = four_weeks();
  MeasureSet set = set_of(timeline);
  Recorder<Tally> recorder{set, timeline, 3};
};

TEST_F(RecorderTest, CountsInThePeriodOfTheDay) {
  recorder.count(Tally::visits, 0, {1});
  recorder.count(Tally::visits, 13, {1}, 4);
  recorder.count(Tally::visits, 14, {2}, 7);
  EXPECT_THAT(recorder.counts(Tally::visits), ElementsAre(0, 5, 0, 0, 0, 7));
  EXPECT_EQ(recorder.total(Tally::visits), 12);
}

TEST_F(RecorderTest, LeavesOutDaysBeforeAndAfterTheRun) {
  recorder.count(Tally::visits, -1, {0});
  recorder.count(Tally::visits, 28, {0});
  recorder.add(Tally::cost, -1, {0}, 1.5);
  recorder.add(Tally::cost, 28, {0}, 1.5);
  recorder.add(Tally::cost, 27, {0}, 2.5);
  EXPECT_EQ(recorder.total(Tally::visits), 0);
  EXPECT_THAT(recorder.reals(Tally::cost), ElementsAre(0, 0, 0, 2.5, 0, 0));
}

TEST_F(RecorderTest, AddsAndSetsAtAnIndex) {
  recorder.count_at(Tally::visits, {1, 2}, 3);
  recorder.add_at(Tally::cost, {0, 1}, 0.5);
  recorder.set_at(Tally::index, 2, 9);
  recorder.set(Tally::share, 0.25);
  EXPECT_EQ(recorder.counts(Tally::visits)[5], 3);
  EXPECT_EQ(recorder.reals(Tally::cost)[1], 0.5);
  EXPECT_THAT(recorder.reals(Tally::index), ElementsAre(0, 0, 9));
  EXPECT_THAT(recorder.reals(Tally::share), ElementsAre(0.25));
  EXPECT_THROW(recorder.set_at(Tally::index, 3, 1), std::out_of_range);
}

TEST_F(RecorderTest, ClearsLeavesOutAndTakesWholeMeasures) {
  recorder.add(Tally::cost, 0, {0}, 1);
  recorder.clear(Tally::cost);
  recorder.leave_out(Tally::cost, 1);
  const Reals& cost = recorder.reals(Tally::cost);
  for (std::size_t i = 0; i < cost.size(); ++i) EXPECT_EQ(std::isnan(cost[i]), i >= 3) << i;
  recorder.set_counts(Tally::visits, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(recorder.total(Tally::visits), 21);
}

TEST_F(RecorderTest, GoesOnFromWhatAnotherHasCounted) {
  recorder.count(Tally::visits, 0, {0});
  Recorder<Tally> other{set, timeline, 3};
  other.take_over(recorder);
  other.count(Tally::visits, 0, {0});
  EXPECT_EQ(recorder.total(Tally::visits), 1);
  EXPECT_EQ(other.total(Tally::visits), 2);
  EXPECT_EQ(other.take().replicate, 3);
}

TEST_F(RecorderTest, LogsEventsOnceAskedTo) {
  EXPECT_FALSE(recorder.logs_events());
  recorder.start_event_log();
  EXPECT_TRUE(recorder.logs_events());
  recorder.log_event({5, 1});
  recorder.log_event({6, 0});
  const ReplicateResult result = recorder.take();
  EXPECT_THAT(result.event_columns.at(0), ElementsAre(5, 6));
  EXPECT_THAT(result.event_columns.at(1), ElementsAre(1, 0));
}

TEST(Axes, TimeIsTheFirstDayOfEachPeriod) {
  const Dimension time = reporting_axis(four_weeks());
  EXPECT_THAT(time.values, ElementsAre(0, 14));
  EXPECT_EQ(time.unit, "days since 2014-03-05");
}

TEST(Axes, AYearThatTheRunEndsInSaysSo) {
  Timeline timeline{parse_date("2014-04-01"), parse_date("2016-03-31")};
  EXPECT_THAT(year_labels(timeline), ElementsAre("2014/15", "2015/16"));
  timeline.end = parse_date("2015-06-30");
  EXPECT_THAT(year_labels(timeline), ElementsAre("2014/15", "2015/16 (to 2015-06-30)"));
}

}  // namespace
}  // namespace kith
