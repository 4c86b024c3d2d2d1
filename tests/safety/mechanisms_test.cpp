// What services share and how they hang together: staff, seasons, areas, onward referral, what agencies know, position
// in the co-offending network, capacity, and entries of a user's own.
#include "tests/safety/trial.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace kith::safety {
namespace {

using test::no_limit;
using test::Trial;
using test::operator+;
namespace fs = std::filesystem;

/// Values of a measure over time, for one service.
template <class Values>
std::vector<double> of_service(const Values& values, const std::string& name) {
  std::vector<double> series;
  for (std::size_t i = test::service_number(name); i < values.size(); i += test::service_count())
    series.push_back(values[i]);
  return series;
}

double total(const ReplicateResult& result, Tally tally, const std::string& name) {
  return test::sum(of_service(test::counts(result, tally), name));
}

std::vector<std::string> services_for_people() {
  std::vector<std::string> names;
  for (const Service& service : Catalogue::get().definitions())
    if (service.takes_people()) names.push_back(service.name);
  return names;
}

class Capacity : public testing::TestWithParam<std::string> {};

/// 60 people wait on the first day; `places` and a short dose. Mean days waited, and how many began.
std::pair<double, double> wait_with(const std::string& name, double places) {
  Trial trial(name);
  trial.service().places = places;
  trial.service().dose_weeks = 4;
  trial.service().in_custody = true;
  trial.service().age_limit = 1000;
  trial.service().onward.clear();
  for (Effect& effect : trial.service().effects) effect.value = declaration(effect.kind).none;
  for (const EntityId person : trial.readiest(60)) trial.put_on_list(person);
  const ReplicateResult result = trial.run();
  const double starts = total(result, Tally::service_starts, name);
  return {total(result, Tally::service_wait_days, name) / std::max(1.0, starts), starts};
}

TEST_P(Capacity, DecidesWhoIsServedAndWhen) {
  const auto [none_wait, nobody_served] = wait_with(GetParam(), 0);
  EXPECT_EQ(nobody_served, 0);
  const auto [long_wait, served] = wait_with(GetParam(), 5);
  const auto [short_wait, served_too] = wait_with(GetParam(), 10);
  EXPECT_EQ(served, 60);
  EXPECT_EQ(served_too, 60);
  EXPECT_NEAR(long_wait / short_wait, 2.2, 0.5) << "twelve rounds of four weeks against six";
}

INSTANTIATE_TEST_SUITE_P(EachService, Capacity, testing::ValuesIn(services_for_people()),
                         [](const auto& tested) { return tested.param; });

TEST(SharedStaff, AreNeverUsedTwice) {
  const test::Set both = test::services_off() + test::Set{{"services.mappa.active", "true"},
                                                          {"services.probation_high_risk.active", "true"},
                                                          {"services.probation_medium_risk.active", "true"},
                                                          {"staff.probation_officers.hours_per_week", "12"}};
  const auto scene = test::small_scene(both);
  const ReplicateResult result = test::run(*scene);
  const Reals& hours = test::reals(result, Tally::service_hours);
  double used = 0;
  const std::size_t weeks = hours.size() / test::service_count();
  for (std::size_t week = 0; week < weeks; ++week) {
    for (const char* name : {"mappa", "probation_high_risk", "probation_medium_risk"})
      used += hours[week * test::service_count() + test::service_number(name)];
    EXPECT_LE(used, 12.0 * static_cast<double>(week + 1) + 1e-9) << "week " << week;
  }
  EXPECT_GT(used, 0.7 * 12 * static_cast<double>(weeks)) << "and the time there is is used";
  EXPECT_GT(total(result, Tally::service_starts, "probation_medium_risk"), 0);
}

TEST(SharedStaff, MoreHoursServeMore) {
  const auto starts = [](const char* hours) {
    const test::Set set = test::services_off() + test::Set{{"services.probation_medium_risk.active", "true"},
                                                           {"staff.probation_officers.hours_per_week", hours}};
    return total(test::run(*test::small_scene(set)), Tally::service_starts, "probation_medium_risk");
  };
  EXPECT_EQ(starts("0"), 0);
  EXPECT_GT(starts("20"), 1.3 * starts("5"));
}

TEST(Season, BoundsWhatAnAreaServiceDoes) {
  const auto scene = test::small_scene(test::services_off() + test::Set{{"services.summer_campaign.active", "true"}});
  const ReplicateResult result = test::run(*scene);
  const std::vector<double> hours = of_service(test::reals(result, Tally::service_hours), "summer_campaign");
  const auto week_of = [&](const char* date) {
    return static_cast<std::size_t>(scene->timeline.period_of(scene->timeline.day_of(parse_date(date))));
  };
  for (std::size_t week = 0; week < hours.size(); ++week) {
    const bool in_season = week > week_of("2013-07-01") && week <= week_of("2013-09-05");
    if (week != week_of("2013-07-01")) {
      EXPECT_EQ(hours[week] > 0, in_season) << week;
    }
  }
}

TEST(Windows, BeginAndEndOnTheirDays) {
  const auto scene = test::small_scene(test::services_off() + test::Set{{"services.homewatch.active", "true"},
                                                                        {"services.homewatch.first_day", "2013-06-03"},
                                                                        {"services.homewatch.last_day", "2013-08-04"}});
  const std::vector<double> hours = of_service(test::reals(test::run(*scene), Tally::service_hours), "homewatch");
  for (std::size_t week = 0; week < hours.size(); ++week) EXPECT_EQ(hours[week] > 0, week >= 9 && week < 18) << week;
}

TEST(AreaServices, CoverTheAreasOfGreatestPriority) {
  auto scene = test::small_scene(test::services_off());
  Service& patrol = scene->regimes[0].services[test::service_number("hot_spot_patrol")];
  patrol.active = true;
  patrol.places = 3;
  scene->regimes[0].pool_hours[patrol.pool] = 1e6;
  const std::size_t areas = scene->population.place.areas.size();
  ASSERT_GE(areas, 6U);
  // The fourth area has most recorded crime, then the second, then the last.
  for (const auto& [area, crimes] : {std::pair<std::size_t, int>{3, 900}, {1, 800}, {areas - 1, 700}})
    for (int i = 0; i < crimes; ++i) scene->start.area_records.add(area, 0);
  Simulation simulation = test::simulation_of(*scene);
  std::vector<std::uint16_t> covered;
  simulation.run({.steps_done = [&](std::int64_t) {
    if (covered.empty()) covered = simulation.state().covered[test::service_number("hot_spot_patrol")];
  }});
  EXPECT_THAT(covered, testing::ElementsAre(1, 3, static_cast<std::uint16_t>(areas - 1)));
}

TEST(AreaServices, StaffLimitHowManyAreCovered) {
  const auto covered = [](const char* hours) {
    const test::Set set = test::services_off() + test::Set{{"services.hot_spot_patrol.active", "true"},
                                                           {"staff.neighbourhood_officers.hours_per_week", hours}};
    const std::vector<double> enrolled =
        of_service(test::counts(test::run(*test::small_scene(set)), Tally::service_enrolled), "hot_spot_patrol");
    return *std::max_element(enrolled.begin(), enrolled.end());
  };
  EXPECT_EQ(covered("0"), 0);
  EXPECT_EQ(covered("65"), 2);
  EXPECT_EQ(covered("155"), 5);
}

TEST(AreaRecords, HoldAYear) {
  AreaRecords records(2, 3, -10);
  records.add(1, 2);
  records.advance(0);
  records.add(1, 2);
  records.add(0, 0);
  EXPECT_EQ(records.last_year(1, 2), 2);
  records.advance(336);
  EXPECT_EQ(records.last_year(1, 2), 1);
  records.advance(364);
  EXPECT_EQ(records.last_year(1, 2), 0);
  EXPECT_EQ(records.last_year(0, 0), 0);
}

TEST(Transition, ThoseWhoTurnEighteenAreReferredOn) {
  Trial trial("youth_offending_service");
  trial.service().in_custody = true;
  trial.service().dose_weeks = 500;
  Service& next = trial.scene().regimes[0].services[test::service_number("probation_medium_risk")];
  next.active = true;
  next.sources = 0;
  const Population& people = trial.scene().population;
  double grow_up = 0;
  const Day last = trial.scene().timeline.last_day();
  std::set<std::uint32_t> moving;
  for (const auto& [day, household] : people.moves) moving.insert(household);
  for (EntityId person = 0; person < people.size(); ++person) {
    if (!people.alive(person, 0) || !people.alive(person, last) || people.age(person, 0) != 17 ||
        moving.contains(people.household(person)))
      continue;
    trial.put_on_list(person);
    ++grow_up;
  }
  ASSERT_GT(grow_up, 20);
  const ReplicateResult result = trial.run();
  EXPECT_EQ(total(result, Tally::service_starts, "youth_offending_service"), grow_up);
  // Those whose birthday falls on the last days of the run are still to be referred.
  EXPECT_NEAR(total(result, Tally::service_dropouts, "youth_offending_service"), grow_up, 3);
  EXPECT_NEAR(total(result, Tally::referrals, "probation_medium_risk"), grow_up, 0.05 * grow_up + 3);
  EXPECT_EQ(total(result, Tally::service_completions, "youth_offending_service"), 0);
}

TEST(Knowledge, TheHubSendsPeopleOn) {
  const test::Set hub = test::services_off() + test::Set{{"services.mash.active", "true"},
                                                         {"services.mash.places", "500"},
                                                         {"services.troubled_families.active", "true"}};
  const auto with = test::small_scene(hub);
  auto without = test::small_scene(hub);
  without->regimes[0].services[test::service_number("mash")].onward.clear();
  EXPECT_GT(total(test::run(*with), Tally::referrals, "troubled_families"),
            total(test::run(*without), Tally::referrals, "troubled_families"));
}

TEST(Network, TheOneInTheMiddleIsChosenFirst) {
  Trial trial("organised_crime_disruption");
  trial.service().eligibility = "co_offending_ties >= 1";
  trial.service().priority = "co_offending_betweenness";
  trial.service().places = 1;
  trial.service().sources = 1ULL << static_cast<unsigned>(Referral::accusation);
  State& start = trial.scene().start;
  const std::vector<EntityId> row = trial.readiest(5);
  // A line of five accused people: the third lies between most pairs.
  for (const EntityId person : row) {
    trial.put_on_list(person);
    RecordId record = start.offender_of[person];
    start.accusations.push_back({record, start.offenders[record].last_accusation, -1, 0});
    start.offenders[record].last_accusation = static_cast<RecordId>(start.accusations.size() - 1);
    start.offenders[record].accusations += 1;
    start.co_offending.clear(person);
  }
  for (std::size_t i = 0; i + 1 < row.size(); ++i) start.co_offending.strengthen(row[i], row[i + 1], 1, 0);
  Simulation simulation = test::simulation_of(trial.scene());
  std::vector<std::pair<EntityId, float>> first;
  simulation.run({.steps_done = [&](std::int64_t) {
    if (first.empty()) first = simulation.state().betweenness;
  }});
  std::map<EntityId, float> measured(first.begin(), first.end());
  EXPECT_GT(measured[row[2]], measured[row[1]]);
  EXPECT_FLOAT_EQ(measured[row[1]], measured[row[3]]);
  EXPECT_EQ(measured.count(row[0]), 0U) << "the ends lie between nobody";
  EXPECT_NEAR(measured[row[1]] / measured[row[2]], 3.0 / 4, 1e-6) << "three pairs against four";
}

TEST(Providers, HoursAndCostAddUpToThoseOfServices) {
  const test::Set set = test::services_off() + test::Set{{"services.early_help.active", "true"},
                                                         {"services.iom_spotlight.active", "true"},
                                                         {"services.hot_spot_patrol.active", "true"},
                                                         {"services.trauma_informed_practice.active", "true"}};
  const ReplicateResult result = test::run(*test::small_scene(set));
  EXPECT_NEAR(test::sum(test::reals(result, Tally::provider_cost)), test::sum(test::reals(result, Tally::service_cost)),
              1e-4);
  EXPECT_NEAR(test::sum(test::reals(result, Tally::provider_hours)),
              test::sum(test::reals(result, Tally::service_hours)), 1e-4);
  const std::vector<std::string> agencies = Catalogue::get().agencies();
  const auto police =
      static_cast<std::size_t>(std::find(agencies.begin(), agencies.end(), "police") - agencies.begin());
  const Reals& cost = test::reals(result, Tally::provider_cost);
  double by_police = 0;
  for (std::size_t i = police; i < cost.size(); i += agencies.size()) by_police += cost[i];
  EXPECT_NEAR(by_police,
              test::sum(of_service(test::reals(result, Tally::service_cost), "iom_spotlight")) +
                  test::sum(of_service(test::reals(result, Tally::service_cost), "hot_spot_patrol")),
              1e-4);
}

/// A scheme that nobody has thought of yet: one file, in a folder of the user's own.
class OwnCatalogue : public testing::Test {
 protected:
  OwnCatalogue() {
    static int number = 0;
    folder_ = fs::temp_directory_path() / ("kith-own-" + std::to_string(getpid()) + "-" + std::to_string(number++));
    fs::create_directories(folder_);
  }
  ~OwnCatalogue() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }
  Scenario scenario(const test::Set& set) const {
    return test::small_scenario(test::services_off() + set, "", "catalogue = [\"" + folder_.string() + "\"]\n");
  }

