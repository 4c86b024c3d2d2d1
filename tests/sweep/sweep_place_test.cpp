// Sweeps of the safety model in a place of one's own, over a number of its evidence: points are the runs a user would
// make by hand, and tables that are not as they were are noticed.
#include "engine/settings/distribution.hpp"
#include "results/sweep_file.hpp"
#include "tests/tools/place_fixture.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace kith::sweep {
namespace {

using testing::HasSubstr;
using tools::Finished;

const std::string effect = "services.iom_spotlight.effect";

class SweepPlace : public tools::PlaceWorld {
 protected:
  SweepPlace() {
    EXPECT_EQ(build().code, 0);
    write("town.toml",
          "model = \"safety\"\n[run]\nstart = 2016-04-01\nend = 2016-06-30\nburn_in = \"4w\"\n[place]\nfolder = "
          "\"alpha\"\n[services.iom_spotlight]\nactive = true\n");
  }

  void write_sweep_of(const std::string& vary, const std::string& design) const {
    write("sweep.toml", "scenario = \"town.toml\"\n[sweep]\n" + design +
                            "replicates = 1\nmeasures = [\"harm_per_year\"]\n[sweep.vary]\n" + vary);
  }
  results::SweepTable swept(const std::string& name) const {
    const Finished run = kith({"sweep", "run", "sweep.toml", "-o", name, "--quiet"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(kith({"sweep", "merge", name, "-o", name + ".h5"}).code, 0);
    return results::read_sweep(folder() / (name + ".h5"));
  }
  double harm_with(const std::string& setting) const {
    const Finished run = kith({"run", "town.toml", "--set", setting, "--replicates", "1", "-o", "one.h5", "--force"});
    EXPECT_EQ(run.code, 0) << run.err;
    return results::scalar_values(results::read(folder() / "one.h5"), "harm_per_year").at(0);
  }
};

TEST_F(SweepPlace, EvidenceIsReadAtTheDesignsQuantiles) {
  write_sweep_of("\"" + effect + "\" = { evidence = true }\n", "design = \"latin_hypercube\"\npoints = 3\n");
  const results::SweepTable table = swept("s");
  ASSERT_EQ(table.head.parameters.size(), 1U);
  EXPECT_EQ(table.head.parameters[0].kind, "evidence");
  const Distribution stated(table.head.parameters[0].distribution);
  for (std::size_t point = 0; point < 3; ++point) {
    const results::SweepPoint& row = table.head.points[point];
    EXPECT_NEAR(row.numbers[0], stated.quantile(row.unit_cube[0]), 1e-4) << "the range allowed cuts next to nothing";
    EXPECT_EQ(table.outcomes.at(0).values[point][0], harm_with(effect + "=" + row.texts[0])) << point;
  }
}

TEST_F(SweepPlace, TheMergedFileTellsWhatElseIsNeeded) {
  write_sweep_of("\"" + effect + "\" = { values = [0.8, 0.9] }\n", "design = \"grid\"\n");
  swept("s");
  const Finished laid_out = kith({"inspect", "s.h5", "--extract", "again"});
  EXPECT_EQ(laid_out.code, 4);
  EXPECT_THAT(laid_out.err, testing::ContainsRegex("holds a sweep, which is not laid out.*needed too to make its runs "
                                                   "again, and not in it: .*alpha/areas.csv \\(SHA-256 [0-9a-f]+\\)"));
  EXPECT_FALSE(std::filesystem::exists(folder() / "again"));
  const Finished verified = kith({"inspect", "s.h5", "--verify"});
  EXPECT_EQ(verified.code, 0) << verified.err;
  EXPECT_THAT(verified.out, testing::ContainsRegex("Needed too to make its runs again.*alpha/areas.csv"));
}

TEST_F(SweepPlace, CautionsReachTheScreenTheFileAndThePage) {
  change("town.toml", "start = 2016-04-01\nend = 2016-06-30", "start = 2029-04-01\nend = 2029-06-30");
  write_sweep_of("\"" + effect + "\" = { values = [0.8, 0.9] }\n", "design = \"grid\"\n");
  const Finished run = kith({"sweep", "run", "sweep.toml", "-o", "s"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, testing::AllOf(HasSubstr("Caution (place): People and households are those of"),
                                      HasSubstr("Caution (parameters.base_rate)")));
  ASSERT_EQ(kith({"sweep", "merge", "s", "-o", "s.h5"}).code, 0);
  const Finished said = kith({"sensitivity", "s.h5", "--report", "s.html"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("Caution: People and households are those of"));
  EXPECT_THAT(text_of("s.html"), HasSubstr("<p>Caution: People and households are those of"));
}

TEST_F(SweepPlace, PlacesMayVary) {
  change("people.csv", "A1,D01,910,10", "A1,D01,910,40");
  ASSERT_EQ(build({"-o", "beta"}).code, 0);
  EXPECT_NE(harm_with("place.folder=alpha"), harm_with("place.folder=beta"));
  write_sweep_of("\"place.folder\" = { values = [\"alpha\", \"beta\"] }\n", "design = \"grid\"\n");
  const results::SweepTable table = swept("s");
  ASSERT_EQ(table.head.points.size(), 2U);
  EXPECT_EQ(table.outcomes.at(0).values[0][0], harm_with("place.folder=alpha"));
  EXPECT_EQ(table.outcomes.at(0).values[1][0], harm_with("place.folder=beta"));
}

TEST_F(SweepPlace, ATableThatChangedStopsTheSweep) {
  write_sweep_of("\"" + effect + "\" = { values = [0.8, 0.9] }\n", "design = \"grid\"\n");
  ASSERT_EQ(kith({"sweep", "run", "sweep.toml", "-o", "s", "--quiet", "--shard", "1/2"}).code, 0);
  change("alpha/areas.csv", "A1,", "A1,x");
  const Finished on = kith({"sweep", "run", "sweep.toml", "-o", "s", "--resume"});
  EXPECT_EQ(on.code, 3) << on.out;
  EXPECT_THAT(on.err, HasSubstr("areas.csv"));
}

}  // namespace
}  // namespace kith::sweep
