// Settings as declarations: values as text, declaring and reading a struct, what a declaration allows.
#include "engine/settings/explain.hpp"
#include "engine/settings/scenario.hpp"
#include "engine/settings/setting_check.hpp"
#include "tests/engine/scenario_example.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace kith {
namespace {

using example::Clinics;
using testing::HasSubstr;

TEST(FormatValue, WritesToml) {
  EXPECT_EQ(format_value(true), "true");
  EXPECT_EQ(format_value(std::int64_t{-3}), "-3");
  EXPECT_EQ(format_value(2.0), "2.0");
  EXPECT_EQ(format_value(0.1), "0.1");
  EXPECT_EQ(format_value(1e300), "1e+300");
  EXPECT_EQ(format_value(std::string("a \"b\" \\ \n\t\x01")), R"("a \"b\" \\ \n\u0009\u0001")");
  EXPECT_EQ(format_value(parse_date("2014-04-01")), "2014-04-01");
  EXPECT_EQ(format_value(TextList{"a", "b"}), R"(["a", "b"])");
  EXPECT_EQ(format_value(NumberList{1, 2.5}), "[1.0, 2.5]");
  EXPECT_EQ(format_value(TextList{}), "[]");
}

TEST(Declarations, RefuseASecondMeaning) {
  Declarations declarations;
  declarations.add({.path = "a.b", .default_value = true});
  EXPECT_THROW(declarations.add({.path = "a.b", .default_value = true}), std::logic_error);
  EXPECT_THROW(declarations.add({.path = "a", .default_value = true}), std::logic_error);
  EXPECT_THROW(declarations.add({.path = "a.b.c", .default_value = true}), std::logic_error);
  EXPECT_THROW(declarations.add({.path = "", .default_value = true}), std::logic_error);
  declarations.add({.path = "a.bc", .default_value = true});
  EXPECT_THAT(declarations.paths(), testing::ElementsAre("a.b", "a.bc"));
  EXPECT_EQ(declarations.find("a.bc")->path, "a.bc");
  EXPECT_EQ(declarations.find("a.c"), nullptr);
}

TEST(SettingsValues, RefuseMistakesOfTheProgram) {
  Settings settings(example::declarations());
  EXPECT_THROW(settings.integer("run.sede"), std::logic_error);
  EXPECT_THROW(settings.real("run.seed"), std::logic_error);
  EXPECT_THROW(settings.set("run.sede", std::int64_t{1}, {}), std::logic_error);
  EXPECT_THROW(settings.set("run.seed", true, {}), std::logic_error);
  settings.set("services.clinic.effect", std::int64_t{1}, {});
  EXPECT_EQ(settings.real("services.clinic.effect"), 1.0);
}

TEST(SettingsValues, BeginAsDefaults) {
  const Settings settings(example::declarations());
  EXPECT_EQ(settings.integer("services.clinic.places"), 400);
  EXPECT_EQ(settings.entries().at("visits").origin.file, "default");
  EXPECT_EQ(settings.entries().size(), example::declarations().all().size());
}

TEST(Fields, AreReadIntoTheirOwnMembers) {
  Settings settings(example::declarations());
  settings.set("services.clinic.places", std::int64_t{7}, {});
  settings.set("services.clinic.effect", 0.75, {});
  settings.set("services.clinic.kind", std::string("small"), {});
  settings.set("services.clinic.open", false, {});
  settings.set("services.clinic.opened", parse_date("2012-05-06"), {});
  settings.set("services.visiting.wards", TextList{"south", "east"}, {});
  settings.set("services.visiting.shares", NumberList{0.5}, {});
  settings.set("visits", std::int64_t{9}, {});
  settings.set("services.clinic.wait", std::int64_t{11}, {});
  const auto clinics = read<Clinics>(settings);
  EXPECT_EQ(clinics.places, 7);
  EXPECT_EQ(clinics.effect, 0.75);
  EXPECT_EQ(clinics.kind, "small");
  EXPECT_FALSE(clinics.open);
  EXPECT_EQ(format_date(clinics.opened), "2012-05-06");
  EXPECT_EQ(clinics.wards, (TextList{"south", "east"}));
  EXPECT_EQ(clinics.shares, NumberList{0.5});
  EXPECT_EQ(clinics.visits, 9);
  EXPECT_EQ(clinics.wait, 11);
}

TEST(Fields, DeclareAllTheySay) {
  const Declarations all = example::declarations();
  const Setting& places = *all.find("services.clinic.places");
  EXPECT_EQ(std::get<std::int64_t>(places.default_value), 400);
  EXPECT_EQ(places.unit, "people");
  EXPECT_EQ(places.help, "Places at one time.");
  EXPECT_EQ(places.lowest, 0);
  EXPECT_EQ(places.highest, 100000);
  EXPECT_EQ(places.when, When::any_time);
  EXPECT_EQ(places.source, "health-2014");
  EXPECT_TRUE(all.find("services.clinic.effect")->lowest_excluded);
  EXPECT_FALSE(all.find("services.clinic.effect")->highest_excluded);
  EXPECT_TRUE(all.find("services.visiting.shares")->highest_excluded);
  EXPECT_EQ(all.find("services.clinic.kind")->choices, (TextList{"large", "small"}));
  EXPECT_TRUE(all.find("services.clinic.wait")->duration);
  EXPECT_EQ(all.find("visits")->when, When::at_start);
}

/// A value other than the default for every one of the engine's settings.
TEST(RunSettingsFields, AreReadIntoTheirOwnMembers) {
  Settings settings(example::declarations());
  settings.set("run.start", parse_date("2001-02-03"), {});
  settings.set("run.end", parse_date("2004-05-06"), {});
  settings.set("run.step_days", std::int64_t{11}, {});
  settings.set("run.burn_in", std::int64_t{12}, {});
  settings.set("run.replicates", std::int64_t{13}, {});
  settings.set("run.first_replicate", std::int64_t{14}, {});
  settings.set("run.seed", std::int64_t{15}, {});
  settings.set("output.events", true, {});
  settings.set("output.people", TextList{"all"}, {});
  settings.set("output.episodes", TextList{"some", "others"}, {});
  const auto run = read<RunSettings>(settings);
  EXPECT_EQ(format_date(run.start), "2001-02-03");
  EXPECT_EQ(format_date(run.end), "2004-05-06");
  EXPECT_EQ(run.step_days, 11);
  EXPECT_EQ(run.burn_in_days, 12);
  EXPECT_EQ(run.replicates, 13);
  EXPECT_EQ(run.first_replicate, 14);
  EXPECT_EQ(run.seed, 15);
  EXPECT_TRUE(run.event_log);
  EXPECT_EQ(run.people, TextList{"all"});
  EXPECT_EQ(run.episodes, (TextList{"some", "others"}));
}

TEST(RunSettingsFields, EveryOneIsInTheTestAbove) {
  Declarations all;
  declare<RunSettings>(all);
  EXPECT_THAT(all.paths(), testing::ElementsAre("run.start", "run.end", "run.step_days", "run.burn_in",
                                                "run.replicates", "run.first_replicate", "run.seed", "output.events",
                                                "output.people", "output.episodes"));
}

TEST(RunSettingsTimeline, ReportsWholeStepsOfAtLeastAWeek) {
  const auto report_days = [](std::int64_t step_days) {
    RunSettings run;
    run.step_days = step_days;
    return run.timeline().report_days;
  };
  EXPECT_EQ(report_days(1), 7);
  EXPECT_EQ(report_days(2), 8);
  EXPECT_EQ(report_days(3), 9);
  EXPECT_EQ(report_days(6), 12);
  EXPECT_EQ(report_days(7), 7);
  EXPECT_EQ(report_days(14), 14);
  EXPECT_EQ(report_days(366), 366);
}

TEST(RunSettingsTimeline, HasTheDatesAndSteps) {
  RunSettings run;
  run.start = parse_date("2001-02-03");
  run.end = parse_date("2001-02-13");
  run.step_days = 2;
  run.burn_in_days = 30;
  const Timeline timeline = run.timeline();
  EXPECT_EQ(format_date(timeline.start), "2001-02-03");
  EXPECT_EQ(timeline.last_day(), 10);
  EXPECT_EQ(timeline.step_days, 2);
  EXPECT_EQ(timeline.burn_in_days, 30);
}

TEST(Duration, IsDaysWeeksOrYears) {
  EXPECT_EQ(parse_duration("10d"), 10);
  EXPECT_EQ(parse_duration("26w"), 182);
  EXPECT_EQ(parse_duration("1y"), 365);
  EXPECT_EQ(parse_duration("3y"), 1096);
  EXPECT_EQ(parse_duration("4y"), 1461);
  EXPECT_EQ(parse_duration("0d"), 0);
}

TEST(Duration, IsNothingElse) {
  for (const char* text : {"", "d", "y", "3", "3 y", "-3y", "3m", "3.5y", "y3", "1e3d", "9999999999d", "+3d"})
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(Allowed, SaysTheRangeTheUnitAndTheChoices) {
  const Declarations all = example::declarations();
  EXPECT_EQ(allowed_values(*all.find("run.step_days")), "a whole number from 1 to 366 (days)");
  EXPECT_EQ(allowed_values(*all.find("run.seed")), "a whole number of at least 0");
  EXPECT_EQ(allowed_values(*all.find("services.clinic.effect")), "a number above 0 and of at most 1");
  EXPECT_EQ(allowed_values(*all.find("services.clinic.kind")), "one of 'large', 'small'");
  EXPECT_EQ(allowed_values(*all.find("services.visiting.shares")), "a list of numbers of at least 0 and below 1");
  EXPECT_THAT(allowed_values(*all.find("services.clinic.wait")), HasSubstr("\"3y\""));
}

TEST(Allowed, KeepsToTheBounds) {
  const Declarations all = example::declarations();
  const Setting& effect = *all.find("services.clinic.effect");
  EXPECT_FALSE(is_allowed(effect, 0.0));
  EXPECT_TRUE(is_allowed(effect, std::nextafter(0.0, 1.0)));
  EXPECT_TRUE(is_allowed(effect, 1.0));
  EXPECT_FALSE(is_allowed(effect, std::nextafter(1.0, 2.0)));
  EXPECT_FALSE(is_allowed(effect, std::nan("")));
  EXPECT_FALSE(is_allowed(effect, std::int64_t{1}));
  EXPECT_FALSE(is_allowed(Setting{.path = "x", .default_value = 1.0}, INFINITY));
  EXPECT_TRUE(is_allowed(*all.find("services.visiting.shares"), NumberList{0, 0.5}));
  EXPECT_FALSE(is_allowed(*all.find("services.visiting.shares"), NumberList{0, 1}));
  EXPECT_FALSE(is_allowed(*all.find("services.clinic.kind"), std::string("medium")));
}

TEST(Explanation, SaysEverythingDeclared) {
  const Setting setting{.path = "services.clinic.effect",
                        .default_value = 0.86,
                        .unit = "ratio",
                        .help = "Factor on risk.",
                        .lowest = 0,
                        .highest = 2,
                        .when = When::any_time,
                        .source = "trial-2009",
                        .grade = "B",
                        .distribution = "lognormal(0.86, 0.08)"};
  const std::string text = explain_setting(setting);
  for (const char* said : {"services.clinic.effect\n", "Factor on risk.", "ratio", "0.86", "a number from 0 to 2",
                           "during a run", "trial-2009", "B", "median 0.86"})
    EXPECT_THAT(text, HasSubstr(said));
}

TEST(Explanation, LeavesOutWhatIsNotThere) {
  const std::string text = explain_setting(*example::declarations().find("services.clinic.open"));
  EXPECT_THAT(text, testing::Not(HasSubstr("source")));
  EXPECT_THAT(text, testing::Not(HasSubstr("unit")));
  EXPECT_THAT(explain_setting(*example::declarations().find("run.seed")), HasSubstr("fixed when the run starts"));
}

}  // namespace
}  // namespace kith
