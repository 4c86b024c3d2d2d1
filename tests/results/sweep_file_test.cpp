// The file of a sweep: read back as written, and as FORMAT.md promises it.
#include "tests/results/sweep_sample.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <set>

namespace kith::results {
namespace {

using sample::runs_of;
using sample::sweep_head;

class SweepFileTest : public sample::Folder {};

TEST_F(SweepFileTest, IsReadBackAsWritten) {
  const std::string digest = write_sweep(path("s.h5"), sweep_head(), runs_of, false);
  const SweepTable table = read_sweep(path("s.h5"));
  EXPECT_EQ(table.digest, digest);
  EXPECT_TRUE(table.checked);
  EXPECT_EQ(table.head.design, "list");
  ASSERT_EQ(table.head.parameters.size(), 2U);
  EXPECT_EQ(table.head.parameters[0].at, "2020-06-01");
  EXPECT_EQ(table.head.parameters[1].categories, sweep_head().parameters[1].categories);
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
  const std::string digest = write_sweep(path("a.h5"), sweep_head(), runs_of, false);
  SweepHead other = sweep_head();
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
  EXPECT_NE(write_sweep(path("d.h5"), sweep_head(), changed, false), digest);
}

TEST_F(SweepFileTest, NothingStaysOfAFileThatCouldNotBeMade) {
  EXPECT_THROW(write_sweep(
                   path("s.h5"), sweep_head(), [](std::size_t) -> PointRuns { throw ResultsError("gone"); }, false),
               ResultsError);
  EXPECT_FALSE(std::filesystem::exists(path("s.h5")));
  write_sweep(path("s.h5"), sweep_head(), runs_of, false);
  EXPECT_THROW(write_sweep(path("s.h5"), sweep_head(), runs_of, false), ResultsError);
  EXPECT_THROW(read(path("s.h5")), ResultsError) << "a sweep is no run";
  write(path("run.h5"), sample::run(), false);
  EXPECT_THROW(read_sweep(path("run.h5")), ResultsError) << "and a run no sweep";
}

TEST_F(SweepFileTest, IsAsTheFormatPageSays) {
  write_sweep(path("s.h5"), sweep_head(), runs_of, false);
  std::ifstream page(std::string(KITH_SOURCE_DIR) + "/results/FORMAT.md");
  const std::string text{std::istreambuf_iterator<char>(page), {}};
  const std::set<std::string> declared = {"/area", "/a.rate", "/a.kind", "/share", "/people", "/offences"};
  const Summary summary = inspect(path("s.h5"));
  EXPECT_EQ(summary.variables.size(), 27U);
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
