#include "tools/studies/kept_replicates.hpp"

#include "engine/settings/reactions.hpp"
#include "results/sha256.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/framed_file.hpp"
#include "tools/console/models.hpp"
#include "tools/console/shell.hpp"
#include "tools/console/terminal.hpp"
#include "tools/studies/sweep/plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>

#include <sys/stat.h>
#include <unistd.h>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view head_mark = "kith replicates 2\n";
constexpr std::uint32_t replicate_kind = 1;
constexpr std::uint32_t identity_kind = 2;
constexpr std::chrono::seconds synchronise_interval{10};

// ---- what a run is ----

/// How many replicates are run does not change any of them, so a run may be taken up with more.
std::string settings_text(Scenario scenario) {
  const auto found = scenario.settings.entries().find("run.replicates");
  if (found != scenario.settings.entries().end())
    scenario.settings.set("run.replicates", std::int64_t{1}, found->second.origin);
  std::string text = scenario.model + "\n";
  const auto add = [&text](const Settings& settings) {
    for (const auto& [path, entry] : settings.entries())
      text += fmt::format("{} = {}\n", path, format_value(entry.value));
  };
  add(scenario.settings);
  for (const Change& change : scenario.changes) {
    text += format_date(change.at) + "\n";
    for (const auto& [path, value] : change.set) text += fmt::format("{} = {}\n", path, format_value(value));
  }
  for (const Reaction& reaction : scenario.reactions) text += reaction_text(reaction);
  return text;
}

std::string hash_of_files(const std::vector<fs::path>& files) {
  results::Sha256 hash;
  for (const fs::path& file : files) {
    std::ifstream stream(file, std::ios::binary);
    hash.text(std::string(std::istreambuf_iterator<char>(stream), {}));
  }
  return hash.hex();
}

std::string text_of(const RunIdentity& identity) {
  std::string text;
  for (const auto& [name, value] : identity) text += fmt::format("{}\t{}\n", name, value);
  return text;
}

RunIdentity identity_from(std::string_view text) {
  RunIdentity identity;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::size_t tab = std::min(line.find('\t'), line.size());
    identity.emplace_back(line.substr(0, tab), line.substr(std::min(line.size(), tab + 1)));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return identity;
}

/// Names of what differs.
std::vector<std::string> differences(const RunIdentity& there, const RunIdentity& wanted) {
  std::vector<std::string> names;
  for (const RunIdentity* one : {&wanted, &there})
    for (const auto& part : *one) {
      const bool shared =
          std::ranges::find(there, part) != there.end() && std::ranges::find(wanted, part) != wanted.end();
      if (!shared && std::ranges::find(names, part.first) == names.end()) names.push_back(part.first);
    }
  return names;
}

// ---- a replicate as bytes ----

void put_rows(std::string& bytes, const TableRows& rows) {
  put(bytes, static_cast<std::uint64_t>(rows.columns.size()));
  for (const Cells& cells : rows.columns) {
    put(bytes, static_cast<std::uint8_t>(cells.index()));
    std::visit([&](const auto& values) { put_values(bytes, values); }, cells);
  }
}

TableRows rows_from(Taker& taker) {
  TableRows rows;
  const auto columns = taker.take<std::uint64_t>();
  for (std::uint64_t i = 0; i < columns; ++i) {
    const auto kind = taker.take<std::uint8_t>();
    if (kind == 0) rows.columns.emplace_back(taker.values<SmallCounts>());
    if (kind == 1) rows.columns.emplace_back(taker.values<Counts>());
    if (kind == 2) rows.columns.emplace_back(taker.values<Reals>());
  }
  return rows;
}

void put_result(std::string& bytes, const ReplicateResult& result) {
  put(bytes, result.replicate);
  put_arrays(bytes, result.arrays);
  put(bytes, static_cast<std::uint64_t>(result.event_columns.size()));
  for (const auto& column : result.event_columns) put_values(bytes, column);
  put(bytes, static_cast<std::uint64_t>(result.tables.size()));
  for (const TableRows& rows : result.tables) put_rows(bytes, rows);
}

