// kith sensitivity on a sweep that was run: text, JSON, table and a page that a browser draws without fault.
#include "tests/results/sweep_sample.hpp"
#include "tests/sweep/sweep_program.hpp"
#include "tests/tools/browser.hpp"
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::sweep {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class SensitivityCommand : public tools::WithBrowser<SweepProgram> {
 protected:
  void make_sweep(const std::string& design, const std::string& sizes) {
    write("sweep.toml", sweep_text(sizes, design));
    run_and_merge("trial");
  }
};

TEST_F(SensitivityCommand, ExplainsAMorrisDesign) {
  make_sweep("morris", "trajectories = 12\nlevels = 4\nreplicates = 8\n");
  const auto said = kith({"sensitivity", "trial.h5", "--measure", "mean_active_share"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("12 walks of 3 points"));
  EXPECT_THAT(said.out, HasSubstr("mean_active_share: contagion.transmission matters most"));
  const json found = json::parse(kith({"sensitivity", "trial.h5", "--json"}).out);
  EXPECT_EQ(found.at("factors").size(), 2U);
  EXPECT_GT(found.at("measures").size(), 1U) << "all measures unless one is asked for";
}

TEST_F(SensitivityCommand, ExplainsASaltelliDesignAndDrawsIt) {
  make_sweep("saltelli", "samples = 32\nreplicates = 2\n");
  const auto said = kith({"sensitivity", "trial.h5", "--fails", "mean_active_share > 0.1", "--csv", "indices.csv",
                          "--report", "page.html"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("contagion.transmission and contagion.links"));
  EXPECT_THAT(said.out, HasSubstr("Where mean_active_share > 0.1"));
  EXPECT_THAT(text_of("indices.csv"),
              HasSubstr("mean_active_share,sobol_second,contagion.transmission,contagion.links,"));
  EXPECT_EQ(kith({"sensitivity", "trial.h5", "--csv", "indices.csv"}).code, 4) << "nothing is replaced unasked";
  if (!has_browser()) GTEST_SKIP() << "no Chromium with its driver and python3-selenium";
  expect_sound("page.html", 5, Look::thorough);
}

TEST_F(SensitivityCommand, SaysWhatIsWrong) {
  make_sweep("sobol", "points = 8\nreplicates = 1\n");
  write("no.h5", "nothing");
  EXPECT_EQ(kith({"sensitivity", "no.h5"}).code, 4);
  EXPECT_EQ(kith({"sensitivity", "trial.h5", "--box", "1"}).code, 2);
  const auto misspelt = kith({"sensitivity", "trial.h5", "--measure", "mean_active_shore"});
  EXPECT_EQ(misspelt.code, 2);
  EXPECT_THAT(misspelt.err, HasSubstr("did you mean 'mean_active_share'"));
}

TEST_F(SensitivityCommand, RefusesAFileThatWasChanged) {
  make_sweep("sobol", "points = 8\nreplicates = 2\n");
  const auto verified = kith({"inspect", "--verify", "trial.h5"});
  EXPECT_EQ(verified.code, 0) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("Verified: all that is covered is as it was written."));
  const std::string change =
      "import h5py; h5py.File('" + (folder() / "trial.h5").string() + "', 'r+')['point_seed'][0] = -77";
  if (std::system(("/usr/bin/python3 -c \"" + change + "\" 2>/dev/null").c_str()) != 0) GTEST_SKIP() << "no h5py";
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"sensitivity", "trial.h5"}, {"inspect", "--verify", "trial.h5"}}) {
    const auto said = kith(command);
    EXPECT_EQ(said.code, 4) << command[0];
    EXPECT_THAT(said.err, HasSubstr("trial.h5: is damaged or was changed since it was written; what does not match: "
                                    "/point_seed; take a fresh copy or merge the sweep again"));
  }
}

TEST_F(SensitivityCommand, SaysThatAnOldFileCannotBeChecked) {
  make_sweep("sobol", "points = 8\nreplicates = 2\n");
  if (!results::sample::make_version_1(folder() / "trial.h5")) GTEST_SKIP() << "no h5py";
  const auto said = kith({"sensitivity", "trial.h5"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("Caution: the file is of sweep format version 1 and has no table of digests"));
  EXPECT_FALSE(json::parse(kith({"sensitivity", "trial.h5", "--json"}).out).at("cautions").empty());
  EXPECT_THAT(kith({"inspect", "--verify", "trial.h5"}).out,
              HasSubstr("Not verified: the file holds no digests of its contents."));
}

TEST_F(SensitivityCommand, WritesAJobArrayThatBashReads) {
  const auto said =
      kith({"sweep", "slurm", "sweep.toml", "-o", "array", "--shards", "4", "--sbatch=--partition=short"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("Next: sbatch array/slurm.sh"));
  EXPECT_THAT(text_of("array/slurm.sh"), HasSubstr("#SBATCH --array=1-4%4\n"));
  EXPECT_EQ(status_of("array").at("left"), 48) << "the plan is there and nothing is run";
  EXPECT_EQ(shell("bash -n array/slurm.sh").code, 0);
  const auto again = kith({"sweep", "slurm", "sweep.toml", "-o", "array"});
  EXPECT_EQ(again.code, 4);
  EXPECT_THAT(again.err, HasSubstr("submit it again"));
  for (const char* task : {"1", "2", "3", "4"})
    EXPECT_EQ(shell(std::string("SLURM_ARRAY_TASK_ID=") + task + " bash array/slurm.sh").code, 0) << task;
  EXPECT_EQ(digest_of("array"), run_and_merge("serial"));
}

}  // namespace
}  // namespace kith::sweep
