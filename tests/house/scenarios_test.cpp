// Every scenario that ships is sound and runs. Small: one replicate, and for the safety model one ward.
// A scenario added to scenarios/ is tested without a change here (tests/CMakeLists.txt relinks this program for it).
#include "tests/house/source_tree.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <cstdio>

namespace kith::house {
namespace {

namespace fs = std::filesystem;

struct Outcome {
  int exit_code;
  std::string output;  ///< standard output and error together
};

/// Runs a shell command line.
Outcome run(const std::string& command) {
  std::FILE* pipe = popen((command + " 2>&1 </dev/null").c_str(), "r");
  Outcome outcome{-1, ""};
  if (pipe == nullptr) return outcome;
  char buffer[4096];
  for (std::size_t size = 0; (size = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    outcome.output.append(buffer, size);
  const int status = pclose(pipe);
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

/// The model a scenario names, itself or through the file it extends.
std::string model_of(const fs::path& file) {
  const toml::table table = toml::parse_file(file.string());
  if (const auto model = table["model"].value<std::string>()) return *model;
  const auto base = table["extends"].value<std::string>();
  return base ? model_of(file.parent_path() / *base) : "safety";
}

std::vector<fs::path> shipped_scenarios() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(project_root() / "scenarios")) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

class Scenarios : public testing::TestWithParam<fs::path> {
 protected:
  std::string kith(const std::string& words) const { return std::string("'") + KITH_PROGRAM + "' " + words; }
  std::string quoted(const fs::path& path) const { return "'" + path.string() + "'"; }
};

TEST_P(Scenarios, AreSound) {
  const Outcome outcome = run(kith("check " + quoted(GetParam())));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
}

TEST_P(Scenarios, RunSmall) {
  const fs::path results = fs::path(testing::TempDir()) / ("kith-" + std::to_string(getpid()) + ".h5");
  std::string words = "run " + quoted(GetParam()) + " --replicates 1 --threads 1 -o " + quoted(results);
  words += model_of(GetParam()) == "safety" ? " --set 'place.wards=[\"Ardwick\"]'" : " --set contagion.people=2000";
  const Outcome outcome = run(kith(words));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_TRUE(fs::remove(results)) << "no results file\n" << outcome.output;
}

INSTANTIATE_TEST_SUITE_P(Shipped, Scenarios, testing::ValuesIn(shipped_scenarios()), [](const auto& scenario) {
  return std::regex_replace(scenario.param.stem().string(), std::regex("[^A-Za-z0-9]"), "_");
});

}  // namespace
}  // namespace kith::house
