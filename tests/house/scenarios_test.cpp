// Every scenario that ships is sound and runs. Small: one replicate, and of one ward or a small town.
// A scenario added to scenarios/ is tested without a change here (tests/CMakeLists.txt relinks this program for it).
#include "tests/house/source_tree.hpp"
#include "tests/tools/program.hpp"

#include <gtest/gtest.h>
#include <toml++/toml.h>

namespace kith::house {
namespace {

namespace fs = std::filesystem;

/// The model a scenario names, itself or through the file it extends.
std::string model_of(const fs::path& file) {
  const toml::table table = toml::parse_file(file.string());
  if (const auto model = table["model"].value<std::string>()) return *model;
  const auto base = table["extends"].value<std::string>();
  return base ? model_of(file.parent_path() / *base) : "";
}

/// The setting that makes a scenario of a model small.
std::string small(const std::string& model) {
  return model == "contagion" ? "contagion.people=2000" : "place.wards=[\"Ardwick\"]";
}

std::vector<fs::path> shipped_scenarios() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(project_root() / "scenarios")) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

class Scenarios : public tools::Program, public testing::WithParamInterface<fs::path> {};

TEST_P(Scenarios, AreSound) {
  const tools::Finished check = kith({"check", GetParam()});
  EXPECT_EQ(check.code, 0) << check.err;
}

TEST_P(Scenarios, RunSmall) {
  const tools::Finished run = kith({"run", GetParam(), "--replicates", "1", "--threads", "1", "-o", "small.h5", "--set",
                                    small(model_of(GetParam()))});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(files(), std::vector<std::string>{"small.h5"});
}

INSTANTIATE_TEST_SUITE_P(Shipped, Scenarios, testing::ValuesIn(shipped_scenarios()), [](const auto& scenario) {
  return std::regex_replace(scenario.param.stem().string(), std::regex("[^A-Za-z0-9]"), "_");
});

}  // namespace
}  // namespace kith::house
