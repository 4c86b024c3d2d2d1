// The other subcommands: each does what its help says, and what they print agrees with each other.
#include "engine/settings/resolved_values.hpp"
#include "results/results.hpp"
#include "tests/tools/program.hpp"
#include "tests/tools/shipped_models.hpp"
#include "tools/console/exit_codes.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/program/topics.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace kith::tools {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Commands : public Program {
 protected:
  json json_of(std::vector<std::string> arguments) const {
    const Finished finished = kith(std::move(arguments));
    EXPECT_EQ(finished.code, 0) << finished.err;
    return finished.code == 0 ? json::parse(finished.out) : json();
  }
};

TEST_F(Commands, HelpOfEach) {
  const Finished all = kith({"--help"});
  EXPECT_EQ(all.code, 0);
  for (const ExitCodeMeaning& row : exit_codes) EXPECT_THAT(all.out, HasSubstr(std::string(row.meaning)));
  for (const char* command : {"run", "compare", "extend", "export", "report", "validate", "observe", "check", "explain",
                              "find", "inspect", "life", "optimise", "people", "schema", "new", "bench"}) {
    EXPECT_THAT(all.out, HasSubstr(command));
    const Finished help = kith({command, "--help"});
    EXPECT_EQ(help.code, 0) << command;
    EXPECT_THAT(help.out, AllOf(HasSubstr(command), HasSubstr("--help")));
    EXPECT_THAT(help.err, IsEmpty());
  }
}

