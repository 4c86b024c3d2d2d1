// File: framed (tools/console/framed_file.hpp), with the plan's identity in its head. A worker holds an open-file lock
// on it.
#include "tools/studies/sweep/shard_file.hpp"

#include "results/sha256.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/version.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kith::sweep {
namespace {

namespace fs = std::filesystem;
using tools::Frame;
using tools::FrameReader;
using tools::put;
using tools::put_text;
using tools::Taker;
using tools::whole_file;

constexpr std::string_view head_mark = "kith sweep shard 1\n";
constexpr std::uint32_t run_kind = 1;
constexpr std::uint32_t declaration_kind = 2;
constexpr std::chrono::seconds synchronise_interval{3};
constexpr std::uint64_t no_run = std::numeric_limits<std::uint64_t>::max();

[[noreturn]] void cannot_write(const fs::path& file, int error) {
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  throw tools::OutputError(fmt::format("{}: {}; every run recorded so far is kept: {}, then go on with --resume",
                                       file.string(), full ? "the disk is full" : std::strerror(error),
                                       full ? "free some space" : "mend that"));
}

std::string bytes_of(const Record& record, const std::string& point_hash) {
  std::string bytes;
  put(bytes, record.point);
  put(bytes, record.replicate);
  put(bytes, static_cast<std::uint8_t>(record.failed));
  put(bytes, record.seconds);
  put(bytes, record.finished);
  put_text(bytes, point_hash);
  put_text(bytes, record.declaration);
  put_text(bytes, record.reason);
  tools::put_arrays(bytes, record.arrays);
  return bytes;
}

Entry entry_from(Taker& taker, std::string& point_hash) {
  Entry entry;
  entry.point = taker.take<std::int64_t>();
  entry.replicate = taker.take<std::int64_t>();
  entry.failed = taker.take<std::uint8_t>() != 0;
  entry.seconds = taker.take<double>();
  entry.finished = taker.take<double>();
  point_hash = taker.text();
  entry.declaration = taker.text();
  return entry;
}

Record record_from(std::string_view bytes) {
  Taker taker(bytes);
  std::string point_hash;
  const Entry entry = entry_from(taker, point_hash);
  Record record{entry.point,   entry.replicate, entry.failed,      std::string(taker.text()),
                entry.seconds, entry.finished,  entry.declaration, {}};
  record.arrays = taker.arrays();
  return record;
}

// ---- reading ----

void take_frame(ShardContents& contents, const Frame& frame, const Plan& plan) {
  if (frame.kind == declaration_kind) {
    contents.declarations.emplace(results::sha256(frame.contents), std::string(frame.contents));
    return;
  }
  if (frame.kind != run_kind) return;
  std::string point_hash;
  Entry entry;
  try {
    Taker taker(frame.contents);
    entry = entry_from(taker, point_hash);
  } catch (const std::out_of_range&) {
    ++contents.damaged;
    return;
  }
  entry.offset = frame.offset;
  entry.length = frame.contents.size();
  const bool known = entry.point >= 0 && entry.point < static_cast<std::int64_t>(plan.points.size());
  // A plan may be looked at in a version before some points were added.
  if (known && plan.points[static_cast<std::size_t>(entry.point)].hash != point_hash)
    ++contents.damaged;
  else if (known)
    contents.entries.push_back(std::move(entry));
}

}  // namespace

ShardContents read_shard(const fs::path& file, const Plan& plan) {
  FrameReader reader(file, head_mark);
  ShardContents contents{.file = file};
  if (reader.is_cut_in_head()) {
    contents.cut = !reader.is_empty();
    return contents;
  }
  if (!reader.has_mark()) throw InputError({file.string()}, "is no shard of a sweep; move it out of the folder");
  if (reader.identity() != plan.identity)
    throw InputError({file.string()},
                     "was written for another plan; move it out of the folder, or bring back the plan it belongs to");
  for (Frame frame; reader.next(frame);) take_frame(contents, frame, plan);
  contents.end = reader.end();
  contents.damaged += reader.damaged();
  contents.cut = reader.is_cut();
  return contents;
}

// ---- claims ----

