// Unsound scenarios: each fault is found at its place, with what is allowed and a near name, all of them at once.
#include "engine/settings/scenario.hpp"
#include "tests/engine/scenario_example.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith {
namespace {

using example::Folder;
using example::problems_of;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::string model_line = "model = 'town'\n";
const std::string top_level =
    "; allowed: model, extends, catalogue, regimes, scenario, change, target, matters, run, output, services, visits";

/// The one problem of a scenario file with this text under the line that names the model.
std::string problem_of(const std::string& text, const std::vector<Override>& overrides = {}) {
  const Folder folder;
  const auto problems = problems_of(folder.write("a.toml", model_line + text), overrides);
  EXPECT_EQ(problems.size(), 1U) << testing::PrintToString(problems);
  return problems.empty() ? "" : problems[0];
}

TEST(ScenarioFaults, UnknownSetting) {
  EXPECT_EQ(
      problem_of("[run]\nsede = 3\n"),
      "a.toml:3:1: unknown setting 'sede' in 'run'; did you mean 'seed'?; allowed: start, end, step_days, burn_in, "
      "replicates, first_replicate, seed");
  EXPECT_EQ(problem_of("vists = 3\n"), "a.toml:2:1: unknown setting 'vists'; did you mean 'visits'?" + top_level);
  EXPECT_EQ(problem_of("zebra = 3\n"), "a.toml:2:1: unknown setting 'zebra'" + top_level);
}

TEST(ScenarioFaults, WhatMattersIsAPercentageOrANumberAboveNought) {
  EXPECT_THAT(problem_of("[matters]\nvisits_made = 'much'\n"),
              StartsWith("a.toml:3:1: the smallest change of visits_made "));
  EXPECT_THAT(problem_of("[matters]\nvisits_made = '-1%'\n"), HasSubstr("must be above 0"));
  EXPECT_THAT(problem_of("[matters]\nvisits_made = 0\n"), HasSubstr("not 0"));
  EXPECT_THAT(problem_of("[matters]\nvisits_made = true\n"), HasSubstr("not true"));
  EXPECT_THAT(problem_of("[matters]\nany = 3\n"), HasSubstr("must be a percentage"));
}

TEST(ScenarioFaults, SettingOutsideItsTable) {
  EXPECT_EQ(problem_of("seed = 3\n"), "a.toml:2:1: unknown setting 'seed'; did you mean 'run.seed'?" + top_level);
}

TEST(ScenarioFaults, UnknownService) {
  EXPECT_EQ(problem_of("[services.clinik]\nplaces = 3\n"),
            "a.toml:2:11: unknown service 'clinik' in 'services'; did you mean 'clinic'?; allowed: clinic, visiting");
  EXPECT_EQ(problem_of("[[change]]\nat = 2014-01-01\nset.\"services.clinik.places\" = 3\n"),
            "a.toml:4:5: unknown service 'clinik' in 'services'; did you mean 'clinic'?; allowed: clinic, visiting");
}

TEST(ScenarioFaults, UnknownTable) {
  EXPECT_THAT(problem_of("[runs]\nseed = 3\n"), StartsWith("a.toml:2:2: unknown setting 'runs'; did you mean 'run'?"));
  EXPECT_THAT(problem_of("changes = []\n"), HasSubstr("did you mean 'change'?"));
  EXPECT_THAT(problem_of("[services.clinic.places]\nmore = 3\n"), HasSubstr("not a table"));
  EXPECT_EQ(problem_of("services = 3\n"), "a.toml:2:12: 'services' must be a table of settings, not the number 3");
  EXPECT_THAT(problem_of("\"services.clinic\" = 3\n"), HasSubstr("'services.clinic' must be a table of settings"));
  EXPECT_THAT(problem_of("'' = 3\n"), HasSubstr("unknown setting ''"));
  EXPECT_THAT(problem_of("[run]\n'' = 3\n"), HasSubstr("unknown setting '' in 'run'"));
}

TEST(ScenarioFaults, WrongType) {
  EXPECT_EQ(problem_of("visits = 3.5\n"),
            "a.toml:2:10: 'visits' must be a whole number (per week), not the number 3.5");
  EXPECT_EQ(problem_of("visits = '3'\n"),
            "a.toml:2:10: 'visits' must be a whole number (per week), not the text '3'; write it without quotes");
  EXPECT_EQ(problem_of("run.start = '2014-01-01'\n"),
            "a.toml:2:13: 'run.start' must be a date such as 2014-04-01, not the text '2014-01-01'; write it without "
            "quotes");
  EXPECT_EQ(problem_of("run.start = 2014-01-01T07:00:00\n"),
            "a.toml:2:13: 'run.start' must be a date such as 2014-04-01, not a time");
  EXPECT_EQ(problem_of("output.events = 1\n"), "a.toml:2:17: 'output.events' must be true or false, not the number 1");
  EXPECT_EQ(problem_of("services.visiting.wards = 'a'\n"),
            "a.toml:2:27: 'services.visiting.wards' must be a list of texts, not the text 'a'");
  EXPECT_EQ(problem_of("services.visiting.wards = ['a', 1]\n"),
            "a.toml:2:33: 'services.visiting.wards[2]' must be a text in quotes, not the number 1");
  EXPECT_EQ(problem_of("", {{"services.visiting.wards", "[['a']]", "--set"}}),
            "--set services.visiting.wards=[['a']]: 'services.visiting.wards[1]' must be a text in quotes, not a list");
  EXPECT_THAT(problem_of("services.visiting.shares = ['0.5']\n"),
              HasSubstr("shares[1]' must be a number of at least 0 and below 1, not the text '0.5'; write it without"));
  EXPECT_THAT(problem_of("run.burn_in = '3 years'\n"), HasSubstr("or a text such as \"3y\", \"26w\" or \"10d\""));
}

TEST(ScenarioFaults, OutOfRange) {
  EXPECT_EQ(problem_of("run.step_days = 0\n"),
            "a.toml:2:17: 'run.step_days' must be a whole number from 1 to 366 (days), not the number 0");
  EXPECT_EQ(
      problem_of("services.clinic.places = -5\n"),
      "a.toml:2:26: 'services.clinic.places' must be a whole number from 0 to 100000 (people), not the number -5");
  EXPECT_THAT(problem_of("services.clinic.effect = 0\n"), HasSubstr("above 0 and of at most 1, not the number 0"));
  EXPECT_THAT(problem_of("services.clinic.effect = nan\n"), HasSubstr("not the number nan"));
  EXPECT_THAT(problem_of("services.clinic.effect = inf\n"), HasSubstr("not the number inf"));
  EXPECT_THAT(problem_of("services.visiting.shares = [0.5, 1]\n"),
              HasSubstr("shares[2]' must be a number of at least 0 and below 1, not the number 1"));
  EXPECT_THAT(problem_of("run.seed = -1\n"), HasSubstr("at least 0"));
  EXPECT_THAT(problem_of("run.burn_in = '51y'\n"), HasSubstr("from 0 to 18263"));
  EXPECT_THAT(problem_of("services.clinic.kind = 'lage'\n"),
              HasSubstr("one of 'large', 'small', not the text 'lage'; did you mean 'large'?"));
}

TEST(ScenarioFaults, Syntax) {
  EXPECT_THAT(problem_of("visits = \n"), StartsWith("a.toml:2:10: not valid TOML: "));
  EXPECT_THAT(problem_of("visits = 1\nvisits = 2\n"), StartsWith("a.toml:3:"));
  EXPECT_THAT(problem_of("visits = 99999999999999999999\n"), HasSubstr("not valid TOML"));
  EXPECT_THAT(problem_of("visits = 1\n\"services.clinic.places\" = 1\n[services.clinic]\nplaces = 2\n"),
              AllOf(StartsWith("a.toml:5:1: 'services.clinic.places' is set twice; first at "), HasSubstr(":3:1")));
}

TEST(ScenarioFaults, EndBeforeStart) {
  EXPECT_EQ(problem_of("run.start = 2015-01-01\nrun.end = 2014-12-31\n"),
            "a.toml:3:5: the run ends before it starts: 'run.end' is 2014-12-31, 'run.start' is 2015-01-01");
  EXPECT_THAT(problem_of("run.start = 2030-01-01\n"), StartsWith("a.toml:2:5: the run ends before it starts"));
  EXPECT_THAT(problem_of("", {{"run.end", "2000-01-01", "--set"}}),
              StartsWith("--set run.end=2000-01-01: the run ends"));
  EXPECT_THAT(problem_of("run.end = 9999-01-01\n"), HasSubstr("longer than 200 years"));
}

TEST(ScenarioFaults, AFaultyDateIsNotAlsoOutOfOrder) {
  EXPECT_THAT(problem_of("run.start = 'x'\nrun.end = 2000-01-01\n"), HasSubstr("not the text 'x'"));
}

TEST(ScenarioFaults, OneDayIsARun) {
  const Folder folder;
  EXPECT_THAT(problems_of(folder.write("a.toml", model_line + "run.start = 2015-01-01\nrun.end = 2015-01-01\n")),
              IsEmpty());
}

TEST(ScenarioFaults, ChangesOutsideTheRun) {
  const std::string dates =
      "run.start = 2015-01-01\nrun.end = 2016-12-31\n[[change]]\nset.services.clinic.open = true\n";
  EXPECT_EQ(problem_of(dates + "at = 2014-12-31\n"),
            "a.toml:6:1: a change on 2014-12-31 lies outside the run, which goes from 2015-01-01 to 2016-12-31");
  EXPECT_THAT(problem_of(dates + "at = 2017-01-01\n"), StartsWith("a.toml:6:1: a change on 2017-01-01"));
}

TEST(ScenarioFaults, ChangesOfWhatIsFixed) {
  EXPECT_EQ(problem_of("[[change]]\nat = 2015-01-01\nset.services.clinic.kind = 'small'\n"),
            "a.toml:4:21: 'services.clinic.kind' is fixed when the run starts and cannot change; these may: "
            "services.clinic.places, services.clinic.effect, services.clinic.open, services.clinic.wait");
  EXPECT_THAT(problem_of("[[change]]\nat = 2015-01-01\nset.\"run.seed\" = 3\n"),
              HasSubstr("these may: services.clinic.places, services.clinic.effect, services.clinic.open, "
                        "services.visiting.wards, services.clinic.wait"));
}

TEST(ScenarioFaults, ChangesOfTheWrongForm) {
  EXPECT_EQ(problem_of("[[change]]\nset.services.clinic.open = true\n"), "a.toml:2:1: 'change[1].at' is missing");
  EXPECT_THAT(problem_of("[[change]]\nat = 2015-01-01\n"), StartsWith("a.toml:2:1: a change must say what it sets"));
  EXPECT_THAT(problem_of("[[change]]\nat = 2015-01-01\nset = 3\n"), StartsWith("a.toml:4:1: a change must say"));
  EXPECT_THAT(problem_of("[[change]]\nat = 2015-01-01\nset = {}\n"), StartsWith("a.toml:4:1: a change must say"));
  EXPECT_THAT(problem_of("[[change]]\nat = 2015-01-01\nset.services.clinic.open = true\nwhy = 'x'\n"),
              HasSubstr("unknown key 'why'"));
  EXPECT_THAT(problem_of("[change]\nat = 2015-01-01\n"), HasSubstr("[[change]]"));
  EXPECT_THAT(problem_of("change = [1]\n"), HasSubstr("must be a list of tables"));
  EXPECT_THAT(problem_of("[[change]]\nat = 2015-01-01\nset.services.clinic.places = -1\n"), HasSubstr("from 0 to"));
}

TEST(ScenarioFaults, TooManyChanges) {
  std::string text;
  for (int i = 0; i < 251; ++i) text += "[[change]]\nat = 2015-01-01\nset.services.clinic.places = 1\n";
  EXPECT_THAT(problem_of(text), HasSubstr("251 changes, steps and ends of those that last counted; at most 250"));
}

TEST(ScenarioFaults, Targets) {
  const std::string target = "[[target]]\nmeasure = 'visits_made'\n";
  EXPECT_THAT(problem_of("[[target]]\nvalue = 1\n"), StartsWith("a.toml:2:1: 'target[1].measure' is missing"));
  EXPECT_THAT(problem_of(target), HasSubstr("either 'change' (such as \"-10%\") or 'value'"));
  EXPECT_THAT(problem_of(target + "value = 1\nchange = 1\ncompared_with = 'b'\n"), HasSubstr("either 'change'"));
  EXPECT_THAT(problem_of(target + "change = 0.5\n"), HasSubstr("needs 'compared_with'"));
  EXPECT_THAT(problem_of(target + "value = 1\nby = 2040-01-01\n"), StartsWith("a.toml:5:1: a target for 2040-01-01"));
  EXPECT_THAT(problem_of(target + "valeu = 1\nvalue = 1\n"), HasSubstr("did you mean 'value'?"));
  for (const char* change : {"'10'", "'%'", "'ten%'", "'1e400%'", "'--1%'", "'nan%'", "'0x10%'", "true", "nan"})
    EXPECT_THAT(problem_of(target + "compared_with = 'b'\nchange = " + change + "\n"), StartsWith("a.toml:5:"))
        << change;
}

TEST(ScenarioFaults, Description) {
  EXPECT_EQ(problem_of("[scenario]\nnam = 'x'\n"), "a.toml:3:1: unknown key 'nam'; did you mean 'name'?");
  EXPECT_EQ(problem_of("[scenario]\nname = 3\n"), "a.toml:3:8: 'scenario.name' must be a text, not the number 3");
  EXPECT_THAT(problem_of("scenario = 3\n"), HasSubstr("'scenario' must be a table"));
}

TEST(ScenarioFaults, Models) {
  const Folder folder;
  EXPECT_THAT(problems_of(folder.write("none.toml", "visits = 1\n")),
              ElementsAre("none.toml: no model is given; write for example model = \"town\" at the top of the file "
                          "(known: town, village)"));
  EXPECT_THAT(problems_of(folder.write("slip.toml", "model = 'twon'\n")),
              ElementsAre("slip.toml:1:1: unknown model 'twon'; did you mean 'town'?; known: town, village"));
  EXPECT_THAT(problems_of(folder.write("number.toml", "model = 3\n")),
              ElementsAre("number.toml:1:9: 'model' must be a text, not the number 3"));
  folder.write("base.toml", model_line);
  EXPECT_THAT(problems_of(folder.write("other.toml", "extends = 'base.toml'\nmodel = 'village'\n")),
              ElementsAre("other.toml:2:1: model 'village' differs from model 'town' given at base.toml:1:1"));
}

TEST(ScenarioFaults, Overrides) {
  EXPECT_THAT(problem_of("", {{"run.sede", "3", "--set"}}),
              StartsWith("--set run.sede=3: unknown setting 'sede' in 'run'; did you mean 'seed'?"));
  EXPECT_THAT(problem_of("", {{"run.seed", "x", "--seed"}}),
              StartsWith("--seed x: 'run.seed' must be a whole number of at least 0, not the text 'x'"));
  EXPECT_THAT(problem_of("", {{"run.seed", "", "--set"}}), HasSubstr("not the text ''"));
  EXPECT_THAT(problem_of("", {{"visits", "1\nrun.seed = 2", "--set"}}), HasSubstr("not the text '1\\x0arun.seed = 2'"));
  EXPECT_THAT(problem_of("", {{"extends", "b.toml", "--set"}}), HasSubstr("can only be written in a file"));
  EXPECT_THAT(problem_of("", {{"change", "[]", "--set"}}), HasSubstr("can only be written in a file"));
  EXPECT_THAT(problem_of("", {{"run", "3", "--set"}}), HasSubstr("'run' is a table of settings, not a setting"));
  EXPECT_THAT(problem_of("", {{"run.seed.x", "3", "--set"}}), HasSubstr("'run.seed' is a single setting"));
  EXPECT_THAT(problem_of("", {{"", "3", "--set"}}), HasSubstr("unknown setting ''"));
  EXPECT_THAT(problem_of("", {{"services.clinic.kind", "\xff", "--set"}}), HasSubstr("not UTF-8"));
}

TEST(ScenarioFaults, ExtendsInACircle) {
  const Folder folder;
  folder.write("b.toml", "\nextends = './c.toml'\n");
  folder.write("c.toml", "extends = 'b.toml'\n");
  EXPECT_THAT(problems_of(folder.write("a.toml", model_line + "extends = 'b.toml'\n")),
              ElementsAre("c.toml:1:1: circular 'extends': b.toml:2:1 extends c.toml:1:1 extends b.toml"));
  EXPECT_THAT(problems_of(folder.write("self.toml", model_line + "extends = 'self.toml'\n")),
              ElementsAre("self.toml:2:1: circular 'extends': self.toml:2:1 extends self.toml"));
}

TEST(ScenarioFaults, ExtendsNothing) {
  EXPECT_EQ(problem_of("extends = 'absent.toml'\n"), "a.toml:2:1: cannot read 'absent.toml': there is no such file");
  EXPECT_EQ(problem_of("extends = ''\n"), "a.toml:2:1: 'extends' must name a file");
  EXPECT_EQ(problem_of("extends = 3\n"), "a.toml:2:11: 'extends' must be a text, not the number 3");
  EXPECT_THAT(problem_of("extends = '.'\n"), HasSubstr("it is a folder"));
}

TEST(ScenarioFaults, FilesThatAreNone) {
  const Folder folder;
  EXPECT_THAT(problems_of(folder / "absent.toml"),
              ElementsAre("absent.toml: cannot read 'absent.toml': there is no such file"));
  std::filesystem::create_directories(folder / "folder");
  EXPECT_THAT(problems_of(folder / "folder"), ElementsAre(HasSubstr("it is a folder, not a file")));
  EXPECT_THAT(problems_of("/dev/null"), ElementsAre(HasSubstr("it is not an ordinary file")));
  EXPECT_THAT(problems_of(folder.write("empty.toml", "")), ElementsAre(StartsWith("empty.toml: the file is empty")));
  EXPECT_THAT(problems_of(folder.write("space.toml", "\xef\xbb\xbf \n# x\n")),
              ElementsAre(StartsWith("space.toml: the file is empty")));
  EXPECT_THAT(problems_of(folder / std::string(5000, 'x')), ElementsAre(HasSubstr("cannot read")));
}

TEST(ScenarioFaults, FilesThatMayNotBeRead) {
  if (geteuid() == 0) GTEST_SKIP() << "the superuser may read everything";
  const Folder folder;
  const auto file = folder.write("a.toml", model_line);
  std::filesystem::permissions(file, std::filesystem::perms::none);
  EXPECT_THAT(problems_of(file), ElementsAre(HasSubstr("check its permissions")));
}

TEST(ScenarioFaults, FilesTooLarge) {
  const Folder folder;
  const auto file = folder.write("large.toml", "");
  std::filesystem::resize_file(file, 10 * 1024 * 1024);
  EXPECT_THAT(problems_of(file), ElementsAre("large.toml: cannot read 'large.toml': it has 10485760 bytes; at most "
                                             "1048576 are allowed"));
}

TEST(ScenarioFaults, TextThatIsNotUtf8) {
  EXPECT_EQ(problem_of("# caf\xe9\n"), "a.toml:2:6: byte 21 (0xe9) is not UTF-8; save the file as UTF-8 text");
  for (const char* bytes : {"\x80", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
                            "\xff\xfe", "\xe2\x82", "\xf0\x9f\x98"})
    EXPECT_THAT(problem_of(std::string("# ") + bytes), HasSubstr("is not UTF-8")) << testing::PrintToString(bytes);
  const Folder folder;
  EXPECT_THAT(problems_of(folder.write("fine.toml", model_line + "# \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\n")),
              IsEmpty());
}

TEST(ScenarioFaults, NestingTooDeep) {
  const auto problem_with = [](std::string text, const std::string& repeated, int times, const std::string& after) {
    for (int i = 0; i < times; ++i) text += repeated;
    return problem_of(text += after);
  };
  EXPECT_THAT(problem_with("x = ", "[", 100000, "\n"), HasSubstr("a.toml:2: nested too deeply"));
  EXPECT_THAT(problem_with("x = ", "{a=", 100000, "\n"), HasSubstr("nested too deeply"));
  EXPECT_THAT(problem_with("[a", ".a", 100000, "]\n"), HasSubstr("nested too deeply"));
  EXPECT_THAT(problem_with("a", " . 'b.#'", 50000, " = 1\n"), HasSubstr("nested too deeply"));
  EXPECT_THAT(problem_with("x = {y=\"\"\"\n\\\"\"\"\"\", a", ".a", 100000, "=1}\n"), HasSubstr("a.toml:3: nested"));
}

TEST(ScenarioFaults, DotsAndBracketsInTextAreNoNesting) {
  std::string dots;
  for (int i = 0; i < 200; ++i) dots += "a.[{";
  const Folder folder;
  EXPECT_THAT(problems_of(folder.write("a.toml", model_line + "# " + dots + "\n[scenario]\nname = '" + dots +
                                                     "'\nquestion = \"\"\"\n\\\" " + dots + "\"\"\"\n")),
              IsEmpty());
}

TEST(ScenarioFaults, AllAreReportedTogetherFromTheBaseUp) {
  const Folder folder;
  folder.write("base.toml", model_line + "[run]\nreplicates = 0\nseed = true\n");
  const auto problems =
      problems_of(folder.write("a.toml",
                               "extends = 'base.toml'\nzebra = 1\n[scenario]\nnam = 'x'\n[[change]]\nat = 2030-01-01\n"
                               "set.services.clinic.places = -1\n[[target]]\nvalue = 'x'\n"),
                  {{"run.step_days", "0", "--set"}});
  EXPECT_THAT(problems, ElementsAre(StartsWith("base.toml:3:14: "), StartsWith("base.toml:4:8: "),
                                    StartsWith("a.toml:2:1: "), StartsWith("a.toml:4:1: "), StartsWith("a.toml:6:1: "),
                                    StartsWith("a.toml:7:"), StartsWith("a.toml:8:1: "), StartsWith("a.toml:9:9: "),
                                    StartsWith("--set run.step_days=0: ")));
}

TEST(ScenarioFaults, ABrokenBaseDoesNotHideTheRest) {
  const Folder folder;
  folder.write("base.toml", "model = = 'town'\n");
  EXPECT_THAT(problems_of(folder.write("a.toml", model_line + "extends = 'base.toml'\nrun.seed = -1\n")),
              testing::UnorderedElementsAre(StartsWith("base.toml:1:"), StartsWith("a.toml:3:12: ")));
  EXPECT_THAT(problems_of(folder.write("b.toml", "extends = 'base.toml'\n[scenario]\nnam = 'x'\n")),
              testing::UnorderedElementsAre(StartsWith("base.toml:1:"), StartsWith("b.toml:3:1: ")));
}

}  // namespace
}  // namespace kith
