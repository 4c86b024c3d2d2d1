#include "tools/console/framed_file.hpp"

#include "engine/settings/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace kith::tools {
namespace {

static_assert(std::endian::native == std::endian::little, "records are written as they stand in memory");

constexpr std::uint32_t frame_mark = 0x4b524543;
constexpr std::uint64_t most_bytes_a_frame = std::uint64_t{1} << 36;
constexpr std::uint64_t read_ahead = 4u << 20;  ///< so that a file of many small records is read fast

struct FrameHead {
  std::uint32_t mark;
  std::uint32_t kind;
  std::uint64_t length;
};
static_assert(sizeof(FrameHead) == 16);
constexpr std::size_t checksum_length = sizeof(std::uint32_t);

constexpr std::size_t bytes_at_once = 8;
using CrcTables = std::array<std::array<std::uint32_t, 256>, bytes_at_once>;

/// Tables of CRC-32 (IEEE 802.3): [k][b] is what byte b does to the sum k bytes later.
constexpr CrcTables crc_tables() {
  CrcTables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t sum = byte;
    for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ ((sum & 1U) != 0 ? 0xEDB88320U : 0U);
    tables[0][byte] = sum;
  }
  for (std::size_t k = 1; k < bytes_at_once; ++k)
    for (std::uint32_t byte = 0; byte < 256; ++byte)
      tables[k][byte] = tables[k - 1][byte] >> 8 ^ tables[0][tables[k - 1][byte] & 0xFFU];
  return tables;
}

/// Goes on with `sum` over further bytes, eight at once (Kounavis and Berry 2008), since all of a sweep is read through
/// this before a run is made.
std::uint32_t crc_over(std::uint32_t sum, std::string_view bytes) {
  static constexpr CrcTables tables = crc_tables();
  const char* next = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= bytes_at_once; left -= bytes_at_once, next += bytes_at_once) {
    std::uint64_t word = 0;
    std::memcpy(&word, next, sizeof(word));
    word ^= sum;
    sum = 0;
    for (std::size_t k = 0; k < bytes_at_once; ++k) sum ^= tables[bytes_at_once - 1 - k][word >> 8 * k & 0xFFU];
  }
  for (; left > 0; --left, ++next) sum = sum >> 8 ^ tables[0][(sum ^ static_cast<unsigned char>(*next)) & 0xFFU];
  return sum;
}

std::uint32_t checksum_of(const FrameHead& head, std::string_view contents) {
  constexpr std::uint32_t start = 0xFFFFFFFFU;
  const std::string_view about(reinterpret_cast<const char*>(&head.kind), sizeof(head.kind) + sizeof(head.length));
  return ~crc_over(crc_over(start, about), contents);
}

}  // namespace

void put_text(std::string& bytes, std::string_view text) {
  put(bytes, static_cast<std::uint64_t>(text.size()));
  bytes += text;
}

void put_arrays(std::string& bytes, const Arrays& arrays) {
  put(bytes, static_cast<std::uint64_t>(arrays.size()));
  for (const auto& array : arrays) {
    put(bytes, static_cast<std::uint8_t>(array.index()));
    std::visit([&](const auto& values) { put_values(bytes, values); }, array);
  }
}

Arrays Taker::arrays() {
  Arrays arrays;
  const auto count = take<std::uint64_t>();
  for (std::uint64_t i = 0; i < count; ++i) {
    if (take<std::uint8_t>() == 0)
      arrays.emplace_back(values<Counts>());
    else
      arrays.emplace_back(values<Reals>());
  }
  return arrays;
}

std::string_view Taker::part(std::uint64_t size) {
  if (size > bytes_.size()) throw std::out_of_range("a record is shorter than it says");
  const std::string_view found = bytes_.substr(0, size);
  bytes_.remove_prefix(size);
  return found;
}

// ---- reading ----

ReadFile::ReadFile(const std::filesystem::path& file) : id_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (id_ < 0) throw InputError({file.string()}, fmt::format("cannot be read: {}", std::strerror(errno)));
}

ReadFile::~ReadFile() { ::close(id_); }

std::uint64_t ReadFile::size() const {
  struct stat about {};
  return ::fstat(id_, &about) == 0 ? static_cast<std::uint64_t>(about.st_size) : 0;
}