  static constexpr const char* scheme = R"(name = "brass_band"
title = "A brass band"
summary = "Everybody records everything while the band plays."
agency = "bandsmen"
seeds = ["made-up"]
active = false
price_year = 2020
claims = "recorded_offences"
unit = "area"
[places]
value = 1000
source = "made up"
grade = "assumed"
[hours_per_week]
value = 2
source = "made up"
grade = "assumed"
[cost_per_week]
value = 10
source = "made up"
grade = "assumed"
[dose_weeks]
value = 5200
source = "made up"
grade = "assumed"
[[effect]]
name = "effect"
acts_on = "recording"
value = 0.5
source = "made up"
grade = "assumed"
)";
  fs::path folder_;
};

TEST_F(OwnCatalogue, TakesOneFileAndNothingElse) {
  write("brass_band.toml", scheme);
  const auto off = make_scene(scenario({}));
  const auto on = make_scene(scenario({{"services.brass_band.active", "true"}}));
  EXPECT_THAT(on->catalogue->names(), testing::Contains("brass_band"));
  EXPECT_THAT(on->catalogue->agencies(), testing::Contains("bandsmen"));
  EXPECT_THAT(Catalogue::get().names(), testing::Not(testing::Contains("brass_band")));
  const ReplicateResult before = test::run(*off);
  const ReplicateResult after = test::run(*on);
  const double recorded = test::sum(test::counts(before, Tally::recorded_offences));
  EXPECT_NEAR(test::sum(test::counts(after, Tally::recorded_offences)) / recorded, 0.5, 0.04);
  EXPECT_NEAR(test::sum(test::counts(after, Tally::offences)) / test::sum(test::counts(before, Tally::offences)), 1,
              0.1)
      << "what is recorded falls, what happens hardly";
  EXPECT_GT(test::sum(test::reals(after, Tally::provider_cost)), 0);
}

