// Changes that are so much more or less than before, come gradually, or hold for a time.
#include "engine/settings/resolved_values.hpp"
#include "engine/settings/scenario.hpp"
#include "engine/settings/variation.hpp"
#include "engine/settings/written_changes.hpp"
#include "tests/engine/scenario_example.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith {
namespace {

using example::Folder;
using example::load;
using example::problems_of;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string head =
    "model = 'town'\n[run]\nstart = 2013-04-01\nend = 2018-03-31\n[services.clinic]\nplaces = 430\n";

Scenario loaded(const std::string& changes) {
  const Folder folder;
  return load(folder.write("a.toml", head + changes));
}
std::vector<std::string> faults(const std::string& changes) {
  const Folder folder;
  return problems_of(folder.write("a.toml", head + changes));
}

/// The day and what the setting is from then on, of every change that says something of it.
std::vector<std::pair<std::string, std::int64_t>> places(const Scenario& scenario) {
  std::vector<std::pair<std::string, std::int64_t>> found;
  for (const Change& change : scenario.changes)
    found.emplace_back(format_date(change.at), change.settings.integer("services.clinic.places"));
  return found;
}

using Days = std::vector<std::pair<std::string, std::int64_t>>;

TEST(RelativeChange, IsOfWhatHeldBefore) {
  const Scenario scenario = loaded(
      "[[change]]\nat = 2015-01-01\nset.services.clinic.places = '+10%'\n"
      "[[change]]\nat = 2014-01-01\nset.services.clinic.places = 500\n"
      "[[change]]\nat = 2016-01-01\nset.services.clinic.places = '-50'\nset.services.clinic.effect = '-40%'\n");
  EXPECT_EQ(places(scenario), (Days{{"2014-01-01", 500}, {"2015-01-01", 550}, {"2016-01-01", 500}}));
  EXPECT_NEAR(scenario.changes[2].settings.real("services.clinic.effect"), 0.3, 1e-12);
  EXPECT_THAT(resolved_text(scenario), HasSubstr("set.\"services.clinic.places\" = 550"));
}

TEST(RelativeChange, FollowsAnotherValueLaidOverTheScenario) {
  const Scenario scenario = loaded("[[change]]\nat = 2015-01-01\nset.services.clinic.places = '+10%'\n");
  const Scenario varied = with_values(scenario, {{"services.clinic.places", std::int64_t{1000}, {}, {}}});
  EXPECT_EQ(places(varied), (Days{{"2015-01-01", 1100}}));
  const Scenario from_then =
      with_values(scenario, {{"services.clinic.places", std::int64_t{7}, parse_date("2015-01-01"), {}}});
  EXPECT_EQ(places(from_then), (Days{{"2015-01-01", 7}}));
}

TEST(RelativeChange, MayChangeNothingAtAPointOfASweep) {
  const Scenario scenario = loaded("[[change]]\nat = 2015-01-01\nset.services.clinic.places = '+10%'\n");
  const Scenario none = with_values(scenario, {{"services.clinic.places", std::int64_t{0}, {}, {}}});
  EXPECT_THAT(step_problems(none.changes, example::declarations()), testing::IsEmpty());
  const Scenario too_many = with_values(scenario, {{"services.clinic.places", std::int64_t{100000}, {}, {}}});
  EXPECT_THAT(step_problems(too_many.changes, example::declarations()), testing::SizeIs(1));
}

TEST(ChangesOfAScenario, TellAllThatIsWrongOfOneWithoutASoundDay) {
  EXPECT_THAT(faults("[[change]]\nat = 'soon'\nfour = '1y'\nfor = 'ever'\nset.services.clinic.places = -5\n"),
              testing::UnorderedElementsAre(HasSubstr("'change[1].at'"), HasSubstr("four"), HasSubstr("'for' must be"),
                                            HasSubstr("must be a whole number")));
}

TEST(RelativeChange, KeepsToWhatTheSettingAllows) {
  EXPECT_THAT(
      faults("[[change]]\nat = 2015-01-01\nset.services.clinic.effect = '+150%'\n"),
      ElementsAre(HasSubstr("a.toml:7:1: 'services.clinic.effect' would be 1.25 from 2015-01-01 on; it must be ")));
  EXPECT_THAT(faults("[[change]]\nat = 2015-01-01\nset.services.clinic.places = '-431'\n"),
              ElementsAre(HasSubstr("would be -1")));
  EXPECT_THAT(faults("[[change]]\nat = 2015-01-01\nset.services.clinic.places = '10%'\n"),
              ElementsAre(HasSubstr("must be a whole number")));
  EXPECT_THAT(faults("[[change]]\nat = 2015-01-01\nset.services.clinic.open = '+1'\n"),
              ElementsAre(HasSubstr("must be")));
}

TEST(RelativeChange, IsRefusedWhereItChangesNothingOrIsSaidTwice) {
  EXPECT_THAT(faults("[[change]]\nat = 2015-01-01\nset.services.clinic.places = '+0.1%'\n"),
              ElementsAre(HasSubstr("'services.clinic.places' stays 430: so much more or less changes nothing")));
  EXPECT_THAT(
      faults("[[change]]\nat = 2015-01-01\nset.\"services.clinic.places\" = '+10%'\nset.services.clinic.places = 5\n"),
      ElementsAre(HasSubstr("'services.clinic.places' is set twice")));
  for (const char* text : {"'+inf'", "'+nan'", "'+'", "'--1'", "'+%'"})
    EXPECT_THAT(faults(std::string("[[change]]\nat = 2015-01-01\nset.services.clinic.places = ") + text + "\n"),
                ElementsAre(HasSubstr("must be a whole number")))
        << text;
}

TEST(GradualChange, ComesInStepsOfAboutFourWeeks) {
  const Scenario scenario = loaded(
      "[[change]]\nat = 2015-01-01\nover = '12w'\nset.services.clinic.places = 730\nset.services.clinic.effect = "
      "'-30%'\n");
  EXPECT_EQ(places(scenario), (Days{{"2015-01-01", 530}, {"2015-01-29", 630}, {"2015-02-26", 730}}));
  EXPECT_NEAR(scenario.changes[0].settings.real("services.clinic.effect"), 0.45, 1e-12);
  EXPECT_NEAR(scenario.changes[2].settings.real("services.clinic.effect"), 0.35, 1e-12);
}

TEST(GradualChange, ByOneMayStandStillForAStep) {
  EXPECT_EQ(places(loaded("[[change]]\nat = 2015-01-01\nover = '8w'\nset.services.clinic.places = '+1'\n")),
            (Days{{"2015-01-01", 431}, {"2015-01-29", 431}}));
}

TEST(GradualChange, IsOfNumbers) {
  EXPECT_THAT(faults("[[change]]\nat = 2015-01-01\nover = '12w'\nset.services.clinic.open = false\n"),
              ElementsAre(HasSubstr("a.toml:9:1: 'services.clinic.open' is no number and cannot change gradually")));
  EXPECT_THAT(faults("[[change]]\nat = 2015-01-01\nover = 'soon'\nset.services.clinic.places = 1\n"),
              ElementsAre(HasSubstr("'over' must be a length of time")));
  EXPECT_THAT(faults("[[change]]\nat = 2018-03-01\nover = '1y'\nset.services.clinic.places = 1\n"),
              ElementsAre(HasSubstr("lies outside the run")));
}

TEST(ChangeForATime, GoesBackToWhatHeldBefore) {
  for (const char* end : {"until = 2015-07-01", "for = '181d'"}) {
    const Scenario scenario = loaded(std::string("[[change]]\nat = 2015-01-01\n") + end +
                                     "\nset.services.clinic.places = '+100%'\nset.services.clinic.open = false\n");
    EXPECT_EQ(places(scenario), (Days{{"2015-01-01", 860}, {"2015-07-01", 430}})) << end;
    EXPECT_FALSE(scenario.changes[0].settings.boolean("services.clinic.open"));
    EXPECT_TRUE(scenario.changes[1].settings.boolean("services.clinic.open"));
    EXPECT_THAT(scenario.changes[1].set, testing::SizeIs(2)) << "told like any change";
  }
}

TEST(ChangeForATime, EndsWhateverASweepLaysOverIt) {
  const Scenario scenario =
      loaded("[[change]]\nat = 2015-01-01\nuntil = 2016-01-01\nset.services.clinic.places = 600\n");
  const Date day = parse_date("2015-01-01");
  EXPECT_EQ(places(with_values(scenario, {{"services.clinic.places", std::int64_t{700}, day, {}}})),
            (Days{{"2015-01-01", 700}, {"2016-01-01", 430}}));
  EXPECT_EQ(places(with_values(scenario, {{"services.clinic.places", std::int64_t{90}, {}, {}}})),
            (Days{{"2015-01-01", 600}, {"2016-01-01", 90}}));
}

TEST(ChangeForATime, IsTheSameAgainAfterwards) {
  const Scenario base = loaded(""),
                 other = loaded("[[change]]\nat = 2015-01-01\nuntil = 2016-01-01\nset.services.clinic.places = 600\n");
  const auto told = setting_differences(resolved_text(base), resolved_text(other));
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[1].at, "2016-01-01");
  EXPECT_EQ(told[1].base, told[1].alternative);
}

