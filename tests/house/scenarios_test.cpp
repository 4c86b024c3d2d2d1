// Every scenario and every sweep that ships is sound and runs. Small: one replicate, and of one ward or a small town.
// A scenario added to scenarios/ is tested without a change here (tests/CMakeLists.txt relinks this program for it).
#include "tests/house/source_tree.hpp"
#include "tests/tools/program.hpp"

#include <gtest/gtest.h>
#include <toml++/toml.h>

namespace kith::house {
namespace {

namespace fs = std::filesystem;

bool is_sweep(const fs::path& file) { return toml::parse_file(file.string()).contains("sweep"); }

/// What a scenario says at a path, itself or through the file it extends or sweeps over; "" if it does not.
std::string said_in(const fs::path& file, const std::string& path) {
  const toml::table table = toml::parse_file(file.string());
  if (const auto said = table.at_path(path).value<std::string>()) return *said;
  const auto base = table[table.contains("sweep") ? "scenario" : "extends"].value<std::string>();
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

/// Files of scenarios/ that are sweeps, or that are none.
std::vector<fs::path> shipped(bool sweeps) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(project_root() / "scenarios")) {
    if (entry.path().extension() == ".toml" && is_sweep(entry.path()) == sweeps) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

class Scenarios : public tools::Program, public testing::WithParamInterface<fs::path> {};
class Sweeps : public tools::Program, public testing::WithParamInterface<fs::path> {};

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

std::string name_of(const testing::TestParamInfo<fs::path>& file) {
  return std::regex_replace(file.param.stem().string(), std::regex("[^A-Za-z0-9]"), "_");
}

INSTANTIATE_TEST_SUITE_P(Shipped, Scenarios, testing::ValuesIn(shipped(false)), name_of);
INSTANTIATE_TEST_SUITE_P(Shipped, Sweeps, testing::ValuesIn(shipped(true)), name_of);

}  // namespace
}  // namespace kith::house
