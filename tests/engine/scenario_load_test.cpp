// Sound scenarios: layers, overrides, changes and targets.
#include "engine/settings/scenario.hpp"
#include "tests/engine/scenario_example.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith {
namespace {

using example::Folder;
using example::load;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string base_text = R"(model = "town"
[scenario]
name = "The base"
question = "What is?"
[run]
start = 2013-04-01
end = 2018-03-31
burn_in = "3y"
[services.clinic]
places = 430
effect = 1
)";

TEST(ScenarioLoading, TakesWhatTheFileSaysAndDefaultsElsewhere) {
  const Folder folder;
  const Scenario scenario = load(folder.write("base.toml", base_text));
  EXPECT_EQ(scenario.file, folder / "base.toml");
  EXPECT_EQ(scenario.model, "town");
  EXPECT_EQ(scenario.name, "The base");
  EXPECT_EQ(scenario.question, "What is?");
  EXPECT_EQ(scenario.settings.integer("services.clinic.places"), 430);
  EXPECT_EQ(scenario.settings.real("services.clinic.effect"), 1.0);
  EXPECT_EQ(scenario.settings.integer("run.burn_in"), 1096);
  EXPECT_EQ(scenario.settings.text("services.clinic.kind"), "large");
  EXPECT_THAT(scenario.changes, IsEmpty());
  EXPECT_THAT(scenario.targets, IsEmpty());
}

TEST(ScenarioLoading, SaysWhereEachValueComesFrom) {
  const Folder folder;
  const Scenario scenario = load(folder.write("base.toml", base_text), {{"run.seed", "9", "--seed"}});
  const auto origin = [&](const char* path) { return scenario.settings.entries().at(path).origin; };
  EXPECT_EQ(format_location(origin("services.clinic.places")), (folder / "base.toml").string() + ":10:1");
  EXPECT_EQ(format_location(origin("run.seed")), "--seed 9");
  EXPECT_EQ(format_location(origin("visits")), "default");
}

TEST(ScenarioLoading, LaysFilesAndOverridesOnTopOfEachOther) {
  const Folder folder;
  folder.write("base.toml", base_text);
  folder.write("middle.toml", "extends = 'base.toml'\n[services.clinic]\nplaces = 500\nkind = 'small'\n");
  const auto top = folder.write("top.toml", "extends = 'middle.toml'\nservices.clinic.places = 600\n");
  const Scenario scenario = load(top, {{"services.clinic.wait", "7", "--set"}});
  EXPECT_EQ(scenario.settings.integer("services.clinic.places"), 600);
  EXPECT_EQ(scenario.settings.text("services.clinic.kind"), "small");
  EXPECT_EQ(scenario.settings.real("services.clinic.effect"), 1.0);
  EXPECT_EQ(scenario.settings.integer("services.clinic.wait"), 7);
  EXPECT_EQ(load(top, {{"services.clinic.places", "700", "--set"}}).settings.integer("services.clinic.places"), 700);
}

TEST(ScenarioLoading, InheritsTheModelButNotTheName) {
  const Folder folder;
  folder.write("base.toml", base_text);
  const Scenario scenario = load(folder.write("other.toml", "extends = 'base.toml'\n"));
  EXPECT_EQ(scenario.model, "town");
  EXPECT_EQ(scenario.name, "other");
  EXPECT_EQ(scenario.question, "");
}

TEST(ScenarioLoading, ResolvesExtendsBesideTheFileThatSaysIt) {
  const Folder folder;
  std::filesystem::create_directories(folder / "deep");
  folder.write("base.toml", base_text);
  folder.write("deep/middle.toml", "extends = '../base.toml'\n");
  const Scenario scenario = load(folder.write("top.toml", "extends = 'deep/middle.toml'\n"));
  EXPECT_EQ(scenario.settings.integer("services.clinic.places"), 430);
}

