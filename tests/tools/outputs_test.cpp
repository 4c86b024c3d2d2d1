// No command writes over what it reads, writes two things under one name, or begins a sweep among other people's
// files, --force or not; and it says so before anything runs.
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>

#include <map>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

using Command = std::vector<std::string>;

class Outputs : public Program {
 protected:
  Outputs() {
    write("small.toml", small_scenario());
    write("sweep.toml",
          "scenario = \"small.toml\"\nmeasures = [\"mean_active_share\"]\n[sweep]\ndesign = \"grid\"\nreplicates = 2\n"
          "[sweep.vary]\n\"contagion.transmission\" = { values = [0.1, 0.2] }\n");
    write("fit.toml",
          "scenario = \"small.toml\"\n[calibration]\npoints = 6\nrounds = 1\nreplicates = 2\nsample = 100\n"
          "[[parameter]]\npath = \"contagion.transmission\"\nfrom = 0.05\nto = 0.3\n"
          "[[fact]]\nname = \"share\"\nexpression = \"mean_active_share\"\ntarget = 0.5\ntolerance = 0.1\n"
          "source = \"made up\"\n");
  }

  void expect_done(const Command& command) const {
    const Finished done = kith(command);
    EXPECT_EQ(done.code, 0) << command[0] << ": " << done.err;
  }
  /// The command line is refused and every file there keeps its bytes; none is added.
  void expect_refused(const Command& command, const std::string& words, int code = 2) const {
    const auto before = everything();
    const Finished refused = kith(command);
    EXPECT_EQ(refused.code, code) << testing::PrintToString(command) << refused.err;
    EXPECT_THAT(refused.err, HasSubstr(words)) << testing::PrintToString(command);
    EXPECT_TRUE(everything() == before) << testing::PrintToString(command);
  }

 private:
  std::map<std::string, std::string> everything() const {
    std::map<std::string, std::string> texts;
    for (const auto& entry : fs::recursive_directory_iterator(folder()))
      texts[entry.path().string()] = entry.is_regular_file() ? read_text(entry.path()) : "";
    return texts;
  }
};

TEST_F(Outputs, AreNoResultsFileThatIsRead) {
  expect_done({"run", "small.toml", "-o", "a.h5", "--replicates", "2", "--quiet"});
  expect_done({"run", "small.toml", "-o", "b.h5", "--replicates", "2", "--set", "run.first_replicate=2", "--quiet"});
  fs::create_symlink("a.h5", folder() / "link.h5");
  const std::string read = "that is a file to be read";
  expect_refused({"merge", "a.h5", "b.h5", "-o", "b.h5", "--force"}, read);
  expect_refused({"merge", "a.h5", "b.h5", "-o", "link.h5", "--force"}, read);
  expect_refused({"compare", "a.h5", "link.h5", "-o", "./a.h5", "--force"}, read);
  expect_refused({"compare", "a.h5", "a.h5", "-o", "c.h5", "--report", "a.h5", "--force"}, read);
  expect_refused({"report", "a.h5", "-o", "a.h5", "--force"}, read);
  expect_refused({"report", "a.h5", "-o", "../here/link.h5", "--force"}, read);
}

TEST_F(Outputs, AreNoTableSweepOrCalibrationThatIsRead) {
  const std::string read = "that is a file to be read";
  expect_done({"sweep", "run", "sweep.toml", "-o", "trial", "--quiet"});
  expect_done({"sweep", "merge", "trial", "-o", "trial.h5", "--quiet"});
  expect_refused({"sweep", "merge", "trial", "-o", "trial/plan.toml", "--force"}, read);
  expect_refused({"sweep", "merge", "trial/", "-o", "trial/points.csv", "--force"}, read);
  expect_refused({"sensitivity", "trial.h5", "--csv", "trial.h5", "--force"}, read);
  expect_refused({"sensitivity", "trial.h5", "--report", "trial.h5", "--force"}, read);
  expect_refused({"calibrate", "fit.toml", "-o", "fit.toml", "--force"}, read);
  expect_refused({"calibrate", "fit.toml", "-o", "fit.h5", "--report", "fit.toml", "--force"}, read);
  expect_refused({"calibrate", "fit.toml", "-o", "fit.h5", "--report", "small.toml", "--force"}, "the scenario itself");
  write("street.csv", "Month,LSOA code,Crime type\n2015-05,E01005321,Burglary\n");
  expect_refused({"observe", "street.csv", "--place", "oldham", "-o", "street.csv", "--force"}, read);
}

TEST_F(Outputs, HaveANameEach) {
  expect_done({"sweep", "run", "sweep.toml", "-o", "trial", "--quiet"});
  expect_done({"sweep", "merge", "trial", "-o", "trial.h5", "--quiet"});
  expect_refused({"run", "small.toml", "-o", "new.h5", "--report", "./new.h5"}, "-o and --report name the same file");
  expect_refused({"compare", "small.toml", "small.toml", "-o", "new.h5", "--report", "new.h5"}, "name the same file");
  expect_refused({"calibrate", "fit.toml", "-o", "new.h5", "--report", "../here/new.h5"}, "name the same file");
  expect_refused({"sensitivity", "trial.h5", "--csv", "x", "--report", "x"}, "--csv and --report name the same file");
  expect_refused({"people", "export", "small.toml", "-o", "x.csv", "--ties", "./x.csv"}, "name the same file");
}

