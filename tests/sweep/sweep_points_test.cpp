// Points of a sweep before its plan is written: held to all rules of a scenario, alike ones run once, and made from
// files that may not change while the sweep is under way.
#include "tests/sweep/sweep_program.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace kith::sweep {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class SweepPoints : public SweepProgram {
 protected:
  /// A grid over what `vary` says.
  void vary(const std::string& lines, const std::string& more = "", const std::string& scenario = "contagion.toml") {
    write("sweep.toml", "scenario = \"" + scenario + "\"\n[sweep]\ndesign = \"grid\"\nreplicates = 2\n" + more +
                            "[sweep.vary]\n" + lines);
  }
  tools::Finished run(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"sweep", "run", "sweep.toml", "-o", "d"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return kith(arguments);
  }
  bool has_folder() const { return std::filesystem::exists(folder() / "d"); }
};

TEST_F(SweepPoints, RunThatEndsBeforeItStartsIsRefusedBeforeThePlan) {
  vary("\"run.start\" = { values = [2020-01-01, 2032-01-01, 2033-01-01] }\n");
  const auto refused = run();
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("sweep.toml:6:1"), HasSubstr("point 1 (run.start = 2032-01-01)"),
                                 HasSubstr("point 2 (run.start = 2033-01-01)"), HasSubstr("ends before it starts")));
  EXPECT_FALSE(has_folder());
}

TEST_F(SweepPoints, ChangesAndTargetsOutsideAPointsRunAreRefused) {
  write("contagion.toml", tools::small_scenario("[[change]]\nat = 2020-06-01\nset.\"contagion.recovery\" = 0.2\n"
                                                "[[target]]\nmeasure = \"mean_active_share\"\nvalue = 0.1\n"
                                                "by = 2020-05-01\n"));
  vary("\"run.start\" = { values = [2020-01-01, 2020-06-08] }\n");
  const auto refused = run();
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("a change on 2020-06-01 lies outside the run"),
                                 HasSubstr("a target for 2020-05-01 cannot be judged"), HasSubstr("contagion.toml:")));
}

TEST_F(SweepPoints, RulesOfTheModelAreHeld) {
  vary("\"contagion.background\" = { values = [0.01, 0.2] }\n\"contagion.transmission\" = { values = [0.02, 0.9] }\n");
  const auto refused = run();
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("point 3 (contagion.background = 0.2, contagion.transmission = 0.9)"),
                                 HasSubstr("at most 0.95 is allowed")));
  EXPECT_FALSE(has_folder());
}

TEST_F(SweepPoints, UnknownWardsAndImpossiblePlacesAreRefused) {
  write("place.toml", "model = \"safety\"\n[scenario]\nname = \"p\"\n[place]\nwards = [\"Hulme\"]\n");
  vary("\"place.wards\" = { values = [[\"Hulme\"], [\"Nowhere\"]] }\n", "", "place.toml");
  EXPECT_THAT(run().err, AllOf(HasSubstr("point 1"), HasSubstr("unknown ward 'Nowhere'")));
  vary("\"place.population_total\" = { values = [1, 2] }\n", "", "place.toml");
  EXPECT_THAT(run().err, HasSubstr("at least 100"));
  EXPECT_FALSE(has_folder());
}

TEST_F(SweepPoints, MeasuresWithUnlikeAxesAreRefusedAndHeadlinesKept) {
  const std::string steps = "\"run.step_days\" = { values = [7, 14] }\n";
  vary(steps, "measures = [\"active\", \"mean_active_share\"]\n");
  const auto refused = run();
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("the measure 'active' cannot be kept"), HasSubstr("axis 'time'"),
                                 HasSubstr("run.step_days = 14"), HasSubstr("run.step_days = 7")));
  EXPECT_FALSE(has_folder());
  vary(steps, "measures = [\"mean_active_share\"]\n");
  EXPECT_EQ(run().code, 0);
  const auto merged = kith({"sweep", "merge", "d", "-o", "d.h5", "--json"});
  EXPECT_EQ(merged.code, 0) << merged.err;
  EXPECT_EQ(nlohmann::json::parse(merged.out).at("done"), 4);
}

TEST_F(SweepPoints, PointsAlikeAreRunOnceAndHaveTheResult) {
  write("points.csv", "contagion.transmission\n0.02\n0.03\n0.02\n0.02\n");
  write("sweep.toml",
        "scenario = \"contagion.toml\"\n[sweep]\ndesign = \"list\"\nlist = \"points.csv\"\nreplicates = 2\n");
  const auto done = run({"--json"});
  EXPECT_EQ(done.code, 0) << done.err;
  const auto json = nlohmann::json::parse(done.out);
  EXPECT_EQ(json.at("made_now"), 4) << "two points differ";
  EXPECT_EQ(json.at("done"), 8);
  EXPECT_EQ(json.at("points_repeated"), 2);
  EXPECT_THAT(done.err, HasSubstr("2 points differ"));
  const auto read = [&] {
    digest_of("d");
    return shell(
        "/usr/bin/python3 -c \"import h5py; m = h5py.File('d.h5')['mean_active_share'][:]; "
        "print((m[0] == m[2]).all() and (m[0] == m[3]).all() and (m[0] != m[1]).all())\"");
  }();
  EXPECT_THAT(read.out, HasSubstr("True")) << read.err;
}

