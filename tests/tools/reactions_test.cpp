// Changes that react to what is measured, from the command line: what is refused, what is said of when they acted, and
// that neither threads, comparing nor resuming changes a result.
#include "results/reactions.hpp"
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace kith::tools {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string reacting(const std::string& when, const std::string& more) {
  return "extends = \"base.toml\"\n[scenario]\nname = \"Reacting\"\n[[change]]\nwhen = \"" + when + "\"\n" + more;
}
const std::string less = "set.\"contagion.transmission\" = 0.001\n";

class ReactingCommands : public Program {
 protected:
  ReactingCommands() {
    write("base.toml", small_scenario("background = 0.01\n"));
    write("reacts.toml", reacting("active > 20", "until = \"< 15\"\n" + less));
    write("never.toml", reacting("active > 299", less));
  }
  json json_of(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--json", "--quiet", "--force"});
    const Finished finished = kith(arguments);
    EXPECT_EQ(finished.code, 0) << finished.err;
    return finished.code == 0 ? json::parse(finished.out) : json();
  }
  std::string refusal(const std::vector<std::string>& arguments) const {
    const Finished finished = kith(arguments);
    EXPECT_NE(finished.code, 0);
    return finished.err;
  }
};

TEST_F(ReactingCommands, SayWhenItActed) {
  const Finished finished = kith({"run", "reacts.toml"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  EXPECT_THAT(finished.out,
              AllOf(HasSubstr("Change that reacts: contagion.transmission = 0.001 when active > 20, until active"),
                    HasSubstr("it acted in"), HasSubstr("4 of 4 replicates"), HasSubstr("first between 2020-")));
  const results::Run written = results::read(folder() / "reacts.h5");
  const auto told = results::reactions_told(written);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].acted, 4U);
  EXPECT_LT(told[0].earliest, told[0].latest);
  EXPECT_GE(told[0].median, told[0].earliest);
  const json summary = json_of({"run", "reacts.toml"});
  EXPECT_EQ(summary.at("reactions").at(0).at("acted"), 4);
  EXPECT_THAT(summary.at("reactions").at(0).at("earliest"), testing::StartsWith("2020-"));
  EXPECT_THAT(json_of({"run", "base.toml"}).at("reactions"), testing::IsEmpty());
}

TEST_F(ReactingCommands, AreTheSameOnAnyNumberOfThreadsAndAfterAStop) {
  const json whole = json_of({"run", "reacts.toml", "--threads", "1"});
  EXPECT_EQ(whole.at("digest"), json_of({"run", "reacts.toml", "--threads", "3"}).at("digest"));
  const Finished two = kith({"run", "reacts.toml", "--replicates", "2", "-o", "first.h5"});
  const Finished rest =
      kith({"run", "reacts.toml", "--replicates", "2", "--set", "run.first_replicate=2", "-o", "rest.h5"});
  ASSERT_EQ(two.code + rest.code, 0) << two.err << rest.err;
  ASSERT_EQ(kith({"merge", "first.h5", "rest.h5", "-o", "merged.h5"}).code, 0);
  const results::Run merged = results::read(folder() / "merged.h5");
  EXPECT_EQ(results::digest(merged.measures, merged.replicates), whole.at("digest"));
}

TEST_F(ReactingCommands, CompareWorldsThatReactEachForItself) {
  const json compared = json_of({"compare", "base.toml", "reacts.toml", "never.toml", "--chance-only", "-o", "c.h5"});
  const json& alternatives = compared.at("alternatives");
  EXPECT_EQ(alternatives.at(0).at("digest"), json_of({"run", "reacts.toml"}).at("digest"));
  EXPECT_EQ(alternatives.at(1).at("digest"), json_of({"run", "never.toml"}).at("digest"));
  EXPECT_NE(alternatives.at(0).at("headlines").at(0).at("difference").at("mean"), 0.0);
  for (const char* end : {"mean", "low", "high"})
    EXPECT_EQ(alternatives.at(1).at("headlines").at(0).at("difference").at(end), 0.0) << end;
  EXPECT_EQ(alternatives.at(0).at("reactions").size(), 1U);
  EXPECT_EQ(alternatives.at(1).at("reactions").at(0).at("acted"), 0);
  const results::Run run = results::read(folder() / "c.h5");
  EXPECT_TRUE(results::reactions_told(run, 0).empty()) << "the base has none";
  const Finished page = kith({"report", "c.h5", "-o", "page.html"});
  ASSERT_EQ(page.code, 0) << page.err;
  EXPECT_THAT(text_of("page.html"),
              AllOf(HasSubstr("When changes that react came into force"), HasSubstr("it acted in 4 of 4 pairs"),
                    HasSubstr("it acted in none of 4 pairs"), HasSubstr("when active")));
  write("again.toml", reacting("active > 20", "until = \"< 15\"\n" + less));
  const json same = json_of({"compare", "reacts.toml", "again.toml", "--chance-only", "-o", "s.h5"});
  EXPECT_EQ(same.at("alternatives").at(0).at("headlines").at(0).at("difference").at("mean"), 0.0);
}

TEST_F(ReactingCommands, CheckListsThemAndCannotKnow) {
  const Finished finished = kith({"check", "reacts.toml"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  EXPECT_THAT(finished.out,
              HasSubstr("\"contagion.transmission\" = 0.001 when active > 20, until active < 15; whether and when is "
                        "not known before the run"));
}

TEST_F(ReactingCommands, RefuseAllThatIsWrongAtOnce) {
  write("wrong.toml", reacting("actve > 45", "until = \"activations < 0\"\n" + less));
  EXPECT_THAT(refusal({"check", "wrong.toml"}),
              AllOf(HasSubstr("wrong.toml:5:1: error: unknown measure 'actve'; did you mean 'active'?"),
                    HasSubstr("wrong.toml:6:1: error: activations < 0 never holds")));
  write("late.toml", reacting("mean_active_share > 0.1", less));
  EXPECT_THAT(refusal({"run", "late.toml"}), HasSubstr("is known only as a run or a year of it ends"));
}

TEST_F(ReactingCommands, RefuseToVaryBuyOrSeekWhatOneSets) {
  write("sweep.toml",
        "scenario = \"reacts.toml\"\n[sweep]\ndesign = \"grid\"\nreplicates = 2\nmeasures = [\"mean_active_share\"]\n"
        "[sweep.vary]\n\"contagion.transmission\" = { from = 0.01, to = 0.02, levels = 2 }\n");
  EXPECT_THAT(refusal({"sweep", "run", "sweep.toml", "-o", "swept"}),
              AllOf(HasSubstr("sweep.toml:7"), HasSubstr("what varies is what holds without that")));
  EXPECT_THAT(refusal({"compare", "base.toml", "reacts.toml", "--break-even", "contagion.transmission=0.01..0.02"}),
              HasSubstr("reacts.toml sets contagion.transmission when active > 20"));
  write("sweep.toml",
        "scenario = \"reacts.toml\"\n[sweep]\ndesign = \"grid\"\nreplicates = 2\nmeasures = [\"mean_active_share\"]\n"
        "[sweep.vary]\n\"contagion.background\" = { from = 0.01, to = 0.02, levels = 2 }\n");
  EXPECT_EQ(kith({"sweep", "run", "sweep.toml", "-o", "swept"}).code, 0);
}

}  // namespace
}  // namespace kith::tools
