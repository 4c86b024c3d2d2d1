// Draws are named by what they are about. Where policy moves the day of a start or of a release and nothing else, what
// follows comes as many days later, and is the same.
#include "tests/safety/trial.hpp"

#include <gtest/gtest.h>

namespace kith::safety {
namespace {

using test::Trial;
using test::operator+;

constexpr std::size_t weeks_compared = 30;

/// No need comes or goes of itself, and police hear of nothing.
test::Set still() {
  test::Set set{{"run.end", "2013-12-31"}};
  for (const std::string& risk : need_names()) {
    set.emplace_back(std::string("parameters.risk_recovery.") + risk, "0");
    if (risk != "unemployed") set.emplace_back(std::string("parameters.risk_prevalence.") + risk, "0");
  }
  for (const std::string& type : offence_type_names()) set.emplace_back("parameters.report_probability." + type, "0");
  return set + test::Set{{"parameters.trauma_after_violence", "0"}, {"parameters.trauma_of_child_witness", "0"}};
}

/// Of one risk factor, by week.
std::vector<std::int32_t> by_week(const ReplicateResult& result, Tally tally, Risk risk) {
  std::vector<std::int32_t> weeks;
  const Counts& counts = test::counts(result, tally);
  for (std::size_t i = static_cast<std::size_t>(risk); i < counts.size(); i += need_count()) weeks.push_back(counts[i]);
  return weeks;
}

void expect_a_week_later(const std::vector<std::int32_t>& soon, const std::vector<std::int32_t>& late) {
  int sum = 0;
  for (std::size_t week = 0; week < weeks_compared; ++week) {
    EXPECT_EQ(soon[week], late[week + 1]) << "week " << week;
    sum += soon[week];
  }
  EXPECT_GT(sum, 20);
}

/// Recoveries of 200 people with a need, given a service for it that has places from day `first` on.
std::vector<std::int32_t> recoveries(Day first) {
  Trial trial("drug_alcohol_treatment",
              still() + test::Set{{"services.drug_alcohol_treatment.recovery_effect", "1.5"}});
  trial.service().dose_weeks = 32;
  for (const EntityId person : trial.readiest(200)) {
    trial.scene().start.risks[person] |= bit(Risk::substance_misuse);
    trial.put_on_list(person, 0, 0);
  }
  if (first > 0) {
    trial.scene().regimes.push_back(trial.scene().regimes[0]);
    trial.scene().regimes.back().from = first;
    trial.service().places = 0;
  }
  return by_week(trial.run(), Tally::risk_factor_recoveries, Risk::substance_misuse);
}

TEST(Occasions, AServiceThatBeginsAWeekLaterBringsTheSameRecoveries) {
  expect_a_week_later(recoveries(0), recoveries(7));
}

/// Homes lost by people released one a day from day `first` on.
std::vector<std::int32_t> homes_lost(Day first) {
  Trial trial("drug_alcohol_treatment", still() + test::Set{{"parameters.custody_housing_loss", "0.5"}});
  State& start = trial.scene().start;
  Day day = first;
  for (const EntityId person : trial.readiest(150)) {
    trial.put_on_list(person, 0, 0, 1);  // gives them a record
    const RecordId id = start.offender_of[person];
    start.offenders[id].custody_from = -30;
    start.offenders[id].custody_until = ++day;
    start.offenders[id].custody_for = static_cast<std::uint8_t>(CustodyCause::sentence);
    start.marks[person] |= static_cast<std::uint8_t>(Mark::custody);
    start.queue.push(day, Happening{std::uint64_t{1000} + person, person, id, HappeningKind::release});
  }
  return by_week(trial.run(), Tally::risk_factor_onsets, Risk::unstable_housing);
}

TEST(Occasions, AReleaseAWeekLaterCostsTheSamePeopleTheirHomes) { expect_a_week_later(homes_lost(0), homes_lost(7)); }

}  // namespace
}  // namespace kith::safety