TEST(ChangeForATime, MayComeGradually) {
  const Scenario scenario =
      loaded("[[change]]\nat = 2015-01-01\nover = '8w'\nuntil = 2016-01-01\nset.services.clinic.places = '+200'\n");
  EXPECT_EQ(places(scenario), (Days{{"2015-01-01", 530}, {"2015-01-29", 630}, {"2016-01-01", 430}}));
}

TEST(ChangeForATime, IsRefusedWhereItCannotBe) {
  const std::string set = "set.services.clinic.places = 1\n";
  EXPECT_THAT(faults("[[change]]\nat = 2015-01-01\nuntil = 2015-01-01\n" + set),
              ElementsAre(HasSubstr("a.toml:9:1: 'until' is the first day on which")));
  EXPECT_THAT(faults("[[change]]\nat = 2015-01-01\nuntil = 2019-01-01\n" + set),
              ElementsAre(HasSubstr("a.toml:9:1: a change on 2019-01-01 lies outside the run")));
  EXPECT_THAT(faults("[[change]]\nat = 2015-01-01\nfor = '1y'\nuntil = 2016-01-01\n" + set),
              ElementsAre(HasSubstr("either 'for' or 'until'")));
  EXPECT_THAT(faults("[[change]]\nat = 2015-01-01\nfor = '4w'\nover = '8w'\n" + set),
              ElementsAre(HasSubstr("would end before it has come about")));
}

