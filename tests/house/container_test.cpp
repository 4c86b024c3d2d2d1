// The recipes for containers hold together: they begin with the Debian the program is built on, install what
// scripts/packages.txt lists, run scripts that are there and copy files that are there. They are not built here.
#include "tests/house/source_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace kith::house {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// Lines joined where they end in a backslash; comments and empty lines left out.
std::vector<std::string> statements(const std::string& recipe) {
  std::vector<std::string> found;
  bool goes_on = false;
  each_line(recipe, [&](int, std::string line) {
    if (line.empty() || line.starts_with("#")) return;
    const bool more = line.ends_with("\\");
    if (more) line.pop_back();
    if (goes_on)
      found.back() += line;
    else
      found.push_back(line);
    goes_on = more;
  });
  return found;
}

/// What is wrong with a Dockerfile.
Complaints faults_of_dockerfile(const std::string& recipe) {
  static const std::set<std::string> known{"FROM",    "COPY", "RUN", "ENV",  "ENTRYPOINT",
                                           "WORKDIR", "CMD",  "ARG", "LABEL"};
  Complaints complaints;
  for (const std::string& statement : statements(recipe)) {
    std::istringstream words(statement);
    std::string verb, first;
    words >> verb >> first;
    if (!known.contains(verb)) complaints.push_back("unknown: " + statement);
    if (verb == "FROM" && first != "debian:12") complaints.push_back("begins with " + first);
    if (verb == "COPY" && !fs::exists(project_root() / first)) complaints.push_back("copies " + first);
  }
  if (!recipe.starts_with("#")) complaints.push_back("says not what it is for");
  return complaints;
}

/// Scripts a recipe runs in /opt/kith that the checkout lacks or that cannot be run; apt-get used beside the list.
Complaints faults_of_commands(const std::string& recipe) {
  static const std::regex script(R"(/opt/kith/(scripts/[\w./-]+))");
  Complaints complaints;
  std::string all;
  for (const std::string& statement : statements(recipe)) all += statement + "\n";
  for (std::sregex_iterator match(all.begin(), all.end(), script), end; match != end; ++match)
    if (!fs::exists(project_root() / (*match)[1].str())) complaints.push_back("no " + (*match)[1].str());
  if (all.find("/opt/kith/scripts/install-packages build") == std::string::npos)
    complaints.push_back("does not install what scripts/packages.txt lists");
  if (all.find("apt-get") != std::string::npos) complaints.push_back("installs beside scripts/packages.txt");
  if (all.find("--preset release") == std::string::npos) complaints.push_back("builds no release");
  if (all.find("--target kith") == std::string::npos) complaints.push_back("does not build kith");
  return complaints;
}

std::string recipe(const std::string& name) { return read_text(project_root() / "scripts/container" / name); }

TEST(Containers, DockersRecipeHoldsTogether) {
  EXPECT_THAT(faults_of_dockerfile(recipe("Dockerfile")), IsEmpty());
  EXPECT_THAT(faults_of_commands(recipe("Dockerfile")), IsEmpty());
}

TEST(Containers, ApptainersRecipeHoldsTogether) {
  const std::string text = recipe("kith.def");
  EXPECT_THAT(faults_of_commands(text), IsEmpty());
  for (const char* part : {"\nBootstrap: docker\n", "\nFrom: debian:12\n", "\n%files\n", "\n%post\n", "\n%runscript\n"})
    EXPECT_THAT(text, HasSubstr(part));
}

TEST(Containers, BothBuildAlike) {
  static const std::regex build(R"(cmake [^\n&\\]*[^\n&\\ ])");
  const auto commands = [](const std::string& text) {
    std::vector<std::string> found;
    for (std::sregex_iterator match(text.begin(), text.end(), build), end; match != end; ++match)
      found.push_back(match->str());
    return found;
  };
  EXPECT_THAT(commands(recipe("Dockerfile")), SizeIs(2));
  EXPECT_EQ(commands(recipe("Dockerfile")), commands(recipe("kith.def")));
}

/// What the program's CMake files look for, by the name the guide gives it.
std::map<std::string, std::string> libraries_looked_for() {
  static const std::regex search(R"((?:find_package|pkg_check_modules|pkg_search_module|find_path)\((\w+)([^)]*)\))");
  std::map<std::string, std::string> called{
      {"TBB", "oneTBB"},   {"fmt", "{fmt}"},         {"tomlplusplus", "toml++"},
      {"ZLIB", "zlib"},    {"muparser", "muParser"}, {"nlohmann_json", "nlohmann-json"},
      {"Eigen3", "Eigen"}, {"nlopt", "NLopt"},       {"PkgConfig", "pkg-config"},
      {"Threads", ""},     {"KITH_D3_FOLDER", "D3"}, {"kith", ""}};  // threads come with the compiler
  std::map<std::string, std::string> found;
  for (const SourceFile& file : source_tree()) {
    const bool cmake = file.path.ends_with("CMakeLists.txt") || file.path == "cmake/KithTargets.cmake";
    if (!cmake || file.is_in("tests")) continue;
    for (std::sregex_iterator match(file.text.begin(), file.text.end(), search), end; match != end; ++match) {
      const std::string name = (*match)[1];
      found.emplace(name, called.contains(name) ? called.at(name) : name);
    }
  }
  return found;
}

/// Rows of the guide's tables that begin with `name`.
std::vector<std::string> rows_of(const std::string& guide, const std::string& name) {
  std::vector<std::string> rows;
  each_line(guide, [&](int, const std::string& line) {
    if (line.starts_with("| " + name + " ")) rows.push_back(line);
  });
  return rows;
}

TEST(Containers, TheGuideNamesWhatIsLookedForWithVersionsAndElsewhere) {
  const std::string guide = read_text(project_root() / "docs/building.md");
  EXPECT_THAT(libraries_looked_for(), SizeIs(testing::Ge(14U))) << "the CMake files are read";
  static const std::regex version(R"(\| [^|]*\d[^|]* \|)");
  for (const auto& [name, called] : libraries_looked_for()) {
    if (called.empty()) continue;
    const std::vector<std::string> rows = rows_of(guide, called);
    ASSERT_THAT(rows, SizeIs(2)) << name << ": a row of what is needed, a row of packages without Debian";
    EXPECT_TRUE(std::regex_search(rows[0], version)) << rows[0];
  }
  for (const char* tool : {"CMake", "Ninja", "Random123"}) EXPECT_THAT(rows_of(guide, tool), SizeIs(2)) << tool;
  EXPECT_THAT(guide, HasSubstr("scripts/container"));
}

TEST(Containers, BrokenRecipesAreSeen) {
  EXPECT_THAT(faults_of_dockerfile("# x\nFROM nowhere:1\nCOPY nothing /x\nRUM a \\\n && b\n"), SizeIs(3));
  EXPECT_THAT(faults_of_commands("RUN apt-get install x && /opt/kith/scripts/nothing\n"), SizeIs(5));
  EXPECT_THAT(statements("a \\\n b\n# c\n\nd\n"), ElementsAre("a  b", "d"));
}

}  // namespace
}  // namespace kith::house