namespace {

constexpr const char* shard_ending = ".shard";
constexpr const char* note_ending = ".worker.json";

bool is_held(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return false;
  struct flock lock = whole_file(F_WRLCK);
  const bool held = ::fcntl(descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  ::close(descriptor);
  return held;
}

std::string host_name() {
  char name[256] = "";
  return ::gethostname(name, sizeof(name) - 1) == 0 ? name : "unknown host";
}

void write_note(const fs::path& file, const Claim& claim, int threads) {
  const nlohmann::ordered_json json{{"claim", claim.words},  {"split", claim.split},        {"host", host_name()},
                                    {"process", ::getpid()}, {"started", tools::now_utc()}, {"threads", threads}};
  tools::write_text_file(file, tools::json_text(json), true);
}

/// What two claims of one split have in common, told by their names, which are there before any note is written.
std::string split_named(const std::string& claim_name) {
  const std::size_t number = claim_name.find('-');
  const std::size_t of = claim_name.find("-of-");
  return number == std::string::npos || of == std::string::npos ? claim_name
                                                                : claim_name.substr(0, number) + claim_name.substr(of);
}

/// Takes what a note says, each thing only if it is of its kind: the folder is shared, and anybody may have edited it.
void read_note(const nlohmann::json& json, WorkerNote& note) {
  const auto find = [&](const char* key) { return json.is_object() && json.contains(key) ? &json[key] : nullptr; };
  const auto text = [&](const char* key, std::string& target) {
    if (const auto* value = find(key); value != nullptr && value->is_string())
      target = value->get<std::string>();
    else
      note.damaged = true;
  };
  const auto number = [&](const char* key, std::int64_t lowest, std::int64_t highest, auto& target) {
    const auto* value = find(key);
    const bool whole = value != nullptr && value->is_number_integer() &&
                       (!value->is_number_unsigned() || value->get<std::uint64_t>() <= std::uint64_t{1} << 62);
    if (whole && value->get<std::int64_t>() >= lowest && value->get<std::int64_t>() <= highest)
      target = static_cast<std::remove_reference_t<decltype(target)>>(value->get<std::int64_t>());
    else
      note.damaged = true;
  };
  text("claim", note.claim.words);
  text("split", note.claim.split);
  text("host", note.host);
  text("started", note.started);
  number("process", 0, std::numeric_limits<std::int64_t>::max(), note.process);
  number("threads", 1, 1'000'000, note.threads);
}

std::string by(const WorkerNote& note) {
  return fmt::format("process {} on {} since {}", note.process, note.host.empty() ? "an unknown host" : note.host,
                     note.started.empty() ? "an unknown time" : note.started);
}

}  // namespace

Claim shard_claim(std::int64_t shard, std::int64_t of) {
  return {fmt::format("shard-{}-of-{}", shard, of), tools::plural(of, "shard"),
          of == 1 ? "the whole sweep" : fmt::format("shard {}/{}", shard, of)};
}

Claim rank_claim(int rank, int of) {
  return {fmt::format("rank-{}-of-{}", rank, of), tools::plural(of, "MPI rank"),
          fmt::format("MPI rank {} of {}", rank, of)};
}

std::vector<WorkerNote> workers_of(const fs::path& folder) {
  std::vector<WorkerNote> workers;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(shards_folder(folder), none)) {
    if (entry.path().extension() != shard_ending) continue;
    WorkerNote note;
    note.alive = is_held(entry.path());
    if (!note.alive && entry.file_size(none) == 0) continue;  // left by somebody whose claim was refused
    note.claim.name = entry.path().stem().string();
    note.file = fs::path(entry.path()).replace_extension(note_ending);
    std::ifstream stream(note.file);
    const auto json = nlohmann::json::parse(stream, nullptr, false);
    read_note(json, note);
    workers.push_back(std::move(note));
  }
  std::ranges::sort(workers, {},
                    [](const WorkerNote& note) { return std::pair(note.claim.name.size(), note.claim.name); });
  return workers;
}