TEST_F(Outputs, ThatCannotBeWrittenAreToldBeforeAnyIs) {
  expect_refused({"people", "export", "small.toml", "-o", "x.csv", "--ties", "nowhere/y.csv"},
                 "the folder nowhere does not exist", 4);
  write("street.csv", "Month,LSOA code,Crime type\n");
  expect_refused({"observe", "street.csv", "--place", "oldham", "-o", "nowhere/x.csv"}, "does not exist", 4);
  ASSERT_EQ(shell("mkfifo pipe && ln -s pipe link").code, 0);
  expect_refused({"run", "small.toml", "-o", "x.h5", "--report", "pipe", "--force"}, "no ordinary file", 4);
  expect_refused({"run", "small.toml", "-o", "link", "--force"}, "no ordinary file", 4);
  expect_refused({"run", "small.toml", "-o", "x.h5", "--report", "link", "--force"}, "no ordinary file", 4);
}

// A sweep's parts are called inputs, points.csv and the like; so may somebody's own files.
TEST_F(Outputs, NoSweepIsBegunAmongOtherFiles) {
  fs::create_directories(folder() / "study/inputs");
  fs::create_directories(folder() / "study/round-1");
  write("study/inputs/survey.csv", "years of work\n");
  write("study/round-1/notes.txt", "keep\n");
  const std::string other = "holds no sweep but other things";
  expect_refused({"sweep", "run", "sweep.toml", "-o", "study", "--force"}, other, 4);
  expect_refused({"sweep", "run", "sweep.toml", "-o", "study"}, other, 4);
  expect_refused({"sweep", "run", "sweep.toml", "-o", "."}, other, 4);
  expect_refused({"sweep", "slurm", "sweep.toml", "-o", "study"}, other, 4);
  expect_refused({"calibrate", "fit.toml", "-o", "fit.h5", "--folder", "study", "--force"}, other, 4);
  write("study/plan.toml", "what = \"my plan\"\n");
  expect_refused({"sweep", "run", "sweep.toml", "-o", "study", "--force"}, "is no plan of a sweep", 4);
}

TEST_F(Outputs, ASweepOfOnesOwnIsThrownAwayWithWhatLiesBesideItKept) {
  expect_done({"sweep", "run", "sweep.toml", "-o", "trial", "--quiet"});
  write("trial/notes.txt", "keep\n");
  expect_done({"sweep", "run", "sweep.toml", "-o", "trial", "--force", "--quiet"});
  EXPECT_EQ(text_of("trial/notes.txt"), "keep\n");
  fs::create_directory(folder() / "empty");
  expect_done({"sweep", "run", "sweep.toml", "-o", "empty", "--quiet"});
}

// What is asked for and would have no effect.
TEST_F(Outputs, OptionsThatWouldDoNothingAreRefused) {
  expect_done({"run", "small.toml", "-o", "a.h5", "--replicates", "2", "--quiet"});
  expect_refused({"inspect", "a.h5", "--extract", "out", "--verify"}, "leave --verify and --json out");
  expect_refused({"inspect", "a.h5", "--extract", "out", "--json"}, "leave --verify and --json out");
  expect_refused({"compare", "a.h5", "a.h5", "--measure", "mean_active_share"}, "need scenario files");
  expect_refused({"compare", "a.h5", "a.h5", "--most-pairs", "9"}, "need scenario files");
  expect_refused({"new", "contagion", "--force"}, "name it with -o");
  expect_refused({"validate", "small.toml", "--strict", "--replicates", "1", "--quiet"}, "no fact to be strict about");
  expect_refused(
      {"compare", "small.toml", "small.toml", "-o", "x.h5", "--break-even", "contagion.transmission=0.1..0.2"},
      "nothing is sought");
  expect_refused({"explain", "--catalogue", "nowhere", "run.seed"},
                 "nowhere: error: the catalogue folder cannot be read", 3);
}

TEST_F(Outputs, FurtherOptionsOfSbatchContradictNoneOfTheScript) {
  const Command slurm{"sweep", "slurm", "sweep.toml", "-o", "job"};
  const auto with = [&](const std::string& option) {
    Command command = slurm;
    command.push_back("--sbatch=" + option);
    return command;
  };
  expect_refused(with("--array=1-3"), "the script says that itself; give --shards and --at-once");
  expect_refused(with("--time=99"), "give --minutes");
  expect_refused(with("-t 99"), "give --minutes");
  expect_refused(with("--mem=1G"), "give --megabytes");
  expect_refused(with("partition"), "write one option of sbatch");
  expect_refused(with("--account=a\nrm -rf work"), "write one option of sbatch");
}

