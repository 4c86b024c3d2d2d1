// Sweeps as users run them: however the work is split, interrupted or spoilt, the runs come out the same and none is
// lost.
#include "tests/sweep/sweep_program.hpp"
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <random>
#include <thread>
#include <utility>

namespace kith::sweep {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class SweepRun : public SweepProgram {};

TEST_F(SweepRun, ThreadsShardsAndInterruptionsGiveOneDigest) {
  const std::string serial = run_and_merge("serial", {"--threads", "1"});
  EXPECT_THAT(serial, SizeIs(64));
  EXPECT_EQ(run_and_merge("threads", {"--threads", "3"}), serial);
  for (const char* shard : {"2/3", "3/3", "1/3"})
    EXPECT_EQ(kith({"sweep", "run", "sweep.toml", "-o", "shards", "--quiet", "--shard", shard}).code, 0);
  EXPECT_EQ(digest_of("shards"), serial);
  EXPECT_EQ(status_of("shards").at("workers").size(), 3U);
  // Begun as a shard, ended otherwise.
  EXPECT_EQ(kith({"sweep", "run", "sweep.toml", "-o", "mixed", "--quiet", "--shard", "2/5"}).code, 0);
  EXPECT_EQ(status_of("mixed").at("left"), 48 - 10);
  EXPECT_EQ(run_and_merge("mixed", {"--resume"}), serial);
}

/// How often each file of a folder is gone through, from the start of this on.
class Readings {
 public:
  explicit Readings(const std::filesystem::path& folder) : watch_(::inotify_init1(IN_NONBLOCK)) {
    ::inotify_add_watch(watch_, folder.c_str(), IN_OPEN | IN_ACCESS);
  }
  ~Readings() { ::close(watch_); }

  /// Reads that follow an opening count once.
  std::map<std::string, int> counts() const {
    std::map<std::string, int> counts;
    std::map<std::string, bool> opened;
    alignas(inotify_event) std::array<char, 65536> bytes{};
    for (ssize_t size = 0; (size = ::read(watch_, bytes.data(), bytes.size())) > 0;)
      for (const char* at = bytes.data(); at < bytes.data() + size;) {
        const auto* event = reinterpret_cast<const inotify_event*>(at);
        at += sizeof(inotify_event) + event->len;
        if (event->len == 0) continue;
        bool& fresh = opened[event->name];
        if ((event->mask & IN_OPEN) != 0) fresh = true;
        if ((event->mask & IN_ACCESS) != 0) counts[event->name] += std::exchange(fresh, false);
      }
    return counts;
  }

 private:
  int watch_;
};

TEST_F(SweepRun, AShardReadsItsOwnFileAndOnce) {
  for (const char* shard : {"1/3", "2/3", "3/3"})
    ASSERT_EQ(kith({"sweep", "run", "sweep.toml", "-o", "d", "--quiet", "--shard", shard}).code, 0);
  for (const bool quiet : {true, false}) {
    const Readings readings(folder() / "d/shards");
    std::vector<std::string> arguments{"sweep", "run", "sweep.toml", "-o", "d", "--shard", "2/3", "--resume"};
    if (quiet) arguments.emplace_back("--quiet");
    const auto again = kith(arguments);
    ASSERT_EQ(again.code, 0) << again.err;
    auto counts = readings.counts();
    EXPECT_EQ(counts["shard-2-of-3.shard"], 1);
    EXPECT_EQ(counts["shard-1-of-3.shard"], 0);
    EXPECT_EQ(counts["shard-3-of-3.shard"], 0);
    if (!quiet) EXPECT_THAT(again.out, HasSubstr("16 of 16 runs of shard 2/3 done, 0 failed; 0 now"));
  }
  const auto extended = kith({"sweep", "run", "sweep.toml", "-o", "d", "--shard", "2/3", "--resume", "--points", "32"});
  ASSERT_EQ(extended.code, 0) << extended.err;
  EXPECT_EQ(status_of("d").at("done"), 48 + 16) << "what other shards did before it was extended is not done again";
}

TEST_F(SweepRun, RanksOfMpiGiveTheSameDigest) {
  if (shell("command -v mpirun").code != 0) GTEST_SKIP() << "there is no mpirun here";
  const std::string serial = run_and_merge("serial");
  for (const std::string ranks : {"1", "4"}) {
    const auto run = shell("mpirun --allow-run-as-root --oversubscribe -n " + ranks +
                           " \"$1\" sweep run sweep.toml -o mpi" + ranks + " --mpi");
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr("48 of 48 runs done"));
    EXPECT_EQ(digest_of("mpi" + ranks), serial) << ranks;
    EXPECT_EQ(status_of("mpi" + ranks).at("workers").size(), std::stoul(ranks));
  }
}