ShardWriter::ShardWriter(const fs::path& folder, const Plan& plan, const Claim& claim, int threads)
    : file_(shards_folder(folder) / (claim.name + shard_ending)), synchronised_(std::chrono::steady_clock::now()) {
  descriptor_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) cannot_write(file_, errno);
  try {
    struct flock lock = whole_file(F_WRLCK);
    if (::fcntl(descriptor_, F_OFD_SETLK, &lock) != 0) {
      if (errno != EACCES && errno != EAGAIN)
        throw tools::OutputError(fmt::format("{}: cannot be locked ({}); keep the sweep on a file system with locks",
                                             file_.string(), std::strerror(errno)));
      const std::vector<WorkerNote> others = workers_of(folder);
      const auto holder =
          std::ranges::find_if(others, [&](const WorkerNote& note) { return note.claim.name == claim.name; });
      throw InputError({file_.string()},
                       fmt::format("{} is being worked on already, by {}; wait for it or stop it", claim.words,
                                   holder == others.end() ? "another process" : by(*holder)));
    }
    // Looked at with the own claim held, so that of two that start at once one at least sees the other.
    for (const WorkerNote& other : workers_of(folder))
      if (other.alive && split_named(other.claim.name) != split_named(claim.name))
        throw InputError(
            {file_.string()},
            fmt::format("{} is being worked on, by {}, and {} would do the same runs; wait for it or stop it",
                        other.claim.words.empty() ? other.claim.name : other.claim.words, by(other), claim.words));
    found_ = read_shard(file_, plan);
    for (const auto& [hash, text] : found_.declarations) declared_[hash] = true;
    struct stat about {};
    ::fstat(descriptor_, &about);
    end_ = found_.end;
    repaired_ = static_cast<std::uint64_t>(about.st_size) - end_;
    if (repaired_ > 0 && ::ftruncate(descriptor_, static_cast<off_t>(end_)) != 0) cannot_write(file_, errno);
    if (end_ == 0) write_all(tools::head_bytes(head_mark, plan.identity));
    write_note(fs::path(file_).replace_extension(note_ending), claim, threads);
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

ShardWriter::~ShardWriter() {
  ::fdatasync(descriptor_);
  ::close(descriptor_);  // gives the claim back, too
}

std::string ShardWriter::declare(const MeasureSet& measures) {
  const std::string text = measures_text(measures);
  std::string hash = results::sha256(text);
  const std::scoped_lock lock(mutex_);
  if (!declared_[hash]) write_frame(declaration_kind, text);
  declared_[hash] = true;
  return hash;
}

void ShardWriter::append(const Record& record, const std::string& point_hash) {
  const std::string bytes = bytes_of(record, point_hash);
  const std::scoped_lock lock(mutex_);
  write_frame(run_kind, bytes);
  if (std::chrono::steady_clock::now() - synchronised_ > synchronise_interval) synchronise();
}

void ShardWriter::flush() {
  const std::scoped_lock lock(mutex_);
  synchronise();
}

void ShardWriter::synchronise() {
  if (::fdatasync(descriptor_) != 0) cannot_write(file_, errno);
  synchronised_ = std::chrono::steady_clock::now();
}

void ShardWriter::write_frame(std::uint32_t kind, std::string_view contents) {
  write_all(tools::frame_bytes(kind, contents));
}

void ShardWriter::write_all(std::string_view bytes) {
  if (const int error = tools::append_bytes(descriptor_, end_, bytes); error != 0) cannot_write(file_, error);
}

// ---- all files together ----

namespace {

std::vector<fs::path> shard_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(shards_folder(folder), error))
    if (entry.path().extension() == shard_ending) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

std::vector<ShardContents> all_files(const fs::path& folder, const Plan& plan) {
  std::vector<ShardContents> files;
  for (const fs::path& file : shard_files(folder)) files.push_back(read_shard(file, plan));
  return files;
}

bool holds_only(const ShardContents& contents, const Plan& plan, const Share& share) {
  return std::ranges::all_of(contents.entries, [&](const Entry& entry) {
    return share.holds((entry.replicate - plan.first_replicate) * static_cast<std::int64_t>(plan.points.size()) +
                       entry.point);
  });
}

}  // namespace

ShardContents read_own(const fs::path& folder, const Plan& plan, const Share& share) {
  return read_shard(shards_folder(folder) / (shard_claim(share.shard, share.of).name + shard_ending), plan);
}

std::vector<ShardContents> files_of_share(const fs::path& folder, const Plan& plan, const Share& share,
                                          ShardContents own) {
  const bool alone = holds_only(own, plan, share);
  const std::string split = split_named(own.file.stem().string());
  std::vector<ShardContents> files;
  for (const fs::path& file : shard_files(folder))
    if (file != own.file && (!alone || split_named(file.stem().string()) != split))
      files.push_back(read_shard(file, plan));
  files.push_back(std::move(own));
  return files;
}

Shards::Shards(const fs::path& folder, const Plan& plan) : Shards(all_files(folder, plan), plan) {}

