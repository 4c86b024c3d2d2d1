#include "tools/console/new_folder.hpp"

#include "results/new_file.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/interrupt.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <utility>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_to_make(const fs::path& folder, const std::string& reason) {
  throw OutputError(fmt::format("{}: {}", folder.string(), reason));
}

fs::path trimmed(const fs::path& folder) { return folder.has_filename() ? folder : folder.parent_path(); }

}  // namespace

void check_folder_writable(const fs::path& asked, const FolderKind& kind, bool force) {
  const fs::path folder = trimmed(asked);
  std::error_code error;
  const fs::path parent = folder.has_parent_path() ? folder.parent_path() : fs::path(".");
  if (!fs::is_directory(parent, error))
    fail_to_make(folder, fmt::format("the folder {} does not exist; make it or choose another with {}", parent.string(),
                                     kind.option));
  if (!fs::exists(fs::symlink_status(folder, error))) return;
  if (!force)
    fail_to_make(folder,
                 fmt::format("exists already; add --force to replace it, or name another with {}", kind.option));
  if (fs::is_symlink(folder, error) || !fs::is_directory(folder, error))
    fail_to_make(folder, fmt::format("is no folder; name another with {}", kind.option));
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (!kind.may_hold(entry))
      fail_to_make(folder, fmt::format("holds more than {} ({}), and is not replaced; name another with {}", kind.what,
                                       entry.path().filename().string(), kind.option));
  if (error) fail_to_make(folder, fmt::format("cannot be read ({})", error.message()));
}

NewFolder::NewFolder(const fs::path& folder, FolderKind kind, bool force)
    : folder_(trimmed(folder)),
      kind_(std::move(kind)),
      force_(force),
      partial_(fmt::format("{}.partial-{}", folder_.string(), ::getpid())) {
  std::error_code error;
  if (force_) check_folder_writable(folder_, kind_, true);
  fs::remove_all(partial_, error);  // left by a killed run that had the same process number
  if (!fs::create_directory(partial_, error))
    fail_to_make(folder_, fmt::format("cannot be made ({}); choose another with {}", error.message(), kind_.option));
}

NewFolder::~NewFolder() {
  std::error_code error;
  fs::remove_all(partial_, error);
}

fs::path NewFolder::appear() {
  const WritingGuard guard;
  if (!force_) return results::put_in_place(partial_, folder_, results::IfTaken::other_name);
  check_folder_writable(folder_, kind_, true);  // somebody may have put more into it meanwhile
  std::error_code error;
  if (fs::exists(folder_, error) &&
      ::renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, folder_.c_str(), RENAME_EXCHANGE) == 0)
    return folder_;  // the former folder now bears the other name, and goes
  if (fs::exists(folder_, error)) fs::remove_all(folder_, error);
  fs::rename(partial_, folder_, error);
  if (error)
    fail_to_make(folder_,
                 fmt::format("cannot be put in place ({}); choose another with {}", error.message(), kind_.option));
  return folder_;
}

}  // namespace kith::tools
