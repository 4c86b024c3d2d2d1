// Unsound scenarios and command lines: each ends in a message with its place and what to do, a non-zero exit code, and
// nothing written. `run` and `check` must agree.
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace kith::tools {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class BadInput : public Program {
 protected:
  /// Both commands refuse bad.toml in the same words, of which `words` are some.
  void expect_refused(const std::string& text, const std::vector<std::string>& words) const {
    write("bad.toml", text);
    expect_refused_as_it_stands(words);
  }
  void expect_refused_as_it_stands(const std::vector<std::string>& words) const {
    const auto before = files();
    const Finished run = kith({"run", "bad.toml"});
    EXPECT_EQ(run.code, 3) << run.err;
    EXPECT_THAT(run.out, IsEmpty());
    for (const std::string& word : words) EXPECT_THAT(run.err, HasSubstr(word));
    EXPECT_EQ(files(), before);
    const Finished check = kith({"check", "bad.toml"});
    EXPECT_EQ(check.code, 3);
    EXPECT_EQ(check.err, run.err);
  }
};

TEST_F(BadInput, UnknownKey) {
  expect_refused(small_scenario("peple = 10\n"), {"bad.toml:12:1: error: ", "peple", "people"});
}

TEST_F(BadInput, WrongType) {
  expect_refused(small_scenario("links = \"five\"\n"), {"bad.toml:12:9: error: ", "links", "five", "whole number"});
}

TEST_F(BadInput, OutOfRange) {
  expect_refused(small_scenario("background = 1.5\n"), {"bad.toml:12:14: error: ", "1.5", "0.95"});
}

TEST_F(BadInput, NegativeCapacity) {
  expect_refused(small_scenario("links = -1\n"), {"bad.toml:12:9: error: ", "-1", "from 0 to 1000"});
}

TEST_F(BadInput, NotFinite) {
  expect_refused(small_scenario("background = nan\n"), {"bad.toml:12:14: error: ", "nan"});
  expect_refused(small_scenario("background = inf\n"), {"bad.toml:12:14: error: ", "inf"});
}

TEST_F(BadInput, ServiceThatDoesNotExistOrHoldsLessThanNobody) {
  expect_refused("model = \"safety\"\n[services.iom_spotligt]\nplaces = 400\n",
                 {"bad.toml:2:", "iom_spotligt", "did you mean 'iom_spotlight'?"});
  expect_refused("model = \"safety\"\n[services.iom_spotlight]\nplaces = -400\n",
                 {"bad.toml:3:10: error: ", "services.iom_spotlight.places", "-400"});
}

TEST_F(BadInput, CircularExtends) {
  write("other.toml", "extends = \"bad.toml\"\n");
  expect_refused("extends = \"other.toml\"\n", {"other.toml:1:1: error: ", "circular"});
}

TEST_F(BadInput, EndBeforeStart) {
  expect_refused("model = \"contagion\"\n[run]\nstart = 2020-02-01\nend = 2020-01-01\n",
                 {"bad.toml:4:1: error: ", "2020-01-01", "2020-02-01"});
}

TEST_F(BadInput, TenMegabytes) { expect_refused(std::string(10'000'000, '#'), {"bad.toml", "bytes"}); }

TEST_F(BadInput, NotUtf8) {
  expect_refused("model = \"contagion\"\n[scenario]\nname = \"\xff\xfe\"\n", {"bad.toml:3", "UTF-8"});
}

TEST_F(BadInput, AResultsFileIsNamedAsOne) {
  write("small.toml", small_scenario());
  EXPECT_EQ(kith({"run", "small.toml", "-o", "made.h5"}).code, 0);
  for (const std::vector<std::string>& command : {std::vector<std::string>{"check"},
                                                  {"run"},
                                                  {"sweep", "run"},
                                                  {"calibrate"},
                                                  {"optimise"},
                                                  {"place", "build"}}) {
    std::vector<std::string> words = command;
    words.push_back("made.h5");
    const Finished run = kith(words);
    EXPECT_EQ(run.code, 3) << words[0];
    EXPECT_THAT(run.err, AllOf(HasSubstr("made.h5"), HasSubstr("is an HDF5 file, as results are written in")));
  }
}

TEST_F(BadInput, AScenarioIsNoBuildFileOfAPlace) {
  write("small.toml", small_scenario());
  const Finished run = kith({"place", "build", "small.toml"});
  EXPECT_EQ(run.code, 3);
  EXPECT_THAT(run.err, AllOf(HasSubstr("small.toml: error: is a scenario, no build file"),
                             testing::Not(HasSubstr("is missing"))));
}

TEST_F(BadInput, NotToml) { expect_refused("model = \n", {"bad.toml:1"}); }

TEST_F(BadInput, Empty) { expect_refused("", {"bad.toml", "empty", "kith new"}); }

TEST_F(BadInput, Missing) { expect_refused_as_it_stands({"bad.toml"}); }

TEST_F(BadInput, AFolder) {
  std::filesystem::create_directory(folder() / "bad.toml");
  expect_refused_as_it_stands({"bad.toml", "folder"});
}

TEST_F(BadInput, UnknownModel) { expect_refused("model = \"contagoin\"\n", {"bad.toml:1:1: error: ", "contagion"}); }

TEST_F(BadInput, TargetOfNoMeasure) {
  expect_refused(small_scenario("[[target]]\nmeasure = \"mean_active_shar\"\nvalue = 0.1\n"),
                 {"bad.toml:1", "mean_active_shar", "did you mean", "mean_active_share"});
}

TEST_F(BadInput, EveryProblemIsSaidAtOnce) {
  expect_refused(small_scenario("links = -1\nbackground = 2\nnothing = 1\n"),
                 {"bad.toml:12:", "bad.toml:13:", "bad.toml:14:"});
}

TEST_F(BadInput, CheckAsJsonListsProblems) {
  write("bad.toml", small_scenario("links = -1\nbackground = 2\n"));
  const Finished check = kith({"check", "bad.toml", "--json"});
  EXPECT_EQ(check.code, 3);
  const auto json = nlohmann::json::parse(check.out);
  EXPECT_EQ(json.at("sound"), false);
  ASSERT_EQ(json.at("problems").size(), 2U);
  EXPECT_EQ(json.at("problems").at(0).at("line"), 12);
}

TEST_F(BadInput, OverridesNameTheirOrigin) {
  write("small.toml", small_scenario());
  const Finished unknown = kith({"run", "small.toml", "--set", "run.sede=1"});
  EXPECT_EQ(unknown.code, 3);
  EXPECT_THAT(unknown.err, AllOf(HasSubstr("--set"), HasSubstr("run.sede"), HasSubstr("'seed'")));
  const Finished range = kith({"run", "small.toml", "--set", "contagion.people=-5"});
  EXPECT_EQ(range.code, 3);
  EXPECT_THAT(range.err, AllOf(HasSubstr("--set"), HasSubstr("-5")));
  EXPECT_THAT(files(), ElementsAre("small.toml"));
}

TEST_F(BadInput, ControlCharactersDoNotReachTheTerminal) {
  const Finished run = kith({"run", "no\x1b[31m.toml"});
  EXPECT_EQ(run.code, 3);
  EXPECT_THAT(run.err, testing::Not(HasSubstr("\x1b")));
}

class BadCommandLine : public Program {
 protected:
  BadCommandLine() { write("small.toml", small_scenario()); }
  void expect_refused(const std::vector<std::string>& arguments, const std::vector<std::string>& words) const {
    const Finished run = kith(arguments);
    EXPECT_EQ(run.code, 2) << run.err;
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_THAT(run.err, HasSubstr("--help"));
    for (const std::string& word : words) EXPECT_THAT(run.err, HasSubstr(word));
    EXPECT_THAT(files(), ElementsAre("small.toml"));
  }
};

TEST_F(BadCommandLine, NothingAsked) { expect_refused({}, {"subcommand"}); }

TEST_F(BadCommandLine, UnknownSubcommand) {
  expect_refused({"rnu", "small.toml"}, {"unknown subcommand 'rnu'", "did you mean 'run'?"});
}

TEST_F(BadCommandLine, UnknownOption) {
  expect_refused({"run", "small.toml", "--sed", "3"}, {"unknown option '--sed'", "did you mean '--se"});
  expect_refused({"run", "small.toml", "--thread=3"}, {"unknown option '--thread'", "did you mean '--threads'?"});
}

TEST_F(BadCommandLine, NumbersThatAreNone) {
  for (const char* number : {"-1", "0", "1.5", "nan", "inf", "0x10", "two", "", "1e3", "99999999999999999999"}) {
    expect_refused({"run", "small.toml", "--threads", number}, {"--threads", "whole number from 1 to 1024"});
    expect_refused({"bench", "contagion", "--people", number}, {"--people"});
  }
}

TEST_F(BadCommandLine, FileMissingOrTwice) {
  expect_refused({"run"}, {"FILE"});
  expect_refused({"run", "small.toml", "other.toml"}, {"other.toml"});
}

TEST_F(BadCommandLine, EmptyNames) {
  expect_refused({"run", ""}, {"FILE"});
  expect_refused({"run", "small.toml", "-o", ""}, {"-o"});
  expect_refused({"inspect", ""}, {"FILE"});
  expect_refused({"explain", ""}, {"NAME"});
}

TEST_F(BadCommandLine, OptionGivenTwiceOrWithoutValue) {
  expect_refused({"run", "small.toml", "--seed", "1", "--seed", "2"}, {"--seed takes one value and may be given once"});
  expect_refused({"run", "small.toml", "--seed"}, {"--seed takes one value"});
}

TEST_F(BadCommandLine, AnOptionIsNoValueOfAnother) {
  expect_refused({"run", "small.toml", "-o", "--quiet"}, {"--quiet' is an option", "./--quiet"});
  expect_refused({"run", "small.toml", "--report", "--force"}, {"--force' is an option"});
  expect_refused({"run", "small.toml", "--output", "-o"}, {"-o' is an option"});
}

TEST_F(BadCommandLine, ASettingGivenTwiceIsRefused) {
  const auto told = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"run", "small.toml"});
    const Finished run = kith(words);
    EXPECT_EQ(run.code, 2) << run.err;
    return run.err;
  };
  EXPECT_THAT(told({"--set", "run.seed=1", "--set", "run.seed=2"}),
              HasSubstr("run.seed is set twice, to 1 by --set and to 2 by --set; give it once"));
  EXPECT_THAT(told({"--seed", "4", "--set", "run.seed=5"}), HasSubstr("to 5 by --set and to 4 by --seed"));
  const Finished compared = kith({"compare", "small.toml", "small.toml", "--set", "output.events=true"});
  EXPECT_EQ(compared.code, 2);
  EXPECT_THAT(compared.err, HasSubstr("a comparison keeps no event log"));
}

TEST_F(BadCommandLine, SetWithoutValue) {
  const Finished run = kith({"run", "small.toml", "--set", "run.seed"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("path=value"));
}

}  // namespace
}  // namespace kith::tools
