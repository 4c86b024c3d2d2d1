// A thin, private layer over the HDF5 C library: handles that close themselves, failures as ResultsError in plain
// words, and the few value types a results file uses (8- to 64-bit integers, doubles, UTF-8 text). Attributes hold text
// of fixed width. Variables hold text of variable length (netCDF 4.9 crashes on fixed width); it lives in heaps without
// checksums, which HDF5 1.10 follows blindly, so they are read by code of our own. Everything here needs a live
// Session.
#pragma once

#include "results/results.hpp"

#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kith::results::hdf5 {

/// How a file may be laid out: as kith itself writes it, or as programs that copy files do. What HDF5 1.10 follows
/// blindly (heaps of links, attributes of variable length) is only met in copies; see in_trial_process.
enum class Layout { own, of_copies };

/// Thrown where a file is sound as far as seen, but laid out as kith does not write it.
class ForeignLayout : public ResultsError {
 public:
  using ResultsError::ResultsError;
};

/// Holds the one lock of the HDF5 library (Debian's build is not thread-safe) and keeps it from printing.
class Session {
 public:
  explicit Session(Layout layout = Layout::own);

 private:
  std::unique_lock<std::mutex> lock_;
};

/// Throws ResultsError "<what> (<reason HDF5 gave>)" if `status` is negative; else returns it.
template <class Status>
Status check(Status status, std::string_view what);

[[noreturn]] void fail(std::string_view what);

/// Whether a process of its own lives through `work`, whatever it throws: damage in a copy may crash HDF5.
bool in_trial_process(const std::function<void()>& work);

/// Does `work` on a file laid out as kith does; else, once more, on one laid out as programs that copy files do.
template <class Work>
auto on_any_layout(Work work) {
  try {
    const Session session;
    return work();
  } catch (const ForeignLayout&) {
  }
  const auto on_a_copy = [&] {
    const Session session(Layout::of_copies);
    return work();
  };
  if (!in_trial_process([&] { on_a_copy(); }))
    throw ResultsError("is damaged; take a fresh copy or run the scenario again");
  return on_a_copy();
}

/// Owns one HDF5 identifier.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle() = default;
  /// Throws ResultsError saying `what` if `id` is invalid.
  Handle(hid_t id, Close close, std::string_view what);
  Handle(Handle&& other) noexcept;
  Handle& operator=(Handle&& other) noexcept;
  ~Handle() { reset(); }
  operator hid_t() const { return id_; }
  /// Closes now; false if HDF5 could not (data may be lost).
  bool reset() noexcept;

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
};

/// Opens files without locking them, unless HDF5_USE_FILE_LOCKING says otherwise.
void leave_unlocked(hid_t file_access);

using Shape = std::vector<hsize_t>;

/// The bytes of a file, beside HDF5's view of it.
class RawFile {
 public:
  /// Throws ResultsError if it cannot be opened.
  explicit RawFile(const std::filesystem::path& file);
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;
  ~RawFile();
  std::uint64_t size() const { return size_; }
  /// Throws ResultsError if the range is not within the file.
  std::vector<unsigned char> bytes(std::uint64_t offset, std::uint64_t count) const;

 private:
  int descriptor_;
  std::uint64_t size_ = 0;
};

/// The type of text in variables.
Handle text_type();
/// The type as it stands in a file, little endian.
template <class T>
hid_t stored_type();
/// The type as it stands in memory.
template <class T>
hid_t memory_type();

void write_text_attribute(hid_t object, const char* name, std::string_view text);
void write_texts_attribute(hid_t object, const char* name, const std::vector<std::string>& texts);
template <class T>
void write_scalar_attribute(hid_t object, const char* name, T scalar);
template <class T>
void write_values_attribute(hid_t object, const char* name, std::span<const T> values);

bool has_attribute(hid_t object, const char* name);
/// All readers below throw ResultsError unless type and rank are those a results file has; a list of one, which
/// programs that copy files make of a single number, counts as one.
std::string read_text_attribute(hid_t object, const char* name);
std::string text_attribute_or_none(hid_t object, const char* name);  ///< "" if there is none
std::vector<std::string> read_texts_attribute(hid_t object, const char* name);
template <class T>
T read_scalar_attribute(hid_t object, const char* name);
template <class T>
std::vector<T> read_values_attribute(hid_t object, const char* name);
/// Any scalar attribute as text; "" for kinds a results file does not use.
std::string attribute_as_text(hid_t object, const char* name);
std::vector<std::string> attribute_names(hid_t object);
/// An attribute of any kind that results files use.
using AttributeValue = std::variant<std::vector<std::string>, std::vector<std::int64_t>, std::vector<double>>;
AttributeValue read_any_attribute(hid_t object, const char* name);

/// Names of the objects of a group in the order they were made. Only plain (hard) links count.
std::vector<std::string> member_names(hid_t group);
bool has_member(hid_t group, const std::string& name);
/// Opens a member that a hard link leads to.
Handle open_group(hid_t parent, const std::string& name);
Handle open_dataset(hid_t parent, const std::string& name);
bool is_dataset(hid_t parent, const std::string& name);

Shape shape_of(hid_t dataset);
std::size_t element_count(const Shape& shape);
/// "int8", "int32", "int64", "float32", "float64", "string" or "other".
std::string type_name(hid_t dataset);
/// Throws ResultsError if the variable does not hold numbers of type T, claims more data than its file can hold, or is
/// packed in a way a results file is not. To be called before making room for the data.
template <class T>
void check_numbers(hid_t dataset, const RawFile& file);

/// Writes or reads the rows [first, first + count) of the outermost axis; a scalar is one row.
template <class T>
void write_rows(hid_t dataset, hsize_t first, hsize_t count, const T* values);
template <class T>
void read_rows(hid_t dataset, hsize_t first, hsize_t count, T* values);
/// Whole datasets of any shape, with all checks.
template <class T>
std::vector<T> read_values(hid_t dataset, const RawFile& file);
std::vector<std::string> read_texts(hid_t dataset, const RawFile& file);
/// Throws ResultsError if a text holds a zero byte, which would end it.
void write_texts(hid_t dataset, const std::vector<std::string>& texts);

}  // namespace kith::results::hdf5
