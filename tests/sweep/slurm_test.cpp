// Job arrays are sized by what a sweep takes, and their script can be read by bash and Slurm.
#include "tools/studies/sweep/slurm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::sweep {
namespace {

using testing::HasSubstr;
using testing::Not;

SweepCost cost(std::int64_t runs, double seconds) {
  return {.runs = runs, .setup_seconds = 30, .world_bytes = 1e9, .run = {.seconds = seconds, .bytes = 2e8}};
}

TEST(SlurmJob, TasksTakeAboutAnHour) {
  const SlurmJob job = size_job(cost(10'000, 60), {});
  EXPECT_EQ(job.shards, 167);
  EXPECT_EQ(job.at_once, 50);
  EXPECT_EQ(job.cpus, 1);
  EXPECT_EQ(job.minutes, 182) << "three times 60 runs and the setting up";
  EXPECT_EQ(job.megabytes, 2048) << "one and a half times 1.2 GB, in steps of 256 MB";
}

TEST(SlurmJob, SmallAndLargeSweepsHaveSensibleArrays) {
  EXPECT_EQ(size_job(cost(100, 0.1), {}).shards, 8);
  EXPECT_EQ(size_job(cost(3, 0.1), {}).shards, 3);
  EXPECT_EQ(size_job(cost(3, 0.1), {}).minutes, 10);
  EXPECT_EQ(size_job(cost(5'000'000, 60), {}).shards, 1000);
  EXPECT_EQ(size_job({}, {}).shards, 1);
}

TEST(SlurmJob, WishesWin) {
  const SlurmJob job = size_job(
      cost(10'000, 60),
      {.shards = 8, .at_once = 2, .cpus = 4, .minutes = 90, .megabytes = 700, .options = {"--partition=short"}});
  EXPECT_EQ(job.shards, 8);
  EXPECT_EQ(job.at_once, 2);
  EXPECT_EQ(job.minutes, 90);
  EXPECT_EQ(job.megabytes, 700);
  EXPECT_EQ(size_job(cost(10'000, 60), {.cpus = 4}).shards, 42) << "four runs at once";
  EXPECT_THAT(slurm_script(job), HasSubstr("\n#SBATCH --partition=short\n"));
}

TEST(SlurmJob, TheScriptMakesOneShardATask) {
  SlurmJob job = size_job(cost(100, 0.1), {});
  job.name = "kith-trial";
  job.logs = "/data/50% off/logs";
  job.arguments = {"/opt/kith", "sweep", "run", "/data/my sweep.toml", "--set", "a.b=\"it's\""};
  const std::string script = slurm_script(job);
  EXPECT_TRUE(script.starts_with("#!/bin/bash\n"));
  EXPECT_THAT(script, HasSubstr("\n#SBATCH --array=1-8%8\n"));
  EXPECT_THAT(script, HasSubstr("\n#SBATCH --time=00:10:00\n"));
  EXPECT_THAT(script, HasSubstr("\n#SBATCH --output=\"/data/50%% off/logs/%A_%a.log\"\n"));
  EXPECT_THAT(script, HasSubstr("exec /opt/kith sweep run '/data/my sweep.toml' --set 'a.b=\"it'\\''s\"' "
                                "--shard \"$SLURM_ARRAY_TASK_ID/8\" --resume --threads 1 --quiet\n"));
}

TEST(SlurmJob, WarningComesBeforeTheEndAndNotAtTheStart) {
  EXPECT_EQ(warning_seconds(1), 15);
  EXPECT_EQ(warning_seconds(3), 45);
  EXPECT_EQ(warning_seconds(4), 60);
  EXPECT_EQ(warning_seconds(600), 60);
  SlurmJob job = size_job(cost(100, 0.1), {.minutes = 1});
  const std::string brief = slurm_script(job);
  EXPECT_THAT(brief, Not(HasSubstr("#SBATCH --signal"))) << "Slurm may send it up to a minute early";
  EXPECT_THAT(brief, HasSubstr("exec timeout --signal=TERM 45 "));
  job.minutes = 3;
  EXPECT_THAT(slurm_script(job), HasSubstr("\n#SBATCH --signal=B:TERM@45\n"));
}

TEST(SlurmJob, ArraysAreNoLargerThanRunsOrTheClusterTakes) {
  EXPECT_EQ(size_job(cost(3, 0.1), {.shards = 10}).shards, 3);
  EXPECT_EQ(size_job(cost(5000, 0.1), {.shards = 2000, .most_shards = 1000}).shards, 1000);
  EXPECT_EQ(size_job(cost(5000, 3600), {.most_shards = 100}).shards, 100);
  EXPECT_EQ(most_array_tasks("MaxArraySize            = 1001\nMaxJobCount = 5"), 1000);
  EXPECT_EQ(most_array_tasks("no such line"), std::nullopt);
  EXPECT_EQ(most_array_tasks("MaxArraySize = \n1"), std::nullopt);
}

TEST(SlurmJob, OnlyWhatIsLeftIsSubmitted) {
  EXPECT_EQ(task_ranges({1, 2, 3, 7, 9, 10}), "1-3,7,9-10");
  SlurmJob job = size_job(cost(100, 0.1), {});
  job.tasks = {2, 5};
  EXPECT_THAT(slurm_script(job), HasSubstr("\n#SBATCH --array=2,5%8\n"));
}

TEST(SlurmJob, VariablesReadBeforeTheScriptAreNamed) {
  EXPECT_THAT(overriding_variables({"PATH=/bin", "SBATCH_TIMELIMIT=1", "SBATCH_ARRAY_INX=1-2", "XSBATCH_A=1"}),
              testing::ElementsAre("SBATCH_ARRAY_INX", "SBATCH_TIMELIMIT"));
}

TEST(SlurmJob, TimesAreWrittenAsSlurmReadsThem) {
  EXPECT_EQ(slurm_time(10), "00:10:00");
  EXPECT_EQ(slurm_time(90), "01:30:00");
  EXPECT_EQ(slurm_time(24 * 60), "1-00:00:00");
  EXPECT_EQ(slurm_time(30 * 60 + 5), "1-06:05:00");
}

}  // namespace
}  // namespace kith::sweep