ReplicateResult result_from(Taker& taker) {
  ReplicateResult result;
  result.replicate = taker.take<std::int64_t>();
  result.arrays = taker.arrays();
  const auto columns = taker.take<std::uint64_t>();
  for (std::uint64_t i = 0; i < columns; ++i) result.event_columns.push_back(taker.values<std::vector<std::int32_t>>());
  const auto tables = taker.take<std::uint64_t>();
  for (std::uint64_t i = 0; i < tables; ++i) result.tables.push_back(rows_from(taker));
  return result;
}

void put_results(std::string& bytes, const std::vector<ReplicateResult>& list) {
  put(bytes, static_cast<std::uint64_t>(list.size()));
  for (const ReplicateResult& result : list) put_result(bytes, result);
}

std::vector<ReplicateResult> results_from(Taker& taker) {
  std::vector<ReplicateResult> list;
  const auto count = taker.take<std::uint64_t>();
  for (std::uint64_t i = 0; i < count; ++i) list.push_back(result_from(taker));
  return list;
}

std::string replicates_text(std::int64_t count) { return plural(count, "finished replicate"); }

/// Whether somebody else holds the file. Where there are no locks, nobody can be seen to.
bool is_held(int descriptor) {
  struct flock lock = whole_file(F_WRLCK);
  return ::fcntl(descriptor, F_OFD_SETLK, &lock) != 0 && (errno == EACCES || errno == EAGAIN);
}

}  // namespace

RunIdentity identity_of(const std::vector<Scenario>& scenarios, bool twin_events) {
  RunIdentity identity{{"the program", describe(sweep::this_build())},
                       {"--twin-events", twin_events ? "given" : "not given"}};
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    const Scenario& scenario = scenarios[i];
    const std::string name = scenario.file.filename().string();
    identity.emplace_back(fmt::format("the settings of scenario {} ({})", i + 1, name),
                          results::sha256(settings_text(scenario)));
    const auto files = model_of(scenario).input_files(scenario);
    identity.emplace_back(fmt::format("the files scenario {} reads ({})", i + 1, name), hash_of_files(files));
  }
  return identity;
}

KeptReplicates::KeptReplicates(const fs::path& output, RunIdentity identity, const KeepOptions& options)
    : file_(output.string() + ".part"),
      identity_(std::move(identity)),
      quiet_(options.quiet),
      synchronised_(std::chrono::steady_clock::now()) {
  std::error_code none;
  if (fs::exists(fs::symlink_status(file_, none))) look(options);
}

KeptReplicates::~KeptReplicates() {
  if (descriptor_ < 0) return;
  if (count_ == 0 && end_ > 0) ::unlink(file_.c_str());  // not even one record found room
  ::fdatasync(descriptor_);
  ::close(descriptor_);
}

void KeptReplicates::look(const KeepOptions& options) {
  std::error_code none;
  if (!fs::is_regular_file(file_, none))
    throw OutputError(fmt::format("{}: finished replicates are kept there, but it is no ordinary file; move it away",
                                  file_.string()));
  const int descriptor = ::open(file_.c_str(), O_RDWR | O_CLOEXEC);
  const bool held = descriptor >= 0 && is_held(descriptor);
  if (descriptor >= 0) ::close(descriptor);
  if (held)
    throw OutputError(fmt::format(
        "{}: another run is at work on the same results; wait for it, stop it, or name another file with -o",
        file_.string()));
  FrameReader reader(file_, head_mark);
  if (!reader.is_cut_in_head() && !reader.has_mark())
    throw OutputError(fmt::format("{}: finished replicates are kept there, but it holds something else; move it away",
                                  file_.string()));
  std::int64_t count = 0;
  for (Frame frame; reader.next(frame);) count += frame.kind == replicate_kind;
  if (count > 0 && options.resume) return take_up();
  if (count > 0 && !options.force)
    throw OutputError(
        fmt::format("{}: holds {} of a run that was stopped; go on with them with --resume, throw them away with "
                    "--force, or name another file with -o",
                    file_.string(), replicates_text(count)));
  fs::remove(file_, none);
}

void KeptReplicates::take_up() {
  FrameReader reader(file_, head_mark);
  const bool same = reader.identity() == results::sha256(text_of(identity_));
  RunIdentity there;
  for (Frame frame; reader.next(frame);) {
    if (frame.kind == identity_kind) there = identity_from(frame.contents);
    if (frame.kind == replicate_kind && same) take_record(frame.contents);
  }
  if (!same) {
    const auto names = differences(there, identity_);
    throw InputError(
        {file_.string()},
        fmt::format("holds replicates of another run, and two runs must not be mixed; what is not the "
                    "same: {}. Put it back as it was, throw the replicates away with --force instead of "
                    "--resume, or name another file with -o",
                    names.empty() ? "the head of the file, which is damaged" : fmt::to_string(fmt::join(names, "; "))));
  }
  count_ = static_cast<std::int64_t>(earlier_.size());
  end_ = reader.end();
  if (!quiet_) note(fmt::format("kith: going on from {} in {}\n", replicates_text(count_), file_.string()));
}

