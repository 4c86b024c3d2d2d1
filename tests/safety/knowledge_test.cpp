// What services know and what follows: nobody told, nobody helped; a hub brings help sooner; missed cases and false
// alarms are counted; and none of it moves lives that no service reaches.
#include "models/safety/services/knowledge.hpp"
#include "tests/safety/trial.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::safety {
namespace {

using test::Set;
using test::Trial;
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

/// One place of early help, taken for the first weeks. About family 0 police wrote down two concerns and the school
/// four, about family 1 police wrote down three; both wait.
class OnePlaceOfEarlyHelp {
 public:
  explicit OnePlaceOfEarlyHelp(bool hub) : trial_("early_help", nobody_else_writes()) {
    Service& help = trial_.service();
    help.eligibility = Catalogue::get().definitions()[test::service_number("early_help")].eligibility;
    help.places = 1;
    help.dose_weeks = 4;
    help.patience_weeks = help.longest_wait_weeks = 5200;
    trial_.scene().regimes[0].services[test::service_number("mash")].active = hub;
    choose_families();
  }
  Service& help() { return trial_.service(); }
  /// Who has the place once it is free: 0 or 1; -1 nobody.
  int taken() {
    Simulation simulation = test::simulation_of(trial_.scene());
    const Context& parts = simulation.parts();
    std::set<std::uint32_t> households;
    simulation.run({.steps_done = [&, step = 0](std::int64_t) mutable {
      const Day day = 7 * ++step;
      if (step == 1) write_down(parts, day);
      if (step != 6) return;
      for (const std::uint32_t e : simulation.state().enrolled[test::service_number("early_help")])
        households.insert(parts.population.household(simulation.state().enrolments[e].person));
    }});
    for (int family = 0; family < 2; ++family)
      if (households.contains(trial_.scene().population.household(families_.at(family)))) return family;
    return -1;
  }

 private:
  static Set nobody_else_writes() {
    Set set = chances(0, 0) + Set{{"run.end", "2013-07-31"}, {"parameters.history_years", "0"}};
    for (const std::string& type : offence_type_names())
      for (const char* name : {"parameters.report_probability.", "parameters.injury_treated_share."})
        for (const Setting& setting : Evidence::get().parameters())
          if (setting.path == name + type) set.emplace_back(setting.path, "0");
    return set;
  }
  /// Two with as many children; the one about whom more is known comes later in the list.
  void choose_families() {
    const Population& people = trial_.scene().population;
    std::vector<EntityId> with_one_child;
    for (const EntityId person : trial_.readiest(test::no_limit)) {
      const auto [first, last] = people.members(people.household(person));
      int children = 0, of_age_soon = 0;
      for (EntityId member = first; member < last; ++member) {
        children += people.alive(member, 0) && people.age(member, 0) < 18;
        of_age_soon += people.alive(member, 60) && people.age(member, 60) < 18;
      }
      if (children == 1 && of_age_soon == 1) with_one_child.push_back(person);
    }
    ASSERT_GT(with_one_child.size(), 3U);
    trial_.put_on_list(with_one_child[0], 100);
    families_ = {std::max(with_one_child[1], with_one_child[2]), std::min(with_one_child[1], with_one_child[2])};
  }
  void write_down(const Context& parts, Day day) const {
    for (int i = 0; i < 2; ++i) parts.knowledge.notify(Keeper::police, families_.at(0), day, false);
    for (int i = 0; i < 4; ++i) parts.knowledge.notify(Keeper::school, families_.at(0), day, false);
    for (int i = 0; i < 3; ++i) parts.knowledge.notify(Keeper::police, families_.at(1), day, false);
    for (const EntityId person : families_) parts.services.refer_later(person, PendingReferral::any_service);
  }

  Trial trial_;
  std::vector<EntityId> families_;
};

/// The same place goes to the family about which more is known all told, sooner, and only because it is chosen by that.
TEST(Hub, AFullServiceTakesTheFamilyWithMoreConcernsFirst) {
  EXPECT_EQ(OnePlaceOfEarlyHelp(false).taken(), 1) << "three that police told it of against two";
  EXPECT_EQ(OnePlaceOfEarlyHelp(true).taken(), 0) << "six that the hub opened against three";
  OnePlaceOfEarlyHelp by_children(true);
  by_children.help().priority = "children_in_household";
  EXPECT_EQ(by_children.taken(), 1) << "the first in the list";
}

/// Police hear of nothing and whatever others write down is mistaken: so is every assessment of the hub.
TEST(Hub, CountsFalseAlarms) {
  Set set = test::services_off() + chances(1e-9, 0.5) +
            Set{{"services.mash.active", "true"},
                {"services.mash.places", "10000"},
                {"run.burn_in", "\"0d\""},
                {"parameters.history_years", "0"}};
  for (const std::string& type : offence_type_names())
    for (const char* name : {"parameters.report_probability.", "parameters.injury_treated_share."})
      for (const Setting& setting : Evidence::get().parameters())
        if (setting.path == name + type) set.emplace_back(setting.path, "0");
  const ReplicateResult result = test::run(*test::small_scene(set));
  const double starts = total(result, Tally::service_starts, "mash");
  ASSERT_GT(starts, 5);
  EXPECT_EQ(total(result, Tally::mistaken_starts, "mash"), starts);
  const ReplicateResult seeing = test::run(*test::small_scene(
      test::services_off() + chances(1, 0) + Set{{"services.mash.active", "true"}, {"services.mash.places", "10000"}}));
  ASSERT_GT(total(seeing, Tally::service_starts, "mash"), 5);
  EXPECT_EQ(total(seeing, Tally::mistaken_starts, "mash"), 0);
}

TEST(Hub, IsAQueueItself) {
  const auto hub = [](const char* places) {
    return help_of({{"services.mash.active", "true"}, {"services.mash.places", places}});
  };
  EXPECT_LT(hub("10000").mean(), hub("2").mean()) << "who waits for triage waits for help";
}

}  // namespace
}  // namespace kith::safety
