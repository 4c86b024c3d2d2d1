#include "tools/console/version.hpp"

#include "kith_version.hpp"  // written at build time by version.cmake
#include "tools/console/format.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#include <ctime>
#include <fstream>

namespace kith::tools {
namespace {

bool models_from_elsewhere = false;

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown processor";
}

std::string operating_system() {
  utsname names{};
  if (::uname(&names) != 0) return "unknown system";
  return fmt::format("{} {} {}", names.sysname, names.release, names.machine);
}

}  // namespace

std::string program_version() { return KITH_VERSION; }
std::string git_hash() { return fmt::format("{}{}", KITH_GIT_HASH, models_from_elsewhere ? "+models" : ""); }
bool git_hash_tells_all() {
  const std::string hash = KITH_GIT_HASH;
  return !models_from_elsewhere && hash != "unknown" && !hash.ends_with("-dirty");
}
void note_models_from_elsewhere() { models_from_elsewhere = true; }
std::string compiler() { return KITH_COMPILER; }

std::string version_text() {
  return fmt::format("kith {}\ngit {}\nbuilt with {}\n", program_version(), git_hash(), compiler());
}

std::string now_utc() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }

results::Provenance provenance(const std::string& command_line, const std::string& started, int threads) {
  return {.program_version = program_version(),
          .git_hash = git_hash(),
          .compiler = compiler(),
          .host = fmt::format("{}; {}; {}", operating_system(), processor(), plural(threads, "thread")),
          .started = started,
          .finished = now_utc(),
          .command_line = command_line};
}

}  // namespace kith::tools
