// The baselines that ship have the services of their time, and the scenarios laid on them change something: what is
// switched on did not run before.
#include "tests/house/source_tree.hpp"
#include "tests/safety/small_world.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <regex>
#include <set>

namespace kith::safety {
namespace {

namespace fs = std::filesystem;

Scenario shipped(const std::string& file, const std::vector<Override>& overrides = {}) {
  return load_scenario(house::project_root() / "scenarios" / file, overrides, {"safety"},
                       [](const std::string&, const Folders& folders) { return test::safety_declarations(folders); });
}

/// Names of files that are scenarios of this model: no sweep, no calibration.
TextList scenarios() {
  TextList names;
  for (const auto& entry : fs::directory_iterator(house::project_root() / "scenarios")) {
    if (entry.path().extension() != ".toml") continue;
    const std::string text = house::read_text(entry.path());
    if (!std::regex_search(text, std::regex("\\[(sweep|calibration|optimise)\\]|model = \"contagion\"")))
      names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Services that a scenario runs from the first day on.
std::set<std::string> at_first(const Scenario& scenario) {
  std::set<std::string> running;
  for (const Service& service : Catalogue::get().read(scenario.settings))
    if (service.runs_on(scenario.settings.date("run.start"))) running.insert(service.name);
  return running;
}

/// Else a service that exists would be counted as new.
TEST(Baselines, WhatAScenarioChangesWasOtherwiseBefore) {
  ASSERT_GT(scenarios().size(), 10U);
  for (const std::string& file : scenarios()) {
    const Scenario scenario = shipped(file);
    const Settings* before = &scenario.settings;
    for (const Change& change : scenario.changes) {
      for (const auto& [path, value] : change.set)
        EXPECT_NE(before->entries().find(path)->second.value, value) << file << ": " << path;
      before = &change.settings;
    }
  }
}

/// What the law or the strategies say of every place of England.
TEST(Baselines, HaveWhatExistedEverywhere) {
  for (const char* file : {"manchester.toml", "oldham.toml", "trafford.toml", "oxford.toml"}) {
    const std::set<std::string> running = at_first(shipped(file));
    for (const char* service :
         {"youth_offending_service", "probation_high_risk", "probation_medium_risk", "mappa", "drug_alcohol_treatment",
          "domestic_abuse_victim_support", "victim_contact_scheme", "iom_spotlight"})
      EXPECT_TRUE(running.contains(service)) << file << ": " << service;
    EXPECT_FALSE(running.contains("victim_notification_scheme")) << file << ": began in 2023";
  }
}

/// By date: the first phase of Troubled Families from 2012, Channel panels from 2015.
TEST(Baselines, HaveNothingBeforeItBegan) {
  EXPECT_FALSE(at_first(shipped("oxford.toml")).contains("troubled_families"));
  EXPECT_TRUE(at_first(shipped("manchester.toml")).contains("troubled_families"));
  EXPECT_FALSE(at_first(shipped("manchester.toml")).contains("prevent_channel"));
  EXPECT_TRUE(at_first(shipped("oldham.toml")).contains("prevent_channel"));
}

/// A capacity is stated for Manchester: smaller places have less of what has places.
TEST(Baselines, SmallerPlacesHaveFewerPlaces) {
  const std::vector<Service> manchester = Catalogue::get().read(shipped("manchester.toml").settings);
  for (const char* file : {"oldham.toml", "trafford.toml", "oxford.toml"}) {
    const Scenario scenario = shipped(file);
    const std::set<std::string> running = at_first(scenario);
    const std::vector<Service> here = Catalogue::get().read(scenario.settings);
    for (std::size_t i = 0; i < here.size(); ++i) {
      // The scheme's load is published for Oldham, a town, and taken for any place.
      if (!running.contains(here[i].name) || here[i].name == "victim_contact_scheme") continue;
      if (std::isinf(here[i].places)) continue;
      EXPECT_LT(here[i].places, 0.6 * manchester[i].places) << file << ": " << here[i].name;
    }
  }
}

TEST(Baselines, ServicesOfTheTimeAreFullOfPeopleOnTheFirstDay) {
  const auto scene = make_scene(shipped(
      "manchester.toml", {{"place.wards", R"(["Moss Side", "Hulme"])", "test"}, {"run.end", "2014-03-31", "test"}}));
  const ReplicateResult result = test::run(*scene);
  const Counts& enrolled = test::counts(result, Tally::service_enrolled);
  for (const char* service : {"youth_offending_service", "probation_medium_risk", "drug_alcohol_treatment",
                              "domestic_abuse_victim_support", "troubled_families"})
    EXPECT_GT(enrolled[test::service_number(service)], 0) << service;
}

}  // namespace
}  // namespace kith::safety
