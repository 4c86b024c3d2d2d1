// The checks before a file is written and its atomic appearance. POSIX: rename within a folder is atomic.
#include "results/new_file.hpp"

#include "results/hdf5.hpp"
#include "results/netcdf.hpp"
#include "results/results.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace kith::results {

namespace fs = std::filesystem;

namespace {

fs::path folder_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

[[noreturn]] void fail(const fs::path& file, std::string_view what) {
  throw ResultsError(fmt::format("{}: {}", file.string(), what));
}

// A folder is synced too, or the new name could be lost with the power.
void synchronise(const fs::path& file, const fs::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  const bool failed = descriptor < 0 || ::fsync(descriptor) != 0;
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  // Some file systems cannot sync a folder; the file itself is safe by then.
  if (failed && !(error == EINVAL && (flags & O_DIRECTORY) != 0))
    fail(file, fmt::format("cannot be brought to the disk ({}); free some space or choose another folder with -o",
                           std::strerror(error)));
}

/// Renames, over what is there only if told so; 0 or the error.
int rename_to(const fs::path& from, const fs::path& to, bool replace) {
  if (replace) return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // A file system that cannot look and rename at once.
  std::error_code error;
  if (fs::exists(fs::symlink_status(to, error))) return EEXIST;
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

/// What can be told from the name alone.
void check_name(const fs::path& file, bool may_exist) {
  if (file.empty()) throw ResultsError("the name of the results file is empty; give one with -o");
  std::error_code error;
  const fs::file_status status = fs::symlink_status(file, error);
  if (fs::is_directory(fs::status(file, error))) fail(file, "is a folder; give the name of a file with -o");
  if (fs::exists(status) && !may_exist)
    fail(file, "exists already; use --force to overwrite it or choose another name with -o");
  const fs::file_status target = fs::status(file, error);  // where a link leads; to nothing yet, it may be written
  if (fs::exists(target) && !fs::is_regular_file(target))
    fail(file, "exists and is no ordinary file; choose another name with -o");
  if (const fs::path folder = folder_of(file); !fs::is_directory(folder, error))
    fail(file, fmt::format("the folder {} does not exist; make it or choose another with -o", folder.string()));
}

}  // namespace

void try_folder_of(const fs::path& file) {
  const std::string trial = fmt::format("{}.trial-{}", file.string(), ::getpid());
  const int opened = ::open(trial.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (opened < 0)
    fail(file, fmt::format("the folder {} is not writable ({}); choose another with -o", folder_of(file).string(),
                           std::strerror(errno)));
  ::close(opened);
  ::unlink(trial.c_str());
}

void check_writable(const fs::path& file, bool force) {
  check_name(file, force);
  // Tried, not asked: for the superuser, and on some file systems, permission bits promise what does not hold; and
  // where HDF5 was told to lock files, the file system may have no locks.
  try_folder_of(file);
  const fs::path trial = fmt::format("{}.trial-{}", file.string(), ::getpid());
  std::error_code error;
  try {
    const hdf5::Session session;
    const hdf5::Handle handle = netcdf::create_file(trial);
  } catch (const ResultsError& problem) {
    fs::remove(trial, error);
    fail(file, fmt::format("no results file can be made there: {}; choose another folder with -o{}", problem.what(),
                           std::getenv("HDF5_USE_FILE_LOCKING") == nullptr
                               ? ""
                               : ", or set HDF5_USE_FILE_LOCKING=FALSE if the file system has no locks"));
  }
  fs::remove(trial, error);
}

fs::path put_in_place(const fs::path& partial, const fs::path& wanted, IfTaken if_taken) {
  constexpr int most_names = 1000;
  fs::path name = wanted;
  for (int number = 2; number < most_names; ++number) {
    const int error = rename_to(partial, name, if_taken == IfTaken::replace);
    if (error == 0) return name;
    if (error != EEXIST || if_taken == IfTaken::replace)
      fail(wanted, fmt::format("cannot be put in place ({}); choose another name with -o", std::strerror(error)));
    if (if_taken == IfTaken::refuse)
      fail(wanted, "exists already; use --force to overwrite it or choose another name with -o");
    name = wanted.parent_path() / fmt::format("{}-{}{}", wanted.stem().string(), number, wanted.extension().string());
  }
  fail(wanted, "exists already, and so do all other names tried; choose another with -o");
}

NewFile::NewFile(fs::path file, IfTaken if_taken) : file_(std::move(file)), if_taken_(if_taken) {
  if (if_taken_ != IfTaken::other_name) check_name(file_, if_taken_ == IfTaken::replace);
  // A link is followed, so that overwriting through it keeps the link.
  if (if_taken_ == IfTaken::replace && fs::is_symlink(file_)) file_ = fs::weakly_canonical(file_);
  partial_ = fmt::format("{}.partial-{}", file_.string(), ::getpid());
  std::error_code error;
  fs::remove(partial_, error);  // left by a killed run that had the same process number
}

NewFile::~NewFile() {
  std::error_code error;
  if (!partial_.empty()) fs::remove(partial_, error);
}

fs::path NewFile::appear() {
  synchronise(file_, partial_, O_RDONLY);
  fs::path placed = put_in_place(partial_, file_, if_taken_);
  partial_.clear();
  synchronise(placed, folder_of(placed), O_RDONLY | O_DIRECTORY);
  return placed;
}

}  // namespace kith::results
