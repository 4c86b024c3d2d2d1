// The checks before a file is written and its atomic appearance. POSIX: rename within a folder is atomic.
#include "results/new_file.hpp"

#include "results/results.hpp"

#include <fmt/format.h>

#include <cerrno>
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

}  // namespace

void check_writable(const fs::path& file, bool force) {
  if (file.empty()) throw ResultsError("the name of the results file is empty; give one with -o");
  std::error_code error;
  const fs::file_status status = fs::symlink_status(file, error);
  if (fs::is_directory(fs::status(file, error))) fail(file, "is a folder; give the name of a file with -o");
  if (fs::exists(status) && !force)
    fail(file, "exists already; use --force to overwrite it or choose another name with -o");
  if (fs::exists(status) && !fs::is_regular_file(fs::status(file, error)) && !fs::is_symlink(status))
    fail(file, "exists and is no ordinary file; choose another name with -o");
  const fs::path folder = folder_of(file);
  if (!fs::is_directory(folder, error))
    fail(file, fmt::format("the folder {} does not exist; make it or choose another with -o", folder.string()));
  // Tried, not asked: for the superuser, and on some file systems, permission bits promise what does not hold.
  const std::string trial = fmt::format("{}.trial-{}", file.string(), ::getpid());
  const int opened = ::open(trial.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (opened < 0)
    fail(file, fmt::format("the folder {} is not writable ({}); choose another with -o", folder.string(),
                           std::strerror(errno)));
  ::close(opened);
  ::unlink(trial.c_str());
}

NewFile::NewFile(fs::path file, bool force) : file_(std::move(file)), force_(force) {
  check_writable(file_, force_);
  // A link is followed, so that overwriting through it keeps the link.
  if (fs::is_symlink(file_)) file_ = fs::weakly_canonical(file_);
  partial_ = fmt::format("{}.partial-{}", file_.string(), ::getpid());
  std::error_code error;
  fs::remove(partial_, error);  // left by a killed run that had the same process number
}

NewFile::~NewFile() {
  std::error_code error;
  if (!partial_.empty()) fs::remove(partial_, error);
}

void NewFile::appear() {
  synchronise(file_, partial_, O_RDONLY);
  check_writable(file_, force_);  // somebody may have made the file while this one was computed
  std::error_code error;
  fs::rename(partial_, file_, error);
  if (error) fail(file_, fmt::format("cannot be put in place ({}); choose another name with -o", error.message()));
  partial_.clear();
  synchronise(file_, folder_of(file_), O_RDONLY | O_DIRECTORY);
}

}  // namespace kith::results
