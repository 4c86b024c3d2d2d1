#include "tools/console/outputs.hpp"

#include "results/new_file.hpp"
#include "tools/console/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;

/// Of files that are there and of files to come.
bool is_same_file(const fs::path& one, const fs::path& other) {
  std::error_code error;
  if (fs::equivalent(one, other, error)) return true;
  const auto whole = [](const fs::path& file) {
    std::error_code unknown;
    const fs::path path = fs::weakly_canonical(fs::absolute(file, unknown), unknown);
    return unknown ? fs::path() : path;
  };
  return !whole(one).empty() && whole(one) == whole(other);
}

}  // namespace

void open_missing_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF && ::open("/dev/null", O_RDWR) < 0) return;
}

void refuse_clashes(const std::vector<Output>& outputs, const std::vector<fs::path>& inputs) {
  for (auto output = outputs.begin(); output != outputs.end(); ++output) {
    if (output->file.empty()) continue;
    const auto is_it = [&](const fs::path& file) { return !file.empty() && is_same_file(file, output->file); };
    if (std::ranges::any_of(inputs, is_it))
      throw CommandLineError(
          fmt::format("{} {}: that is a file to be read; name another", output->option, output->file.string()));
    const auto twin = std::find_if(outputs.begin(), output, [&](const Output& earlier) { return is_it(earlier.file); });
    if (twin != output)
      throw CommandLineError(fmt::format("{} and {} name the same file, {}; name two", twin->option, output->option,
                                         output->file.string()));
  }
}

void check_text_writable(const fs::path& file, bool force) {
  std::error_code none;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (fs::is_directory(file, none))
    throw OutputError(fmt::format("{}: is a folder; give the name of a file", file.string()));
  if (!fs::is_directory(folder, none))
    throw OutputError(
        fmt::format("{}: the folder {} does not exist; make it or choose another", file.string(), folder.string()));
  const bool exists = fs::exists(file, none);
  if (exists && !force)
    throw OutputError(
        fmt::format("{}: exists already; add --force to replace it, or give another name", file.string()));
  if (exists && !fs::is_regular_file(file, none))
    throw OutputError(fmt::format("{}: exists and is no ordinary file; give another name", file.string()));
  results::try_folder_of(file);
}

}  // namespace kith::tools
