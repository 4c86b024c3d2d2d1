#include "tools/studies/sweep/begin.hpp"

#include "tools/console/errors.hpp"
#include "tools/studies/sweep/points.hpp"
#include "tools/studies/sweep/shard_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace kith::sweep {
namespace {

namespace fs = std::filesystem;

fs::path lock_file(const fs::path& folder) { return folder / ".lock"; }

/// Holds the folder while a plan is looked for and made; waits for others who do.
class FolderLock {
 public:
  explicit FolderLock(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    const fs::path file = lock_file(folder);
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor_ < 0)
      throw tools::OutputError(fmt::format("{}: the folder cannot be made or written to: {}; choose another with -o",
                                           folder.string(), std::strerror(errno)));
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    int status = 0;
    while ((status = ::fcntl(descriptor_, F_OFD_SETLKW, &lock)) != 0 && errno == EINTR) {
    }
    if (status == 0) return;
    const int why = errno;
    ::close(descriptor_);
    throw tools::OutputError(fmt::format("{}: cannot be locked ({}); keep the sweep on a file system with locks",
                                         folder.string(), std::strerror(why)));
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock() { ::close(descriptor_); }

 private:
  int descriptor_;
};

void throw_away(const fs::path& folder) {
  for (const WorkerNote& worker : workers_of(folder))
    if (worker.alive)
      throw tools::OutputError(fmt::format("{}: {} is being worked on by process {} on {}; stop it before --force",
                                           folder.string(), worker.claim.words, worker.process, worker.host));
  std::error_code none;
  fs::remove(plan_file(folder), none);  // first, so that what is half thrown away is no plan
  fs::remove_all(shards_folder(folder), none);
  fs::remove_all(inputs_folder(folder), none);
  fs::remove(points_file(folder), none);
  fs::remove(commands_file(folder), none);
}

/// The sweep in the sizes the plan there has: it was extended by --points or --replicates, or the file was cut short.
SweepFile in_size_of(SweepFile sweep, const Plan& there) {
  sweep.design.points = there.design.points;
  sweep.design.samples = there.design.samples;
  sweep.design.trajectories = there.design.trajectories;
  sweep.replicates = there.replicates;
  return sweep;
}

}  // namespace

void refuse_other_folder(const fs::path& folder) {
  const auto refuse = [&](const std::string& why) {
    throw tools::OutputError(fmt::format("{}: {}, and what is there would be lost; name a folder that is new or empty",
                                         folder.string(), why));
  };
  if (has_plan(folder)) {
    if (!is_plan_of_sweep(folder)) refuse("its plan.toml is no plan of a sweep");
    return;
  }
  // Every sweep has a lock from its first moment on, so what lies in a folder without one is somebody else's.
  std::error_code none;
  if (fs::exists(lock_file(folder), none)) return;
  for (const auto& entry : fs::directory_iterator(folder, none))
    refuse(fmt::format("holds no sweep but other things ({})", entry.path().filename().string()));
}

void add_command(const fs::path& folder, const std::string& command_line) {
  std::string line = command_line;
  std::ranges::replace(line, '\n', ' ');
  const std::string text = line + "\n";
  const int descriptor = ::open(commands_file(folder).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  // One write, so that lines of workers that begin at once do not mix.
  const bool written =
      descriptor >= 0 && ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!written)
    throw tools::OutputError(
        fmt::format("{}: cannot be written: {}", commands_file(folder).string(), std::strerror(error)));
}

fs::path sweep_folder(const std::string& given, const std::string& sweep_file) {
  return given.empty() ? fs::path(sweep_file).stem() : fs::path(given);
}

Begun begin_sweep(const BeginOptions& options, const std::string& command_line, const Build& build) {
  return begin_sweep(read_sweep_file(options.sweep), options, command_line, build);
}

Begun begin_sweep(SweepFile sweep, const BeginOptions& options, const std::string& command_line, const Build& build) {
  Begun begun{std::move(sweep), {}};
  std::error_code none;
  if (fs::exists(options.folder, none) && !fs::is_directory(options.folder, none))
    throw tools::OutputError(fmt::format("{}: is no folder; give one with -o", options.folder.string()));
  if (options.force || !has_plan(options.folder)) refuse_other_folder(options.folder);
  // Before anything is made or thrown away: a sweep with an unsound point leaves no trace.
  const bool is_new = options.force || !has_plan(options.folder);
  if (is_new) {
    begun.plan = make_plan(begun.sweep, build, command_line);
    check_points(begun.sweep, begun.plan);
  }
  const FolderLock lock(options.folder);
  if (options.force) throw_away(options.folder);
  if (is_new && !has_plan(options.folder)) {
    write_plan(options.folder, begun.plan, begun.sweep);
    return begun;
  }
  if (!options.resume && !options.join)
    throw tools::OutputError(
        fmt::format("{}: holds a sweep already; go on with it with --resume, throw it away with --force, or name "
                    "another folder with -o",
                    options.folder.string()));
  const Plan there = read_plan(options.folder);
  begun.plan = make_plan(begun.sweep, build, there.command_line, &there);
  const Agreement agreement = compare_plans(options.folder, there, begun.plan);
  if (agreement == Agreement::shorter) {
    begun.sweep = in_size_of(std::move(begun.sweep), there);
    begun.plan = make_plan(begun.sweep, build, there.command_line, &there);
    if (begun.plan.points.size() != there.points.size())
      throw InputError({plan_file(options.folder).string()},
                       fmt::format("the sweep was begun with {} points, but the file now has {}", there.points.size(),
                                   begun.plan.points.size()));
  }
  begun.extended = agreement == Agreement::longer;
  if (begun.extended) check_points(begun.sweep, begun.plan);
  if (begun.extended) write_plan(options.folder, begun.plan, begun.sweep);
  return begun;
}

}  // namespace kith::sweep