TEST_F(SweepRun, KilledAtRandomMomentsNothingIsLost) {
  write("sweep.toml", sweep_text("points = 64\nreplicates = 4\n"));
  const auto begin = std::chrono::steady_clock::now();
  const std::string undisturbed = run_and_merge("undisturbed");
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - begin;
  std::mt19937 moments(20);
  int cut_short = 0;
  for (int round = 0; round < 20; ++round) {
    const std::string place = "killed" + std::to_string(round);
    const auto child = start({"sweep", "run", "sweep.toml", "-o", place, "--quiet"});
    std::this_thread::sleep_for(whole * (static_cast<double>(moments() % 1000) / 1000));
    child.send(SIGKILL);
    cut_short += child.finish().signal == SIGKILL;
    EXPECT_EQ(run_and_merge(place, {"--resume"}), undisturbed) << "round " << round;
  }
  EXPECT_GE(cut_short, 5) << "too few were killed in time for this to show anything";
}

TEST_F(SweepRun, InterruptedIsKeptAndBalanced) {
  write("sweep.toml", sweep_text("points = 8\nreplicates = 100000\n"));
  const auto child = start({"sweep", "run", "sweep.toml", "-o", "d", "--threads", "2"});
  EXPECT_TRUE(child.says("to do"));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  child.send(SIGINT);
  const auto run = child.finish();
  EXPECT_EQ(run.code, 130);
  EXPECT_THAT(run.err, AllOf(HasSubstr("what is done is kept"), HasSubstr("--resume")));
  const auto status = status_of("d");
  EXPECT_GT(status.at("done"), 0);
  EXPECT_GT(status.at("left"), 0);
  const auto& made = status.at("replicates_made");
  EXPECT_LE(made.at("most").get<int>() - made.at("fewest").get<int>(), 2)
      << "two threads are at most one replicate apart, each";
}

TEST_F(SweepRun, ShardCutShortIsMadeWhole) {
  const std::string whole = run_and_merge("d");
  const auto file = folder() / "d/shards/shard-1-of-1.shard";
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 7);
  EXPECT_EQ(status_of("d").at("left"), 1);
  const auto run = kith({"sweep", "run", "sweep.toml", "-o", "d", "--resume"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("cut short"));
  EXPECT_EQ(digest_of("d"), whole);
}

TEST_F(SweepRun, DamagedRecordIsMadeAgain) {
  const std::string whole = run_and_merge("d");
  const auto file = folder() / "d/shards/shard-1-of-1.shard";
  std::string bytes = tools::read_text(file);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x40);
  tools::write_text(file, bytes);
  const auto status = status_of("d");
  EXPECT_EQ(status.at("left"), 1);
  EXPECT_EQ(status.at("damaged_records"), 1);
  EXPECT_EQ(run_and_merge("d", {"--resume"}), whole);
}

TEST_F(SweepRun, FullDiskIsSaidAndEverythingKept) {
  const std::string whole = run_and_merge("free");
  const auto full = shell("ulimit -f 12; \"$1\" sweep run sweep.toml -o d --quiet");  // 6 KB a file
  EXPECT_EQ(full.code, 4) << full.err;
  EXPECT_THAT(full.err, AllOf(HasSubstr("disk is full"), HasSubstr("kept"), HasSubstr("--resume")));
  const auto status = status_of("d");
  EXPECT_GT(status.at("done"), 0);
  EXPECT_GT(status.at("left"), 0);
  EXPECT_EQ(status.at("damaged_records"), 0);
  EXPECT_EQ(run_and_merge("d", {"--resume"}), whole);
}

