#include "tools/console/memory.hpp"

#include "tools/console/allowance.hpp"

#include <malloc.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fstream>

namespace kith::tools {
namespace {

// Sanitizers reserve far more address space than they use.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

}  // namespace

double available_bytes() { return allowance().memory_bytes; }

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
  const double group = control_group_limit();
  const std::uint64_t most = group < static_cast<double>(memory) ? static_cast<std::uint64_t>(group) : memory;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_cur, most + swap);
  ::setrlimit(RLIMIT_DATA, &limit);
}

void give_back_large_arrays() {
  constexpr int large_bytes = 256 * 1024;
  ::mallopt(M_MMAP_THRESHOLD, large_bytes);  // set once, it no longer grows with what is dropped
}

}  // namespace kith::tools
