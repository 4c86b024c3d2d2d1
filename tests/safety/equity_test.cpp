// Groups, reach, demand by organisation and the people harmed most: they add up to what is counted elsewhere.
#include "engine/measures/years.hpp"
#include "tests/safety/small_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace kith::safety {
namespace {

using test::counts;
using test::reals;
using test::operator+;
using test::Set;

double sum(const Counts& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

/// Two years and a bit of burn-in, with services that reach families and several at once.
struct World {
  std::unique_ptr<Scene> scene;
  ReplicateResult result;
};

const World& world() {
  static const World made = [] {
    World one{test::small_scene({{"run.end", "2015-03-31"},
                                 {"run.burn_in", "182"},
                                 {"services.troubled_families.active", "true"},
                                 {"services.youth_offending_service.active", "true"}}),
              {}};
    one.result = test::run(*one.scene);
    return one;
  }();
  return made;
}

/// Sum over time for one label of the axis behind it.
double of_label(Tally tally, std::size_t label, std::size_t labels) {
  const Counts& values = counts(world().result, tally);
  double total = 0;
  for (std::size_t i = label; i < values.size(); i += labels) total += values[i];
  return total;
}

TEST(Groups, AddUpToWhatIsCountedWithoutThem) {
  const ReplicateResult& result = world().result;
  EXPECT_GT(sum(counts(result, Tally::offending_by_group)), 1000);
  EXPECT_EQ(sum(counts(result, Tally::offending_by_group)), sum(counts(result, Tally::participations)));
  EXPECT_EQ(sum(counts(result, Tally::accusations_by_group)), sum(counts(result, Tally::accusations)));
  EXPECT_EQ(sum(counts(result, Tally::reached_by_group)), sum(counts(result, Tally::service_reached)));
  EXPECT_LT(sum(counts(result, Tally::harmed_by_group)),
            sum(counts(result, Tally::victimisations)));  // dwellings have no group
}

TEST(Groups, PeopleArePresentInTheMiddleOfTheYear) {
  const Counts& people = counts(world().result, Tally::people_by_group);
  const Counts& present = counts(world().result, Tally::people_present);
  EXPECT_EQ(people.size() % 2, 0U);
  const double first_year =
      std::accumulate(people.begin(), people.begin() + static_cast<std::ptrdiff_t>(people.size() / 2), 0.0);
  EXPECT_NEAR(first_year / present[26], 1, 0.01);
}

TEST(Groups, MenOffendMore) {
  const Counts& offending = counts(world().result, Tally::offending_by_group);
  const std::size_t year = offending.size() / 2, sex = year / 2;
  double women = 0, men = 0;
  for (std::size_t i = 0; i < offending.size(); ++i) (i % year < sex ? women : men) += offending[i];
  EXPECT_GT(men, 2 * women);
  EXPECT_GT(women, 0);
}

TEST(Reach, IsFollowedForAYearAndMostDoNotOffend) {
  const ReplicateResult& result = world().result;
  const double followed = sum_known(reals(result, Tally::reached_and_followed));
  const double without = sum_known(reals(result, Tally::reached_without_offence));
  EXPECT_GT(followed, 50);
  EXPECT_LE(followed, sum(counts(result, Tally::service_reached)));
  EXPECT_GT(without, 0);
  EXPECT_LT(without, followed);
  EXPECT_NEAR(reals(result, Tally::reached_without_offence_share).at(0), without / followed, 0.02);
}

/// Nobody offends: everybody reached was without an offence.
TEST(Reach, NobodyWhoCannotOffendIsSaidTo) {
  Set none{{"run.end", "2015-04-30"}, {"services.early_help.places", "5000"}};
  for (const std::string& type : offence_type_names())
    if (type != "domestic_abuse") none.push_back({"parameters.base_rate." + type, "0"});
  const auto scene = test::small_scene(none);
  const ReplicateResult result = test::run(*scene);
  const double followed = sum_known(reals(result, Tally::reached_and_followed));
  EXPECT_GT(followed, 0);
  EXPECT_GT(sum_known(reals(result, Tally::reached_without_offence)), 0.5 * followed);
}

TEST(Reach, EverybodyInAServiceIsCountedOnce) {
  const Counts& in_services = counts(world().result, Tally::people_in_services);
  const Counts& enrolled = counts(world().result, Tally::service_enrolled);
  const std::size_t width = services_at_once_names.size();
  const std::size_t services = world().scene->catalogue->names().size();
  double several = 0;
  for (std::size_t week = 0; week < in_services.size() / width; ++week) {
    double people = 0, places = 0, weighted = 0;
    for (std::size_t k = 0; k < width; ++k) {
      people += in_services[week * width + k];
      weighted += static_cast<double>(k + 1) * in_services[week * width + k];
      if (k > 0) several += in_services[week * width + k];
    }
    for (std::size_t i = 0; i < services; ++i) places += enrolled[week * services + i];
    EXPECT_GE(weighted, places);  // families are more people than places
    EXPECT_GE(people, places / 3);
  }
  EXPECT_GT(several, 0);
}

TEST(Demand, ByOrganisationAddsUpOverServices) {
  const ReplicateResult& result = world().result;
  EXPECT_EQ(sum(counts(result, Tally::organisation_referrals)), sum(counts(result, Tally::referrals)));
  EXPECT_EQ(sum(counts(result, Tally::organisation_starts)), sum(counts(result, Tally::service_starts)));
  EXPECT_EQ(sum(counts(result, Tally::organisation_unmet)), sum(counts(result, Tally::service_waits_ended)));
  EXPECT_EQ(sum(counts(result, Tally::organisation_wait_days)), sum(counts(result, Tally::service_wait_days)));
  EXPECT_EQ(sum(counts(result, Tally::organisation_open_cases)),
            sum(counts(result, Tally::service_enrolled)) + sum(counts(result, Tally::supervision_caseload)) +
                sum(counts(result, Tally::custody_population)) + sum(counts(result, Tally::open_cases)));
  const TextList names = organisation_names(*world().scene->catalogue);
  for (const char* name : {"police", "courts", "prison", "probation", "council", "youth justice"})
    EXPECT_GT(
        of_label(Tally::organisation_contacts,
                 static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin()), names.size()),
        0)
        << name;
}

TEST(SuperVictims, AreAsManyAsAskedForAndAYearIsToldOnceOver) {
  const Reals& again = reals(world().result, Tally::super_victims_harmed_again_by_year);
  ASSERT_EQ(again.size(), 2U);
  for (const double people : again) {
    EXPECT_GT(people, 0);
    EXPECT_LE(people, 43);
  }
  EXPECT_DOUBLE_EQ(reals(world().result, Tally::super_victims_harmed_again).at(0), (again[0] + again[1]) / 2);
  const auto nobody_followed = test::small_scene({{"parameters.super_victim_cohort", "1"}});
  EXPECT_LE(reals(test::run(*nobody_followed), Tally::super_victims_harmed_again).at(0), 1);
}

TEST(Missing, AreThoseFoundByLookingAtEverybody) {
  const auto scene = test::small_scene({{"run.end", "2014-03-31"}});
  const Population& people = scene->population;
  Simulation simulation = test::simulation_of(*scene);
  std::vector<std::int32_t> found;
  std::int32_t step = scene->first_step;
  const ReplicateResult result = simulation.run({.steps_done = [&](std::int64_t) {
    const Day day = scene->timeline.step(step++).end - 1;
    const std::vector<NeedSet>& risks = simulation.state().risks;
    std::int32_t missing = 0;
    for (EntityId person = 0; person < people.size(); ++person)
      missing +=
          (risks[person] >> static_cast<unsigned>(Risk::missing_episodes) & 1U) != 0 && people.alive(person, day);
    found.push_back(missing);
  }});
  const Counts& missing = counts(result, Tally::going_missing);
  ASSERT_GT(std::accumulate(found.begin(), found.end(), 0), 0);
  EXPECT_EQ(std::vector<std::int32_t>(missing.begin(), missing.end()), found);
}

TEST(Missing, AreCountedEachWeek) {
  const Counts& missing = counts(world().result, Tally::going_missing);
  EXPECT_GT(missing.front(), 0);
  double days = 0;
  double missing_days = 0;
  for (std::size_t i = 0; i < missing.size(); ++i) {  // the last period is short
    const double length = world().scene->timeline.period(static_cast<std::int32_t>(i)).days();
    days += length;
    missing_days += missing[i] * length;
  }
  EXPECT_NEAR(reals(world().result, Tally::missing_children).at(0), missing_days / days, 1e-9);
}

}  // namespace
}  // namespace kith::safety