TEST_F(Commands, DocumentNamesEveryCommandOptionAndExitCode) {
  const std::string document = read_text(std::filesystem::path(KITH_SOURCE_DIR) / "docs/command-line.md");
  for (const ExitCodeMeaning& row : exit_codes) {
    EXPECT_THAT(document,
                HasSubstr("| " + std::to_string(static_cast<int>(row.code)) + " | " + std::string(row.meaning)));
  }
  for (const char* command :
       {"run", "compare", "extend", "export", "report", "validate", "observe", "check", "explain", "find", "inspect",
        "life", "optimise", "people check", "people export", "schema", "new", "bench contagion", "bench safety"}) {
    EXPECT_THAT(document, HasSubstr(std::string("kith ") + command));
    std::string help = shell(std::string("\"$1\" ") + command + " --help").out;
    for (std::size_t at = help.find("--"); at != std::string::npos; at = help.find("--", at + 2)) {
      const std::string option = help.substr(at, help.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", at) - at);
      EXPECT_THAT(document, HasSubstr(option)) << command;
    }
  }
}

TEST_F(Commands, HelpForWhatIsNotThereIsAnError) {
  struct Call {
    std::vector<std::string> words;
    std::string says;
  };
  for (const Call& call : std::vector<Call>{{{"nosuch", "--help"}, "unknown subcommand 'nosuch'"},
                                            {{"--help", "nosuch"}, "unknown subcommand 'nosuch'"},
                                            {{"rnu", "--help"}, "did you mean"},
                                            {{"rnu", "-h"}, "did you mean"},
                                            {{"help"}, "--help"},
                                            {{"version"}, "--version"},
                                            {{"help", "run"}, "--help"},
                                            {{"nosuch", "--version"}, "nosuch"},
                                            {{"sweep", "nosuch", "--help"}, "unknown subcommand 'nosuch'"},
                                            {{"sweep", "--help", "nosuch"}, "nosuch"},
                                            {{"place", "bild", "--help"}, "build"},
                                            {{"bench", "nosuch", "--help"}, "nosuch"},
                                            {{"run", "--help", "a.toml", "extra"}, "unexpected argument 'extra'"},
                                            {{"run", "--help", "--nosuch"}, "--nosuch"},
                                            {{"run", "--frce", "--help"}, "--force"}}) {
    const Finished run = kith(call.words);
    EXPECT_EQ(run.code, 2) << testing::PrintToString(call.words) << run.out;
    EXPECT_THAT(run.err, HasSubstr(call.says)) << testing::PrintToString(call.words);
    EXPECT_THAT(run.out, IsEmpty());
  }
  for (const std::vector<std::string>& sound : {std::vector<std::string>{"--help"},
                                                {"run", "--help"},
                                                {"--help", "run"},
                                                {"sweep", "run", "-h"},
                                                {"run", "some.toml", "--help"},
                                                {"sweep", "--help"}})
    EXPECT_EQ(kith(sound).code, 0) << testing::PrintToString(sound);
}

TEST_F(Commands, DocumentTellsTheRuleForSignals) {
  const std::string document = read_text(KITH_SOURCE_DIR "/docs/command-line.md");
  const std::string help = kith({"--help"}).out;
  for (const SignalRule& rule : signal_rules) {
    EXPECT_THAT(document, HasSubstr("`" + std::string(rule.name) + "`"));
    EXPECT_THAT(document, HasSubstr(std::string(rule.sent_by)));
    EXPECT_THAT(help, HasSubstr(std::string(rule.name)));
  }
}

TEST_F(Commands, VersionSaysWhatWasBuilt) {
  const Finished version = kith({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_THAT(version.out, AllOf(testing::StartsWith("kith "), HasSubstr("git "), HasSubstr("built with ")));
}

TEST_F(Commands, CheckSaysWhatARunTakes) {
  write("small.toml", small_scenario("[[change]]\nat = 2020-03-02\nset.\"contagion.recovery\" = 0.1\n"));
  const Finished check = kith({"check", "small.toml"});
  EXPECT_EQ(check.code, 0) << check.err;
  EXPECT_THAT(check.out, AllOf(HasSubstr("sound"), HasSubstr("300"), HasSubstr("contagion.recovery = 0.1")));
  EXPECT_THAT(files(), ElementsAre("small.toml"));
  const json facts = json_of({"check", "small.toml", "--json"});
  EXPECT_EQ(facts.at("sound"), true);
  EXPECT_EQ(facts.at("people"), 300);
  EXPECT_EQ(facts.at("replicates"), 4);
  EXPECT_EQ(facts.at("steps"), 51);
  EXPECT_GT(facts.at("memory_bytes"), 0);
  EXPECT_GT(facts.at("disk_bytes"), 0);
  EXPECT_LT(facts.at("seconds"), 60);
}

TEST_F(Commands, InspectAgreesWithRun) {
  write("small.toml", small_scenario());
  const json run = json_of({"run", "small.toml", "--json", "--quiet"});
  const json seen = json_of({"inspect", "small.h5", "--json", "--verify"});
  EXPECT_EQ(seen.at("digest"), run.at("digest"));
  EXPECT_EQ(seen.at("seed"), 7);
  EXPECT_EQ(seen.at("version"), results::format_version);
  EXPECT_FALSE(seen.at("format").get<std::string>().empty());
  EXPECT_EQ(seen.at("model"), "contagion");
  EXPECT_EQ(seen.at("name"), "A small town");
  EXPECT_EQ(seen.at("replicates"), 4);
  EXPECT_GE(seen.at("variables").size(), 4U);
  const Finished text = kith({"inspect", "small.h5"});
  EXPECT_THAT(text.out, AllOf(HasSubstr(run.at("digest").get<std::string>()), HasSubstr("activations")));
}

TEST_F(Commands, InspectRefusesWhatIsNoResultsFile) {
  write("text.h5", "not HDF5");
  for (const char* file : {"text.h5", "missing.h5", "."}) {
    const Finished inspect = kith({"inspect", file});
    EXPECT_EQ(inspect.code, 4) << file;
    EXPECT_THAT(inspect.err, HasSubstr(file));
    EXPECT_THAT(inspect.out, IsEmpty());
  }
}

TEST_F(Commands, InspectVerifyFindsDamage) {
  write("small.toml", small_scenario());
  ASSERT_EQ(kith({"run", "small.toml", "--quiet"}).code, 0);
  std::string bytes = text_of("small.h5");
  write("cut.h5", bytes.substr(0, bytes.size() / 2));
  EXPECT_EQ(kith({"inspect", "cut.h5", "--verify"}).code, 4);
}

TEST_F(Commands, ExplainListsWhatItExplains) {
  const Finished list = kith({"explain"});
  EXPECT_EQ(list.code, 0);
  const json all = json_of({"explain", "--json"});
  ASSERT_GE(all.size(), 10U);
  for (const json& topic : all) EXPECT_THAT(list.out, HasSubstr(topic.at("name").get<std::string>()));
}

TEST_F(Commands, FindKnowsTheWordsOfTheField) {
  const std::map<std::string, std::string> expected{{"ASB", "antisocial_behaviour"},
                                                    {"VAWG", "domestic_abuse"},
                                                    {"IDVA", "domestic_abuse_victim_support"},
                                                    {"MARAC", "domestic_abuse_victim_support"},
                                                    {"YOT", "youth_offending_service"},
                                                    {"knife", "weapons"},
                                                    {"hot spot", "hot_spot_patrol"},
                                                    {"burglary", "domestic_burglary"},
                                                    {"confidence", "confidence"},
                                                    {"probation", "probation_high_risk"},
                                                    {"victim", "victim"},
                                                    {"young people", "first_time_entrants"},
                                                    {"drugs", "drugs"},
                                                    {"reoffending", "proven_reoffending_rate"},
                                                    {"waiting list", "waiting"},
                                                    {"cost", "total_cost_per_year"},
                                                    {"ward", "place.wards"},
                                                    {"serious violence", "violence_with_injury"},
                                                    {"CSE", "child_exploitation_team"},
                                                    {"county lines", "organised_crime"},
                                                    {"stabbing", "weapons"},
                                                    {"knife crime", "weapons"},
                                                    {"through the gate", "accommodation_employment_support"},
                                                    {"prison release", "releases"},
                                                    {"savings", "fiscal_cost_per_year"},
                                                    {"recidivism", "proven_reoffending_rate"},
                                                    {"coercive control", "domestic_abuse"},
                                                    {"positive outcomes", "charge_share"},
                                                    {"arson", "deliberate_fire"}};
  for (const auto& [word, name] : expected) {
    const Finished found = kith({"find", word, "--all"});
    EXPECT_EQ(found.code, 0) << word << found.err;
    EXPECT_THAT(found.out, HasSubstr(name)) << word;
    EXPECT_LE(std::ranges::count(kith({"find", word}).out, '\n'), 25) << word;
  }
  EXPECT_THAT(kith({"find", "burgl"}).out, HasSubstr("domestic_burglary")) << "a part of a word";
  EXPECT_THAT(kith({"find", "Hot-Spot"}).out, HasSubstr("hot_spot_patrol"));
  EXPECT_THAT(kith({"find", "ward", "--all"}).out, testing::Not(HasSubstr("forward")));
  for (const char* word :
       {"public confidence", "fear of crime", "feel safe", "victim satisfaction", "stalking", "PSPO", "PCC"}) {
    const Finished absent = kith({"find", word});
    EXPECT_EQ(absent.code, 0) << word;
    EXPECT_THAT(absent.out, HasSubstr(std::string(word) + " is not in the model. Near it: ")) << word;
  }
  EXPECT_THAT(kith({"explain", "knife crime"}).out, HasSubstr("weapons")) << "as find does";
  const Finished none = kith({"find", "zeppelin"});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.err, HasSubstr("nothing holds the word 'zeppelin'"));
}

/// What a model's words stand for must be there to be found.
TEST(Topics, WordsStandForWhatThereIs) {
  const std::vector<Topic> all = topics(models(), "");
  const auto holds = [](std::string text, const std::string& word) {
    std::ranges::replace(text, '_', ' ');
    return text.find(word) != std::string::npos;
  };
  for (const Topic& topic : all) {
    if (topic.kind != "word" && topic.kind != "absent word") continue;
    std::istringstream words(topic.summary);
    for (std::string word; std::getline(words >> std::ws, word, ',');)
      EXPECT_TRUE(std::ranges::any_of(all,
                                      [&](const Topic& one) {
                                        return one.kind != "word" && one.kind != "absent word" &&
                                               (holds(one.name, word) || holds(one.summary, word) ||
                                                holds(one.text, word));
                                      }))
          << topic.name << ": " << word;
  }
}

// In this process: hundreds of names would take long one program each.
TEST(Topics, EachHasSomethingToSay) {
  for (const Topic& topic : topics(models(), "")) {
    EXPECT_FALSE(topic.summary.empty()) << topic.name;
    EXPECT_GT(topic.text.size(), topic.summary.size()) << topic.name;
    EXPECT_THAT(topic.text, testing::EndsWith("\n")) << topic.name;
  }
}

TEST_F(Commands, ExplainOneThing) {
  const Finished seed = kith({"explain", "run.seed"});
  EXPECT_EQ(seed.code, 0);
  EXPECT_THAT(seed.out, AllOf(testing::StartsWith("run.seed (setting, every model)\n"), HasSubstr("default")));
  EXPECT_EQ(kith({"explain", "seed"}).out, seed.out) << "the last part of a name is enough";
  EXPECT_THAT(kith({"explain", "run"}).out, AllOf(HasSubstr("run.start"), HasSubstr("run.end")));
  EXPECT_THAT(kith({"explain", "activations"}).out, HasSubstr("(measure, model contagion)"));
  const Finished unknown = kith({"explain", "run.sede"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'run.seed'?"));
  EXPECT_EQ(kith({"explain", "--model", "nothing"}).code, 2);
  EXPECT_THAT(kith({"explain", "iom_spotlight"}).out, HasSubstr("(service, model safety)\n  "));
}

TEST_F(Commands, SchemaKnowsEverySetting) {
  const Finished schema = kith({"schema"});
  EXPECT_EQ(schema.code, 0);
  EXPECT_TRUE(json::parse(schema.out).contains("$schema"));
  for (const std::string& model : models().names()) {
    const Declarations declarations = declarations_of(models().named(model));
    for (const Setting& setting : declarations.all()) {
      const std::string last = setting.path.substr(setting.path.rfind('.') + 1);
      EXPECT_THAT(schema.out, HasSubstr('"' + last + '"')) << setting.path;
    }
  }
}

TEST_F(Commands, NewWritesASoundScenario) {
  for (const std::string& model : models().names()) {
    const std::string file = model + ".toml";
    EXPECT_EQ(kith({"new", model, "-o", file}).code, 0);
    EXPECT_EQ(text_of(file), kith({"new", model}).out);
    EXPECT_NO_THROW(load(folder() / file)) << "what kith check does before it builds people";
    EXPECT_EQ(kith({"new", model, "-o", file}).code, 4) << "replaced without --force";
    EXPECT_EQ(kith({"new", model, "-o", file, "--force"}).code, 0);
  }
  EXPECT_EQ(kith({"check", "contagion.toml"}).code, 0);
  EXPECT_EQ(kith({"new", "mine.toml"}).code, 0);
  EXPECT_EQ(text_of("mine.toml"), kith({"new"}).out);
  const Finished unknown = kith({"new", "contagoin"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'contagion'?"));
  EXPECT_EQ(kith({"new", "-o", "missing/mine.toml"}).code, 4);
}

TEST_F(Commands, NewOnABaseHoldsWhatItChangesAndNothingElse) {
  std::filesystem::create_directories(folder() / "mine");
  write("base.toml",
        "model = \"contagion\"\n[run]\nstart = 2016-01-01\nend = 2018-12-31\nreplicates = 2\n"
        "[contagion]\npeople = 500\nbackground = 0.01\n");
  EXPECT_EQ(kith({"new", "mine/asked.toml", "--base", "base.toml"}).code, 0);
  const std::string text = text_of("mine/asked.toml");
  EXPECT_THAT(text, AllOf(HasSubstr("extends = \"../base.toml\""), HasSubstr("[[change]]"),
                          HasSubstr("at = 2018-01-01"), testing::Not(HasSubstr("[run]"))))
      << "two years after the start, as in the starter";
  const Scenario base = load(folder() / "base.toml"), asked = load(folder() / "mine/asked.toml");
  const auto differences = setting_differences(resolved_text(base), resolved_text(asked));
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_EQ(differences[0].path, "contagion.transmission");
  EXPECT_EQ(differences[0].at, "2018-01-01");
  const std::string manchester = KITH_SOURCE_DIR "/scenarios/manchester.toml";
  EXPECT_EQ(kith({"new", "iom.toml", "--base", manchester}).code, 0);
  EXPECT_EQ(setting_differences(resolved_text(load(manchester)), resolved_text(load(folder() / "iom.toml"))).size(),
            1U);
  EXPECT_EQ(kith({"new", "safety", "--base", "base.toml"}).code, 2) << "it has the model of its base";
  EXPECT_EQ(kith({"new", "--base", "missing.toml"}).code, 3);
}

TEST_F(Commands, CheckNamesTargetsNoRunCanJudge) {
  const std::string wards = "extends = \"" KITH_SOURCE_DIR "/scenarios/two-wards.toml\"\n";
  const auto target = [](const std::string& measure, const std::string& by) {
    return "[[target]]\nmeasure = \"" + measure + "\"\ncompared_with = \"base.toml\"\nchange = \"-5%\"\nby = " + by +
           "\n";
  };
  const std::string change = "[[change]]\nat = 2014-10-01\nset.\"services.iom_spotlight.places\" = \"+100%\"\n";
  write("base.toml", wards);
  write("late.toml", wards + change + target("recorded_crime", "2015-03-31"));
  const Finished late = kith({"check", "late.toml"});
  EXPECT_EQ(late.code, 0);
  EXPECT_THAT(late.out, AllOf(HasSubstr("cannot be judged: it changes nothing before 2014-10-01")));
  write("followed.toml", wards + target("proven_reoffending_rate", "2014-03-31"));
  EXPECT_THAT(kith({"check", "followed.toml"}).out, HasSubstr("run.end must be 2015-10-01 or later"));
  write("longer.toml", wards + "[run]\nend = 2015-10-01\n" + target("proven_reoffending_rate", "2014-03-31"));
  EXPECT_THAT(kith({"check", "longer.toml"}).out, testing::Not(HasSubstr("cannot be judged")));
  std::filesystem::remove(folder() / "base.toml");
  EXPECT_THAT(kith({"check", "longer.toml"}).out, HasSubstr("cannot be judged: there is no file 'base.toml'"));
}

TEST_F(Commands, UnknownMeasureOfATargetIsHelpedWithNearNames) {
  write("asked.toml", "extends = \"" KITH_SOURCE_DIR
                      "/scenarios/two-wards.toml\"\n[[target]]\nmeasure = "
                      "\"young_violence\"\nvalue = 1\n");
  EXPECT_THAT(kith({"check", "asked.toml"}).err,
              AllOf(HasSubstr("young_violence_by_repeat_offenders"), HasSubstr("kith find WORD")));
  write("asked.toml", "extends = \"" KITH_SOURCE_DIR
                      "/scenarios/two-wards.toml\"\n[[target]]\nmeasure = "
                      "\"service_completed\"\nvalue = 1\n");
  EXPECT_THAT(kith({"check", "asked.toml"}).err, HasSubstr("service_completions[LABEL]"));
}

TEST_F(Commands, BenchContagion) {
  const json numbers =
      json_of({"bench", "contagion", "--people", "20000", "--steps", "50", "--threads", "2", "--json"});
  for (const char* name :
       {"person_steps_per_second", "setup_seconds", "step_seconds", "bytes_per_person", "mean_active_share"}) {
    ASSERT_TRUE(numbers.contains(name)) << name;
    EXPECT_GT(numbers.at(name), 0) << name;
  }
  EXPECT_LT(numbers.at("mean_active_share"), 1);
}

}  // namespace
}  // namespace kith::tools
