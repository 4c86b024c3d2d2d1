// What services know and what follows: nobody told, nobody helped; a hub brings help sooner; missed cases and false
// alarms are counted; and none of it moves lives that no service reaches.
#include "tests/safety/trial.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::safety {
namespace {

using test::Set;
using test::operator+;

double total(const ReplicateResult& result, Tally tally, const std::string& service) {
  const auto& values = result.arrays[static_cast<std::size_t>(tally)];
  const auto sum_of = [&](const auto& array) {
    double sum = 0;
    for (std::size_t i = test::service_number(service); i < array.size(); i += test::service_count()) sum += array[i];
    return sum;
  };
  return std::visit(sum_of, values);
}

/// What happened to people, whoever wrote it down.
std::vector<Counts> lives(const ReplicateResult& result) {
  std::vector<Counts> all;
  for (const Tally tally : {Tally::offences, Tally::recorded_offences, Tally::accusations, Tally::convictions,
                            Tally::custody_population, Tally::risk_factor_onsets, Tally::risk_factor_recoveries,
                            Tally::victimisations, Tally::offending_by_group, Tally::notes, Tally::concerns})
    all.push_back(test::counts(result, tally));
  return all;
}

/// Chances at every contact, of needs there are and of needs there are not.
Set chances(double sees, double false_alarm) {
  Set set;
  for (const Setting& setting : Evidence::get().parameters()) {
    if (setting.path.starts_with("parameters.contact_sees.")) set.emplace_back(setting.path, fmt::format("{}", sees));
    if (setting.path.starts_with("parameters.contact_false_alarm."))
      set.emplace_back(setting.path, std::to_string(false_alarm));
    if (setting.path.starts_with("parameters.contact_delay_days.")) set.emplace_back(setting.path, "0");
  }
  return set;
}

const Set by_needs{{"services.drug_alcohol_treatment.active", "true"},
                   {"services.accommodation_employment_support.active", "true"},
                   {"services.mental_health_liaison.active", "true"},
                   {"services.problem_solving_courts.active", "true"},
                   {"services.missing_from_home.active", "true"}};

TEST(Known, AServiceWhoseAgencyNeverLearnsOfAnybodyChangesNothing) {
  const Set blind = test::services_off() + chances(0, 0);
  const ReplicateResult without = test::run(*test::small_scene(blind));
  const ReplicateResult with = test::run(*test::small_scene(blind + by_needs));
  EXPECT_EQ(test::sum(test::counts(with, Tally::referrals)), 0);
  EXPECT_EQ(lives(with), lives(without));
  for (const Tally tally : {Tally::service_hours, Tally::service_cost, Tally::cost})
    EXPECT_EQ(test::reals(with, tally), test::reals(without, tally));
  const ReplicateResult seeing = test::run(*test::small_scene(test::services_off() + by_needs));
  EXPECT_GT(test::sum(test::counts(seeing, Tally::service_starts)), 20) << "those that learn of people serve them";
}

// What is written down moves nobody: the same lives, whatever agencies see, where no service reads it.
TEST(Known, NotesMoveNobodyByThemselves) {
  const ReplicateResult blind = test::run(*test::small_scene(test::services_off() + chances(0, 0)));
  const ReplicateResult seeing = test::run(*test::small_scene(test::services_off() + chances(1, 0.05)));
  for (const Tally tally : {Tally::offences, Tally::accusations, Tally::risk_factor_onsets, Tally::custody_population})
    EXPECT_EQ(test::counts(blind, tally), test::counts(seeing, tally));
  EXPECT_EQ(test::sum(test::counts(blind, Tally::notes)), 0);
  EXPECT_GT(test::sum(test::counts(seeing, Tally::notes)), 1000);
}

TEST(Known, WhoSeesEverythingMissesNobodyItMeets) {
  const auto known_share = [](const Set& set) {
    const ReplicateResult result =
        test::run(*test::small_scene(test::services_off() + set + Set{{"parameters.note_memory_years", "20"}}));
    EXPECT_EQ(test::sum(test::counts(result, Tally::false_notes)), 0);
    return test::sum(test::reals(result, Tally::needs_known)) / test::sum(test::reals(result, Tally::needs_held));
  };
  EXPECT_EQ(known_share(chances(0, 0)), 0);
  EXPECT_GT(known_share(chances(1, 0)), 0.85) << "a visit a year to a doctor; some needs are new, some met nobody yet";
}

TEST(Known, OfNeedsEachIsKnownToTheServiceOrElsewhereOrMissed) {
  const ReplicateResult result = test::run(*test::small_scene(test::services_off() + by_needs));
  for (const char* name : {"drug_alcohol_treatment", "accommodation_employment_support", "mental_health_liaison"}) {
    const double held = total(result, Tally::needs_of_service, name);
    const double known = total(result, Tally::needs_known_to_service, name);
    const double elsewhere = total(result, Tally::needs_known_elsewhere, name);
    EXPECT_GT(known, 0) << name;
    EXPECT_GT(held - known - elsewhere, 0) << name << ": some are missed by all";
  }
  EXPECT_GT(total(result, Tally::needs_known_elsewhere, "accommodation_employment_support"), 0)
      << "jobcentre and housing office do not tell it";
}

TEST(Known, FalseAlarmsTakePlacesAndRecoverFromNothing) {
  const auto run_with = [](double false_alarm) {
    return test::run(*test::small_scene(
        test::services_off() + chances(1e-9, false_alarm) +
        Set{{"services.drug_alcohol_treatment.active", "true"}, {"services.drug_alcohol_treatment.consent", "1"}}));
  };
  const ReplicateResult alarmed = run_with(0.2);
  const double starts = total(alarmed, Tally::service_starts, "drug_alcohol_treatment");
  EXPECT_GT(starts, 20);
  EXPECT_EQ(test::sum(test::counts(alarmed, Tally::notes)), test::sum(test::counts(alarmed, Tally::false_notes)));
  EXPECT_GT(total(alarmed, Tally::mistaken_starts, "drug_alcohol_treatment"), 0.5 * starts)
      << "but those who have the other of the two needs";
  EXPECT_EQ(total(run_with(0), Tally::service_starts, "drug_alcohol_treatment"), 0);
}

/// Days from the third concern to help and how many wait for it, with the hub and without.
struct Help {
  double households = 0, helped = 0, days = 0;
  double mean() const { return days / households; }
};
Help help_of(const Set& set) {
  Help help;
  const auto scene = test::small_scene(
      test::services_off() +
      Set{{"services.early_help.active", "true"}, {"services.early_help.places", "10000"}, {"run.end", "2016-03-31"}} +
      set);
  for (std::uint64_t replicate = 0; replicate < 2; ++replicate) {
    const ReplicateResult result = test::run(*scene, replicate);
    help.households += test::sum(test::counts(result, Tally::concerned_households));
    help.helped += test::sum(test::counts(result, Tally::concerned_households_helped));
    help.days += test::sum(test::counts(result, Tally::days_to_help));
  }
  return help;
}

TEST(Hub, ShortensTheTimeFromTheThirdConcernToHelp) {
  const Help alone = help_of({});
  const Help pooled = help_of({{"services.mash.active", "true"}, {"services.mash.places", "10000"}});
  ASSERT_GT(alone.households, 20);
  EXPECT_GT(pooled.helped / pooled.households, alone.helped / alone.households);
  EXPECT_LT(pooled.mean(), 0.9 * alone.mean());
  const Help closed = help_of({{"services.mash.active", "true"}, {"services.mash.places", "0"}});
  EXPECT_EQ(closed.days, alone.days) << "a hub without places opens nothing";
  EXPECT_EQ(closed.households, alone.households);
}

TEST(Hub, IsAQueueItself) {
  const auto hub = [](const char* places) {
    return help_of({{"services.mash.active", "true"}, {"services.mash.places", places}});
  };
  EXPECT_LT(hub("10000").mean(), hub("2").mean()) << "who waits for triage waits for help";
}

}  // namespace
}  // namespace kith::safety
