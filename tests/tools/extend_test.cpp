// A file gone on with is the file one run of all its replicates would have written, or is refused.
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

class Extend : public Program {
 protected:
  Extend() {
    write("base.toml", small_scenario("background = 0.5\n"));
    write("more.toml", small_scenario("background = 0.4\n"));
  }

  json of(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--json", "--quiet"});
    const Finished run = kith(arguments);
    EXPECT_EQ(run.code, 0) << run.err;
    return run.code == 0 ? json::parse(run.out) : json{{"digest", ""}};
  }
  std::string digest_of(std::vector<std::string> arguments) const { return of(std::move(arguments)).at("digest"); }

  /// A few weeks of two wards: pairs with people, a past and numbers of their own, a place and a scheme of one's own.
  void write_two_wards() const {
    write("wards.toml", "extends = \"" + std::string(KITH_SOURCE_DIR) +
                            "/tests/golden/scenarios/own-place-and-catalogue.toml\"\n[run]\nend = 2013-06-30\n"
                            "burn_in = \"4w\"\nreplicates = 2\n");
    write("treated.toml",
          "extends = \"wards.toml\"\n[[change]]\nat = 2013-04-08\nset.\"services.hot_spot_patrol.active\" = true\n"
          "[[target]]\nmeasure = \"recorded_crime\"\nchange = \"-5%\"\ncompared_with = \"wards.toml\"\n"
          "source = \"this test\"\n");
  }

  /// Rows of events a file holds; -1 if it keeps none.
  int events_in(const std::string& file) const {
    const json seen = json::parse(kith({"inspect", file, "--json"}).out);
    for (const json& variable : seen.at("variables"))
      if (variable.at("path") == "/events/replicate") return variable.at("dimensions").at(0).at("size").get<int>();
    return -1;
  }
};

TEST_F(Extend, RunIsTheRunOfAllReplicates) {
  const std::string whole = digest_of({"run", "base.toml", "--replicates", "9", "-o", "whole.h5"});
  digest_of({"run", "base.toml", "--replicates", "4", "-o", "first.h5"});
  const json added = of({"extend", "first.h5", "--replicates", "9", "-o", "grown.h5", "--threads", "2"});
  EXPECT_EQ(added.at("digest"), whole);
  EXPECT_EQ(added.at("replicates"), 9);
  EXPECT_EQ(added.at("added"), 5);
  EXPECT_EQ(kith({"inspect", "grown.h5", "--verify"}).code, 0);
  digest_of({"extend", "first.h5", "--replicates", "6", "-o", "six.h5"});
  EXPECT_EQ(digest_of({"extend", "six.h5", "--replicates", "9", "-o", "again.h5"}), whole) << "more than once";
  EXPECT_EQ(digest_of({"extend", "first.h5", "--replicates", "9", "--force"}), whole) << "in place";
  EXPECT_THAT(files(), ElementsAre("again.h5", "base.toml", "first.h5", "grown.h5", "more.toml", "six.h5", "whole.h5"));
}

TEST_F(Extend, SettingsOfTheCommandLineGoOn) {
  const std::vector<std::string> run = {"run", "base.toml", "--set", "contagion.people=350", "--seed", "3"};
  const auto with = [&](const std::string& count, const std::string& file) {
    std::vector<std::string> all = run;
    all.insert(all.end(), {"--replicates", count, "-o", file});
    return all;
  };
  const std::string whole = digest_of(with("5", "whole.h5"));
  digest_of(with("3", "first.h5"));
  EXPECT_EQ(digest_of({"extend", "first.h5", "--replicates", "5", "-o", "grown.h5"}), whole);
}

TEST_F(Extend, ComparisonIsTheComparisonOfAllPairs) {
  const std::vector<std::string> compare = {"compare", "base.toml", "more.toml", "--replicates"};
  std::vector<std::string> all = compare, few = compare;
  all.insert(all.end(), {"7", "-o", "whole.h5"});
  few.insert(few.end(), {"3", "-o", "first.h5"});
  const std::string whole = digest_of(all);
  digest_of(few);
  EXPECT_EQ(digest_of({"extend", "first.h5", "--replicates", "7", "-o", "grown.h5"}), whole);
  ASSERT_EQ(kith({"run", "base.toml", "-o", "a.h5", "--quiet"}).code, 0);
  ASSERT_EQ(kith({"run", "more.toml", "-o", "b.h5", "--quiet"}).code, 0);
  ASSERT_EQ(kith({"compare", "a.h5", "b.h5", "-o", "joined.h5", "--quiet"}).code, 0);
  digest_of({"extend", "joined.h5", "--replicates", "7", "-o", "joined-grown.h5"});
}

TEST_F(Extend, PairsDrawWhatTheyWouldHaveDrawn) {
  write_two_wards();
  const std::vector<std::string> compare = {"compare", "wards.toml", "treated.toml", "--twin-events", "--split-doubt"};
  std::vector<std::string> all = compare, few = compare;
  all.insert(all.end(), {"--replicates", "3", "-o", "whole.h5"});
  few.insert(few.end(), {"-o", "first.h5"});
  const std::string whole = digest_of(all);
  digest_of(few);
  EXPECT_EQ(digest_of({"extend", "first.h5", "--replicates", "3", "-o", "grown.h5"}), whole);
  EXPECT_GT(events_in("grown.h5"), 0);
  EXPECT_EQ(events_in("grown.h5"), events_in("whole.h5"));
  EXPECT_EQ(shell("\"$1\" report grown.h5 && \"$1\" inspect grown.h5 --verify").code, 0);
}

