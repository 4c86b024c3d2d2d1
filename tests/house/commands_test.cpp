// Every command of the documents runs as it is printed, from a folder with a blank in its path. Commands are those of
// fenced blocks that begin with `kith` or `build/release/kith`. So that they take seconds, the copy of the scenarios
// there is of one ward to April 2016 with two replicates; what a command's own options ask for is done. Police files,
// people of one's own and their scenarios are made up. Places are built if the environment variable KITH_PUBLISHED_DATA
// names the folder of published tables. Passed over, and listed here: what needs a cluster or is not to be pasted as it
// is. Pieces of Python run afterwards, where xarray and matplotlib are installed; those of docs/results.md have a test
// of their own.
#include "tests/house/source_tree.hpp"
#include "tests/tools/program.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace kith::house {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

/// Commands that cannot run here, by a part of their text: why.
const std::vector<std::pair<std::string, std::string>> passed_over{
    {"--submit", "needs a cluster; tests/sweep has Slurm"},
    {"--shard \"$TASK/8\"", "placeholders"},
    {"--sample posterior.csv", "takes a quarter of an hour, and facts of Manchester are of the whole city"},
};

/// What documents print beside commands of kith, by how it begins: where it is run.
const std::vector<std::pair<std::string, std::string>> run_elsewhere{
    {"cmake --preset release", "scripts/test; tests/tools/own_model.py"},
    {"cmake --build --preset release", "scripts/test"},
    {"cmake --install build/release", "tests/tools/own_model.py"},
    {"cmake -S . -B build -DCMAKE_PREFIX_PATH=", "tests/tools/own_model.py"},
    {"cmake --build build", "tests/tools/own_model.py"},
    {"./build/rumour ", "tests/tools/own_model.py"},
    {"mpirun ", "tests/sweep/runners.py"},
    {"docker build ", "nowhere; read by container_test.cpp"},
    {"apptainer build ", "nowhere; read by container_test.cpp"},
    {"scripts/main-job", "by hand: it installs packages"},
    {"scripts/test", "continuous integration"},
    {"scripts/lives-tables ", "by hand: some minutes, and what its tables show is told beside them"},
    {"scripts/package-python", "tests/tools/python_debian.py"},
};

/// What pieces of Python open that their document did not make, and what makes it.
const std::vector<std::pair<std::string, std::string>> made_elsewhere{
    {"runs/all-three.h5", "kith compare scenarios/manchester.toml scenarios/all-three.toml -o runs/all-three.h5"},
    {"manchester.h5", "kith run scenarios/manchester.toml -o manchester.h5"},
};

const char* published_tables() { return std::getenv("KITH_PUBLISHED_DATA"); }

bool is_passed_over(const std::string& command) {
  if (published_tables() == nullptr && command.find("place build") != std::string::npos) return true;
  return std::ranges::any_of(passed_over,
                             [&](const auto& one) { return command.find(one.first) != std::string::npos; });
}

/// Lines of fenced blocks that run something that is not kith.
std::vector<std::string> other_commands_of(const std::string& markdown) {
  static const std::regex runs(
      R"(^(\./|scripts/|(cmake|ctest|ninja|make|docker|podman|apptainer|mpirun|srun|sbatch|python3?|Rscript|sh|bash|git) [^ ]))");
  std::vector<std::string> found;
  std::string language;
  each_line(markdown, [&](int, const std::string& line) {
    if (line.starts_with("```"))
      language = language.empty() ? line : "";
    else if ((language == "```" || language == "```sh" || language == "```text") && std::regex_search(line, runs))
      found.push_back(line);
  });
  return found;
}