std::string problems_of(const std::function<void()>& read) {
  try {
    read();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST_F(OwnCatalogue, FaultsOfAFileAreToldTogetherWithTheirPlace) {
  std::string faulty = scheme;
  const auto replace = [&](const std::string& from, const std::string& to) {
    faulty.replace(faulty.find(from), from.size(), to);
  };
  replace("acts_on = \"recording\"", "acts_on = \"recordin\"");
  replace("price_year = 2020", "price_year = 2020\neligibility = \"nightshare > 1\"");
  replace("grade = \"assumed\"", "grade = \"asumed\"");
  replace("value = 0.5", "value = 0.5\ndistribution = \"unifrom(0, 1)\"");
  write("faulty.toml", faulty);
  const std::string problems = problems_of([&] { scenario({}); });
  EXPECT_THAT(problems, testing::HasSubstr("faulty.toml:"));
  EXPECT_THAT(problems, testing::HasSubstr("did you mean 'recording'?"));
  EXPECT_THAT(problems, testing::HasSubstr("did you mean 'night_share'?"));
  EXPECT_THAT(problems, testing::HasSubstr("did you mean 'assumed'?"));
  EXPECT_THAT(problems,
              testing::ContainsRegex("faulty.toml:[0-9]+:[0-9]+: 'unifrom\\(0, 1\\)'.*did you mean 'uniform'"));
}

TEST_F(OwnCatalogue, AValueOutsideItsOwnDistributionIsAFault) {
  const auto with = [&](const std::string& distribution) {
    std::string own = scheme;
    own.replace(own.find("value = 0.5"), 11, "value = 0.5\ndistribution = \"" + distribution + "\"");
    write("own.toml", own);
    return problems_of([&] { scenario({}); });
  };
  EXPECT_THAT(with("uniform(0.7, 0.9)"), testing::HasSubstr("0.5 lies outside the middle 95% of its distribution"));
  EXPECT_EQ(with("uniform(0.0, 1.0)"), "");
}

TEST_F(OwnCatalogue, ANameGivenTwiceIsAFault) {
  std::string again = scheme;
  again.replace(again.find("brass_band"), 10, "homewatch");
  write("again.toml", again);
  EXPECT_THAT(
      problems_of([&] { scenario({}); }),
      testing::ContainsRegex("again.toml:[0-9]+:[0-9]+: there is a service called 'homewatch' already, and it is "
                             "another one: catalogue/homewatch.toml"));
}

// What would be read without having any effect.
TEST_F(OwnCatalogue, AFolderOrFileWithoutAServiceIsAFault) {
  EXPECT_THAT(problems_of([&] { scenario({}); }), testing::HasSubstr("holds no file that ends in .toml"));
  write("band.TOML", scheme);
  EXPECT_THAT(problems_of([&] { scenario({}); }), testing::HasSubstr("holds no file that ends in .toml"));
  write("empty.toml", "# to be written\n");
  EXPECT_THAT(problems_of([&] { scenario({}); }), testing::HasSubstr("empty.toml: holds neither a service nor a"));
}

TEST_F(OwnCatalogue, StaffThatNobodyDrawsOnOrThatIsThereAlreadyIsAFault) {
  write("band.toml", scheme);
  const std::string staff =
      "[[staff_pool]]\nname = \"NAME\"\ntitle = \"t\"\nagency = \"police\"\n"
      "hours_per_week = { value = 1, source = \"made up\", grade = \"assumed\" }\n";
  const auto called = [&](const std::string& name) { return std::string(staff).replace(staff.find("NAME"), 4, name); };
  write("staff.toml", called("drummers"));
  EXPECT_THAT(problems_of([&] { scenario({}); }), testing::HasSubstr("staff.toml:2:1: no service draws on this staff"));
  write("staff.toml", called("probation_officers"));
  EXPECT_THAT(problems_of([&] { scenario({}); }),
              testing::HasSubstr("staff.toml:2:1: there is staff called 'probation_officers' already"));
}

TEST_F(OwnCatalogue, AMissingFolderIsAFault) {
  EXPECT_THAT(problems_of([] { test::small_scenario({}, "", "catalogue = [\"nowhere-at-all\"]\n"); }),
              testing::HasSubstr("there is no folder"));
}

}  // namespace
}  // namespace kith::safety
