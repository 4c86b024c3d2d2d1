// The resolved scenario as text: reads back to the same values, and says where each came from.
#include "engine/settings/scenario.hpp"
#include "tests/engine/scenario_example.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace kith {
namespace {

using example::Folder;
using testing::HasSubstr;

/// One setting of every type without bounds, so that any value may stand in it.
struct Anything {
  bool truth = false;
  std::int64_t whole = 0;
  double real = 0;
  std::string text;
  Date date{};
  TextList texts;
  NumberList numbers;
};

void fields(FieldVisitor& visitor, Anything& anything) {
  visitor.field({.path = "truth"}, anything.truth);
  visitor.field({.path = "deep.whole", .when = When::any_time}, anything.whole);
  visitor.field({.path = "deep.er.real", .when = When::any_time}, anything.real);
  visitor.field({.path = "odd key.text", .when = When::any_time}, anything.text);
  visitor.field({.path = "deep.date"}, anything.date);
  visitor.field({.path = "deep.er.texts", .when = When::any_time}, anything.texts);
  visitor.field({.path = "deep.numbers"}, anything.numbers);
}

Declarations declare_anything(const std::string&, const std::vector<std::filesystem::path>&) {
  Declarations all;
  declare<Anything>(all);
  return all;
}

Scenario load_anything(const std::filesystem::path& file) {
  return load_scenario(file, {}, {"anything"}, declare_anything);
}

std::string encoded(const std::vector<std::uint32_t>& characters) {
  std::string text;
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  for (const std::uint32_t code : characters) {
    if (code < 0x80) {
      add(code);
    } else if (code < 0x800) {
      add(0xc0U | (code >> 6U));
      add(0x80U | (code & 0x3fU));
    } else {
      add(0xe0U | (code >> 12U));
      add(0x80U | ((code >> 6U) & 0x3fU));
      add(0x80U | (code & 0x3fU));
    }
  }
  return text;
}

/// Any text, with many of the characters that need care in TOML.
rc::Gen<std::string> any_text() {
  const auto character =
      rc::gen::oneOf(rc::gen::inRange<std::uint32_t>(0, 0x80), rc::gen::inRange<std::uint32_t>(0, 0xd800),
                     rc::gen::elementOf(std::vector<std::uint32_t>{'"', '\\', '\n', '\r', '\'', '#', 0x7f}));
  return rc::gen::map(rc::gen::container<std::vector<std::uint32_t>>(character), encoded);
}

rc::Gen<double> any_real() {
  return rc::gen::suchThat(
      rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t bits) { return std::bit_cast<double>(bits); }),
      [](double number) { return std::isfinite(number); });
}

rc::Gen<Date> any_date() {
  const int first = static_cast<int>(parse_date("0001-01-01").time_since_epoch().count());
  const int last = static_cast<int>(parse_date("9999-12-31").time_since_epoch().count());
  return rc::gen::map(rc::gen::inRange(first, last + 1), [](int days) { return Date(std::chrono::days(days)); });
}

RC_GTEST_PROP(ResolvedText, ReadsBackToTheSameValues, ()) {
  static const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("kith-resolved-" + std::to_string(getpid()) + ".toml");
  Scenario scenario;
  scenario.file = "some \"file\".toml";
  scenario.model = "anything";
  scenario.name = *any_text();
  scenario.question = *any_text();
  scenario.settings = Settings(declare_anything("", {}));
  const SourceLocation origin{*any_text(), 3, 4};
  scenario.settings.set("truth", *rc::gen::arbitrary<bool>(), origin);
  scenario.settings.set("deep.whole", *rc::gen::arbitrary<std::int64_t>(), origin);
  scenario.settings.set("deep.er.real", *any_real(), origin);
  scenario.settings.set("odd key.text", *any_text(), origin);
  scenario.settings.set("deep.date", *any_date(), origin);
  scenario.settings.set("deep.er.texts", *rc::gen::container<TextList>(any_text()), origin);
  scenario.settings.set("deep.numbers", *rc::gen::container<NumberList>(any_real()), origin);
  Change change{*any_date(), {{"odd key.text", *any_text()}, {"deep.er.real", *any_real()}}, {}, origin};
  scenario.changes.push_back(change);

  std::ofstream(file, std::ios::binary) << resolved_text(scenario);
  const Scenario again = load_anything(file);
  std::filesystem::remove(file);
  RC_ASSERT(again.name == scenario.name);
  RC_ASSERT(again.question == scenario.question);
  for (const auto& [path, entry] : scenario.settings.entries())
    RC_ASSERT(again.settings.entries().at(path).value == entry.value);
  RC_ASSERT(again.changes.size() == 1U);
  RC_ASSERT(again.changes[0].at == change.at);
  RC_ASSERT(again.changes[0].set == change.set);
}

const std::string example_text = R"(model = "town"
[scenario]
name = "A"
[run]
seed = 4
[[change]]
at = 2015-01-01
set.services.clinic.places = 9
[[target]]
measure = "reached"
compared_with = "b.toml"
change = "-10%"
by = 2016-01-01
source = "plan"
[[target]]
measure = "waiting"
value = 2
)";

TEST(ResolvedText, HasEverySettingWithItsOrigin) {
  const Folder folder;
  const Scenario scenario = example::load(folder.write("a.toml", example_text), {{"visits", "5", "--set"}});
  const std::string text = resolved_text(scenario);
  EXPECT_THAT(text, HasSubstr("seed = 4  # from " + (folder / "a.toml").string() + ":5:1\n"));
  EXPECT_THAT(text, HasSubstr("visits = 5  # from --set visits=5\n"));
  EXPECT_THAT(text, HasSubstr("replicates = 20  # default\n"));
  EXPECT_THAT(text, HasSubstr("\n[services.clinic]\n"));
}

TEST(ResolvedText, KeepsChangesAndTargets) {
  const Folder folder;
  const Scenario scenario = example::load(folder.write("a.toml", example_text));
  const Scenario again = example::load(folder.write("b.toml", resolved_text(scenario)));
  ASSERT_EQ(again.changes.size(), 1U);
  EXPECT_EQ(again.changes[0].settings.integer("services.clinic.places"), 9);
  ASSERT_EQ(again.targets.size(), 2U);
  EXPECT_EQ(again.targets[0].measure, "reached");
  EXPECT_EQ(again.targets[0].compared_with, "b.toml");
  EXPECT_EQ(again.targets[0].change, -0.1);
  EXPECT_EQ(again.targets[0].by, parse_date("2016-01-01"));
  EXPECT_EQ(again.targets[0].source, "plan");
  EXPECT_EQ(again.targets[1].value, 2.0);
  EXPECT_EQ(again.name, "A");
}

TEST(StarterText, IsASoundScenarioOfDefaults) {
  const Folder folder;
  const Declarations declarations = example::declarations();
  const std::string text = starter_text("village", "a village", declarations);
  EXPECT_THAT(text, HasSubstr("# a village\n"));
  EXPECT_THAT(text, HasSubstr("places = 400  # people: Places at one time.\n"));
  const Scenario scenario = example::load(folder.write("a.toml", text));
  const Settings defaults(declarations);
  for (const auto& [path, entry] : scenario.settings.entries())
    EXPECT_EQ(entry.value, defaults.entries().at(path).value) << path;
}

}  // namespace
}  // namespace kith
