#include "tools/memory.hpp"

#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

namespace kith::tools {
namespace {

// Sanitizers reserve far more address space than they use.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

/// What a container is allowed, or `otherwise`.
std::uint64_t container_bytes(std::uint64_t otherwise) {
  std::ifstream file("/sys/fs/cgroup/memory.max");
  std::uint64_t bytes = 0;
  return file >> bytes ? bytes : otherwise;
}

/// The limit and use of the control group this process is in, where they are told.
std::optional<double> control_group_bytes() {
  std::ifstream groups("/proc/self/cgroup");
  std::string folder;
  for (std::string line; std::getline(groups, line);)
    if (line.starts_with("0::")) folder = "/sys/fs/cgroup" + line.substr(3);
  std::ifstream limit_file(folder + "/memory.max");
  std::ifstream use_file(folder + "/memory.current");
  double limit = 0;
  double use = 0;
  if (folder.empty() || !(limit_file >> limit) || !(use_file >> use)) return std::nullopt;
  return std::max(0.0, limit - use);
}

double machine_bytes() {
  std::ifstream file("/proc/meminfo");
  for (std::string name, unit; file >> name;) {
    double kilobytes = 0;
    if (name == "MemAvailable:" && file >> kilobytes) return kilobytes * 1024;
    std::getline(file, unit);
  }
  return 1e9;
}

}  // namespace

double available_bytes() {
  double bytes = machine_bytes();
  if (const auto group = control_group_bytes()) bytes = std::min(bytes, *group);
  for (const auto kind : {RLIMIT_DATA, RLIMIT_AS}) {
    rlimit limit{};
    if (::getrlimit(kind, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
      bytes = std::min(bytes, std::max(0.0, static_cast<double>(limit.rlim_cur) - resident_bytes()));
  }
  return bytes;
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double total_pages = 0;
  double resident_pages = 0;
  file >> total_pages >> resident_pages;
  return resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double peak_resident_bytes() {
  rusage usage{};
  return ::getrusage(RUSAGE_SELF, &usage) == 0 ? static_cast<double>(usage.ru_maxrss) * 1024 : 0;
}

void limit_memory_to_machine() {
  struct sysinfo machine {};
  rlimit limit{};
  if (sanitized || ::sysinfo(&machine) != 0 || ::getrlimit(RLIMIT_DATA, &limit) != 0) return;
  const std::uint64_t memory = static_cast<std::uint64_t>(machine.totalram) * machine.mem_unit;
  const std::uint64_t swap = static_cast<std::uint64_t>(machine.totalswap) * machine.mem_unit;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_cur, std::min(memory, container_bytes(memory)) + swap);
  ::setrlimit(RLIMIT_DATA, &limit);
}

}  // namespace kith::tools
