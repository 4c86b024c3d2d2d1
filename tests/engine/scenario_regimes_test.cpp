// Regimes: what holds from a date on, under what a scenario sets itself.
#include "engine/settings/scenario.hpp"
#include "tests/engine/scenario_example.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith {
namespace {

using example::Folder;
using example::problems_of;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* places = "services.clinic.places";

std::string regime(const std::string& from, int value) {
  return "title = 'A law'\nsource = 'An act'\nfrom = " + from + "\nset.\"" + places + "\" = " + std::to_string(value) +
         "\n";
}

std::string top(const std::string& regimes) {
  return "model = 'town'\nregimes = " + regimes + "\n[run]\nstart = 2014-01-01\nend = 2015-12-31\n";
}

std::int64_t at_start(const Scenario& scenario) { return scenario.settings.integer(places); }

TEST(Regimes, HoldFromTheirDay) {
  const Folder folder;
  folder.write("law.toml", regime("2014-07-01", 7));
  const Scenario scenario = example::load(folder.write("a.toml", top("['law.toml']")));
  ASSERT_EQ(scenario.changes.size(), 1U);
  EXPECT_EQ(format_date(scenario.changes[0].at), "2014-07-01");
  EXPECT_EQ(scenario.changes[0].settings.integer(places), 7);
  EXPECT_NE(at_start(scenario), 7);
}

TEST(Regimes, BegunBeforeTheRunHoldFromItsStartTheLatestOfThem) {
  const Folder folder;
  folder.write("old.toml", regime("2010-01-01", 5));
  folder.write("older.toml", regime("2005-01-01", 6));
  const Scenario scenario = example::load(folder.write("a.toml", top("['old.toml', 'older.toml']")));
  EXPECT_TRUE(scenario.changes.empty());
  EXPECT_EQ(at_start(scenario), 5);
}

TEST(Regimes, GiveWayToWhatTheScenarioSets) {
  const Folder folder;
  folder.write("old.toml", regime("2010-01-01", 5));
  folder.write("new.toml", regime("2015-01-01", 6));
  const Scenario scenario =
      example::load(folder.write("a.toml", top("['old.toml', 'new.toml']") + "[services.clinic]\nplaces = 9\n" +
                                               "[[change]]\nat = 2015-01-01\nset.\"services.clinic.places\" = 8\n"));
  EXPECT_EQ(at_start(scenario), 9);
  EXPECT_EQ(scenario.changes.back().settings.integer(places), 8) << "of one day the scenario's own has the last word";
}

TEST(Regimes, AfterTheRunAreNotReached) {
  const Folder folder;
  folder.write("late.toml", regime("2019-01-01", 5));
  const Scenario scenario = example::load(folder.write("a.toml", top("['late.toml']")));
  EXPECT_TRUE(scenario.changes.empty());
  EXPECT_NE(at_start(scenario), 5);
}

TEST(Regimes, OfABaseFileStayAndAreReadOnce) {
  const Folder folder;
  folder.write("law.toml", regime("2014-07-01", 7));
  folder.write("base.toml", top("['law.toml']"));
  const Scenario scenario = example::load(folder.write("a.toml", "extends = 'base.toml'\nregimes = ['law.toml']\n"));
  EXPECT_EQ(scenario.changes.size(), 1U);
  ASSERT_EQ(scenario.texts.size(), 3U) << "kept with the results";
  EXPECT_THAT(scenario.texts[0].first, HasSubstr("law.toml"));
}

TEST(Regimes, FaultsAreToldAllAtOnceAtTheirPlaces) {
  const Folder folder;
  folder.write("law.toml", "titel = 'A law'\nfrom = 2014-07-01\nset.\"services.clinic.plces\" = 7\n");
  EXPECT_THAT(problems_of(folder.write("a.toml", top("['law.toml', 'none.toml']"))),
              testing::AllOf(testing::Contains(HasSubstr("law.toml:1:1")), testing::Contains(HasSubstr("'source'")),
                             testing::Contains(HasSubstr("none.toml"))));
  folder.write("law.toml",
               "title = 'A law'\nsource = 'An act'\nfrom = 2014-07-01\nset.\"services.clinic.plces\" = 7\n");
  EXPECT_THAT(problems_of(folder.write("a.toml", top("['law.toml']"))),
              ElementsAre(testing::AllOf(HasSubstr("law.toml:4"), HasSubstr("did you mean 'places'"))));
  folder.write("law.toml", "title = 'A law'\nsource = 'An act'\nfrom = 2014-07-01\n");
  EXPECT_THAT(problems_of(folder.write("a.toml", top("['law.toml']"))),
              ElementsAre(HasSubstr("a regime must say what it sets")));
}

TEST(Regimes, CannotSetWhatIsFixedWhenARunStarts) {
  const Folder folder;
  folder.write("law.toml", "title = 'A law'\nsource = 'An act'\nfrom = 2014-07-01\nset.\"run.seed\" = 7\n");
  EXPECT_THAT(problems_of(folder.write("a.toml", top("['law.toml']"))),
              ElementsAre(HasSubstr("is fixed when the run starts")));
}

}  // namespace
}  // namespace kith