TEST_F(SweepPoints, SeedsOfTheirOwnMakePointsDiffer) {
  write("points.csv", "contagion.transmission\n0.02\n0.02\n");
  write("sweep.toml",
        "scenario = \"contagion.toml\"\n[sweep]\ndesign = \"list\"\nlist = \"points.csv\"\nreplicates = 2\n"
        "common_random_numbers = false\n");
  EXPECT_EQ(nlohmann::json::parse(run({"--json"}).out).at("made_now"), 4);
}

TEST_F(SweepPoints, ServicesChangedWhileASweepIsUnderWayAreRefused) {
  std::filesystem::create_directory(folder() / "own");
  const std::string service =
      tools::read_text(std::string(KITH_SOURCE_DIR) + "/models/safety/catalogue/iom_spotlight.toml");
  ASSERT_FALSE(service.empty());
  std::string own = service;
  for (std::size_t at = own.find("iom_spotlight"); at != std::string::npos; at = own.find("iom_spotlight", at + 1))
    own.replace(at, 13, "own_spotlight");
  write("own/own_spotlight.toml", own);
  write("place.toml",
        "model = \"safety\"\ncatalogue = [\"own\"]\n[scenario]\nname = \"p\"\n[place]\nwards = [\"Hulme\"]\n");
  vary("\"services.own_spotlight.places\" = { values = [100, 200] }\n", "", "place.toml");
  ASSERT_EQ(run({"--plan-only"}).code, 0) << run({"--plan-only"}).err;
  EXPECT_EQ(run({"--plan-only", "--resume"}).code, 0);
  write("own/own_spotlight.toml", own + "\n# changed\n");
  const auto refused = run({"--resume"});
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("own_spotlight.toml"), HasSubstr("was changed since")));
}

TEST_F(SweepPoints, EditedScenarioIsNamed) {
  vary("\"contagion.links\" = { values = [2, 3] }\n");
  ASSERT_EQ(run({"--plan-only"}).code, 0);
  write("contagion.toml", tools::small_scenario("recovery = 0.04\n"));
  EXPECT_THAT(run({"--resume"}).err, HasSubstr("contagion.toml was changed since"));
}

TEST_F(SweepPoints, MergedFileTellsWhatItWasMadeOf) {
  vary("\"contagion.links\" = { values = [2, 3] }\n");
  ASSERT_EQ(run().code, 0);
  ASSERT_EQ(run({"--resume", "--replicates", "3"}).code, 0);
  digest_of("d");
  const auto read = shell("ncdump d.h5");
  EXPECT_THAT(read.out, AllOf(HasSubstr("resolved.toml"), HasSubstr("--replicates 3"), HasSubstr("sweep.toml")));
  std::filesystem::remove_all(folder() / "d/inputs");
  const auto refused = kith({"sweep", "merge", "d", "-o", "again.h5"});
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("is gone"), HasSubstr("put it back")));
  EXPECT_FALSE(std::filesystem::exists(folder() / "again.h5"));
}

TEST_F(SweepPoints, NotesOfAWrongKindAreNamedAndPassedOver) {
  vary("\"contagion.links\" = { values = [2, 3] }\n");
  ASSERT_EQ(run().code, 0);
  for (const char* note :
       {R"({"claim": 7, "split": "1 shard", "host": "h", "process": 1, "started": "s", "threads": 1})",
        R"({"claim": "c", "split": "s", "host": "h", "process": "x", "started": 3, "threads": []})",
        R"({"threads": 1e300, "process": 18446744073709551615})", "[1, 2]", "{", "null", ""}) {
    write("d/shards/shard-1-of-1.worker.json", note);
    const auto status = kith({"sweep", "status", "d"});
    EXPECT_EQ(status.code, 0) << note << status.err;
    EXPECT_THAT(status.out, HasSubstr("shard-1-of-1.worker.json is damaged and passed over")) << note;
    EXPECT_TRUE(status_of("d").at("workers").at(0).at("note_damaged")) << note;
    EXPECT_EQ(kith({"sweep", "merge", "d", "-o", "d.h5", "--force"}).code, 0) << note;
  }
  EXPECT_EQ(run({"--resume"}).code, 0);
  EXPECT_THAT(kith({"sweep", "status", "d"}).out, Not(HasSubstr("damaged")));
}

TEST_F(SweepPoints, ManyRanksThatDoNotKnowOfEachOtherAreRefused) {
  vary("\"contagion.links\" = { values = [2, 3] }\n");
  const auto alone =
      shell("env -u OMPI_COMM_WORLD_SIZE -u PMI_SIZE SLURM_NTASKS=4 \"$1\" sweep run sweep.toml -o d --mpi");
  if (alone.err.find("built without MPI") != std::string::npos) GTEST_SKIP();
  EXPECT_EQ(alone.code, 2);
  EXPECT_THAT(alone.err, AllOf(HasSubstr("4 tasks"), HasSubstr("srun --mpi=pmix")));
  EXPECT_FALSE(has_folder());
}

}  // namespace
}  // namespace kith::sweep
