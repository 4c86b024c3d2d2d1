// Every command of the documents runs as it is printed, from a folder with a blank in its path. Commands are those of
// fenced blocks that begin with `kith` or `build/release/kith`. So that they take seconds, the copy of the scenarios
// there is of one ward to April 2016 with two replicates; what a command's own options ask for is done. Passed over,
// and listed here: what needs a cluster, published tables or a first build.
#include "tests/house/source_tree.hpp"
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>

namespace kith::house {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

/// Commands that cannot run here, by a part of their text: why.
const std::vector<std::pair<std::string, std::string>> passed_over{
    {"--submit", "needs a cluster; tests/sweep has Slurm"},
    {"--mpi", "placeholders; tests/sweep has MPI"},
    {"--shard \"$TASK/8\"", "placeholders"},
    {"fourteen.toml", "needs the authors' people; tests/incarceration has people made up"},
    {"people.csv ties.csv", "likewise"},
    {"place build", "needs published tables; tests/tools builds places"},
};

bool is_passed_over(const std::string& command) {
  return std::ranges::any_of(passed_over,
                             [&](const auto& one) { return command.find(one.first) != std::string::npos; });
}

/// Commands of kith in fenced blocks without a language or of "sh", continued lines joined.
std::vector<std::string> commands_of(const std::string& markdown) {
  std::vector<std::string> found;
  bool fenced = false, shell = false, goes_on = false;
  each_line(markdown, [&](int, std::string line) {
    if (line.starts_with("```")) {
      fenced = !fenced;
      shell = fenced && (line == "```" || line == "```sh");
      return;
    }
    const bool begins = line.starts_with("kith ") || line.starts_with("build/release/kith ");
    if (!shell || !(begins || goes_on)) return;
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

class DocumentCommands : public tools::Program, public testing::WithParamInterface<std::string> {
 protected:
  DocumentCommands() : there_(folder() / "a folder with blanks") {
    fs::create_directories(there_ / "build/release");
    fs::create_directory(there_ / "runs");
    fs::create_symlink(tools::program, there_ / "build/release/kith");
    fs::create_directory(there_ / "scenarios");
    fs::copy(project_root() / "scenarios", there_ / "scenarios", fs::copy_options::recursive);
    edit("scenarios/manchester.toml", "[place]\n", "[place]\nwards = [\"Ardwick\"]\n");
    edit("scenarios/manchester.toml", "end = 2018-03-31", "end = 2016-04-30");
    edit("scenarios/manchester.toml", "burn_in = \"1y\"", "burn_in = \"8w\"");
    edit("scenarios/manchester.toml", "replicates = 20", "replicates = 2");
    edit("scenarios/sweep-iom.toml", "points = ", "points = 4  # ");
    edit("scenarios/sweep-iom.toml", "replicates = ", "replicates = 2  # ");
    tools::write_text(there_ / "mine.toml", "extends = \"scenarios/manchester.toml\"\n");
    tools::write_text(
        there_ / "my-sweep.toml",
        "scenario = \"mine.toml\"\nmeasures = [\"recorded_crime\"]\n[sweep]\ndesign = \"sobol\"\npoints = 4\n"
        "replicates = 2\nseed = 1\n[sweep.vary]\n\"services.iom_spotlight.places\" = { from = 200, to = 1200, "
        "integer = true }\n\"parameters.victim_sigma\" = { from = 0.5, to = 2 }\n");
  }

  /// Replaces the first `from` of a file, where it is.
  void edit(const std::string& file, const std::string& from, const std::string& to) const {
    std::string text = read_text(there_ / file);
    const std::size_t at = text.find(from);
    if (at != std::string::npos) tools::write_text(there_ / file, text.replace(at, from.size(), to));
  }
  /// A scenario made by `kith new`, cut down to one ward.
  void make_small(const std::string& file) const {
    tools::write_text(there_ / file, "extends = \"scenarios/manchester.toml\"\n" +
                                         std::string("[services.iom_spotlight]\nplaces = 860\n"));
  }
  tools::Finished here(const std::string& command) const {
    return shell("cd 'a folder with blanks' && PATH=\"$PWD/build/release:$PATH\" && " + command);
  }
  fs::path there_;
};

TEST_P(DocumentCommands, RunAsPrinted) {
  const std::vector<std::string> commands = commands_of(read_text(project_root() / GetParam()));
  ASSERT_FALSE(commands.empty());
  for (const char* name : {"base", "alternative"})  // what some documents take to be there
    ASSERT_EQ(here("kith run mine.toml --replicates 2 -o " + std::string(name) + ".h5").code, 0);
  for (const std::string& command : commands) {
    if (is_passed_over(command)) continue;
    if (command.find(" new mine.toml") != std::string::npos) fs::remove(there_ / "mine.toml");
    if (command.find("report all-three.h5") != std::string::npos) fs::remove(there_ / "all-three.html");
    const tools::Finished done = here(command);
    EXPECT_EQ(done.code, 0) << GetParam() << ": " << command << "\n" << done.err;
    // A file just made by `kith new` is a whole Manchester; what follows is run on one ward.
    static const std::regex made(R"( new (\S+))");
    if (std::smatch match; std::regex_search(command, match, made)) make_small(match[1]);
  }
}

std::vector<std::string> documents() {
  std::vector<std::string> found;
  for (const SourceFile& file : source_tree()) {
    const bool guide = file.path == "README.md" || (file.is_in("docs") && file.extension() == ".md");
    if (guide && !commands_of(file.text).empty()) found.push_back(file.path);
  }
  return found;
}

INSTANTIATE_TEST_SUITE_P(All, DocumentCommands, testing::ValuesIn(documents()), [](const auto& file) {
  return std::regex_replace(file.param, std::regex("[^A-Za-z0-9]"), "_");
});

TEST(DocumentCommandsRead, BlocksAndContinuedLines) {
  EXPECT_THAT(
      commands_of(
          "kith a\n```\nkith b \\\n  c\nkithless\n```\n```toml\nkith d\n```\n```sh\nbuild/release/kith e\n```\n"),
      ElementsAre("kith b   c", "build/release/kith e"));
  EXPECT_THAT(commands_of("kith a\n"), IsEmpty());
}

}  // namespace
}  // namespace kith::house
