// Dates are read strictly; a run is cut into steps without gap or overlap, aligned on day 0.
#include "engine/time/calendar.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace kith {
namespace {

TEST(ParseDate, ReadsWhatItWrites) {
  for (const char* text : {"1970-01-01", "2013-04-01", "2016-02-29", "1900-12-31", "0001-01-01", "9999-12-31"}) {
    EXPECT_EQ(format_date(parse_date(text)), text);
  }
  EXPECT_EQ((parse_date("2013-04-01") - parse_date("2012-04-01")).count(), 365);
}

TEST(ParseDate, RefusesEverythingElse) {
  for (const char* text :
       {"", "2013", "2013-4-1", "2013-04-31", "2015-02-29", "2013-00-10", "2013-13-10", "2013-04-00", "13-04-01",
        "2013/04/01", " 2013-04-01", "2013-04-01 ", "2013-04-0x", "+013-04-01", "2013-04-01T00:00", "201304-01-"}) {
    EXPECT_THROW(parse_date(text), std::invalid_argument) << text;
  }
}

TEST(ParseDate, SaysWhatIsWrong) {
  try {
    parse_date("2013-04-31");
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string(error.what()).find("2013-04-31"), std::string::npos);
  }
}

Timeline timeline(int days, int step_days, int burn_in_days) {
  const Date start = parse_date("2013-04-01");
  return Timeline{start, start + std::chrono::days{days - 1}, step_days, burn_in_days, step_days};
}

TEST(Timeline, StepsFollowOneAnotherFromBurnInToEnd) {
  for (const int days : {1, 6, 7, 8, 365, 1826}) {
    for (const int step_days : {1, 7, 14, 400}) {
      for (const int burn_in : {0, 1, 6, 7, 20, 1095}) {
        const Timeline line = timeline(days, step_days, burn_in);
        Day day = -burn_in;
        bool starts_on_day_0 = false;
        for (std::int32_t i = 0; i < line.step_count(); ++i) {
          const Step step = line.step(i);
          EXPECT_EQ(step.index, i);
          EXPECT_EQ(step.begin, day);
          EXPECT_GT(step.end, step.begin);
          EXPECT_LE(step.end - step.begin, step_days);
          starts_on_day_0 = starts_on_day_0 || step.begin == 0;
          EXPECT_TRUE(i == 0 || i + 1 == line.step_count() || step.end - step.begin == step_days);
          day = step.end;
        }
        EXPECT_EQ(day, days);
        EXPECT_TRUE(starts_on_day_0);
      }
    }
  }
}

TEST(Timeline, ShortStepsAreTheFirstOfBurnInAndTheLast) {
  const Timeline line = timeline(10, 7, 10);
  ASSERT_EQ(line.step_count(), 4);
  EXPECT_EQ(line.step(0).begin, -10);
  EXPECT_EQ(line.step(0).end, -7);
  EXPECT_EQ(line.step(1).end, 0);
  EXPECT_EQ(line.step(2).end, 7);
  EXPECT_EQ(line.step(3).end, 10);
  EXPECT_DOUBLE_EQ(line.step(2).years(), 7 / 365.25);
}

TEST(Timeline, PeriodsCoverTheReportedDays) {
  Timeline line = timeline(29, 7, 14);
  line.report_days = 14;
  EXPECT_EQ(line.last_day(), 28);
  EXPECT_EQ(line.period_count(), 3);
  EXPECT_EQ(line.period_of(0), 0);
  EXPECT_EQ(line.period_of(13), 0);
  EXPECT_EQ(line.period_of(14), 1);
  EXPECT_EQ(line.period_of(28), 2);
}

TEST(Timeline, TheLastPeriodSaysItIsShort) {
  Timeline line = timeline(29, 7, 14);
  line.report_days = 14;
  EXPECT_EQ(line.period(1).begin, 14);
  EXPECT_EQ(line.period(1).end, 28);
  EXPECT_TRUE(line.period(1).whole);
  EXPECT_EQ(line.period(2).days(), 1);
  EXPECT_FALSE(line.period(2).whole);
}

TEST(Timeline, ARunShorterThanAPeriodIsOneShortPeriod) {
  const Timeline line = timeline(3, 7, 0);
  ASSERT_EQ(line.period_count(), 1);
  EXPECT_EQ(line.period(0).days(), 3);
  EXPECT_FALSE(line.period(0).whole);
}

TEST(Timeline, DaysAndDatesTurnIntoEachOther) {
  const Timeline line = timeline(100, 7, 30);
  EXPECT_EQ(line.day_of(parse_date("2013-04-11")), 10);
  EXPECT_EQ(line.day_of(parse_date("2013-03-31")), -1);
  EXPECT_EQ(format_date(line.date_of(-1)), "2013-03-31");
}

TEST(AgeOn, CountsWholeYears) {
  EXPECT_EQ(age_on(0, 365), 0);
  EXPECT_EQ(age_on(0, 366), 1);
  EXPECT_EQ(age_on(-7305, 0), 20);
}

}  // namespace
}  // namespace kith
