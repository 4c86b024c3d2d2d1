// Sweep files and plans: what is wrong is said all at once, points stay where they are, and worlds made out of one
// another run as worlds made anew.
#include "tests/sweep/sweep_program.hpp"
#include "tests/tools/program.hpp"
#include "tests/tools/shipped_models.hpp"
#include "tools/studies/sweep/begin.hpp"
#include "tools/studies/sweep/worker.hpp"

#include <gmock/gmock.h>

#include <set>

namespace kith::sweep {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class SweepPlan : public SweepProgram {
 protected:
  SweepOptions file(const std::string& name = "sweep.toml") const {
    SweepOptions options;
    options.scenario.models = &tools::models();
    options.scenario.file = (folder() / name).string();
    return options;
  }
  SweepFile read(const std::string& text) {
    write("sweep.toml", text);
    return read_sweep_file(file());
  }
  Plan plan(const std::string& text, const Plan* earlier = nullptr) {
    return make_plan(read(text), build, "kith", earlier);
  }
  std::string problems(const std::string& text) {
    try {
      read(text);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }
  BeginOptions beginning(bool resume = false) const {
    return {.sweep = file(), .folder = folder() / "d", .resume = resume};
  }

  Build build{"1.0", "abc", "GNU", ""};
};

TEST_F(SweepPlan, EverythingWrongIsSaidAtOnce) {
  const std::string said = problems(
      "scenario = \"contagion.toml\"\n"
      "measures = [\"mean_active_shore\"]\n"
      "[sweep]\n"
      "design = \"sobel\"\n"
      "replicates = 0\n"
      "color = 1\n"
      "[sweep.vary]\n"
      "\"contagion.transmision\" = { from = 0.1, to = 0.2 }\n"
      "\"contagion.recovery\" = { from = 0.1, to = 7 }\n"
      "\"contagion.links\" = { from = 5, to = 2 }\n"
      "\"run.seed\" = { from = 1, to = 9 }\n"
      "\"contagion.background\" = { evidence = true }\n"
      "\"contagion.initial_share\" = 0.5\n");
  for (const char* expected :
       {"sweep.toml:2:13: unknown measure 'mean_active_shore'; did you mean 'mean_active_share'?",
        "sweep.toml:4:1: unknown design 'sobel'; did you mean 'sobol'?", "sweep.toml:5:1: 'replicates' is 0",
        "sweep.toml:6:1: ",
        "sweep.toml:8:1: unknown setting 'transmision' in 'contagion'; did you mean 'transmission'?",
        "sweep.toml:9:43: ", "sweep.toml:10:", "sweep.toml:11:1: 'run.seed' is the same for the whole sweep",
        "sweep.toml:12:", "sweep.toml:13:29: 'contagion.initial_share' must say over what it varies"})
    EXPECT_THAT(said, HasSubstr(expected));
}

TEST_F(SweepPlan, WrongScenarioIsSaidToo) {
  EXPECT_THAT(problems("scenario = \"none.toml\"\n[sweep]\npoints = 0\n"),
              AllOf(HasSubstr("there is no file"), HasSubstr("'points' is 0")));
  write("contagion.toml", "model = \"contagion\"\n[contagion]\npeple = 3\n");
  EXPECT_THAT(problems(sweep_text()), HasSubstr("contagion.toml:3:1"));
  EXPECT_THAT(problems("[sweep\n"), HasSubstr("sweep.toml:1"));
}

TEST_F(SweepPlan, DesignsGiveTheirPoints) {
  const auto points = [&](const std::string& design, const std::string& sizes) {
    return plan(sweep_text(sizes, design)).points.size();
  };
  EXPECT_EQ(points("sobol", "points = 10\n"), 10U);
  EXPECT_EQ(points("latin_hypercube", "points = 10\n"), 10U);
  EXPECT_EQ(points("morris", "trajectories = 4\n"), 4U * 3);
  EXPECT_EQ(points("saltelli", "samples = 8\n"), 8U * 6);
  EXPECT_EQ(points("saltelli", "samples = 8\nsecond_order = false\n"), 8U * 4);
  const Plan grid = plan(sweep_text("levels = 3\n", "grid"));
  ASSERT_EQ(grid.points.size(), 9U);
  EXPECT_THAT(grid.points[0].values, ElementsAre("0.005", "2"));
  EXPECT_THAT(grid.points[1].values, ElementsAre("0.005", "4"));
  EXPECT_THAT(grid.points[8].values, ElementsAre("0.08", "6"));
  EXPECT_NEAR(std::stod(grid.points[3].values[0]), 0.02, 1e-12) << "the middle of a logarithmic range";
}

TEST_F(SweepPlan, WholeNumbersAndCategoriesComeEquallyOften) {
  const Plan made = plan(
      "scenario = \"contagion.toml\"\n[sweep]\npoints = 64\n[sweep.vary]\n"
      "\"contagion.links\" = { from = 1, to = 4 }\n\"contagion.recovery\" = { values = [0.1, 0.3] }\n");
  std::map<std::string, int> links, recovery;
  for (const Point& point : made.points) {
    ++links[point.values[0]];
    ++recovery[point.values[1]];
  }
  for (const char* number : {"1", "2", "3", "4"}) EXPECT_EQ(links[number], 16) << number;
  EXPECT_EQ(recovery["0.1"], 32);
  EXPECT_EQ(recovery["0.3"], 32);
}

TEST_F(SweepPlan, MorePointsLeaveThoseThereWhereTheyAre) {
  const std::pair<std::string, std::pair<std::string, std::string>> cases[] = {
      {"sobol", {"points = 8\n", "points = 20\n"}},
      {"latin_hypercube", {"points = 8\n", "points = 24\n"}},
      {"morris", {"trajectories = 2\n", "trajectories = 5\n"}},
      {"saltelli", {"samples = 4\n", "samples = 7\n"}}};
  for (const auto& [design, sizes] : cases) {
    const Plan small = plan(sweep_text(sizes.first, design));
    const Plan large = plan(sweep_text(sizes.second, design), &small);
    ASSERT_GT(large.points.size(), small.points.size()) << design;
    for (std::size_t i = 0; i < small.points.size(); ++i)
      EXPECT_EQ(small.points[i], large.points[i]) << design << " point " << i;
    EXPECT_EQ(compare_plans("d", small, large), Agreement::longer) << design;
    EXPECT_EQ(compare_plans("d", large, small), Agreement::shorter) << design;
  }
}

TEST_F(SweepPlan, IsReadBackAsWritten) {
  const SweepFile sweep = read(sweep_text("points = 12\n", "latin_hypercube"));
  const Plan written = make_plan(sweep, build, "kith sweep run");
  write_plan(folder() / "d", written, sweep);
  const Plan there = read_plan(folder() / "d");
  EXPECT_EQ(there.hash, written.hash);
  EXPECT_EQ(there.identity, written.identity);
  EXPECT_EQ(there.points, written.points);
  EXPECT_EQ(there.build, written.build);
  EXPECT_EQ(there.design.points, 12);
  EXPECT_EQ(compare_plans("d", there, written), Agreement::same);
  EXPECT_EQ(tools::read_text(folder() / "d/inputs" / there.inputs.at(0).copy),
            sweep_text("points = 12\n", "latin_hypercube"));
}

TEST_F(SweepPlan, ProgramsAreNotMixed) {
  begin_sweep(beginning(), "kith", build);
  EXPECT_NO_THROW(begin_sweep(beginning(true), "kith", build));
  Build other = build;
  other.git_hash = "abd";
  try {
    begin_sweep(beginning(true), "kith", other);
    ADD_FAILURE() << "another program went on";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("git abc"), HasSubstr("git abd"), HasSubstr("must not be mixed")));
  }
}

