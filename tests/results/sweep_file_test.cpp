// The file of a sweep: read back as written, and as FORMAT.md promises it.
#include "results/sweep_file.hpp"
#include "tests/results/sample.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <set>

namespace kith::results {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

SweepHead head() {
  SweepHead head{.model = "contagion",
                 .name = "Trial",
                 .question = "?",
                 .start = "2020-01-01",
                 .end = "2020-12-31",
                 .seed = 5,
                 .design = "list",
                 .design_seed = 1,
                 .replicates = 2,
                 .plan_hash = "abc"};
  head.parameters = {{.path = "a.rate",
                      .unit = "per year",
                      .kind = "range",
                      .lowest = 0,
                      .highest = 1,
                      .categories = {},
                      .distribution = "",
                      .at = "2020-06-01"},
                     {.path = "a.kind",
                      .unit = "",
                      .kind = "categories",
                      .lowest = none,
                      .highest = none,
                      .numeric = false,
                      .categories = {"\"x\"", "\"y\""},
                      .distribution = "",
                      .at = ""}};
  head.points = {{.unit_cube = {0.25, 0.75}, .numbers = {0.25, 1}, .texts = {"0.25", "\"y\""}, .seed = 5},
                 {.unit_cube = {none, none}, .numbers = {0.5, 0}, .texts = {"0.5", "\"x\""}, .seed = 5}};
  head.measures.dimensions = {{"area", "", "ward", {"Hulme", "Chorlton"}, {}}};
  head.measures.measures = {{"share", "1", "mean share", "headlines", {}, Number::real},
                            {"people", "people", "people by ward", "", {"area"}, Number::count},
                            {"offences", "offences", "all of them", "headlines", {}, Number::count}};
  head.texts = {{"plan.toml", "format = 1\n"}};
  return head;
}

ReplicateResult result(std::int64_t replicate, double share) {
  ReplicateResult made(head().measures, replicate);
  made.reals(0)[0] = share;
  made.counts(1) = {3, 4};
  made.counts(2) = {static_cast<std::int32_t>(100 * share)};
  return made;
}

PointRuns runs_of(std::size_t point) {
  if (point == 0) return {{RunStatus::done, RunStatus::done}, {result(0, 0.5), result(1, 0.75)}, ""};
  return {{RunStatus::failed, RunStatus::missing}, {{}, {}}, "no such thing"};
}

class SweepFileTest : public sample::Folder {};

TEST_F(SweepFileTest, IsReadBackAsWritten) {
  const std::string digest = write_sweep(path("s.h5"), head(), runs_of, false);
  const SweepTable table = read_sweep(path("s.h5"));
  EXPECT_EQ(table.digest, digest);
  EXPECT_EQ(table.head.design, "list");
  ASSERT_EQ(table.head.parameters.size(), 2U);
  EXPECT_EQ(table.head.parameters[0].at, "2020-06-01");
  EXPECT_EQ(table.head.parameters[1].categories, head().parameters[1].categories);
  EXPECT_FALSE(table.head.parameters[1].numeric);
  EXPECT_EQ(table.head.points[0].numbers, (std::vector<double>{0.25, 1}));
  EXPECT_TRUE(std::isnan(table.head.points[1].unit_cube[0]));
  ASSERT_EQ(table.outcomes.size(), 2U) << "measures with dimensions are left out";
  EXPECT_EQ(table.outcomes[0].values[0], (std::vector<double>{0.5, 0.75}));
  EXPECT_EQ(table.outcomes[1].values[0], (std::vector<double>{50, 75}));
  for (const auto& outcome : table.outcomes)
    for (const double value : outcome.values[1]) EXPECT_TRUE(std::isnan(value)) << outcome.measure;
  EXPECT_EQ(table.failures[1], "no such thing");
}

TEST_F(SweepFileTest, DigestIsOfPointsAndResults) {
  const std::string digest = write_sweep(path("a.h5"), head(), runs_of, false);
  SweepHead other = head();
  other.provenance.host = "elsewhere";
  other.plan_hash = "abd";
  EXPECT_EQ(write_sweep(path("b.h5"), other, runs_of, false), digest);
  other.points[0].texts[0] = "0.26";
  EXPECT_NE(write_sweep(path("c.h5"), other, runs_of, false), digest);
  const auto changed = [](std::size_t point) {
    PointRuns runs = runs_of(point);
    if (point == 0) runs.results[1].reals(0)[0] += 1e-12;
    return runs;
  };
  EXPECT_NE(write_sweep(path("d.h5"), head(), changed, false), digest);
}

TEST_F(SweepFileTest, NothingStaysOfAFileThatCouldNotBeMade) {
  EXPECT_THROW(write_sweep(
                   path("s.h5"), head(), [](std::size_t) -> PointRuns { throw ResultsError("gone"); }, false),
               ResultsError);
  EXPECT_FALSE(std::filesystem::exists(path("s.h5")));
  write_sweep(path("s.h5"), head(), runs_of, false);
  EXPECT_THROW(write_sweep(path("s.h5"), head(), runs_of, false), ResultsError);
  EXPECT_THROW(read(path("s.h5")), ResultsError) << "a sweep is no run";
  write(path("run.h5"), sample::run(), false);
  EXPECT_THROW(read_sweep(path("run.h5")), ResultsError) << "and a run no sweep";
}

TEST_F(SweepFileTest, IsAsTheFormatPageSays) {
  write_sweep(path("s.h5"), head(), runs_of, false);
  std::ifstream page(std::string(KITH_SOURCE_DIR) + "/results/FORMAT.md");
  const std::string text{std::istreambuf_iterator<char>(page), {}};
  const std::set<std::string> declared = {"/area", "/a.rate", "/a.kind", "/share", "/people", "/offences"};
  const Summary summary = inspect(path("s.h5"));
  EXPECT_EQ(summary.variables.size(), 25U);
  for (const Summary::Variable& variable : summary.variables) {
    if (declared.contains(variable.path)) continue;
    EXPECT_NE(text.find("| `" + variable.path + "` | " + variable.type + " | `" + variable.dimensions.at(0).first),
              std::string::npos)
        << variable.path << " is " << variable.type;
  }
  for (const auto& [name, value] : summary.attributes)
    EXPECT_NE(text.find("`" + name + "`"), std::string::npos) << name;
}

}  // namespace
}  // namespace kith::results
