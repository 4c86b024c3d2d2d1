// Changes that react ([[change]] with `when`) as they are written: what is read, what is refused, and what holds while
// they are in force.
#include "engine/settings/reaction_sets.hpp"
#include "engine/settings/reactions.hpp"
#include "engine/settings/resolved_values.hpp"
#include "engine/settings/variation.hpp"
#include "tests/engine/scenario_example.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace kith {
namespace {

using example::Folder;
using example::load;
using example::problems_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Comparison = Condition::Comparison;

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
std::string fault_of(const std::string& text) {
  std::string fault;
  parse_condition(text, fault);
  return fault;
}
std::int64_t places_under(const Settings& dated, const Scenario& scenario, InForce in_force) {
  return settings_under(dated, scenario.reactions, in_force).integer("services.clinic.places");
}

TEST(Condition, IsAMeasureALabelAComparisonAndANumber) {
  std::string fault;
  const Condition condition = parse_condition(" waiting[youth justice]  >= 2.5 ", fault);
  EXPECT_EQ(fault, "");
  EXPECT_EQ(condition, (Condition{"waiting", "youth justice", Comparison::at_least, 2.5}));
  EXPECT_EQ(condition_text(condition), "waiting[youth justice] >= 2.5");
  EXPECT_EQ(parse_condition("< 120", fault, &condition),
            (Condition{"waiting", "youth justice", Comparison::below, 120}));
  EXPECT_EQ(parse_condition("visits<=-1e3", fault), (Condition{"visits", "", Comparison::at_most, -1000}));
  EXPECT_EQ(fault, "");
}

TEST(Condition, SaysWhatIsWrongWithItsText) {
  EXPECT_THAT(fault_of("waiting"), HasSubstr("a comparison is expected"));
  EXPECT_THAT(fault_of("waiting > many"), HasSubstr("a number is expected after the comparison, not 'many'"));
  EXPECT_THAT(fault_of("> 3"), HasSubstr("the name of a measure"));
  EXPECT_THAT(fault_of("waiting[] > 3"), HasSubstr("a label is expected"));
  EXPECT_THAT(fault_of("waiting[a > 3"), HasSubstr("']' is expected"));
  EXPECT_THAT(fault_of("waiting > 3 > 2"), HasSubstr("a number is expected"));
  EXPECT_THAT(fault_of("waiting > nan"), HasSubstr("a number is expected"));
}

TEST(Condition, HoldsOnItsSideOfTheLimitAndForNoMissingValue) {
  const auto holds = [](Comparison comparison, double value) { return Condition{"m", "", comparison, 2}.holds(value); };
  EXPECT_FALSE(holds(Comparison::above, 2));
  EXPECT_TRUE(holds(Comparison::at_least, 2));
  EXPECT_FALSE(holds(Comparison::below, 2));
  EXPECT_TRUE(holds(Comparison::at_most, 2));
  for (const Comparison comparison : {Comparison::above, Comparison::at_least, Comparison::below, Comparison::at_most})
    EXPECT_FALSE(holds(comparison, std::nan("")));
}

TEST(Reaction, IsReadWithItsCourse) {
  const Scenario scenario = loaded(
      "[[change]]\nwhen = 'waiting[clinic] > 200'\nfor = '4w'\nuntil = '< 120'\nat = 2014-01-01\nbecause = 'agreed'\n"
      "set.services.clinic.places = 600\n[[change]]\nwhen = 'visits < 5'\nuntil = 'after 26w'\n"
      "set.services.clinic.effect = '-10%'\n");
  ASSERT_EQ(scenario.reactions.size(), 2U);
  EXPECT_THAT(scenario.changes, IsEmpty());
  const Reaction& first = scenario.reactions[0];
  EXPECT_EQ(first.for_days, 28);
  EXPECT_EQ(condition_text(first.until.value()), "waiting[clinic] < 120");
  EXPECT_EQ(first.at, parse_date("2014-01-01"));
  EXPECT_EQ(first.because, "agreed");
  EXPECT_EQ(format_location(first.where_when).substr(format_location(first.where_when).find(':')), ":8:1");
  EXPECT_EQ(
      course_in_words(first),
      "when waiting[clinic] > 200 has held for 28 days, until waiting[clinic] < 120, looked at from 2014-01-01 on");
  EXPECT_EQ(scenario.reactions[1].lasts_days, 182);
}

TEST(Reaction, IsLaidOverWhatTheDatesSayInTheOrderOfTheFile) {
  const Scenario scenario = loaded(
      "[[change]]\nat = 2014-01-01\nset.services.clinic.places = 500\n"
      "[[change]]\nwhen = 'visits > 5'\nset.services.clinic.places = 600\n"
      "[[change]]\nwhen = 'visits > 9'\nset.services.clinic.places = 900\n"
      "[[change]]\nwhen = 'visits > 7'\nset.services.clinic.wait = '+50%'\n");
  EXPECT_EQ(places_under(scenario.settings, scenario, 0), 430);
  EXPECT_EQ(places_under(scenario.changes[0].settings, scenario, 1), 600);
  EXPECT_EQ(places_under(scenario.settings, scenario, 3), 900);
  EXPECT_EQ(settings_under(scenario.settings, scenario.reactions, 4).integer("services.clinic.wait"), 21);
  std::vector<std::int64_t> ever;
  for_each_settings(scenario,
                    [&](const Settings& settings) { ever.push_back(settings.integer("services.clinic.places")); });
  EXPECT_THAT(ever, ElementsAre(430, 900, 900, 600, 430, 900, 900, 600, 500, 900, 900, 600, 500, 900, 900, 600));
}

TEST(Reaction, IsNotLaidOverWhatIsOverBeforeItIsLookedAt) {
  const Scenario scenario = loaded(
      "[[change]]\nat = 2014-01-01\nset.services.clinic.places = 500\n"
      "[[change]]\nat = 2014-07-01\nwhen = 'visits > 5'\nset.services.clinic.places = 600\n");
  std::vector<std::int64_t> ever;
  for_each_settings(scenario,
                    [&](const Settings& settings) { ever.push_back(settings.integer("services.clinic.places")); });
  EXPECT_THAT(ever, ElementsAre(430, 500, 600));
}

TEST(ReactionSets, AreAllOfUpToEightAndElseEachEachTwoAndAll) {
  std::set<InForce> some, many;
  each_set_in_force(0b1011, [&](InForce set) { some.insert(set); });
  EXPECT_THAT(some, ElementsAre(1, 2, 3, 8, 9, 10, 11));
  each_set_in_force(0x3ff, [&](InForce set) { many.insert(set); });
  EXPECT_EQ(many.size(), 10U + 45U + 1U);
  EXPECT_TRUE(many.contains(0x3ff) && many.contains(0x201) && many.contains(0x200));
}

TEST(Reaction, OfSoMuchMoreFollowsAnotherValueLaidOverTheScenario) {
  const Scenario scenario = loaded("[[change]]\nwhen = 'visits > 5'\nset.services.clinic.places = '+10%'\n");
  const Scenario varied = with_values(scenario, {{"services.clinic.places", std::int64_t{1000}, {}, {}}});
  EXPECT_EQ(places_under(varied.settings, varied, 1), 1100);
}

TEST(Reaction, ThatCannotBeMeantIsRefusedAtItsPlace) {
  const std::string set = "set.services.clinic.places = 600\n";
  EXPECT_THAT(faults("[[change]]\nwhen = 'visits'\n" + set),
              ElementsAre(HasSubstr("a.toml:8:1: 'when' must be a condition such as")));
  EXPECT_THAT(faults("[[change]]\nwhen = 'visits > 5'\nuntil = '< 6'\n" + set),
              ElementsAre(HasSubstr("a.toml:9:1: 'visits > 5' and 'visits < 6' can hold at once")));
  EXPECT_THAT(faults("[[change]]\nwhen = 'visits > 5'\nuntil = 2016-01-01\n" + set),
              ElementsAre(HasSubstr("ends with a condition")));
  EXPECT_THAT(faults("[[change]]\nwhen = 'visits > 5'\nover = '4w'\n" + set), ElementsAre(HasSubstr("comes at once")));
  EXPECT_THAT(faults("[[change]]\nwhen = 'visits > 5'\nfor = 'ever'\nuntil = 'after ever'\n" + set),
              ElementsAre(HasSubstr("'for' must be a length of time"), HasSubstr("'until' must be a length of time")));
  EXPECT_THAT(faults("[[change]]\nwhen = 'visits > 5'\nat = 2012-01-01\n" + set),
              ElementsAre(HasSubstr("lies outside the run")));
  EXPECT_THAT(faults("[[change]]\nwhen = 'visits > 5'\n"), ElementsAre(HasSubstr("must say what it sets")));
  EXPECT_THAT(faults("[[change]]\nwhen = 'visits > 5'\nset.services.clinic.kind = 'small'\n"),
              ElementsAre(HasSubstr("is fixed when the run starts")));
  EXPECT_THAT(faults("[[change]]\n" + set), ElementsAre(HasSubstr("'change[1].at'")));
}

TEST(Reaction, OfSoMuchMoreKeepsToWhatIsAllowedAndDoesSomething) {
  EXPECT_THAT(
      faults("[[change]]\nwhen = 'visits > 5'\nset.services.clinic.effect = '+150%'\n"),
      ElementsAre(HasSubstr("a.toml:7:1: 'services.clinic.effect' would be 1.25 while the change is in force")));
  EXPECT_THAT(faults("[[change]]\nwhen = 'visits > 5'\nset.services.clinic.places = '+0.1%'\n"),
              ElementsAre(HasSubstr("'services.clinic.places' stays 430")));
  EXPECT_THAT(faults("[[change]]\nwhen = 'visits > 5'\nset.services.clinic.places = '+10%'\n"
                     "[[change]]\nwhen = 'visits > 9'\nset.services.clinic.places = 900\n"),
              ElementsAre(HasSubstr("another change with 'when' sets it, too")));
}

TEST(Reaction, IsKeptInTheResolvedScenarioAndReadsBack) {
  const Scenario scenario = loaded(
      "[[change]]\nwhen = 'waiting[clinic] > 200'\nfor = '4w'\nuntil = '< 120'\nat = 2014-01-01\nbecause = 'agreed'\n"
      "set.services.clinic.places = 600\nset.services.clinic.effect = '-7.3456789012345%'\n"
      "[[change]]\nwhen = 'visits < 5'\nuntil = 'after 26w'\nset.services.clinic.open = false\n");
  const Folder folder;
  const Scenario again = load(folder.write("again.toml", resolved_text(scenario)));
  ASSERT_EQ(again.reactions.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(same_reaction(scenario.reactions[i], again.reactions[i]));
    EXPECT_EQ(scenario.reactions[i].because, again.reactions[i].because);
  }
  EXPECT_EQ(scenario.reactions[0].more.at(0).share, again.reactions[0].more.at(0).share) << "to the last digit";
  EXPECT_FALSE(same_reaction(scenario.reactions[0], scenario.reactions[1]));
  const auto differences = setting_differences(resolved_text(loaded("")), resolved_text(scenario));
  ASSERT_EQ(differences.size(), 3U);
  EXPECT_EQ(differences[0].at, "2013-04-01") << "from the first day of the run";
  EXPECT_EQ(differences[0].alternative, "false when visits < 5, until after 182d");
  EXPECT_EQ(differences[2].at, "2014-01-01");
  EXPECT_EQ(differences[2].alternative, "600 when waiting[clinic] > 200 for 28d, until waiting[clinic] < 120");
}

}  // namespace
}  // namespace kith