TEST(ChangeForATime, HoldsItsSettingsAlone) {
  EXPECT_THAT(
      faults("[[change]]\nat = 2015-01-01\nfor = '1y'\nset.services.clinic.places = 1\n"
             "[[change]]\nat = 2015-06-01\nset.services.clinic.places = 2\nset.services.clinic.effect = 0.1\n"),
      ElementsAre(HasSubstr("a.toml:11:1: 'services.clinic.places' is set on 2015-06-01 while the change at ")));
  EXPECT_EQ(places(loaded("[[change]]\nat = 2015-01-01\nfor = '1y'\nset.services.clinic.places = 1\n"
                          "[[change]]\nat = 2016-06-01\nset.services.clinic.places = 2\n")),
            (Days{{"2015-01-01", 1}, {"2016-01-01", 430}, {"2016-06-01", 2}}));
  EXPECT_EQ(places(loaded("[[change]]\nat = 2016-01-01\nset.services.clinic.places = '+70'\n"
                          "[[change]]\nat = 2015-01-01\nuntil = 2016-01-01\nset.services.clinic.places = 1\n"))
                .back(),
            (std::pair<std::string, std::int64_t>{"2016-01-01", 500}))
      << "one that begins on the day on which another ends comes after it";
}

TEST(ReasonOfAChange, IsKeptWithWhatDiffers) {
  const Scenario
      base = loaded(""),
      other = loaded(
          "[[change]]\nat = 2015-01-01\nbecause = 'agreed with the board'\nset.services.clinic.places = '+10%'\n");
  EXPECT_EQ(other.changes[0].because, "agreed with the board");
  const auto told = setting_differences(resolved_text(base), resolved_text(other));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].alternative, "473");
  EXPECT_EQ(told[0].because, "agreed with the board");
}

}  // namespace
}  // namespace kith
