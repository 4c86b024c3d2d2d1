// The reader of data files.
#include "engine/settings/toml_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> texts_of(const std::vector<Problem>& problems) {
  std::vector<std::string> texts;
  for (const Problem& problem : problems) texts.push_back(format_location(problem.where) + ": " + problem.message);
  return texts;
}

TEST(TomlTableReading, GivesEveryType) {
  std::vector<Problem> problems;
  const auto table = TomlTable::parse(R"(
name = "clinic"
rate = 0.25
whole = 3
open = true
since = 2014-04-01
wards = ["a", "b"]
shares = [1, 2.5]
none = []
[effect.risk]
factor = 0.9
[[step]]
days = 1
[[step]]
days = 2
)",
                                      "f.toml", problems);
  EXPECT_EQ(table.text("name"), "clinic");
  EXPECT_EQ(table.real("rate"), 0.25);
  EXPECT_EQ(table.real("whole"), 3.0);
  EXPECT_EQ(table.integer("whole"), 3);
  EXPECT_TRUE(table.boolean("open"));
  EXPECT_EQ(format_date(table.date("since")), "2014-04-01");
  EXPECT_THAT(table.texts("wards"), ElementsAre("a", "b"));
  EXPECT_THAT(table.numbers("shares"), ElementsAre(1, 2.5));
  EXPECT_THAT(table.numbers("none"), IsEmpty());
  EXPECT_THAT(table.texts("none"), IsEmpty());
  EXPECT_EQ(table.table("effect").table("risk").real("factor"), 0.9);
  const auto steps = table.tables("step");
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].integer("days"), 1);
  EXPECT_EQ(steps[1].integer("days"), 2);
  table.finish();
  EXPECT_THAT(texts_of(problems), IsEmpty());
}

TEST(TomlTableReading, KeepsTheOrderOfTheFile) {
  std::vector<Problem> problems;
  const auto table = TomlTable::parse("zebra = 1\nant = 2\n[mole]\n[bee]\n", "f.toml", problems);
  EXPECT_THAT(table.keys(), ElementsAre("zebra", "ant", "mole", "bee"));
}

TEST(TomlTableReading, FallsBackSilently) {
  std::vector<Problem> problems;
  const auto table = TomlTable::parse("", "f.toml", problems);
  EXPECT_EQ(table.text("a", "x"), "x");
  EXPECT_EQ(table.real("b", 0.5), 0.5);
  EXPECT_EQ(table.integer("c", 5), 5);
  EXPECT_TRUE(table.boolean("d", true));
  EXPECT_THAT(table.texts("e", {"y"}), ElementsAre("y"));
  EXPECT_THAT(table.numbers("f", {1.5}), ElementsAre(1.5));
  EXPECT_EQ(table.table("g").integer("h", 7), 7);
  EXPECT_THAT(table.tables("i"), IsEmpty());
  EXPECT_FALSE(table.has("j"));
  table.finish();
  EXPECT_THAT(texts_of(problems), IsEmpty());
}

TEST(TomlTableReading, ReportsWhatIsMissing) {
  std::vector<Problem> problems;
  const auto table = TomlTable::parse("\n[effect]\n", "f.toml", problems);
  EXPECT_EQ(table.text("name"), "");
  EXPECT_EQ(table.table("effect").real("factor"), 0);
  table.table("absent").boolean("on");
  EXPECT_THAT(texts_of(problems), ElementsAre("f.toml: 'name' is missing", "f.toml:2:2: 'effect.factor' is missing",
                                              "f.toml: 'absent.on' is missing"));
}

TEST(TomlTableReading, ReportsWrongTypesAtTheValue) {
  std::vector<Problem> problems;
  const auto table =
      TomlTable::parse("a = 1\nb = 'x'\nc = 1.5\nd = nan\ne = ['x', 1]\nf = 1\ng = [1]\nh = 07:30:00\ni = { j = 1 }\n",
                       "f.toml", problems);
  table.text("a");
  table.real("b");
  table.integer("c");
  table.real("d", 1);
  table.texts("e");
  table.table("f");
  table.tables("g");
  table.value("h");
  table.value("i");
  table.finish();
  EXPECT_THAT(texts_of(problems),
              ElementsAre("f.toml:1:5: 'a' must be a text, not the number 1",
                          "f.toml:2:5: 'b' must be a finite number, not the text 'x'",
                          "f.toml:3:5: 'c' must be a whole number, not the number 1.5",
                          "f.toml:4:5: 'd' must be a finite number, not the number nan",
                          "f.toml:5:11: 'e[2]' must be a text, not the number 1",
                          "f.toml:6:5: 'f' must be a table, not the number 1",
                          "f.toml:7:6: 'g' must be a list of tables, not the number 1",
                          "f.toml:8:5: 'h' must be a single value, a list of texts or a list of numbers, not a time",
                          "f.toml:9:5: 'i' must be a single value, a list of texts or a list of numbers, not a table"));
}

TEST(TomlTableReading, ReportsKeysNobodyAskedFor) {
  std::vector<Problem> problems;
  const auto table =
      TomlTable::parse("name = 'x'\nextra = 1\n[deep.er]\nplases = 1\n[unread]\nx = 1\n[[step]]\ndays = 1\ndayz = 2\n",
                       "f.toml", problems);
  table.text("name");
  table.table("deep").table("er").integer("places", 1);
  for (const auto& step : table.tables("step")) step.integer("days");
  table.finish();
  EXPECT_THAT(texts_of(problems),
              ElementsAre("f.toml:2:1: unknown key 'extra'", "f.toml:4:1: unknown key 'plases'; did you mean 'places'?",
                          "f.toml:5:2: unknown key 'unread'", "f.toml:9:1: unknown key 'dayz'; did you mean 'days'?"));
}

TEST(TomlTableReading, ReadsFreeKeysOnceAskedFor) {
  std::vector<Problem> problems;
  const auto table = TomlTable::parse("[costs]\na = 1\nb = true\n", "f.toml", problems);
  const auto costs = table.table("costs");
  std::vector<Value> values;
  for (const std::string& key : costs.keys()) values.push_back(costs.value(key));
  table.finish();
  EXPECT_THAT(values, ElementsAre(Value(std::int64_t{1}), Value(true)));
  EXPECT_THAT(texts_of(problems), IsEmpty());
}

TEST(TomlTableReading, PlacesTheReadersOwnProblems) {
  std::vector<Problem> problems;
  const auto table = TomlTable::parse("\n[effect]\n  when = 'age >'\n", "f.toml", problems);
  const auto effect = table.table("effect");
  effect.problem("when", "no such expression");
  effect.problem("", "an effect without a size");
  EXPECT_THAT(texts_of(problems),
              ElementsAre("f.toml:3:3: no such expression", "f.toml:2:2: an effect without a size"));
}

TEST(TomlTableReading, SaysOneThingOnlyOfABrokenFile) {
  std::vector<Problem> problems;
  const auto table = TomlTable::parse("name = 'x'\nvalue = = 2\n", "f.toml", problems);
  EXPECT_EQ(table.text("name"), "");
  table.table("effect").real("factor");
  table.finish();
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].where.line, 2);
  EXPECT_THAT(problems[0].message, testing::StartsWith("not valid TOML: "));
}

TEST(TomlTableReading, OutlivesTheRootHandle) {
  std::vector<Problem> problems;
  const auto risk = TomlTable::parse("[effect.risk]\nfactor = 0.9\n", "f.toml", problems).table("effect").table("risk");
  EXPECT_EQ(risk.real("factor"), 0.9);
}

}  // namespace
}  // namespace kith