std::string ReadFile::read(std::uint64_t offset, std::uint64_t size) const {
  std::string bytes(size, '\0');
  std::uint64_t got = 0;
  while (got < size) {
    const ssize_t count = ::pread(id_, bytes.data() + got, size - got, static_cast<off_t>(offset + got));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    got += static_cast<std::uint64_t>(count);
  }
  bytes.resize(got);
  return bytes;
}

FrameReader::FrameReader(const std::filesystem::path& file, std::string_view head_mark)
    : file_(file),
      mark_(head_mark),
      head_length_(head_mark.size() + identity_length + 1),
      size_(file_.size()),
      head_(at(0, head_length_)),
      offset_(head_length_) {
  if (!is_cut_in_head()) end_ = head_length_;
}

/// `size` bytes at `offset`, or fewer at the end; valid until the next call.
std::string_view FrameReader::at(std::uint64_t offset, std::uint64_t size) {
  size = std::min(size, size_ - std::min(offset, size_));
  if (offset < window_begin_ || offset + size > window_begin_ + window_.size()) {
    window_ = file_.read(offset, std::min(std::max(size, read_ahead), size_ - std::min(offset, size_)));
    window_begin_ = offset;
  }
  const std::uint64_t from = offset - window_begin_;
  return from > window_.size() ? std::string_view() : std::string_view(window_).substr(from, size);
}

/// Whether a whole frame stands at `offset`, its contents checked.
bool FrameReader::frame_at(std::uint64_t offset, Frame& frame) {
  const std::string_view bytes = at(offset, sizeof(FrameHead));
  if (bytes.size() < sizeof(FrameHead)) return false;
  FrameHead head;
  std::memcpy(&head, bytes.data(), sizeof(head));
  const std::uint64_t left = size_ - offset - sizeof(FrameHead);
  if (head.mark != frame_mark || head.length > most_bytes_a_frame || head.length + checksum_length > left) return false;
  const std::string_view rest = at(offset + sizeof(FrameHead), head.length + checksum_length);
  if (rest.size() < head.length + checksum_length) return false;
  std::uint32_t written = 0;
  std::memcpy(&written, rest.data() + head.length, sizeof(written));
  frame = {head.kind, offset + sizeof(FrameHead), rest.substr(0, head.length)};
  return checksum_of(head, frame.contents) == written;
}

/// Where the next whole frame begins after damage; the size if there is none.
std::uint64_t FrameReader::next_mark(std::uint64_t offset) {
  constexpr std::uint64_t stretch = 1u << 20;
  std::string mark;
  put(mark, frame_mark);
  Frame ignored;
  for (std::uint64_t from = offset; from < size_; from += stretch) {
    const std::string bytes(at(from, stretch + mark.size() - 1));
    for (std::size_t found = bytes.find(mark); found != std::string::npos; found = bytes.find(mark, found + 1))
      if (frame_at(from + found, ignored)) return from + found;
  }
  return size_;
}

bool FrameReader::next(Frame& frame) {
  while (offset_ < size_) {
    if (frame_at(offset_, frame)) {
      offset_ = frame.offset + frame.contents.size() + checksum_length;
      end_ = offset_;
      return true;
    }
    offset_ = next_mark(offset_ + 1);
    cut_ = offset_ == size_;
    if (!cut_) ++damaged_;
  }
  return false;
}

// ---- writing ----

std::string head_bytes(std::string_view head_mark, std::string_view identity) {
  return fmt::format("{}{}\n", head_mark, identity);
}

std::string frame_bytes(std::uint32_t kind, std::string_view contents) {
  const FrameHead head{frame_mark, kind, contents.size()};
  std::string frame;
  frame.reserve(sizeof(head) + contents.size() + checksum_length);
  put(frame, head);
  frame += contents;
  put(frame, checksum_of(head, contents));
  return frame;
}

int append_bytes(int descriptor, std::uint64_t& end, std::string_view bytes) {
  std::uint64_t written = 0;
  while (written < bytes.size()) {
    const ssize_t count =
        ::pwrite(descriptor, bytes.data() + written, bytes.size() - written, static_cast<off_t>(end + written));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      const int error = count < 0 ? errno : ENOSPC;
      // Leaves whole records only; if even that fails, the next reader passes over the rest.
      [[maybe_unused]] const int cut = ::ftruncate(descriptor, static_cast<off_t>(end));
      return error;
    }
    written += static_cast<std::uint64_t>(count);
  }
  end += written;
  return 0;
}

struct flock whole_file(short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return lock;
}

}  // namespace kith::tools