Shards::Shards(std::vector<ShardContents> files, const Plan& plan)
    : plan_(plan), files_(std::move(files)), by_run_(static_cast<std::size_t>(plan.runs()), no_run) {
  for (std::size_t file = 0; file < files_.size(); ++file) {
    const ShardContents& contents = files_[file];
    damaged_ += contents.damaged;
    for (std::size_t i = 0; i < contents.entries.size(); ++i) {
      const Entry& entry = contents.entries[i];
      if (entry.replicate < plan.first_replicate || entry.replicate >= plan.first_replicate + plan.replicates) continue;
      const Entry* known = find(entry.point, entry.replicate);
      const bool better = known == nullptr || (known->failed && (!entry.failed || entry.finished >= known->finished));
      if (better) by_run_[place(entry.point, entry.replicate)] = file << 40 | i;
    }
  }
  // A point like one before has no runs of its own.
  for (std::int64_t point = 0; point < static_cast<std::int64_t>(plan.points.size()); ++point)
    for (std::int64_t r = plan.first_replicate; r < plan.first_replicate + plan.replicates; ++r)
      by_run_[place(point, r)] =
          by_run_[place(static_cast<std::int64_t>(plan.same_as[static_cast<std::size_t>(point)]), r)];
  for (const std::uint64_t run : by_run_) {
    if (run == no_run) continue;
    const Entry& entry = files_[run >> 40].entries[run & ((std::uint64_t{1} << 40) - 1)];
    ++(entry.failed ? failed_ : done_);
    seconds_ += entry.seconds;
  }
}

std::size_t Shards::place(std::int64_t point, std::int64_t replicate) const {
  return static_cast<std::size_t>((replicate - plan_.first_replicate) * static_cast<std::int64_t>(plan_.points.size()) +
                                  point);
}

const Entry* Shards::find(std::int64_t point, std::int64_t replicate) const {
  const std::uint64_t run = by_run_[place(point, replicate)];
  return run == no_run ? nullptr : &files_[run >> 40].entries[run & ((std::uint64_t{1} << 40) - 1)];
}

Record Shards::read(const Entry& entry) const {
  const std::uint64_t run = by_run_[place(entry.point, entry.replicate)];
  const fs::path& file = files_[run >> 40].file;
  try {
    return record_from(tools::ReadFile(file).read(entry.offset, entry.length));
  } catch (const std::exception&) {
    throw InputError({file.string()}, "was changed while it was read; try again");
  }
}

const std::string* Shards::declaration(const std::string& hash) const {
  for (const ShardContents& contents : files_)
    if (const auto found = contents.declarations.find(hash); found != contents.declarations.end())
      return &found->second;
  return nullptr;
}

// ---- measures ----

std::string measures_text(const MeasureSet& set) {
  nlohmann::ordered_json json;
  json["dimensions"] = nlohmann::ordered_json::array();
  for (const Dimension& dimension : set.dimensions)
    json["dimensions"].push_back({{"name", dimension.name},
                                  {"unit", dimension.unit},
                                  {"meaning", dimension.meaning},
                                  {"labels", dimension.labels},
                                  {"values", dimension.values}});
  json["measures"] = nlohmann::ordered_json::array();
  for (const Measure& measure : set.measures)
    json["measures"].push_back({{"name", measure.name},
                                {"unit", measure.unit},
                                {"meaning", measure.meaning},
                                {"group", measure.group},
                                {"dimensions", measure.dimensions},
                                {"number", static_cast<int>(measure.number)},
                                {"closure", static_cast<int>(measure.closure)}});
  return json.dump();
}

MeasureSet measures_from(const std::string& text) {
  const auto json = nlohmann::json::parse(text);
  const auto one_of = [](const nlohmann::json& number, int last) {
    const int value = number.get<int>();
    if (value < 0 || value > last) throw std::out_of_range("a declaration names a kind of number there is not");
    return value;
  };
  MeasureSet set;
  for (const auto& row : json.at("dimensions"))
    set.dimensions.push_back({row.at("name"), row.at("unit"), row.at("meaning"), row.at("labels"), row.at("values")});
  for (const auto& row : json.at("measures"))
    set.measures.push_back({row.at("name"), row.at("unit"), row.at("meaning"), row.at("group"), row.at("dimensions"),
                            static_cast<Number>(one_of(row.at("number"), static_cast<int>(Number::real))),
                            static_cast<Closure>(one_of(row.at("closure"), static_cast<int>(Closure::emergent)))});
  return set;
}

}  // namespace kith::sweep
