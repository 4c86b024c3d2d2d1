// Every scenario, every sweep and every calibration that ships is sound and runs. Small: one replicate, and of one ward
// or a small town. A scenario added to scenarios/ is tested without a change here (tests/CMakeLists.txt relinks this
// program for it).
#include "tests/house/source_tree.hpp"
#include "tests/tools/program.hpp"

#include <gtest/gtest.h>
#include <toml++/toml.h>

namespace kith::house {
namespace {

namespace fs = std::filesystem;

enum class Kind { scenario, sweep, calibration, purchases };

Kind kind_of(const fs::path& file) {
  const toml::table table = toml::parse_file(file.string());
  const std::vector<std::pair<const char*, Kind>> marks{
      {"sweep", Kind::sweep}, {"calibration", Kind::calibration}, {"optimise", Kind::purchases}};
  for (const auto& [mark, kind] : marks)
    if (table.contains(mark)) return kind;
  return Kind::scenario;
}

/// What a scenario says at a path, itself or through the file it extends, sweeps over or fits; "" if it does not.
std::string said_in(const fs::path& file, const std::string& path) {
  const toml::table table = toml::parse_file(file.string());
  if (const auto said = table.at_path(path).value<std::string>()) return *said;
  const auto base =
      table[table.contains("scenario") && table["scenario"].is_string() ? "scenario" : "extends"].value<std::string>();
  return base ? said_in(file.parent_path() / *base, path) : "";
}

/// A ward of the place: that of its first area without commas in its name.
std::string a_ward(const std::string& place) {
  std::ifstream areas(project_root() / "models/safety/places" / place / "areas.csv");
  const std::regex row("[^,\"]+,[^,\"]+,([^,\"]+),.*");
  std::smatch match;
  for (std::string line; std::getline(areas, line);) {
    if (std::regex_match(line, match, row) && match[1] != "ward") return match[1];
  }
  return "";
}

/// The setting that makes a scenario small.
std::string small(const fs::path& scenario) {
  if (said_in(scenario, "model") == "contagion") return "contagion.people=2000";
  const std::string place = said_in(scenario, "place.name");
  return "place.wards=[\"" + a_ward(place.empty() ? "manchester" : place) + "\"]";
}

/// Files of scenarios/ of a kind.
std::vector<fs::path> shipped(Kind kind) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(project_root() / "scenarios")) {
    if (entry.path().extension() == ".toml" && kind_of(entry.path()) == kind) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

class Scenarios : public tools::Program, public testing::WithParamInterface<fs::path> {};
class Sweeps : public tools::Program, public testing::WithParamInterface<fs::path> {};
class Calibrations : public tools::Program, public testing::WithParamInterface<fs::path> {};
class Purchases : public tools::Program, public testing::WithParamInterface<fs::path> {};

TEST_P(Scenarios, AreSound) {
  const tools::Finished check = kith({"check", GetParam()});
  EXPECT_EQ(check.code, 0) << check.err;
}

TEST_P(Scenarios, RunSmall) {
  const tools::Finished run =
      kith({"run", GetParam(), "--replicates", "1", "--threads", "1", "-o", "small.h5", "--set", small(GetParam())});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(files(), std::vector<std::string>{"small.h5"});
}

TEST_P(Sweeps, RunSmall) {
  const tools::Finished run = kith(
      {"sweep", "run", GetParam(), "--points", "2", "--replicates", "1", "-o", "small", "--set", small(GetParam())});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_NE(run.out.find("2 of 2 runs done"), std::string::npos) << run.out;
  EXPECT_EQ(kith({"sweep", "merge", "small"}).code, 0);
}

/// How many parameters it fits, and two points more.
std::string least_points(const fs::path& file) {
  return std::to_string(toml::parse_file(file.string())["parameter"].as_array()->size() + 2);
}

TEST_P(Calibrations, AreSound) {
  const tools::Finished check = kith({"calibrate", GetParam(), "--check"});
  EXPECT_EQ(check.code, 0) << check.err;
}

/// Facts about a place are about the whole of it, so that one in a ward has nothing to be fitted to.
TEST_P(Calibrations, RunSmall) {
  if (small(GetParam()).starts_with("place.")) GTEST_SKIP() << "takes the whole place";
  const tools::Finished run = kith({"calibrate", GetParam(), "--points", least_points(GetParam()), "--rounds", "1",
                                    "--replicates", "1", "-o", "small.h5", "--set", small(GetParam())});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_NE(run.out.find("Wrote small.h5"), std::string::npos) << run.out;
}

/// One is run small by the test of the commands that documents print.
TEST_P(Purchases, AreSound) {
  const tools::Finished check = kith({"optimise", GetParam(), "--check"});
  EXPECT_EQ(check.code, 0) << check.err;
}

std::string name_of(const testing::TestParamInfo<fs::path>& file) {
  return std::regex_replace(file.param.stem().string(), std::regex("[^A-Za-z0-9]"), "_");
}

INSTANTIATE_TEST_SUITE_P(Shipped, Scenarios, testing::ValuesIn(shipped(Kind::scenario)), name_of);
INSTANTIATE_TEST_SUITE_P(Shipped, Sweeps, testing::ValuesIn(shipped(Kind::sweep)), name_of);
INSTANTIATE_TEST_SUITE_P(Shipped, Calibrations, testing::ValuesIn(shipped(Kind::calibration)), name_of);
INSTANTIATE_TEST_SUITE_P(Shipped, Purchases, testing::ValuesIn(shipped(Kind::purchases)), name_of);

}  // namespace
}  // namespace kith::house