TEST_F(SweepRun, TwoWorkersDoNotShareAClaim) {
  write("sweep.toml", sweep_text("points = 8\nreplicates = 100000\n"));
  const auto child = start({"sweep", "run", "sweep.toml", "-o", "d", "--shard", "1/2", "--threads", "1"});
  EXPECT_TRUE(child.says("to do"));
  const auto same = kith({"sweep", "run", "sweep.toml", "-o", "d", "--shard", "1/2", "--resume"});
  EXPECT_EQ(same.code, 3);
  EXPECT_THAT(same.err, AllOf(HasSubstr("shard 1/2 is being worked on already"), HasSubstr("process ")));
  const auto other_split = kith({"sweep", "run", "sweep.toml", "-o", "d", "--resume"});
  EXPECT_EQ(other_split.code, 3);
  EXPECT_THAT(other_split.err, HasSubstr("would do the same runs"));
  const auto away = kith({"sweep", "run", "sweep.toml", "-o", "d", "--force"});
  EXPECT_EQ(away.code, 4);
  EXPECT_TRUE(status_of("d").at("workers").at(0).at("running"));
  child.send(SIGKILL);
  child.finish();
  EXPECT_FALSE(status_of("d").at("workers").at(0).at("running"));
}

/// A limit on memory (of addresses) that lets small worlds be made and large ones not, so that only a run can tell.
TEST_F(SweepRun, FailedRunsHaveTheirExitCodeAndAreTriedAgain) {
  const auto run_with = [&](const std::string& people) {
    write("sweep.toml",
          "scenario = \"contagion.toml\"\n[sweep]\ndesign = \"grid\"\nreplicates = 2\n[sweep.vary]\n"
          "\"contagion.people\" = { values = [" +
              people + "] }\n");
    return shell("ulimit -v 1500000; \"$1\" sweep run sweep.toml -o d --force --threads 1");
  };
  const auto some = run_with("1000, 100000000");
  EXPECT_EQ(some.code, 5) << some.err;
  EXPECT_THAT(some.out, AllOf(HasSubstr("2 of 4 runs done, 2 failed"), HasSubstr("point 1")));
  EXPECT_THAT(some.err, HasSubstr("more memory than there is"));
  EXPECT_EQ(status_of("d").at("failed"), 2);
  EXPECT_THAT(kith({"sweep", "status", "d"}).out, HasSubstr("more memory than there is"));
  const auto merged = kith({"sweep", "merge", "d", "-o", "d.h5", "--quiet"});
  EXPECT_EQ(merged.code, 5);
  EXPECT_THAT(merged.err, HasSubstr("more memory than there is"));
  const auto again = shell("ulimit -v 1500000; \"$1\" sweep run sweep.toml -o d --resume --json --threads 1");
  EXPECT_EQ(nlohmann::json::parse(again.out).at("made_now"), 2) << "only the failed ones";
  EXPECT_EQ(run_with("90000000, 100000000").code, 6);
  EXPECT_EQ(kith({"sweep", "merge", "d", "-o", "all.h5"}).code, 6);
}

TEST_F(SweepRun, PlanIsNotReplacedUnasked) {
  run_and_merge("d");
  const auto again = kith({"sweep", "run", "sweep.toml", "-o", "d"});
  EXPECT_EQ(again.code, 4);
  EXPECT_THAT(again.err, AllOf(HasSubstr("--resume"), HasSubstr("--force")));
  EXPECT_EQ(kith({"sweep", "run", "sweep.toml", "-o", "d", "--force", "--quiet"}).code, 0);
}

