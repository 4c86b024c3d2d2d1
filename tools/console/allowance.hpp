// What this process may use of the machine: processors and memory, whichever limit is least. Looked up in the files the
// system tells it in, under a root of their own in tests. Linux.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>

namespace kith::tools {

inline constexpr double no_limit = std::numeric_limits<double>::infinity();

struct Allowance {
  int threads = 1;
  std::string threads_because;  ///< in words: which limit it is
  double memory_bytes = 0;      ///< that may still be used
  std::string memory_because;
};

/// Where to look: the root of /proc and /sys, and the environment.
struct Surroundings {
  std::filesystem::path root = "/";
  std::function<const char*(const char*)> variable = nullptr;  ///< std::getenv if not given
};

/// Threads: processors of the machine, those this process is bound to (taskset, cpuset), cpu.max of its control group
/// and of every group around it (version 1: cpu.cfs_quota_us; a part of a processor counts as one),
/// SLURM_CPUS_PER_TASK, SLURM_CPUS_ON_NODE. Memory: what is free of the machine, memory.max and memory.high of its
/// control group and of every group around it (version 1: memory.limit_in_bytes) less what is used there, ulimit -v and
/// -d, SLURM_MEM_PER_NODE, SLURM_MEM_PER_CPU.
Allowance allowance(const Surroundings& surroundings = {});

/// The most memory control groups let all their processes have together; infinite without a limit.
double control_group_limit(const Surroundings& surroundings = {});

}  // namespace kith::tools
