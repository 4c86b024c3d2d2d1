#include "tools/console/allowance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>
#include <vector>

#include <unistd.h>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;

constexpr double unlimited_bytes = 0x7000'0000'0000'0000;  ///< version 1 writes about so much for "no limit"

std::vector<std::string> lines_of(const fs::path& file) {
  std::vector<std::string> lines;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The numbers a file begins with; none for "max" and where there is no file.
std::vector<double> numbers_in(const fs::path& file) {
  std::ifstream stream(file);
  std::vector<double> numbers;
  for (std::string word; stream >> word;) {
    double number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc{} || end != word.data() + word.size()) break;
    numbers.push_back(number);
  }
  return numbers;
}

std::optional<double> number_in(const fs::path& file) {
  const auto numbers = numbers_in(file);
  return numbers.empty() ? std::nullopt : std::optional(numbers.front());
}

/// The number after `name` in a file of "name number" lines.
std::optional<double> number_named(const fs::path& file, const std::string& name) {
  for (const std::string& line : lines_of(file)) {
    std::istringstream words(line);
    std::string first;
    double number = 0;
    if (words >> first && first == name && words >> number) return number;
  }
  return std::nullopt;
}

/// A whole number above 0 in the environment.
std::optional<double> variable(const Surroundings& surroundings, const char* name) {
  const char* text = surroundings.variable ? surroundings.variable(name) : std::getenv(name);
  if (text == nullptr) return std::nullopt;
  const std::string_view all(text);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(all.data(), all.data() + all.size(), number);
  const bool whole = error == std::errc{} && end == all.data() + all.size() && number > 0;
  return whole ? std::optional(static_cast<double>(number)) : std::nullopt;
}

// ---- control groups ----

struct Mount {
  std::string of;  ///< the group that is mounted, "/" outside of containers
  fs::path at;
};

/// Where a hierarchy is mounted: version 2, or the one of a version 1 controller.
std::optional<Mount> mount_of(const fs::path& root, const std::string& controller) {
  for (const std::string& line : lines_of(root / "proc/self/mountinfo")) {
    std::istringstream words(line);
    std::string number, parent, device, of, at, word, kind, source, options;
    words >> number >> parent >> device >> of >> at;
    while (words >> word && word != "-") {
    }
    words >> kind >> source >> options;
    const bool found = controller.empty() ? kind == "cgroup2"
                                          : kind == "cgroup" &&
                                                ("," + options + ",").find("," + controller + ",") != std::string::npos;
    if (found) return Mount{of, root / at.substr(std::min<std::size_t>(1, at.size()))};
  }
  if (!controller.empty()) return std::nullopt;
  return Mount{"/", root / "sys/fs/cgroup"};
}

/// The group this process is in, of version 2 or of a version 1 controller.
std::optional<std::string> group_of(const fs::path& root, const std::string& controller) {
  for (const std::string& line : lines_of(root / "proc/self/cgroup")) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const bool found =
        controller.empty() ? controllers == ",," : controllers.find("," + controller + ",") != std::string::npos;
    if (found) return line.substr(second + 1);
  }
  return std::nullopt;
}

/// Folders of the group and of all around it, as far as they are mounted here.
std::vector<fs::path> group_folders(const fs::path& root, const std::string& controller) {
  const auto mount = mount_of(root, controller);
  auto group = group_of(root, controller);
  if (!mount || !group) return {};
  // Inside a container the mount may begin at the container's own group.
  if (mount->of != "/" && group->starts_with(mount->of)) group = group->substr(mount->of.size());
  std::vector<fs::path> folders{mount->at};
  fs::path folder = mount->at;
  for (const fs::path& part : fs::path(*group).relative_path()) {
    if (part.empty() || part == "..") continue;
    folder /= part;
    folders.push_back(folder);
  }
  return folders;
}

// ---- processors ----

/// How many are in a list such as "0-3,8".
std::optional<double> listed(const std::string& list) {
  double count = 0;
  std::istringstream parts(list);
  for (std::string part; std::getline(parts, part, ',');) {
    int from = 0;
    int to = 0;
    const char* end = part.data() + part.size();
    const auto [dash, first] = std::from_chars(part.data(), end, from);
    if (first != std::errc{}) return std::nullopt;
    to = from;
    if (dash != end && *dash == '-' && std::from_chars(dash + 1, end, to).ec != std::errc{}) return std::nullopt;
    count += to - from + 1;
  }
  return count > 0 ? std::optional(count) : std::nullopt;
}

std::optional<double> bound_to(const fs::path& root) {
  for (const std::string& line : lines_of(root / "proc/self/status")) {
    constexpr std::string_view name = "Cpus_allowed_list:";
    if (!line.starts_with(name)) continue;
    const std::size_t list = line.find_first_not_of(" \t", name.size());
    return list == std::string::npos ? std::nullopt : listed(line.substr(list));
  }
  return std::nullopt;
}

struct Least {
  double value = no_limit;
  std::string because;
  void take(std::optional<double> limit, std::string_view why) {
    if (limit && *limit < value) {
      value = *limit;
      because = why;
    }
  }
};

