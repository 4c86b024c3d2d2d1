// Threads and memory follow the least of all limits, in made-up systems and, where the machine lets us, in a real one.
#include "tools/console/allowance.hpp"

#include "tests/tools/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <map>

namespace kith::tools {
namespace {

using testing::HasSubstr;

constexpr double megabyte = 1024 * 1024;

/// A system of files.
class MadeUpSystem : public Program {
 protected:
  MadeUpSystem() {
    file("proc/self/status", "Name:\tkith\nCpus_allowed_list:\t0-15\n");
    file("proc/meminfo", "MemTotal:       100000000 kB\nMemAvailable:   80000000 kB\n");
    file("proc/self/statm", "1000 500 10 10 0 800 0\n");
    file("proc/self/limits",
         "Limit                     Soft Limit           Hard Limit           Units\n"
         "Max data size             unlimited            unlimited            bytes\n"
         "Max address space         unlimited            unlimited            bytes\n");
  }
  void file(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder() / name).parent_path());
    write(name, text);
  }
  void version_2(const std::string& group) const {
    file("proc/self/cgroup", "0::" + group + "\n");
    file("proc/self/mountinfo", "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
  }
  Allowance found() const {
    return allowance({folder(), [this](const char* name) {
                        const auto value = variables.find(name);
                        return value == variables.end() ? nullptr : value->second.c_str();
                      }});
  }
  std::map<std::string, std::string> variables;
};

TEST_F(MadeUpSystem, WithoutLimitsIsTheMachine) {
  EXPECT_EQ(found().threads, 16);
  EXPECT_DOUBLE_EQ(found().memory_bytes, 80000000.0 * 1024);
}

TEST_F(MadeUpSystem, ProcessorsBoundToAreCounted) {
  for (const auto& [list, count] : {std::pair("0", 1), {"3,5-7", 4}, {"0-1,64-127", 66}}) {
    file("proc/self/status", std::string("Cpus_allowed:\tff\nCpus_allowed_list:\t") + list + "\n");
    EXPECT_EQ(found().threads, count) << list;
  }
}

TEST_F(MadeUpSystem, QuotaOfAnyGroupAroundHolds) {
  version_2("/job/step/task");
  file("sys/fs/cgroup/job/step/task/cpu.max", "max 100000\n");
  EXPECT_EQ(found().threads, 16);
  file("sys/fs/cgroup/job/cpu.max", "350000 100000\n");
  EXPECT_EQ(found().threads, 4) << "a part of a processor counts as one";
  file("sys/fs/cgroup/job/step/task/cpu.max", "50000 100000\n");
  EXPECT_EQ(found().threads, 1);
  EXPECT_THAT(found().threads_because, HasSubstr("cpu.max"));
}

TEST_F(MadeUpSystem, MemoryOfAnyGroupAroundHolds) {
  version_2("/job/step");
  file("sys/fs/cgroup/job/step/memory.max", "max\n");
  file("sys/fs/cgroup/job/memory.max", "1073741824\n");
  file("sys/fs/cgroup/job/memory.current", "104857600\n");
  EXPECT_DOUBLE_EQ(found().memory_bytes, 924 * megabyte);
  file("sys/fs/cgroup/job/memory.stat", "anon 1\ninactive_file 52428800\n");
  EXPECT_DOUBLE_EQ(found().memory_bytes, 974 * megabyte) << "a cache of files can be given back";
  file("sys/fs/cgroup/job/step/memory.high", "536870912\n");
  EXPECT_DOUBLE_EQ(found().memory_bytes, 512 * megabyte);
  EXPECT_DOUBLE_EQ(control_group_limit({folder(), nullptr}), 512 * megabyte);
}

TEST_F(MadeUpSystem, ContainerMountedAtItsOwnGroupIsUnderstood) {
  file("proc/self/cgroup", "0::/docker/abc\n");
  file("proc/self/mountinfo", "30 23 0:26 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n");
  file("sys/fs/cgroup/cpu.max", "200000 100000\n");
  EXPECT_EQ(found().threads, 2);
}

TEST_F(MadeUpSystem, VersionOneIsUnderstood) {
  file("proc/self/cgroup", "9:memory:/slurm/job_1/step_0\n8:cpu,cpuacct:/slurm/job_1\n");
  file("proc/self/mountinfo",
       "31 23 0:30 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
       "32 23 0:31 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
  file("sys/fs/cgroup/cpu/slurm/cpu.cfs_quota_us", "300000\n");
  file("sys/fs/cgroup/cpu/slurm/cpu.cfs_period_us", "100000\n");
  file("sys/fs/cgroup/cpu/slurm/job_1/cpu.cfs_quota_us", "-1\n");
  file("sys/fs/cgroup/cpu/slurm/job_1/cpu.cfs_period_us", "100000\n");
  file("sys/fs/cgroup/memory/slurm/job_1/memory.limit_in_bytes", "209715200\n");
  file("sys/fs/cgroup/memory/slurm/job_1/memory.usage_in_bytes", "104857600\n");
  file("sys/fs/cgroup/memory/slurm/job_1/step_0/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(found().threads, 3);
  EXPECT_DOUBLE_EQ(found().memory_bytes, 100 * megabyte);
}

TEST_F(MadeUpSystem, SlurmIsFollowed) {
  variables = {{"SLURM_CPUS_PER_TASK", "3"}, {"SLURM_CPUS_ON_NODE", "8"}, {"SLURM_MEM_PER_CPU", "100"}};
  EXPECT_EQ(found().threads, 3);
  EXPECT_NEAR(found().memory_bytes, 800 * megabyte, 3 * megabyte);
  variables = {{"SLURM_CPUS_ON_NODE", "2"}, {"SLURM_MEM_PER_NODE", "512"}};
  EXPECT_EQ(found().threads, 2);
  EXPECT_NEAR(found().memory_bytes, 512 * megabyte, 3 * megabyte);
  for (const char* odd : {"", "0", "-3", "many", "2(x3)", "1e3"}) {
    variables = {{"SLURM_CPUS_PER_TASK", odd}, {"SLURM_MEM_PER_NODE", odd}};
    EXPECT_EQ(found().threads, 16) << odd;
    EXPECT_GT(found().memory_bytes, 1e10) << odd;
  }
}

TEST_F(MadeUpSystem, LimitsOfTheShellHoldLessWhatIsUsed) {
  const double page = static_cast<double>(::sysconf(_SC_PAGESIZE));
  file("proc/self/limits", "Max address space         104857600            unlimited            bytes\n");
  EXPECT_DOUBLE_EQ(found().memory_bytes, 100 * megabyte - 1000 * page);
  file("proc/self/limits", "Max data size             52428800             unlimited            bytes\n");
  EXPECT_DOUBLE_EQ(found().memory_bytes, 50 * megabyte - 800 * page);
}

TEST_F(MadeUpSystem, NothingAtAllIsOneThread) {
  for (const char* name : {"proc", "sys"}) std::filesystem::remove_all(folder() / name);
  EXPECT_EQ(found().threads, 1);
  EXPECT_GT(found().memory_bytes, 0);
}

// ---- this system ----

class ThisSystem : public Program {
 protected:
  ThisSystem() { write("s.toml", small_scenario()); }
  int threads_of(const Finished& run) const {
    EXPECT_EQ(run.code, 0) << run.err;
    return run.code == 0 ? nlohmann::json::parse(run.out).at("threads").get<int>() : -1;
  }
};

TEST_F(ThisSystem, OneProcessorIsOneThread) {
  if (shell("taskset -c 0 true").code != 0) GTEST_SKIP() << "taskset is not here";
  EXPECT_EQ(threads_of(shell("taskset -c 0 \"$1\" run s.toml --json --quiet")), 1);
  EXPECT_EQ(threads_of(shell("taskset -c 0 \"$1\" bench contagion --people 1000 --steps 5 --json")), 1);
}

TEST_F(ThisSystem, SlurmsTaskIsFollowedUnlessThreadsAreAskedFor) {
  EXPECT_EQ(threads_of(shell("SLURM_CPUS_PER_TASK=1 \"$1\" run s.toml --json --quiet")), 1);
  const Finished run = shell("SLURM_CPUS_PER_TASK=1 \"$1\" run s.toml --json --threads 2 --force");
  EXPECT_EQ(threads_of(run), 2);
  EXPECT_THAT(run.err, HasSubstr("only 1 may be used here (SLURM_CPUS_PER_TASK)"));
}

TEST_F(ThisSystem, QuotaOfAGroupAroundTheOwnIsFollowed) {
  const Finished run = shell(
      "for top in /sys/fs/cgroup/cpu,cpuacct /sys/fs/cgroup/cpu /sys/fs/cgroup; do\n"
      "  g=$top/kith-test-$$\n"
      "  mkdir $g 2>/dev/null && mkdir $g/inner 2>/dev/null || continue\n"
      "  { echo 100000 > $g/cpu.cfs_quota_us; } 2>/dev/null || { echo '100000 100000' > $g/cpu.max; } 2>/dev/null ||\n"
      "    { rmdir $g/inner $g; continue; }\n"
      "  if sh -c \"echo \\$\\$ > $g/inner/cgroup.procs && exec \\\"$1\\\" run s.toml --json --quiet\"; then\n"
      "    rmdir $g/inner $g; exit 0; fi\n"
      "  rmdir $g/inner $g\n"
      "done 2>/dev/null; exit 77");
  if (run.code == 77) GTEST_SKIP() << "control groups cannot be made here";
  EXPECT_EQ(threads_of(run), 1);
}

}  // namespace
}  // namespace kith::tools
