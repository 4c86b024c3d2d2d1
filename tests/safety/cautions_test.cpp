// A sound scenario outside the time of its place, prices or rates, or with long steps, says so.
#include "models/safety/cautions.hpp"

#include "tests/safety/small_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::safety {
namespace {

using test::small_scenario;

std::vector<std::string> settings_of(const std::vector<Caution>& cautions) {
  std::vector<std::string> names;
  for (const Caution& caution : cautions) names.push_back(caution.setting);
  return names;
}

TEST(YearsNamed, AreTheEarliestAndTheLatest) {
  const auto span = [](const char* text) { return std::pair{years_named(text)->first, years_named(text)->last}; };
  EXPECT_EQ(span("Mid-point of the mid-2013 and mid-2014 populations (about the end of 2013)"), std::pair(2013, 2014));
  EXPECT_EQ(span("Manchester 2013/14"), std::pair(2013, 2014));
  EXPECT_EQ(span("1999/00"), std::pair(1999, 2000));
  EXPECT_EQ(span("April 2016, the first month of the plan of 2016-19"), std::pair(2016, 2016));
  EXPECT_FALSE(years_named("51,828 people in 20134 homes; no year"));
}

TEST(Cautions, ARunOfLongAfterItsPlacePricesAndRatesHasThree) {
  const auto cautions =
      make_safety_model()->cautions(small_scenario({{"run.start", "2029-04-01"}, {"run.end", "2030-03-31"}}));
  EXPECT_THAT(settings_of(cautions),
              testing::ElementsAre("place", "parameters.costs.price_year", "parameters.base_rate"));
  EXPECT_THAT(cautions[0].text, testing::HasSubstr("mid-2013"));
  EXPECT_THAT(cautions[1].text, testing::HasSubstr("prices of 2015/16"));
  EXPECT_THAT(cautions[2].text, testing::HasSubstr("Manchester 2013/14"));
  EXPECT_THAT(cautions[2].text, testing::HasSubstr("up to 16 years away"));
}

TEST(Cautions, ARunOfLongBeforeHasThemToo) {
  const auto cautions =
      make_safety_model()->cautions(small_scenario({{"run.start", "2001-04-01"}, {"run.end", "2002-03-31"}}));
  EXPECT_EQ(cautions.size(), 3U);
}

TEST(Cautions, FollowThePriceYearOfTheScenario) {
  const auto cautions = make_safety_model()->cautions(small_scenario({{"parameters.costs.price_year", "2002"}}));
  EXPECT_THAT(settings_of(cautions), testing::ElementsAre("parameters.costs.price_year"));
}

TEST(Cautions, ARunOfTheTimeOfItsDataInWeeksHasNone) {
  EXPECT_THAT(make_safety_model()->cautions(small_scenario({{"run.end", "2018-03-31"}})), testing::IsEmpty());
  EXPECT_THAT(make_safety_model()->cautions(small_scenario({{"run.step_days", "1"}})), testing::IsEmpty());
}

TEST(Cautions, LongStepsNameTheHeadlinesThatMove) {
  const auto cautions = make_safety_model()->cautions(small_scenario({{"run.step_days", "28"}}));
  ASSERT_THAT(settings_of(cautions), testing::ElementsAre("run.step_days"));
  EXPECT_THAT(cautions[0].text, testing::HasSubstr("services_cost_per_year"));
  EXPECT_THAT(cautions[0].text, testing::HasSubstr("first_time_entrants_rate"));
}

TEST(Cautions, StepsLongerThanWereHeldMayMoveAnything) {
  const auto told = [](const char* days) {
    return make_safety_model()->cautions(small_scenario({{"run.step_days", days}})).at(0).text;
  };
  EXPECT_THAT(told("29"), testing::HasSubstr("any other figure may move"));
  EXPECT_THAT(told("28"), testing::Not(testing::HasSubstr("any other figure may move")));
}

TEST(Cautions, StepsThatMakeNoWeekSayHowLongAPeriodIs) {
  const auto cautions = make_safety_model()->cautions(small_scenario({{"run.step_days", "3"}}));
  ASSERT_THAT(settings_of(cautions), testing::ElementsAre("run.step_days"));
  EXPECT_THAT(cautions[0].text, testing::HasSubstr("9 days"));
}

}  // namespace
}  // namespace kith::safety
