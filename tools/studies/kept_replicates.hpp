// What `kith run` and `kith compare` keep of a run that does not come to its end: every finished replicate, in a file
// beside the results (OUT.h5.part), written as it is finished, so that even a kill leaves it. `--resume` goes on from
// it; the file goes when the results are written. A help, never a reason to fail: if it cannot be written, the run goes
// on without it.
#pragma once

#include "engine/run/model.hpp"
#include "engine/settings/scenario.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kith::tools {

/// What a run is, by name: the program, each scenario's settings, the files it reads. Replicates of two runs that
/// differ in any of it must not be mixed. How many replicates are run is no part of it.
using RunIdentity = std::vector<std::pair<std::string, std::string>>;
RunIdentity identity_of(const std::vector<Scenario>& scenarios, bool twin_events);

struct KeepOptions {
  bool resume = false;  ///< take up what is there
  bool force = false;   ///< without `resume`: throw away what is there
  bool quiet = false;
};

/// May be used by several threads at once.
class KeptReplicates {
 public:
  /// Looks at what stands beside `output`. Throws OutputError if replicates are kept there and it is not said what to
  /// do with them, or another run is at work on them; InputError if they are to be taken up but are of another run.
  KeptReplicates(const std::filesystem::path& output, RunIdentity identity, const KeepOptions& options);
  KeptReplicates(const KeptReplicates&) = delete;
  KeptReplicates& operator=(const KeptReplicates&) = delete;
  ~KeptReplicates();

  /// Gives out a replicate kept earlier; nothing if there is none of this number.
  std::optional<PairedReplicate> take(std::int64_t replicate);
  /// Writes a finished replicate down. Never throws for what the disk does; says once that it takes no more.
  void keep(const PairedReplicate& replicate);

  std::int64_t count() const { return count_; }  ///< in the file
  const std::filesystem::path& file() const { return file_; }
  /// Takes the file away, unless it holds replicates nobody asked for.
  void remove();
  /// Where a run stands that ended before its time, and how to go on; "" if nothing is kept.
  std::string words(const std::string& command_line) const;

 private:
  void look(const KeepOptions& options);
  void take_up();
  void take_record(std::string_view bytes);
  void open();
  void give_up(int error);

  std::filesystem::path file_;
  RunIdentity identity_;
  std::map<std::int64_t, PairedReplicate> earlier_;
  std::atomic<std::int64_t> count_{0};
  std::mutex mutex_;
  int descriptor_ = -1;
  std::uint64_t end_ = 0;
  bool given_up_ = false;
  bool quiet_;
  std::chrono::steady_clock::time_point synchronised_;
};

/// Does `work`. If it ends before its time, says what is kept and how to go on: a stop becomes StoppedWithResults.
void keep_if_stopped(KeptReplicates& kept, const std::string& command_line, const std::function<void()>& work);

}  // namespace kith::tools
