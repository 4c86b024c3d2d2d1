// The service machine inside a world: people put on the waiting list by hand, so that what each rule does is known.
#include "tests/safety/trial.hpp"
#include "tests/statistics.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

namespace kith::safety {
namespace {

using test::no_limit;
using test::Trial;
using test::operator+;

double offences_by(const ReplicateResult& result, const std::vector<EntityId>& people) {
  const std::set<std::int32_t> wanted(people.begin(), people.end());
  return static_cast<double>(std::count_if(result.event_columns[2].begin(), result.event_columns[2].end(),
                                           [&](std::int32_t offender) { return wanted.contains(offender); }));
}

/// Offences in a year by the 300 readiest, all enrolled from the start in a service with this effect on offending
/// alone.
double offences_under(double effect) {
  Trial trial("iom_spotlight");
  trial.service().in_custody = true;
  trial.service().dose_weeks = 60;
  for (Effect& each : trial.service().effects) {
    each.value = each.kind == EffectKind::offending ? effect : declaration(each.kind).none;
    each.types = ~0ULL;
  }
  const auto people = trial.readiest(300);
  for (const EntityId person : people) trial.put_on_list(person);
  return offences_by(trial.run(), people);
}

TEST(ServiceMachine, AnEffectMultipliesTheOffendingOfThoseEnrolled) {
  const double without = offences_under(1);
  ASSERT_GT(without, 500);
  // Less custody and less company among the helped pull the ratio a little to either side.
  EXPECT_NEAR(offences_under(0.2) / without, 0.2, 0.06);
  EXPECT_NEAR(offences_under(0.6) / without, 0.6, 0.12);
}

TEST(ServiceMachine, AnEffectAboveOneRaisesOffending) { EXPECT_GT(offences_under(1.5) / offences_under(1), 1.2); }

TEST(ServiceMachine, TheGreatestPriorityIsOfferedFirstThenTheLongestWait) {
  Trial trial("iom_spotlight");
  trial.service().places = 6;
  Parameters& p = trial.scene().regimes[0].parameters;  // nobody is taken into custody in the first step
  for (auto* share : {&p.custody_probability, &p.remand_share}) std::fill(share->begin(), share->end(), 0);
  const auto people = trial.readiest(20);
  for (const EntityId person : people)
    if (const RecordId id = trial.scene().start.offender_of[person]; id != nobody)
      trial.scene().start.offenders[id].licence_until = trial.scene().start.offenders[id].order_until = -never;
  std::vector<std::uint32_t> ids;
  // Priorities 0..4 over and over; of the four with priority 3, the one referred last loses.
  for (std::size_t i = 0; i < people.size(); ++i)
    ids.push_back(trial.put_on_list(people[i], static_cast<float>(i * 7 % 5), -static_cast<Day>(i)));
  trial.run();
  std::multiset<std::pair<float, Day>> started;
  for (const std::uint32_t id : ids) {
    const Enrolment& e = trial.after_first_step[id];
    if (e.stage == Stage::enrolled) started.insert({e.priority, e.referred});
  }
  std::vector<std::pair<float, Day>> order;
  for (std::size_t i = 0; i < people.size(); ++i)
    order.emplace_back(-static_cast<float>(i * 7 % 5), -static_cast<Day>(i));
  std::sort(order.begin(), order.end());
  std::multiset<std::pair<float, Day>> expected;
  for (std::size_t i = 0; i < 6; ++i) expected.insert({-order[i].first, order[i].second});
  EXPECT_EQ(started, expected);
  EXPECT_EQ(trial.most_enrolled, 6U);
}

TEST(ServiceMachine, PlacesAreNeverExceededByThoseReferred) {
  const test::Set few{
      {"services.iom_spotlight.places", "8"}, {"services.early_help.places", "15"}, {"run.burn_in", "\"26w\""}};
  const auto scene = test::small_scene(few);
  Simulation simulation = test::simulation_of(*scene);
  std::vector<std::size_t> most(test::service_count());
  const auto result = simulation.run({.steps_done = [&](std::int64_t) {
    for (std::size_t i = 0; i < most.size(); ++i) most[i] = std::max(most[i], simulation.state().enrolled[i].size());
  }});
  EXPECT_EQ(most[test::service_number("early_help")], 15U);
  EXPECT_EQ(most[test::service_number("iom_spotlight")], 8U);
  EXPECT_GT(test::sum(test::counts(result, Tally::service_waits_ended)), 0);
}

TEST(ServiceMachine, WaitingEndsWhenPatienceDoes) {
  Trial trial("iom_spotlight");
  trial.service().places = 0;
  const auto people = trial.readiest(40);
  std::vector<std::uint32_t> ids;
  for (std::size_t i = 0; i < people.size(); ++i)
    ids.push_back(trial.put_on_list(people[i], 0, 0, i % 4 == 0 ? Day{100} : never));
  const ReplicateResult result = trial.run();
  const Counts& ended = test::counts(result, Tally::service_waits_ended);
  const Counts& waiting = test::counts(result, Tally::service_waiting);
  const std::size_t service = test::service_number("iom_spotlight");
  const auto at = [&](const Counts& values, std::size_t week) {
    return values[week * test::service_count() + service];
  };
  EXPECT_EQ(test::sum(ended), 10);
  EXPECT_EQ(at(ended, 15), 10) << "day 100 is past at the first step after it, on day 105";
  EXPECT_EQ(at(waiting, 14), 40);
  EXPECT_EQ(at(waiting, 15), 30);
  EXPECT_EQ(test::sum(test::counts(result, Tally::service_starts)), 0);
}

TEST(ServiceMachine, ConsentIsGivenInTheShareStated) {
  Trial trial("iom_spotlight");
  trial.service().consent = 0.6;
  const auto people = trial.readiest(2000);
  for (const EntityId person : people) trial.put_on_list(person);
  const ReplicateResult result = trial.run();
  const double started = test::sum(test::counts(result, Tally::service_starts));
  EXPECT_EQ(started + test::sum(test::counts(result, Tally::service_refusals)), 2000);
  EXPECT_NEAR(started / 2000, 0.6, 4 * std::sqrt(0.6 * 0.4 / 2000));
}

TEST(ServiceMachine, RestorativeJusticeNeedsBothAndIsDirectInItsShare) {
  Trial trial("restorative_justice");
  trial.service().victim_consent = 0.45;
  trial.service().consent = 0.6;
  const auto people = trial.readiest(4000);
  std::vector<std::uint32_t> ids;
  for (std::size_t i = 0; i + 1 < people.size(); i += 2) {
    ids.push_back(trial.put_on_list(people[i]));
    trial.scene().start.enrolments[ids.back()].victim = people[i + 1];
  }
  trial.run();
  double started = 0, direct = 0;
  for (const std::uint32_t id : ids) {
    const Enrolment& e = trial.after_first_step[id];
    if (e.stage != Stage::enrolled) continue;
    ++started;
    direct += e.mode == 0;
    ASSERT_EQ(e.copies, 1) << "the victim is reached too";
    EXPECT_EQ(trial.after_first_step[e.first_copy].person, e.victim);
  }
  const double pairs = static_cast<double>(ids.size());
  EXPECT_NEAR(started / pairs, 0.27, 4 * std::sqrt(0.27 * 0.73 / pairs));
  EXPECT_NEAR(direct / started, 8.0 / 27, 4 * std::sqrt(0.3 * 0.7 / started));
}

TEST(ServiceMachine, DoseAndDropOutFollowTheirRates) {
  Trial trial("iom_spotlight");
  trial.service().in_custody = true;
  trial.service().dose_weeks = 26;
  trial.service().dropout_rate = 1.5;
  const auto people = trial.readiest(1500);
  std::vector<std::uint32_t> ids;
  for (const EntityId person : people) ids.push_back(trial.put_on_list(person));
  const ReplicateResult result = trial.run();
  const double completed = test::sum(test::counts(result, Tally::service_completions));
  const double expected = std::exp(-1.5 * 182 / days_per_year);
  EXPECT_NEAR(completed / 1500, expected, 4 * std::sqrt(expected * (1 - expected) / 1500));
  EXPECT_EQ(completed + test::sum(test::counts(result, Tally::service_dropouts)), 1500);
  double doses = 0;
  for (const std::uint32_t id : ids) {
    const Enrolment& e = trial.at_end[id];
    EXPECT_NEAR(e.dose, (e.ended - e.started) / 182.0, 1e-6);
    doses += e.dose;
  }
  // Mean time served under a constant rate, in whole days.
  const double rate = 1.5 / days_per_year;
  EXPECT_NEAR(doses / 1500 * 182, (1 - std::exp(-rate * 182)) / rate, 6);
}

TEST(ServiceMachine, StaffHoursLimitHowManyAreTaken) {
  Trial trial("iom_spotlight");
  trial.staff() = 10;
  trial.service().hours_per_week = 0.25;
  for (const EntityId person : trial.readiest(200)) trial.put_on_list(person);
  const ReplicateResult result = trial.run();
  EXPECT_LE(trial.most_enrolled, 40U);
  EXPECT_GE(trial.most_enrolled, 39U);
  for (const double hours : test::reals(result, Tally::service_hours)) EXPECT_LE(hours, 10 + 1e-9);
}

TEST(ServiceMachine, HoursOfStartsStayWithinTheSupply) {
  Trial trial("restorative_justice");
  trial.staff() = 40;
  const auto people = trial.readiest(2000);
  for (std::size_t i = 0; i + 1 < people.size(); i += 2) {
    const std::uint32_t id = trial.put_on_list(people[i]);
    trial.scene().start.enrolments[id].victim = people[i + 1];
  }
  const ReplicateResult result = trial.run();
  const Reals& hours = test::reals(result, Tally::service_hours);
  double used = 0;
  const std::size_t service = test::service_number("restorative_justice");
  for (std::size_t week = 0; week < hours.size() / test::service_count(); ++week) {
    used += hours[week * test::service_count() + service];
    EXPECT_LE(used, 40.0 * static_cast<double>(week + 1) + 1e-9) << "week " << week;
  }
  EXPECT_GT(used, 0.9 * 40 * static_cast<double>(hours.size() / test::service_count()))
      << "and the time there is is used";
}

TEST(ServiceMachine, AFamilyIsReachedWhole) {
  Trial trial("early_help");
  const Population& people = trial.scene().population;
  std::uint32_t household = 0;
  const auto size_of = [&](std::uint32_t h) {
    const auto [first, last] = people.members(h);
    int alive = 0;
    for (EntityId member = first; member < last; ++member)
      alive += people.alive(member, 0) && people.alive(member, 400);
    return alive == static_cast<int>(last - first) ? alive : 0;
  };
  while (size_of(household) != 4) ++household;
  const EntityId first = people.household_first[household];
  const std::uint32_t id = trial.put_on_list(first);
  const ReplicateResult result = trial.run();
  EXPECT_EQ(trial.after_first_step[id].copies, 3);
  std::set<EntityId> reached{first};
  for (std::uint32_t c = 0; c < 3; ++c)
    reached.insert(trial.after_first_step[trial.after_first_step[id].first_copy + c].person);
  EXPECT_EQ(reached, (std::set<EntityId>{first, first + 1, first + 2, first + 3}));
  EXPECT_EQ(test::sum(test::counts(result, Tally::service_reached)), 4);
  EXPECT_EQ(test::sum(test::counts(result, Tally::service_starts)), 1);
}

}  // namespace
}  // namespace kith::safety