TEST_F(Extend, TablesThatHaveChangedAreRefused) {
  write_two_wards();
  const std::string place = std::string(KITH_SOURCE_DIR) + "/models/safety/places/oxford";
  std::filesystem::copy(place, folder() / "oxford");
  write("moved.toml", "extends = \"wards.toml\"\n[place]\nfolder = \"oxford\"\n");
  ASSERT_EQ(kith({"run", "moved.toml", "--replicates", "1", "-o", "first.h5", "--quiet"}).code, 0);
  const std::string before = text_of("oxford/areas.csv");
  write("oxford/areas.csv", before + "\n");
  const Finished refused = kith({"extend", "first.h5", "--replicates", "2", "-o", "grown.h5"});
  EXPECT_EQ(refused.code, 3) << refused.err;
  EXPECT_THAT(refused.err, AllOf(HasSubstr("oxford/areas.csv"), HasSubstr("has changed since it was run")));
  EXPECT_FALSE(std::filesystem::exists(folder() / "grown.h5"));
  std::filesystem::remove_all(folder() / "oxford");
  EXPECT_EQ(kith({"extend", "first.h5", "--replicates", "2", "-o", "grown.h5", "--quiet"}).code, 0)
      << "files that are gone are in the results";
}

TEST_F(Extend, WhatCannotBeGoneOnWithIsRefused) {
  ASSERT_EQ(kith({"run", "base.toml", "-o", "first.h5", "--quiet"}).code, 0);
  const Finished in_the_way = kith({"extend", "first.h5", "--replicates", "9"});
  EXPECT_EQ(in_the_way.code, 4);
  EXPECT_THAT(in_the_way.err, HasSubstr("--force"));
  const Finished enough = kith({"extend", "first.h5", "--replicates", "4", "-o", "grown.h5"});
  EXPECT_EQ(enough.code, 2);
  EXPECT_THAT(enough.err, HasSubstr("holds 4 already"));
  EXPECT_EQ(kith({"extend", "first.h5", "--replicates", "5", "-o", "first.h5", "--force"}).code, 2)
      << "-o is what is read";
  EXPECT_EQ(kith({"extend", "missing.h5", "--replicates", "5", "-o", "grown.h5"}).code, 4);
  const std::string bytes = text_of("first.h5");
  write("damaged.h5", bytes.substr(0, bytes.size() - 100));
  EXPECT_EQ(kith({"extend", "damaged.h5", "--replicates", "5", "-o", "grown.h5"}).code, 4);
  EXPECT_FALSE(std::filesystem::exists(folder() / "grown.h5"));
}

TEST_F(Extend, OtherProgramsAreRefused) {
  ASSERT_EQ(kith({"run", "base.toml", "-o", "first.h5", "--quiet"}).code, 0);
  results::Run run = results::read(folder() / "first.h5");
  run.provenance.git_hash = "0123456789";
  results::write(folder() / "other.h5", run, false);
  const Finished other = kith({"extend", "other.h5", "--replicates", "5", "-o", "grown.h5"});
  EXPECT_EQ(other.code, 3);
  EXPECT_THAT(other.err, AllOf(HasSubstr("was made by kith"), HasSubstr("0123456789"), HasSubstr("another program")));
}

/// Where the version does not tell all, as in a checkout with changes, what is in the file is made again.
TEST_F(Extend, ResultsThisProgramDoesNotMakeAreRefused) {
  if (kith({"--version"}).out.find("-dirty") == std::string::npos) GTEST_SKIP() << "the git hash tells all";
  ASSERT_EQ(kith({"run", "base.toml", "-o", "first.h5", "--quiet"}).code, 0);
  results::Run run = results::read(folder() / "first.h5");
  std::get<Reals>(run.replicates.back().arrays.back()).back() += 1;
  results::write(folder() / "other.h5", run, false);
  const Finished other = kith({"extend", "other.h5", "--replicates", "5", "-o", "grown.h5"});
  EXPECT_EQ(other.code, 4);
  EXPECT_THAT(other.err, HasSubstr("its replicate 3 comes out otherwise"));
}

TEST_F(Extend, StoppedExtensionIsGoneOnWith) {
  const std::string whole = digest_of({"run", "base.toml", "--replicates", "1200", "-o", "whole.h5"});
  digest_of({"run", "base.toml", "-o", "first.h5"});
  const std::vector<std::string> extend = {"extend", "first.h5", "--replicates", "1200", "-o", "grown.h5"};
  const Child child = start(extend);
  std::error_code none;
  for (int tries = 0; tries < 4000 && !(std::filesystem::file_size(folder() / "grown.h5.part", none) > 2000 && !none);
       ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  child.send(SIGTERM);
  const Finished stopped = child.finish();
  ASSERT_EQ(stopped.code, 130) << stopped.err;
  EXPECT_THAT(stopped.err, HasSubstr("--resume"));
  std::vector<std::string> again = extend;
  again.push_back("--resume");
  EXPECT_EQ(digest_of(again), whole);
}

}  // namespace
}  // namespace kith::tools
