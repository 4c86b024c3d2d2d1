// Where a worker keeps what it has done: one file a worker, only ever appended to, one framed and checksummed record a
// run. Whatever kills the worker, at most the record it was writing is lost, and that is noticed. A worker holds a lock
// on its file as long as it lives.
#pragma once

#include "engine/measures/measures.hpp"
#include "tools/console/framed_file.hpp"
#include "tools/studies/sweep/plan.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kith::sweep {

using tools::Arrays;

/// What came of one run.
struct Record {
  std::int64_t point = 0;
  std::int64_t replicate = 0;
  bool failed = false;
  std::string reason;       ///< why it failed
  double seconds = 0;       ///< it took
  double finished = 0;      ///< seconds since 1970
  std::string declaration;  ///< hash of the declaration its arrays follow; "" if it failed
  Arrays arrays;            ///< one a measure kept
};

/// Where a record stands, and what there is to know without its arrays.
struct Entry {
  std::int64_t point = 0;
  std::int64_t replicate = 0;
  bool failed = false;
  double seconds = 0;
  double finished = 0;
  std::string declaration;
  std::uint64_t offset = 0;  ///< of its contents in the file
  std::uint64_t length = 0;
};

/// A worker's share of a sweep. Those of one split ("of 8 shards") may work side by side; those of different splits
/// would do the same runs twice.
struct Claim {
  std::string name;   ///< "shard-3-of-8": the file's name
  std::string split;  ///< "8 shards"
  std::string words;  ///< "shard 3/8"
};
/// A part of a sweep: runs shard - 1, shard - 1 + of, ...
struct Share {
  std::int64_t shard = 1;
  std::int64_t of = 1;
  bool holds(std::int64_t run) const { return run % of == shard - 1; }
};
Claim shard_claim(std::int64_t shard, std::int64_t of);  ///< shard counts from 1
Claim rank_claim(int rank, int of);

/// Who works, or worked last, on a file.
struct WorkerNote {
  Claim claim;
  std::filesystem::path file{};  ///< the note itself
  std::string host;
  std::int64_t process = 0;
  std::string started;  ///< ISO 8601, UTC
  int threads = 1;
  bool alive = false;    ///< holds the lock now
  bool damaged = false;  ///< what is said above is not as a worker writes it, and left out
};

/// One worker's file as far as it is whole.
struct ShardContents {
  std::filesystem::path file;
  std::vector<Entry> entries{};                       ///< in the order written
  std::map<std::string, std::string> declarations{};  ///< by hash, as JSON
  std::uint64_t end = 0;                              ///< behind the last whole record
  std::uint64_t damaged = 0;  ///< records that fail their checksum, or runs of bytes that are none
  bool cut = false;           ///< bytes that are no whole record stand at the end
};

/// Appends to one file. May be used by several threads at once.
class ShardWriter {
 public:
  /// Takes the claim and makes the file, or goes on with it; a record cut short at its end is taken away.
  /// Throws InputError if somebody holds this claim, or one of another split, or if the file belongs to another plan;
  /// OutputError if it cannot be written.
  ShardWriter(const std::filesystem::path& folder, const Plan& plan, const Claim& claim, int threads);
  ShardWriter(const ShardWriter&) = delete;
  ShardWriter& operator=(const ShardWriter&) = delete;
  ~ShardWriter();

  /// Declares measures, unless this file has them already; returns the hash records name them by.
  std::string declare(const MeasureSet& measures);
  /// Throws OutputError if the disk takes no more; what was written before stays and is whole.
  void append(const Record& record, const std::string& point_hash);
  /// Brings everything to the disk. Done every few seconds, too.
  void flush();
  std::uint64_t repaired_bytes() const { return repaired_; }  ///< taken away when the file was opened
  const ShardContents& found() const { return found_; }       ///< what the file held when it was opened

 private:
  void write_frame(std::uint32_t kind, std::string_view contents);
  void write_all(std::string_view bytes);
  void synchronise();

  std::filesystem::path file_;
  int descriptor_ = -1;
  std::mutex mutex_;
  std::uint64_t end_ = 0;
  std::uint64_t repaired_ = 0;
  ShardContents found_;
  std::map<std::string, bool> declared_;
  std::chrono::steady_clock::time_point synchronised_;
};

/// Reads a file from end to end, passing over what is damaged. Throws InputError if it belongs to another plan.
ShardContents read_shard(const std::filesystem::path& file, const Plan& plan);

/// The file of a shard, as read_shard.
ShardContents read_own(const std::filesystem::path& folder, const Plan& plan, const Share& share);

/// Of a sweep's files those that may hold runs of the claim, `own` being its file as it was read: with one split and
/// one plan it alone does. Files of other splits are read, and all if the own one holds runs that are another's share:
/// the plan was extended since. Throws InputError.
std::vector<ShardContents> files_of_share(const std::filesystem::path& folder, const Plan& plan, const Share& share,
                                          ShardContents own);

/// Some or all workers' files of a sweep. The last record of a run holds, but one that was done stays done.
class Shards {
 public:
  Shards(const std::filesystem::path& folder, const Plan& plan);
  /// Only these, that were read before.
  Shards(std::vector<ShardContents> files, const Plan& plan);
  /// Null if there is no record of the run.
  const Entry* find(std::int64_t point, std::int64_t replicate) const;
  Record read(const Entry& entry) const;  ///< throws InputError if it cannot be read
  /// Whether some record follows this declaration; as JSON.
  const std::string* declaration(const std::string& hash) const;
  std::int64_t done() const { return done_; }
  std::int64_t failed() const { return failed_; }
  std::uint64_t damaged() const { return damaged_; }
  double mean_seconds() const { return done_ + failed_ > 0 ? seconds_ / static_cast<double>(done_ + failed_) : 0; }

 private:
  std::size_t place(std::int64_t point, std::int64_t replicate) const;
  const Plan& plan_;
  std::vector<ShardContents> files_;
  std::vector<std::uint64_t> by_run_;  ///< file and entry of each run, or none
  std::int64_t done_ = 0;
  std::int64_t failed_ = 0;
  std::uint64_t damaged_ = 0;
  double seconds_ = 0;
};

/// Who works on the sweep, and who did.
std::vector<WorkerNote> workers_of(const std::filesystem::path& folder);

/// Measures as JSON and back, as the files keep them.
std::string measures_text(const MeasureSet& measures);
MeasureSet measures_from(const std::string& text);

}  // namespace kith::sweep
