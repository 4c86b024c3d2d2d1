// kith run: the summary, the file, and that neither threads nor options change the results.
#include "results/results.hpp"
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace kith::tools {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class RunCommand : public Program {
 protected:
  RunCommand() { write("small.toml", small_scenario()); }
  std::string digest_with(std::vector<std::string> more) const {
    more.insert(more.begin(), {"run", "small.toml", "--json", "--quiet", "--force"});
    const Finished run = kith(more);
    EXPECT_EQ(run.code, 0) << run.err;
    return run.code == 0 ? json::parse(run.out).at("digest").get<std::string>() : "";
  }
};

TEST_F(RunCommand, WritesTheFileAndAScreenful) {
  const Finished run = kith({"run", "small.toml"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(files(), ElementsAre("small.h5", "small.toml"));
  EXPECT_THAT(run.out, HasSubstr("A small town\nDoes it spread?\n"));
  EXPECT_THAT(run.out, HasSubstr("300 people, 2020-01-06 to 2020-12-27, 4 replicates, seed 7"));
  EXPECT_THAT(run.out, HasSubstr("mean_active_share"));
  EXPECT_THAT(run.out, HasSubstr("Wrote small.h5"));
  EXPECT_LE(std::count(run.out.begin(), run.out.end(), '\n'), 40) << "more than a screen";
  EXPECT_THAT(run.out, Not(HasSubstr("\x1b"))) << "colour where no terminal is";
}

TEST_F(RunCommand, JsonIsAllThereIsAndAgreesWithTheFile) {
  const Finished run = kith({"run", "small.toml", "--json", "-o", "out.h5"});
  ASSERT_EQ(run.code, 0) << run.err;
  const json summary = json::parse(run.out);
  EXPECT_EQ(summary.at("file"), "out.h5");
  EXPECT_EQ(summary.at("people"), 300);
  EXPECT_EQ(summary.at("replicates"), 4);
  EXPECT_EQ(summary.at("seed"), 7);
  EXPECT_GE(summary.at("seconds"), 0);
  const results::Run written = results::read(folder() / "out.h5");
  EXPECT_EQ(summary.at("digest"), results::digest(written.measures, written.replicates));
  const json& headline = summary.at("headlines").at(0);
  const auto values =
      results::scalar_values(written.measures, written.replicates, headline.at("name").get<std::string>());
  const results::Estimate expected = results::estimate(values);
  EXPECT_DOUBLE_EQ(headline.at("mean"), expected.mean);
  EXPECT_DOUBLE_EQ(headline.at("low"), expected.low);
  EXPECT_DOUBLE_EQ(headline.at("high"), expected.high);
  EXPECT_EQ(written.provenance.command_line, std::string(program) + " run small.toml --json -o out.h5");
  EXPECT_FALSE(written.provenance.git_hash.empty());
}

TEST_F(RunCommand, DigestDependsOnSeedOnly) {
  const std::string digest = digest_with({"--threads", "1"});
  EXPECT_EQ(digest.size(), 64U);
  EXPECT_EQ(digest, digest_with({"--threads", "2"}));
  EXPECT_EQ(digest, digest_with({"--threads", "5"}));
  EXPECT_EQ(digest, digest_with({"--events"}));
  EXPECT_EQ(digest, digest_with({"--profile"}));
  EXPECT_EQ(digest, digest_with({"--seed", "7"}));
  EXPECT_NE(digest, digest_with({"--seed", "8"}));
}

TEST_F(RunCommand, OptionsStandForSettings) {
  const Finished run = kith({"run", "small.toml", "--json", "--seed", "11", "--replicates", "2", "--set",
                             "contagion.people=250", "--set", "contagion.links=3"});
  ASSERT_EQ(run.code, 0) << run.err;
  const json summary = json::parse(run.out);
  EXPECT_EQ(summary.at("seed"), 11);
  EXPECT_EQ(summary.at("replicates"), 2);
  EXPECT_EQ(summary.at("people"), 250);
  EXPECT_THAT(results::read(folder() / "small.h5").resolved, AllOf(HasSubstr("--seed"), HasSubstr("links = 3")));
}

TEST_F(RunCommand, QuietSaysNothing) {
  const Finished run = kith({"run", "small.toml", "--quiet"});
  EXPECT_EQ(run.code, 0);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(run.err, IsEmpty());
  EXPECT_THAT(files(), ElementsAre("small.h5", "small.toml"));
}

TEST_F(RunCommand, ProfileNamesPhases) {
  const Finished run = kith({"run", "small.toml", "--profile", "--json", "--quiet"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_GE(json::parse(run.out).at("phases").size(), 1U);
}

TEST_F(RunCommand, OneReplicateHasNoInterval) {
  const Finished run = kith({"run", "small.toml", "--replicates", "1"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("One replicate gives no interval"));
  const Finished as_json = kith({"run", "small.toml", "--replicates", "1", "--json", "--force"});
  EXPECT_TRUE(json::parse(as_json.out).at("headlines").at(0).at("low").is_null());
}

TEST_F(RunCommand, ExistingFileIsReplacedOnlyByForce) {
  write("small.h5", "precious");
  const Finished refused = kith({"run", "small.toml"});
  EXPECT_EQ(refused.code, 4);
  EXPECT_THAT(refused.err, HasSubstr("--force"));
  EXPECT_EQ(text_of("small.h5"), "precious");
  EXPECT_EQ(kith({"run", "small.toml", "--quiet", "--force"}).code, 0);
  EXPECT_NE(text_of("small.h5"), "precious");
}

TEST_F(RunCommand, NeverWritesOverItsScenario) {
  const std::string before = text_of("small.toml");
  const Finished run = kith({"run", "small.toml", "-o", "./small.toml", "--force"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("that is the scenario itself"));
  EXPECT_EQ(text_of("small.toml"), before);
}

TEST_F(RunCommand, TerminalShowsABarAndColour) {
  if (shell("command -v script").code != 0) GTEST_SKIP() << "no script command to make a terminal with";
  const std::string call = "TERM=xterm script -qec \"'$1' run small.toml --force\" /dev/null";
  const Finished run = shell(call);
  EXPECT_EQ(run.code, 0);
  EXPECT_THAT(run.out, AllOf(HasSubstr("\r["), HasSubstr("204 steps"), HasSubstr("\x1b[1mA small town")));
  EXPECT_THAT(shell("NO_COLOR=1 " + call).out, Not(HasSubstr("\x1b[1m")));
}

TEST_F(RunCommand, AReaderThatGoesAwayIsNoCrash) {
  const Finished run = shell("\"$1\" run small.toml --quiet --json | true");
  EXPECT_EQ(run.code, 0);
  EXPECT_EQ(shell("(\"$1\" explain; echo $? >code) | true").code, 0);
  EXPECT_EQ(text_of("code"), "0\n");
}

// Else the results file could be the one opened as number 1, and the summary be written into it.
TEST_F(RunCommand, StreamsItWasStartedWithoutLeadNowhere) {
  const Finished probe = shell(
      "\"$1\" run small.toml -o out.h5 --set contagion.people=3000000 <&- >&- 2>&- & p=$!\n"
      "for i in $(seq 200); do [ \"$(readlink /proc/$p/fd/2)\" = /dev/null ] && break; sleep 0.05; done\n"
      "readlink /proc/$p/fd/0 /proc/$p/fd/1 /proc/$p/fd/2; kill $p; wait $p");
  EXPECT_EQ(probe.out, "/dev/null\n/dev/null\n/dev/null\n");
}

TEST_F(RunCommand, FullStandardOutputIsSaid) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  const Finished run = shell("\"$1\" explain >/dev/full");
  EXPECT_EQ(run.code, 4);
  EXPECT_THAT(run.err, HasSubstr("standard output"));
}

}  // namespace
}  // namespace kith::tools