TEST_F(SweepRun, EditedPlanIsRefused) {
  run_and_merge("d");
  const std::string points = text_of("d/points.csv");
  write("d/points.csv", points.substr(0, points.size() - 2) + "7\n");
  for (const auto& words : {std::vector<std::string>{"sweep", "run", "sweep.toml", "-o", "d", "--resume"},
                            {"sweep", "status", "d"},
                            {"sweep", "merge", "d", "--force"}}) {
    const auto refused = kith(words);
    EXPECT_EQ(refused.code, 3) << words[1];
    EXPECT_THAT(refused.err, AllOf(HasSubstr("points.csv"), HasSubstr("was changed after the sweep began")));
  }
  write("d/points.csv", points);
  const std::string plan = text_of("d/plan.toml");
  std::string other = plan;
  other.replace(other.find("replicates = 3"), 14, "replicates = 4");
  write("d/plan.toml", other);
  EXPECT_THAT(kith({"sweep", "status", "d"}).err, HasSubstr("was changed after the sweep began"));
  write("d/plan.toml", plan);
  EXPECT_EQ(kith({"sweep", "status", "d"}).code, 0);
}

TEST_F(SweepRun, EditedScenarioIsRefusedAndExtensionIsNot) {
  const std::string small = run_and_merge("d");
  write("contagion.toml", tools::small_scenario("recovery = 0.04\n"));
  const auto refused = kith({"sweep", "run", "sweep.toml", "-o", "d", "--resume"});
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.err, HasSubstr("other settings"));
  write("contagion.toml", tools::small_scenario());
  const std::string before = text_of("d/points.csv");
  const auto extended =
      kith({"sweep", "run", "sweep.toml", "-o", "d", "--resume", "--points", "32", "--replicates", "4", "--json"});
  EXPECT_EQ(extended.code, 0) << extended.err;
  EXPECT_EQ(nlohmann::json::parse(extended.out).at("made_now"), 32 * 4 - 16 * 3);
  EXPECT_TRUE(text_of("d/points.csv").starts_with(before));
  const std::string large = digest_of("d");
  EXPECT_NE(large, small);
  EXPECT_EQ(run_and_merge("at_once", {"--points", "32", "--replicates", "4"}), large);
}

/// The lines docs/cluster.md shows, over a setting in days.
TEST_F(SweepRun, SnippetOfTheGuideLeavesDaysNumbers) {
  write("sweep.toml",
        "scenario = \"contagion.toml\"\n[sweep]\npoints = 4\nreplicates = 2\n[sweep.vary]\n"
        "\"run.step_days\" = { values = [1, 7, 14] }\n\"contagion.recovery\" = { from = 0.02, to = 0.1 }\n");
  run_and_merge("trial");
  const std::string guide = tools::read_text(std::string(KITH_SOURCE_DIR) + "/docs/cluster.md");
  const std::size_t from = guide.find("```python\n") + 10;
  write("snippet.py", guide.substr(from, guide.find("```", from) - from) + "print(table.dtypes, table.shape)\n");
  const auto read = shell("/usr/bin/python3 snippet.py");
  EXPECT_EQ(read.code, 0) << read.err;
  EXPECT_THAT(read.out, HasSubstr("run.step_days"));
  EXPECT_EQ(read.out.find("timedelta"), std::string::npos) << read.out;
}

TEST_F(SweepRun, PythonReadsTheMergedFile) {
  run_and_merge("d");
  const auto read = shell(
      "/usr/bin/python3 -c \"import xarray as x; d = x.open_dataset('d.h5', engine='netcdf4', decode_timedelta=False); "
      "m = "
      "d['mean_active_share']; "
      "print(m.dims, m.shape, 'contagion.links' in m.coords, int(d.status.min()), "
      "float(d['contagion.links'].max()))\"");
  EXPECT_EQ(read.code, 0) << read.err;
  EXPECT_THAT(read.out, HasSubstr("('point', 'replicate') (16, 3) True 1 6.0"));
  EXPECT_EQ(shell("ncdump -h d.h5").code, 0);
  const auto shown = kith({"inspect", "d.h5"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("contagion.transmission"));
}

}  // namespace
}  // namespace kith::sweep
