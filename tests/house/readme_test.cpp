// What the documents promise about the checkout: README's commands are there and can be run, its map names every
// folder, links lead somewhere, and continuous integration runs the same test command.
#include "tests/house/source_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::house {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The programs named by lines of fenced blocks that run something of the checkout, e.g. "scripts/test".
std::vector<std::string> commands(const std::string& markdown) {
  static const std::regex program(R"(^(?:\./)?((?:scripts|build)/[\w./-]+))");
  std::vector<std::string> found;
  bool fenced = false;
  each_line(markdown, [&](int, const std::string& line) {
    if (line.starts_with("```")) fenced = !fenced;
    std::smatch match;
    if (fenced && std::regex_search(line, match, program)) found.push_back(match[1]);
  });
  return found;
}

bool is_executable(const fs::path& file) {
  return fs::is_regular_file(file) && (fs::status(file).permissions() & fs::perms::owner_exec) != fs::perms::none;
}

Complaints dead_links(const SourceFile& file) {
  static const std::regex link(R"(\]\(([^)#\s]+)[^)]*\))");
  Complaints complaints;
  if (file.extension() != ".md") return complaints;
  const fs::path folder = (project_root() / file.path).parent_path();
  for (std::sregex_iterator match(file.text.begin(), file.text.end(), link), end; match != end; ++match) {
    const std::string target = (*match)[1];
    if (target.find(':') != std::string::npos || fs::exists(folder / target)) continue;
    complaints.push_back(file.path + ": " + target + " leads nowhere");
  }
  return complaints;
}

TEST(Readme, CommandsAreThere) {
  const std::vector<std::string> found = commands(read_text(project_root() / "README.md"));
  EXPECT_THAT(found, testing::IsSupersetOf({"scripts/main-job", "scripts/test"}));
  for (const std::string& command : found) {
    if (command == "build/release/kith") continue;  // made by the first command
    EXPECT_TRUE(is_executable(project_root() / command)) << command;
  }
}

TEST(Readme, MapNamesEveryFolder) {
  const std::string readme = read_text(project_root() / "README.md");
  for (const auto& entry : fs::directory_iterator(project_root())) {
    if (!entry.is_directory() || is_foreign(entry.path()) || entry.path().filename() == ".ci") continue;
    const std::string folder = entry.path().filename().string();
    EXPECT_THAT(readme, HasSubstr("| [" + folder + "/](" + folder)) << "README's map has no row for " << folder;
  }
}

TEST(Documents, EveryGuideIsInTheIndex) {
  const std::string index = read_text(project_root() / "docs/README.md");
  for (const auto& entry : fs::directory_iterator(project_root() / "docs")) {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory() || name == "README.md") continue;
    EXPECT_THAT(index, HasSubstr("](" + name + ")")) << "docs/README.md does not mention " << name;
  }
}

TEST(Documents, LinksLeadSomewhere) { EXPECT_THAT(complaints(dead_links), IsEmpty()); }

TEST(Documents, ContinuousIntegrationRunsReadmesTestCommand) {
  EXPECT_TRUE(is_executable(project_root() / ".ci/run"));
  EXPECT_THAT(read_text(project_root() / ".ci/run"), HasSubstr("\nscripts/test\n"));
}

TEST(Documents, ScriptsAreExecutableUnlessSourced) {
  for (const SourceFile& file : source_tree()) {
    if (!file.is_in("scripts")) continue;
    EXPECT_EQ(file.text.starts_with("#!"), is_executable(project_root() / file.path)) << file.path;
  }
}

TEST(Documents, BrokenPromisesAreSeen) {
  EXPECT_THAT(commands("scripts/prose\n```\nscripts/one --two\n./scripts/three\necho\n```\n"),
              ElementsAre("scripts/one", "scripts/three"));
  EXPECT_THAT(dead_links({"docs/a.md", "[x](nowhere.md) [y](../README.md#part) [z](https://example.org/a)\n"}),
              ElementsAre(AllOf(HasSubstr("docs/a.md"), HasSubstr("nowhere.md"))));
}

}  // namespace
}  // namespace kith::house