TEST_F(Outputs, CataloguesAModelDoesNotReadAreRefused) {
  fs::create_directory(folder() / "services");
  write("services/one.toml", "name = \"one\"\n");
  write("with.toml", "extends = \"small.toml\"\ncatalogue = [\"services\"]\n");
  expect_refused({"check", "with.toml"}, "with.toml:2:1: error: the model 'contagion' reads no catalogue", 3);
}

TEST_F(Outputs, NothingIsNamedTwiceInAList) {
  write("wards.toml", "model = \"safety\"\n[place]\nwards = [\"Hulme\", \"Hulme\"]\n");
  expect_refused({"check", "wards.toml"}, "the ward 'Hulme' is named twice", 3);
}

// Faults that were taken, or told as something else.
TEST_F(Outputs, FaultsAreToldAsWhatTheyAre) {
  expect_refused({"check", "small.toml", "--set", "scenario.nam=x"}, "unknown 'scenario.nam'; allowed: scenario.name",
                 3);
  write("damaged.h5", "no results");
  expect_refused({"validate", "damaged.h5"}, "is no HDF5 file", 4);
  const auto fit_with = [&](const std::string& from, const std::string& to) {
    std::string text = text_of("fit.toml");
    write("other.toml", text.replace(text.find(from), from.size(), to));
    return Command{"calibrate", "other.toml", "--check"};
  };
  expect_refused(fit_with("\"mean_active_share\"", "\"\""), "the expression of a fact must not be empty", 3);
  expect_refused(fit_with("\"mean_active_share\"", "\"mean_active_share = 1\""), "write == to compare", 3);
  const Finished both = kith(fit_with("to = 0.3", "to = 0.3\ndistribution = \"beta(4, 60)\""));
  EXPECT_THAT(both.err, testing::Not(HasSubstr("unknown key 'to'")));
  const Finished planned = kith({"sweep", "run", "sweep.toml", "-o", "plan", "--plan-only", "--json"});
  EXPECT_THAT(planned.out, testing::AllOf(testing::StartsWith("{"), HasSubstr("\"runs\": 4")));
}

// What is the matter with a file that is read comes before what to do about an output or an option.
TEST_F(Outputs, WhatIsWrongWithAFileReadIsToldFirst) {
  write("notes.txt", "no results");
  write("taken.h5", "no results either");
  write("taken.html", "a page");
  const std::string no_results = "notes.txt: is no HDF5 file; give a file written by kith run";
  expect_refused({"extend", "notes.txt", "--replicates", "8"}, no_results, 4);
  expect_refused({"extend", "notes.txt", "--replicates", "8", "-o", "taken.h5"}, no_results, 4);
  expect_refused({"extend", "missing.h5", "--replicates", "8", "-o", "taken.h5"}, "missing.h5: does not exist", 4);
  expect_refused({"merge", "notes.txt", "missing.h5", "-o", "taken.h5"}, no_results, 4);
  expect_refused({"report", "notes.txt", "-o", "taken.html"}, no_results, 4);
  expect_refused({"export", "notes.txt", "--geojson", "taken.html"}, no_results, 4);
  expect_refused({"explain", "--assumptions", "notes.txt", "--csv", "taken.html"}, no_results, 4);
  expect_refused({"compare", "taken.h5", "taken.h5", "-o", "taken.html"}, "taken.h5: is no HDF5 file", 4);
  expect_refused({"compare", "taken.h5", "taken.h5", "--seed", "3"}, "taken.h5: is no HDF5 file", 4);
  expect_refused({"validate", "missing.h5", "--seed", "3"}, "missing.h5: does not exist", 4);
  expect_refused({"sensitivity", "notes.txt", "--csv", "taken.html"},
                 "notes.txt: is no HDF5 file; give a file written by kith sweep", 4);
  expect_refused({"compare", "small.toml", "notes.txt", "-o", "taken.h5"}, "notes.txt:1:", 3);
  expect_refused({"people", "export", "notes.txt", "-o", "taken.html"}, "notes.txt:1:", 3);
  expect_refused({"observe", "missing.csv", "--place", "oldham", "-o", "taken.html"},
                 "missing.csv: error: does not exist", 3);
}

TEST_F(Outputs, SettingsWithValuesOfAStudyAreGivenOnce) {
  const std::string in_vain = "'contagion.transmission' takes values of its own here, so that ";
  const Command set{"--set", "contagion.transmission=0.3"};
  for (Command command : {Command{"sweep", "run", "sweep.toml"}, Command{"calibrate", "fit.toml"}}) {
    command.insert(command.end(), set.begin(), set.end());
    expect_refused(command, in_vain + "--set contagion.transmission=0.3 would have no effect", 3);
  }
  expect_done({"calibrate", "fit.toml", "-o", "fit.h5", "--quiet"});
  expect_refused({"sweep", "run", "sweep.toml", "-o", "trial", "--posterior", "fit.h5"}, in_vain + "posterior fit.h5",
                 3);
  expect_done({"sweep", "run", "sweep.toml", "-o", "trial", "--set", "contagion.recovery=0.3", "--quiet"});
}

}  // namespace
}  // namespace kith::tools
