// Waiting for a service that has no place: when a referral is closed, and what a second one changes.
#include "tests/safety/trial.hpp"

#include <gtest/gtest.h>

namespace kith::safety {
namespace {

using test::operator+;

TEST(Waiting, AReferralIsClosedAfterTheLongestWaitHoweverPatientSomebodyIs) {
  constexpr int longest = 10;  // weeks
  const auto scene = test::small_scene(test::services_off() +
                                       test::Set{{"services.early_help.active", "true"},
                                                 {"services.early_help.places", "0"},
                                                 {"services.early_help.patience_weeks", "5200"},
                                                 {"services.early_help.longest_wait_weeks", std::to_string(longest)}});
  const ReplicateResult result = test::run(*scene);
  const Counts &referred = test::counts(result, Tally::referrals),
               &waiting = test::counts(result, Tally::service_waiting);
  const std::size_t services = test::service_count(), service = test::service_number("early_help");
  const std::size_t weeks = waiting.size() / services;
  int of_late = 0, all = 0;
  for (std::size_t week = 0; week < weeks; ++week) {
    all += referred[week * services + service];
    of_late += referred[week * services + service];
    if (week <= longest) continue;
    of_late -= referred[(week - longest - 1) * services + service];
    EXPECT_LE(waiting[week * services + service], of_late) << week;
    EXPECT_GE(waiting[week * services + service], of_late * 0.6) << "few die, move, or come of age: " << week;
  }
  EXPECT_GT(all, 3 * of_late);
  EXPECT_EQ(test::sum(test::counts(result, Tally::service_starts)), 0);
}

TEST(Waiting, ASecondReferralRaisesThePriorityOfTheFirstAndNeverLowersIt) {
  constexpr float low = 1, high = 9, of_referrals = 5;
  test::Trial trial("iom_spotlight");
  trial.service().places = 0;
  trial.service().eligibility = "1";
  trial.service().priority = "5";
  trial.service().patience_weeks = trial.service().longest_wait_weeks = 5200;
  const auto people = trial.readiest(300);
  std::vector<std::uint32_t> ids;
  for (std::size_t i = 0; i < people.size(); ++i) ids.push_back(trial.put_on_list(people[i], i % 2 == 0 ? low : high));
  trial.run();
  int raised = 0;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const Enrolment& waits = trial.at_end[ids[i]];
    if (waits.person != people[i]) continue;  // gone, and the row is another's
    raised += waits.priority == of_referrals;
    EXPECT_TRUE(i % 2 == 0 ? waits.priority == low || waits.priority == of_referrals : waits.priority == high);
  }
  EXPECT_GT(raised, 20);
}

}  // namespace
}  // namespace kith::safety