/// Fenced blocks of Python.
std::vector<std::string> python_of(const std::string& markdown) {
  std::vector<std::string> found;
  bool inside = false;
  each_line(markdown, [&](int, const std::string& line) {
    if (line.starts_with("```")) {
      inside = line == "```python";
      if (inside) found.emplace_back();
    } else if (inside) {
      found.back() += line + "\n";
    }
  });
  return found;
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
    edit("scenarios/optimise-manchester.toml", "purse = 2_000_000", "purse = 50_000");
    edit("scenarios/optimise-manchester.toml", "check_pairs = 6", "check_pairs = 2");
    tools::write_text(there_ / "mine.toml", "extends = \"scenarios/manchester.toml\"\n");
    tools::write_text(
        there_ / "my-sweep.toml",
        "scenario = \"mine.toml\"\nmeasures = [\"recorded_crime\"]\n[sweep]\ndesign = \"sobol\"\npoints = 4\n"
        "replicates = 2\nseed = 1\n[sweep.vary]\n\"services.iom_spotlight.places\" = { from = 200, to = 1200, "
        "integer = true }\n\"parameters.victim_sigma\" = { from = 0.5, to = 2 }\n");
    make_people();
    make_police_files();
    if (const char* tables = published_tables()) fs::create_symlink(tables, there_ / "published");
    fs::create_directory(there_ / "tools");
    fs::create_symlink(project_root() / "tools/places", there_ / "tools/places");
    fs::copy(project_root() / "tools/places/oldham.toml", there_ / "my-town.toml");
  }

  /// What docs/incarceration.md asks for: twenty pairs of siblings for the authors' people.
  void make_people() const {
    std::string people = "id,sex,birth_year,death_year,partner,married_year\n", ties = "person,relation,other\n";
    for (int i = 0; i < 40; ++i) {
      people += fmt::format("{},{},{},{},-1,-1\n", i, i % 2 == 0 ? "f" : "m", 60 + i, 140 + i);
      ties += fmt::format("{},sibling,{}\n", i, i % 2 == 0 ? i + 1 : i - 1);
    }
    tools::write_text(there_ / "people.csv", people);
    tools::write_text(there_ / "ties.csv", ties);
    tools::write_text(there_ / "fourteen.toml",
                      "model = \"incarceration\"\n[scenario]\nname = \"14 months\"\n[people]\nfile = \"people.csv\"\n"
                      "[ties]\nfile = \"ties.csv\"\n[run]\nstart = 2000-01-01\nend = 2004-12-04\nstep_days = 30\n"
                      "replicates = 3\n");
    tools::write_text(there_ / "seventeen.toml",
                      "extends = \"fourteen.toml\"\n[incarceration]\nmean_sentence = 17.0\n");
  }

  /// A month of the ward that is run, packed as police publish it.
  void make_police_files() const {
    std::string crimes = "Crime ID,Month,LSOA code,Crime type\n", links = "lsoa11_code,lsoa21_code\n";
    each_line(read_text(project_root() / "models/safety/places/manchester/areas.csv"),
              [&](int, const std::string& line) {
                if (line.find("Ardwick") == std::string::npos) return;
                const std::string code = line.substr(0, line.find(','));
                crimes += ",2015-05," + code + ",Burglary\n";
                links += code + "," + code + "\n";
              });
    fs::create_directory(there_ / "2015-05");
    tools::write_text(there_ / "2015-05/2015-05-street.csv", crimes);
    tools::write_text(there_ / "lsoa11_lsoa21_lookup.csv", links);
    ASSERT_EQ(here("gzip 20*/*-street.csv").code, 0);
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
  /// Runs the document's Python on what its commands made, and on what scripts/main-job leaves.
  void run_python(const std::string& document) const {
    if (document == "docs/results.md" ||
        here("/usr/bin/python3 -c 'import xarray, netCDF4, h5py, pandas, scipy, matplotlib'").code != 0)
      return;
    for (const std::string& piece : python_of(read_text(project_root() / document))) {
      for (const auto& [file, command] : made_elsewhere)
        if (piece.find("\"" + file + "\"") != std::string::npos && !fs::exists(there_ / file)) {
          ASSERT_EQ(here(command).code, 0) << command;
        }
      tools::write_text(there_ / "piece.py", piece);
      const tools::Finished done =
          here("MPLBACKEND=Agg PYTHONPATH='" KITH_SOURCE_DIR "/tools/python' /usr/bin/python3 -B piece.py");
      EXPECT_EQ(done.code, 0) << document << ":\n" << piece << done.err;
    }
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
  run_python(GetParam());
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

TEST(DocumentCommandsRead, WhatIsNoCommandOfKithIsRunElsewhere) {
  std::set<std::string> met;
  for (const SourceFile& file : source_tree()) {
    if (file.extension() != ".md" || !(file.path == "README.md" || file.is_in("docs"))) continue;
    for (const std::string& command : other_commands_of(file.text)) {
      const auto row =
          std::ranges::find_if(run_elsewhere, [&](const auto& one) { return command.starts_with(one.first); });
      EXPECT_NE(row, run_elsewhere.end()) << file.path << ": nothing runs " << command;
      if (row != run_elsewhere.end()) met.insert(row->first);
    }
  }
  for (const auto& [begin, where] : run_elsewhere) EXPECT_TRUE(met.contains(begin)) << begin << " is printed nowhere";
}

TEST(DocumentCommandsRead, OtherCommandsAndPython) {
  EXPECT_THAT(other_commands_of("make a\n```sh\nmake a\n./b\nmakes c\n```\n```toml\nmake d\n```\n```text\nsh e\n```\n"),
              ElementsAre("make a", "./b", "sh e"));
  EXPECT_THAT(python_of("```python\na\nb\n```\n```r\nc\n```\n```python\nd\n```\n"), ElementsAre("a\nb\n", "d\n"));
}

TEST(DocumentCommandsRead, NothingIsPassedOverThatIsNotThere) {
  std::string all;
  for (const std::string& document : documents())
    for (const std::string& command : commands_of(read_text(project_root() / document))) all += command + "\n";
  for (const auto& [part, why] : passed_over) EXPECT_THAT(all, testing::HasSubstr(part)) << why;
}

}  // namespace
}  // namespace kith::house