TEST(ScenarioLoading, KeepsTheTextsBaseFirst) {
  const Folder folder;
  folder.write("base.toml", base_text);
  const Scenario scenario = load(folder.write("top.toml", "extends = 'base.toml'\n"));
  EXPECT_THAT(scenario.texts, ElementsAre(std::pair((folder / "base.toml").string(), base_text),
                                          std::pair((folder / "top.toml").string(), "extends = 'base.toml'\n")));
}

TEST(ScenarioLoading, AcceptsAByteOrderMarkAndQuotedPaths) {
  const Folder folder;
  const auto file = folder.write("a.toml", "\xef\xbb\xbfmodel = 'town'\n\"services.clinic.places\" = 5\n");
  EXPECT_EQ(load(file).settings.integer("services.clinic.places"), 5);
}

TEST(ScenarioLoading, ReadsEveryTypeOfSetting) {
  const Folder folder;
  const Scenario scenario = load(folder.write("a.toml", R"(model = "village"
visits = -4
[services.clinic]
open = false
opened = 2012-02-29
wait = "2w"
[services.visiting]
wards = []
shares = [0, 0.5]
)"));
  EXPECT_EQ(scenario.settings.integer("visits"), -4);
  EXPECT_FALSE(scenario.settings.boolean("services.clinic.open"));
  EXPECT_EQ(format_date(scenario.settings.date("services.clinic.opened")), "2012-02-29");
  EXPECT_EQ(scenario.settings.integer("services.clinic.wait"), 14);
  EXPECT_THAT(scenario.settings.texts("services.visiting.wards"), IsEmpty());
  EXPECT_THAT(scenario.settings.numbers("services.visiting.shares"), ElementsAre(0, 0.5));
}

TEST(ScenarioOverrides, AreTomlOrBareText) {
  const Folder folder;
  const auto file = folder.write("a.toml", "model = 'town'\n");
  const Scenario scenario = load(file, {{"services.clinic.kind", "small", "--set"},
                                        {"services.clinic.open", "false", "--set"},
                                        {"services.clinic.opened", "2011-01-01", "--set"},
                                        {"services.clinic.wait", "\"1w\"", "--set"},
                                        {"services.visiting.wards", "['a', 'b']", "--set"},
                                        {"services.visiting.shares", "[0.5]", "--set"},
                                        {"scenario.name", "2014", "--set"},
                                        {"scenario.question", "'Why?'", "--set"}});
  EXPECT_EQ(scenario.settings.text("services.clinic.kind"), "small");
  EXPECT_FALSE(scenario.settings.boolean("services.clinic.open"));
  EXPECT_EQ(format_date(scenario.settings.date("services.clinic.opened")), "2011-01-01");
  EXPECT_EQ(scenario.settings.integer("services.clinic.wait"), 7);
  EXPECT_THAT(scenario.settings.texts("services.visiting.wards"), ElementsAre("a", "b"));
  EXPECT_THAT(scenario.settings.numbers("services.visiting.shares"), ElementsAre(0.5));
  EXPECT_EQ(scenario.name, "2014");
  EXPECT_EQ(scenario.question, "Why?");
  EXPECT_EQ(load(file, {{"services.clinic.wait", "1w", "--set"}}).settings.integer("services.clinic.wait"), 7);
}

TEST(ScenarioOverrides, TheLastOfTwoHolds) {
  const Folder folder;
  const auto file = folder.write("a.toml", "model = 'town'\n");
  EXPECT_EQ(load(file, {{"visits", "1", "--set"}, {"visits", "2", "--set"}}).settings.integer("visits"), 2);
}

TEST(ScenarioOverrides, MayNameTheModel) {
  const Folder folder;
  const auto file = folder.write("a.toml", "visits = 1\n");
  EXPECT_EQ(load(file, {{"model", "village", "--set"}}).model, "village");
}

TEST(ScenarioChanges, StandInOrderOfDateAndAddUp) {
  const Folder folder;
  folder.write("base.toml", base_text + R"([[change]]
at = 2016-01-01
set."services.clinic.places" = 100
)");
  const Scenario scenario = load(folder.write("a.toml", R"(extends = "base.toml"
[[change]]
at = 2017-01-01
set.services.clinic.effect = 0.25
[[change]]
at = 2015-01-01
set = { "services.clinic.places" = 200, "services.clinic.open" = false }
[[change]]
at = 2016-01-01
set.services.clinic.places = 300
)"));
  ASSERT_EQ(scenario.changes.size(), 4U);
  const auto places = [&](std::size_t i) { return scenario.changes[i].settings.integer("services.clinic.places"); };
  EXPECT_EQ(format_date(scenario.changes[0].at), "2015-01-01");
  EXPECT_EQ(places(0), 200);
  EXPECT_EQ(places(1), 100) << "of one day, the base's change comes first";
  EXPECT_EQ(places(2), 300);
  EXPECT_EQ(places(3), 300);
  EXPECT_FALSE(scenario.changes[3].settings.boolean("services.clinic.open"));
  EXPECT_EQ(scenario.changes[2].settings.real("services.clinic.effect"), 1.0);
  EXPECT_EQ(scenario.changes[3].settings.real("services.clinic.effect"), 0.25);
  EXPECT_EQ(scenario.settings.integer("services.clinic.places"), 430) << "the first day is as the files say";
  EXPECT_THAT(scenario.changes[3].set, ElementsAre(std::pair("services.clinic.effect", Value(0.25))));
  EXPECT_EQ(scenario.changes[0].where.line, 5);
}

TEST(ScenarioChanges, MayFallOnTheFirstAndLastDay) {
  const Folder folder;
  const auto file = folder.write("a.toml", base_text + R"([[change]]
at = 2013-04-01
set.services.clinic.places = 1
[[change]]
at = 2018-03-31
set.services.clinic.places = 2
)");
  EXPECT_EQ(load(file).changes.size(), 2U);
}

TEST(ScenarioMatters, AreReadAndTheLastLayerCounts) {
  const Folder folder;
  folder.write("below.toml", base_text + "[matters]\nany = '1%'\nvisits_made = '5%'\n");
  const Scenario scenario = load(folder.write("a.toml", "extends = 'below.toml'\n[matters]\nvisits_made = 12\n"));
  ASSERT_EQ(scenario.matters.size(), 2U);
  EXPECT_EQ(scenario.matters[0].measure, any_measure);
  EXPECT_EQ(scenario.matters[0].share, 0.01);
  EXPECT_EQ(scenario.matters[1].measure, "visits_made");
  EXPECT_EQ(scenario.matters[1].share, std::nullopt);
  EXPECT_EQ(scenario.matters[1].amount, 12);
  EXPECT_THAT(resolved_text(scenario), testing::HasSubstr("[matters]\nany = \"1%\""));
}

TEST(ScenarioTargets, AreReadWhole) {
  const Folder folder;
  const Scenario scenario = load(folder.write("a.toml", base_text + R"([[target]]
measure = "visits_made"
compared_with = "other.toml"
change = "-12.5%"
by = 2016-03-31
source = "plan-2014"
[[target]]
measure = "waiting"
value = 3
[[target]]
measure = "reached"
compared_with = "other.toml"
change = 0.5
)"));
  ASSERT_EQ(scenario.targets.size(), 3U);
  const Target& first = scenario.targets[0];
  EXPECT_EQ(first.measure, "visits_made");
  EXPECT_EQ(first.compared_with, "other.toml");
  EXPECT_EQ(first.change, -0.125);
  EXPECT_EQ(first.value, std::nullopt);
  EXPECT_EQ(format_date(first.by.value()), "2016-03-31");
  EXPECT_EQ(first.source, "plan-2014");
  EXPECT_EQ(first.where.line, 12);
  EXPECT_EQ(scenario.targets[1].value, 3.0);
  EXPECT_EQ(scenario.targets[1].change, std::nullopt);
  EXPECT_EQ(scenario.targets[1].by, std::nullopt);
  EXPECT_EQ(scenario.targets[2].change, 0.5);
}

}  // namespace
}  // namespace kith