TEST_F(SweepPlan, SeedsAreCommonUnlessAskedOtherwise) {
  for (const Point& point : plan(sweep_text()).points) EXPECT_EQ(point.seed, 7);
  std::set<std::int64_t> seeds;
  for (const Point& point : plan(sweep_text("points = 16\ncommon_random_numbers = false\n")).points)
    seeds.insert(point.seed);
  EXPECT_EQ(seeds.size(), 16U);
}

TEST_F(SweepPlan, ValuesHoldFromTheDayTheScenarioChangesThem) {
  write("contagion.toml", tools::small_scenario("[[change]]\nat = 2020-06-01\nset.\"contagion.recovery\" = 0.2\n"));
  const std::string head = "scenario = \"contagion.toml\"\n[sweep]\npoints = 2\n[sweep.vary]\n";
  const SweepFile by_change = read(head + "\"contagion.recovery\" = { from = 0.1, to = 0.3 }\n");
  ASSERT_TRUE(by_change.parameters[0].at);
  EXPECT_EQ(format_date(*by_change.parameters[0].at), "2020-06-01");
  const Scenario varied = with_values(by_change.scenario, {by_change.parameters[0].variation(0.25)});
  EXPECT_EQ(varied.settings.real("contagion.recovery"), 0.05);
  ASSERT_EQ(varied.changes.size(), 1U);
  EXPECT_EQ(varied.changes[0].settings.real("contagion.recovery"), 0.25);
  EXPECT_FALSE(read(head + "\"contagion.transmission\" = { from = 0.1, to = 0.3 }\n").parameters[0].at);
  EXPECT_EQ(
      format_date(
          *read(head + "\"contagion.transmission\" = { from = 0.1, to = 0.3, at = 2020-07-01 }\n").parameters[0].at),
      "2020-07-01");
  EXPECT_THAT(problems(head + "\"contagion.links\" = { from = 1, to = 3, at = 2020-07-01 }\n"),
              HasSubstr("fixed when the run starts"));
  EXPECT_THAT(problems(head + "\"contagion.recovery\" = { from = 0.1, to = 0.3, at = 2021-07-01 }\n"),
              HasSubstr("outside the run"));
}

/// Every run of a plan, in worlds made out of one another, against the world made anew for its point.
TEST_F(SweepPlan, WorldsMadeOutOfOneAnotherRunAsWorldsMadeAnew) {
  const SweepFile sweep = read(
      "scenario = \"contagion.toml\"\n[sweep]\ndesign = \"grid\"\nlevels = 2\nreplicates = 1\n[sweep.vary]\n"
      "\"contagion.transmission\" = { from = 0.01, to = 0.08, at = 2020-04-01 }\n"
      "\"contagion.recovery\" = { from = 0.03, to = 0.1 }\n\"contagion.links\" = { from = 2, to = 6 }\n");
  const Plan made = make_plan(sweep, build, "kith");
  Worlds worlds(sweep, made);
  worlds.keep_at_most(2);
  for (std::size_t point = 0; point < made.points.size(); ++point) {
    const auto anew = tools::models().named("contagion").build(worlds.scenario_of(point));
    const ReplicateResult expected = anew->run(3, {});
    EXPECT_EQ(worlds.world_of(point)->run(3, {}).arrays, expected.arrays) << "point " << point;
  }
}

}  // namespace
}  // namespace kith::sweep