/// What cannot be read is made again.
void KeptReplicates::take_record(std::string_view bytes) {
  try {
    Taker taker(bytes);
    PairedReplicate replicate;
    replicate.worlds = results_from(taker);
    replicate.twins = results_from(taker);
    earlier_[replicate.worlds.at(0).replicate] = std::move(replicate);
  } catch (const std::out_of_range&) {
    if (!quiet_) note(fmt::format("kith: {}: a record is damaged; its replicate is made again\n", file_.string()));
  }
}

std::optional<PairedReplicate> KeptReplicates::take(std::int64_t replicate) {
  const auto found = earlier_.find(replicate);
  if (found == earlier_.end()) return std::nullopt;
  std::optional<PairedReplicate> taken(std::move(found->second));
  earlier_.erase(found);
  return taken;
}

void KeptReplicates::keep(const PairedReplicate& replicate) {
  std::string bytes;
  put_results(bytes, replicate.worlds);
  put_results(bytes, replicate.twins);
  const std::scoped_lock lock(mutex_);
  if (given_up_) return;
  if (descriptor_ < 0) open();
  if (given_up_) return;
  if (const int error = append_bytes(descriptor_, end_, frame_bytes(replicate_kind, bytes)); error != 0)
    return give_up(error);
  ++count_;
  if (std::chrono::steady_clock::now() - synchronised_ < synchronise_interval) return;
  ::fdatasync(descriptor_);
  synchronised_ = std::chrono::steady_clock::now();
}

/// Makes the file, or goes on behind what was taken up.
void KeptReplicates::open() {
  const int how = end_ > 0 ? O_RDWR : O_RDWR | O_CREAT | O_EXCL;
  descriptor_ = ::open(file_.c_str(), how | O_CLOEXEC, 0644);
  if (descriptor_ < 0) return give_up(errno);
  if (is_held(descriptor_)) return give_up(EEXIST);
  if (end_ > 0) {
    if (::ftruncate(descriptor_, static_cast<off_t>(end_)) != 0) give_up(errno);
    return;
  }
  const std::string text = text_of(identity_);
  const std::string head = head_bytes(head_mark, results::sha256(text)) + frame_bytes(identity_kind, text);
  if (const int error = append_bytes(descriptor_, end_, head); error != 0) {
    ::unlink(file_.c_str());
    give_up(error);
  }
}

void KeptReplicates::give_up(int error) {
  given_up_ = true;
  if (!quiet_)
    note(fmt::format("kith: {}: {}; the run goes on, but what is finished from now on is lost if it is stopped\n",
                     file_.string(), error == EEXIST ? "another run writes there" : std::strerror(error)));
}

void KeptReplicates::remove() {
  std::error_code none;
  const bool own = descriptor_ >= 0 || end_ > 0;
  if (own && earlier_.empty()) fs::remove(file_, none);
  if (!earlier_.empty() && !quiet_)
    note(fmt::format("kith: {} holds {} more than this run asked for, and stays\n", file_.string(),
                     replicates_text(static_cast<std::int64_t>(earlier_.size()))));
}

std::string KeptReplicates::words(const std::string& command_line) const {
  if (count_ == 0) return "";
  return fmt::format("{} {} kept in {}; go on with: {}", replicates_text(count_), by_number(count_, "is", "are"),
                     file_.string(), with_option(command_line, "--resume"));
}

void keep_if_stopped(KeptReplicates& kept, const std::string& command_line, const std::function<void()>& work) {
  try {
    work();
  } catch (const Interrupted&) {
    if (kept.count() == 0) throw;
    throw StoppedWithResults("interrupted; " + kept.words(command_line));
  } catch (...) {
    if (kept.count() > 0) note(fmt::format("kith: {}\n", terminal_safe(kept.words(command_line))));
    throw;
  }
}

}  // namespace kith::tools
