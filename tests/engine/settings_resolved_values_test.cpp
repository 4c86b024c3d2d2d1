// Settings read back out of a resolved scenario, and the differences between two.
#include "engine/settings/resolved_values.hpp"

#include <gtest/gtest.h>

namespace kith {
namespace {

constexpr const char* base = R"(model = "town"
[run]
seed = 1  # default
[place]
name = "north"
wards = ["a", "b"]
[services.clinic]
places = 40  # from base.toml:3:1
[[change]]
at = 2014-04-01
set."services.clinic.places" = 60
[[target]]
measure = "x"
value = 3
[scenario]
name = "Base"
question = ""
)";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

TEST(ResolvedValues, AreReadWithoutDeclarations) {
  const ResolvedValues values = read_resolved(base);
  EXPECT_EQ(values.at_start.at("place.name"), "\"north\"");
  EXPECT_EQ(values.at_start.at("services.clinic.places"), "40");
  EXPECT_EQ(values.at_start.at("run.seed"), "1");
  EXPECT_FALSE(values.at_start.contains("target.measure"));
  ASSERT_EQ(values.changes.size(), 1U);
  EXPECT_EQ(values.changes[0], (ResolvedValues::Change{"2014-04-01", "services.clinic.places", "60", ""}));
}

TEST(ResolvedValues, OfNonsenseAreNone) {
  for (const char* text : {"", "[", "a = ", "change = 3", "[[change]]\nat = 1\n", "\xff"})
    EXPECT_TRUE(read_resolved(text).changes.empty()) << text;
}

TEST(SettingDifferences, OfLikeScenariosAreNone) { EXPECT_TRUE(setting_differences(base, base).empty()); }

TEST(SettingDifferences, LeaveOutHowAScenarioIsRunAndCalled) {
  const std::string other = replaced(replaced(base, "seed = 1", "seed = 2"), "\"Base\"", "\"Other\"");
  EXPECT_TRUE(setting_differences(base, other).empty());
}

TEST(SettingDifferences, TellTheFirstDayAndChangesOfEither) {
  const std::string other = replaced(replaced(base, "places = 40", "places = 50"),
                                     "set.\"services.clinic.places\" = 60", "set.\"place.name\" = \"south\"");
  const auto differences = setting_differences(base, other);
  ASSERT_EQ(differences.size(), 3U);
  EXPECT_EQ(differences[0].at, "");
  EXPECT_EQ(differences[0].path, "services.clinic.places");
  EXPECT_EQ(differences[0].base, "40");
  EXPECT_EQ(differences[0].alternative, "50");
  EXPECT_EQ(differences[1].at, "2014-04-01");
  EXPECT_EQ(differences[1].path, "place.name");
  EXPECT_EQ(differences[1].base, "\"north\"");
  EXPECT_EQ(differences[1].alternative, "\"south\"");
  EXPECT_EQ(differences[2].path, "services.clinic.places");
  EXPECT_EQ(differences[2].base, "60") << "the change only the base makes";
  EXPECT_EQ(differences[2].alternative, "50");
}

TEST(SettingDifferences, OfADayAreBetweenWhatHoldsThen) {
  const std::string later =
      replaced(base, "[[target]]", "[[change]]\nat = 2015-04-01\nset.\"services.clinic.places\" = 80\n[[target]]");
  const auto differences = setting_differences(base, later);
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_EQ(differences[0].at, "2015-04-01");
  EXPECT_EQ(differences[0].base, "60") << "as the base has changed it by then";
  EXPECT_EQ(differences[0].alternative, "80");
}

TEST(SettingDifferences, OfTwoChangesOfOneDayAreToldOnce) {
  const auto differences = setting_differences(base, replaced(base, "= 60", "= 70"));
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_EQ(differences[0].base, "60");
  EXPECT_EQ(differences[0].alternative, "70");
  const auto until = setting_differences(base, replaced(base, "places = 40", "places = 60"));
  ASSERT_EQ(until.size(), 2U);
  EXPECT_EQ(until[1].base, until[1].alternative) << "on the day of the change both hold the same: the difference ends";
}

TEST(SettingDifferences, ChangesThatReactAreToldBesideWhatTheDatesSay) {
  const std::string one = "[[change]]\nwhen = \"visits > 5\"\nset.\"services.clinic.places\" = 90\n";
  const std::string other = "[[change]]\nwhen = \"visits > 9\"\nset.\"services.clinic.places\" = 95\n";
  const auto with = [](const std::string& changes) { return replaced(base, "[[target]]", changes + "[[target]]"); };
  const auto without_one = setting_differences(with(one + other), with(other));
  ASSERT_EQ(without_one.size(), 1U) << "the later one is no reason to keep silent about the first";
  EXPECT_EQ(without_one[0].base, "90 when visits > 5");
  EXPECT_EQ(without_one[0].alternative, "40");
  const auto dated =
      setting_differences(with(one), with(one + "[[change]]\nat = 2015-04-01\nset.\"services.clinic.places\" = 80\n"));
  ASSERT_EQ(dated.size(), 1U) << "that which both have goes on holding in both";
  EXPECT_EQ(dated[0].base, "60");
  EXPECT_EQ(dated[0].alternative, "80");
  EXPECT_TRUE(setting_differences(with(one), with(one)).empty());
  const ResolvedValues values = read_resolved(with(one));
  EXPECT_TRUE(values.may_be("90", "2015-04-01", "services.clinic.places"));
  EXPECT_TRUE(values.may_be("60", "2015-04-01", "services.clinic.places"));
  EXPECT_FALSE(values.may_be("9", "2015-04-01", "services.clinic.places"));
}

}  // namespace
}  // namespace kith