void take_quotas(Least& least, const fs::path& root) {
  for (const fs::path& folder : group_folders(root, ""))
    if (const auto numbers = numbers_in(folder / "cpu.max"); numbers.size() == 2 && numbers[1] > 0)
      least.take(numbers[0] / numbers[1], "cpu.max of a control group");
  for (const fs::path& folder : group_folders(root, "cpu")) {
    const auto quota = number_in(folder / "cpu.cfs_quota_us");
    const auto period = number_in(folder / "cpu.cfs_period_us");
    if (quota && period && *quota > 0 && *period > 0)
      least.take(*quota / *period, "cpu.cfs_quota_us of a control group");
  }
}

Least threads_allowed(const Surroundings& surroundings) {
  Least least;
  least.take(std::max(1U, std::thread::hardware_concurrency()), "the machine has no more");
  if (surroundings.root != "/") least = {};  // of a made-up system the machine is what it says
  least.take(bound_to(surroundings.root), "the processors this process is bound to");
  take_quotas(least, surroundings.root);
  least.take(variable(surroundings, "SLURM_CPUS_PER_TASK"), "SLURM_CPUS_PER_TASK");
  least.take(variable(surroundings, "SLURM_CPUS_ON_NODE"), "SLURM_CPUS_ON_NODE");
  if (std::isinf(least.value)) least.value = 1;
  least.value = std::max(1.0, std::ceil(least.value));
  return least;
}

// ---- memory ----

std::optional<double> kilobytes(std::optional<double> number) {
  return number ? std::optional(*number * 1024) : std::nullopt;
}

/// Of a group: its limit, and what of it is used and cannot be given back at once.
struct GroupMemory {
  double limit;
  double used;
};

void each_group_memory(const fs::path& root, const std::function<void(const GroupMemory&, const char*)>& visit) {
  for (const fs::path& folder : group_folders(root, "")) {
    const double used = number_in(folder / "memory.current").value_or(0) -
                        number_named(folder / "memory.stat", "inactive_file").value_or(0);
    if (const auto limit = number_in(folder / "memory.max")) visit({*limit, used}, "memory.max of a control group");
    if (const auto limit = number_in(folder / "memory.high")) visit({*limit, used}, "memory.high of a control group");
  }
  for (const fs::path& folder : group_folders(root, "memory")) {
    const auto limit = number_in(folder / "memory.limit_in_bytes");
    const double used = number_in(folder / "memory.usage_in_bytes").value_or(0) -
                        number_named(folder / "memory.stat", "total_inactive_file").value_or(0);
    if (limit && *limit < unlimited_bytes) visit({*limit, used}, "memory.limit_in_bytes of a control group");
  }
}

/// The soft limit of a resource, as /proc/self/limits names it.
std::optional<double> soft_limit(const fs::path& root, std::string_view name) {
  for (const std::string& line : lines_of(root / "proc/self/limits")) {
    if (!line.starts_with(name)) continue;
    std::istringstream words(line.substr(name.size()));
    double number = 0;
    if (words >> number) return number;
  }
  return std::nullopt;
}

Least memory_allowed(const Surroundings& surroundings, double threads) {
  const fs::path& root = surroundings.root;
  Least least;
  const auto less = [](std::optional<double> limit, double used) {
    return limit ? std::optional(std::max(0.0, *limit - used)) : std::nullopt;
  };
  least.take(kilobytes(number_named(root / "proc/meminfo", "MemAvailable:")), "free memory of the machine");
  each_group_memory(root,
                    [&](const GroupMemory& group, const char* why) { least.take(less(group.limit, group.used), why); });
  const auto pages = numbers_in(root / "proc/self/statm");
  const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
  const auto used = [&](std::size_t column) { return column < pages.size() ? pages[column] * page : 0; };
  least.take(less(soft_limit(root, "Max address space"), used(0)), "ulimit -v");
  least.take(less(soft_limit(root, "Max data size"), used(5)), "ulimit -d");
  constexpr double megabyte = 1024 * 1024;
  if (const auto node = variable(surroundings, "SLURM_MEM_PER_NODE"))
    least.take(less(*node * megabyte, used(1)), "SLURM_MEM_PER_NODE");
  if (const auto each = variable(surroundings, "SLURM_MEM_PER_CPU"))
    least.take(less(*each * megabyte * variable(surroundings, "SLURM_CPUS_ON_NODE").value_or(threads), used(1)),
               "SLURM_MEM_PER_CPU");
  if (std::isinf(least.value)) least.value = 1e9;
  return least;
}

}  // namespace

Allowance allowance(const Surroundings& surroundings) {
  const Least threads = threads_allowed(surroundings);
  const Least memory = memory_allowed(surroundings, threads.value);
  return {static_cast<int>(std::min(threads.value, 1024.0)), threads.because, memory.value, memory.because};
}

double control_group_limit(const Surroundings& surroundings) {
  double least = no_limit;
  each_group_memory(surroundings.root,
                    [&](const GroupMemory& group, const char*) { least = std::min(least, group.limit); });
  return least;
}

}  // namespace kith::tools
