// Files that are only ever appended to, one framed and checksummed record at a time: whatever kills the program, at
// most the record it was writing is lost, and that is noticed. A head line and an identity come first, then frames:
// mark, kind, length, contents, CRC-32 of kind, length and contents. All numbers little endian, as machines kith runs
// on have them.
#pragma once

#include "engine/measures/measures.hpp"

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fcntl.h>

namespace kith::tools {

inline constexpr std::size_t identity_length = 64;  ///< of a SHA-256 in hexadecimal

// ---- contents of a record ----

template <class T>
void put(std::string& bytes, T value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
}
void put_text(std::string& bytes, std::string_view text);

/// How many values, then the values.
template <class T>
void put_values(std::string& bytes, const std::vector<T>& values) {
  put(bytes, static_cast<std::uint64_t>(values.size()));
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

using Arrays = std::vector<std::variant<Counts, Reals>>;
void put_arrays(std::string& bytes, const Arrays& arrays);

/// Reads what `put` wrote; throws std::out_of_range where there is too little.
class Taker {
 public:
  explicit Taker(std::string_view bytes) : bytes_(bytes) {}
  template <class T>
  T take() {
    T value;
    std::memcpy(&value, part(sizeof(T)).data(), sizeof(T));
    return value;
  }
  std::string_view text() { return part(take<std::uint64_t>()); }
  template <class Values>
  Values values() {
    const auto size = take<std::uint64_t>();
    if (size > bytes_.size()) throw std::out_of_range("a record is shorter than it says");
    const std::string_view raw = part(size * sizeof(typename Values::value_type));
    Values values(size);
    if (size > 0) std::memcpy(values.data(), raw.data(), raw.size());
    return values;
  }
  Arrays arrays();

 private:
  std::string_view part(std::uint64_t size);
  std::string_view bytes_;
};

// ---- reading ----

/// A file open for reading. Throws InputError if it cannot be opened.
class ReadFile {
 public:
  explicit ReadFile(const std::filesystem::path& file);
  ReadFile(const ReadFile&) = delete;
  ReadFile& operator=(const ReadFile&) = delete;
  ~ReadFile();
  std::uint64_t size() const;
  /// As many of `size` bytes as there are.
  std::string read(std::uint64_t offset, std::uint64_t size) const;

 private:
  int id_;
};

/// A whole frame found in a file. `contents` holds until the next is looked for.
struct Frame {
  std::uint32_t kind = 0;
  std::uint64_t offset = 0;  ///< of the contents
  std::string_view contents;
};

/// Goes through the frames of a file from end to end, passing over what is damaged.
class FrameReader {
 public:
  FrameReader(const std::filesystem::path& file, std::string_view head_mark);

  bool is_cut_in_head() const { return head_.size() < head_length_; }
  bool has_mark() const { return head_.starts_with(mark_); }
  bool is_empty() const { return head_.empty(); }
  std::string_view identity() const { return std::string_view(head_).substr(mark_.size(), identity_length); }

  /// False at the end.
  bool next(Frame& frame);
  std::uint64_t end() const { return end_; }          ///< behind the last whole frame so far, or the head
  std::uint64_t damaged() const { return damaged_; }  ///< stretches passed over
  bool is_cut() const { return cut_; }                ///< bytes that are no whole frame stand at the end

 private:
  std::string_view at(std::uint64_t offset, std::uint64_t size);
  bool frame_at(std::uint64_t offset, Frame& frame);
  std::uint64_t next_mark(std::uint64_t offset);

  ReadFile file_;
  std::string mark_;
  std::size_t head_length_;
  std::uint64_t size_;
  std::uint64_t window_begin_ = 0;  ///< what is read ahead; before `head_`, which is read through it
  std::string window_;
  std::string head_;
  std::uint64_t offset_;
  std::uint64_t end_ = 0;
  std::uint64_t damaged_ = 0;
  bool cut_ = false;
};

// ---- writing ----

/// What a head and a frame are as bytes.
std::string head_bytes(std::string_view head_mark, std::string_view identity);
std::string frame_bytes(std::uint32_t kind, std::string_view contents);

/// Writes all bytes at `end` and moves it behind them; 0, or the error, with the file cut back to `end`.
int append_bytes(int descriptor, std::uint64_t& end, std::string_view bytes);

/// A lock of this kind (F_WRLCK, ...) on a whole file, for fcntl. Locks of open files (F_OFD_SETLK) hold over NFS, too,
/// and can be looked at without being taken.
struct flock whole_file(short type);

}  // namespace kith::tools
