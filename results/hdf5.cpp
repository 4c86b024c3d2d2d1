#include "results/hdf5.hpp"

#include "engine/work/stop.hpp"
#include "results/hdf5_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <map>
#include <utility>

#include <zlib.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kith::results::hdf5 {

namespace {

// Deflate cannot shrink data more than 1032 times; a header that claims more is damaged.
constexpr std::size_t largest_compression = 1040;
constexpr std::size_t largest_chunk_bytes = 64u << 20;
constexpr hsize_t largest_member_count = 100'000;

/// Guarded by the lock of the library: one session at a time.
Layout session_layout = Layout::own;

bool reads_copies() { return session_layout == Layout::of_copies; }

std::mutex& library_mutex() {
  static std::mutex mutex;
  return mutex;
}

// The system's own words, e.g. "No space left on device", are quoted in the innermost description.
herr_t note_reason(unsigned, const H5E_error2_t* error, void* data) {
  auto& reason = *static_cast<std::string*>(data);
  const std::string_view description = error->desc == nullptr ? "" : error->desc;
  constexpr std::string_view mark = "error message = '";
  if (const auto at = description.find(mark); at != std::string_view::npos) {
    const auto from = at + mark.size();
    reason = description.substr(from, description.find('\'', from) - from);
  }
  return 0;
}

std::string system_reason() {
  std::string reason;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, note_reason, &reason);
  H5Eclear2(H5E_DEFAULT);
  return reason;
}

// One selection of rows, in memory and in the file.
struct Rows {
  Handle file_space, memory_space;
};

Rows select_rows(hid_t dataset, hsize_t first, hsize_t count) {
  Rows rows;
  rows.file_space = {H5Dget_space(dataset), H5Sclose, "the file is damaged: a variable has no shape"};
  Shape part = extent(rows.file_space);
  if (!part.empty()) {
    Shape start(part.size(), 0);
    start[0] = first;
    part[0] = count;
    check(H5Sselect_hyperslab(rows.file_space, H5S_SELECT_SET, start.data(), nullptr, part.data(), nullptr),
          "cannot select rows of a variable");
  }
  rows.memory_space = space_of_shape(part);
  return rows;
}

// Packed data may only be shuffled and deflated: other filters could be loaded from anywhere. Copies may leave out
// either, or add HDF5's own checksums.
void check_filters(hid_t properties) {
  std::vector<H5Z_filter_t> filters;
  for (int i = 0; i < H5Pget_nfilters(properties); ++i) {
    unsigned flags = 0;
    unsigned values[8];
    std::size_t value_count = std::size(values);
    filters.push_back(
        H5Pget_filter2(properties, static_cast<unsigned>(i), &flags, &value_count, values, 0, nullptr, nullptr));
  }
  for (const H5Z_filter_t filter : filters)
    if (filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_FLETCHER32)
      fail("a variable is packed in a way results files do not use");
  if (filters != std::vector<H5Z_filter_t>{H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE})
    expect_copy("a variable is packed in a way results files do not use");
}

// How data lie on the disk. Never in other files, nor made up of parts of them.
bool is_packed(hid_t properties) {
  const H5D_layout_t layout = H5Pget_layout(properties);
  if (H5Pget_external_count(properties) != 0 || layout == H5D_VIRTUAL)
    fail("a variable is laid out in a way results files do not use");
  if (layout == H5D_COMPACT) expect_copy("a variable is laid out in a way results files do not use");
  return layout == H5D_CHUNKED;
}

// HDF5 1.10 reads beyond a chunk that unpacks to less than its size, so each is unpacked here first.
void check_chunks(hid_t dataset, hid_t properties, std::size_t width, const RawFile& file) {
  const Shape shape = shape_of(dataset);
  Shape chunk(shape.size());
  if (H5Pget_chunk(properties, static_cast<int>(chunk.size()), chunk.data()) != static_cast<int>(shape.size()))
    fail("the file is damaged: a variable's chunks do not fit its shape");
  if (element_count(chunk) > largest_chunk_bytes / width) fail("the file is damaged: a variable claims absurd chunks");
  hsize_t expected = 1;
  for (std::size_t i = 0; i < shape.size(); ++i) expected *= (shape[i] + chunk[i] - 1) / chunk[i];
  const Handle space{H5Dget_space(dataset), H5Sclose, "the file is damaged: a variable has no shape"};
  hsize_t present = 0;
  check(H5Dget_num_chunks(dataset, space, &present), "the file is damaged: a variable's chunks cannot be listed");
  if (present != expected) fail("the file is damaged: chunks of a variable are missing");
  if (reads_copies()) return;  // read in a process of its own first, whatever their filters
  std::vector<unsigned char> unpacked(element_count(chunk) * width);
  for (hsize_t i = 0; i < present; ++i) {
    stop_point();
    Shape offset(shape.size());
    unsigned skipped = 0;
    haddr_t address = 0;
    hsize_t size = 0;
    check(H5Dget_chunk_info(dataset, space, i, offset.data(), &skipped, &address, &size),
          "the file is damaged: a variable's chunks cannot be listed");
    const std::vector<unsigned char> packed = file.bytes(address, size);
    uLongf length = unpacked.size();
    if (skipped != 0 || ::uncompress(unpacked.data(), &length, packed.data(), packed.size()) != Z_OK ||
        length != unpacked.size())
      fail("the file is damaged: data cannot be unpacked");
  }
}

std::uint64_t little_endian(std::span<const unsigned char> bytes, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value |= static_cast<std::uint64_t>(bytes[i]) << (8 * i);
  return value;
}

// A text in a variable is a reference: length (4 bytes), address of a heap (8), number within it (4).
constexpr std::size_t text_reference_bytes = 16;
constexpr std::size_t heap_head_bytes = 16;
constexpr std::size_t heap_object_head_bytes = 16;

/// HDF5's global heaps ("GCOL", file format specification III.E), read with every length checked.
class TextHeaps {
 public:
  explicit TextHeaps(const RawFile& file) : file_(file) {}

  std::string text(std::span<const unsigned char> reference) {
    const std::uint64_t length = little_endian(reference, 4);
    const std::uint64_t address = little_endian(reference.subspan(4), 8);
    const std::uint64_t number = little_endian(reference.subspan(12), 4);
    if (length == 0) return "";
    const Heap& heap = heap_at(address);
    const auto object = heap.objects.find(number);
    if (object == heap.objects.end() || object->second.second < length) fail("the file is damaged: a text is missing");
    const auto first = heap.bytes.begin() + static_cast<std::ptrdiff_t>(object->second.first);
    return unpadded(std::string(first, first + static_cast<std::ptrdiff_t>(length)));
  }

 private:
  struct Heap {
    std::vector<unsigned char> bytes;
    std::map<std::uint64_t, std::pair<std::size_t, std::size_t>> objects;  ///< number -> where, how long
  };

  const Heap& heap_at(std::uint64_t address) {
    if (const auto known = heaps_.find(address); known != heaps_.end()) return known->second;
    const std::vector<unsigned char> head = file_.bytes(address, heap_head_bytes);
    if (std::string_view(reinterpret_cast<const char*>(head.data()), 4) != "GCOL" || head[4] != 1)
      fail("the file is damaged: a text is missing");
    Heap heap;
    heap.bytes = file_.bytes(address, little_endian(std::span(head).subspan(8), 8));
    list_objects(heap);
    return heaps_.emplace(address, std::move(heap)).first->second;
  }

  static void list_objects(Heap& heap) {
    std::size_t at = heap_head_bytes;
    while (at + heap_object_head_bytes <= heap.bytes.size()) {
      const auto head = std::span<const unsigned char>(heap.bytes).subspan(at);
      const std::uint64_t number = little_endian(head, 2);
      const std::uint64_t size = little_endian(head.subspan(8), 8);
      if (number == 0) return;  // what follows is free
      at += heap_object_head_bytes;
      if (size > heap.bytes.size() - at) fail("the file is damaged: a text runs out of its heap");
      heap.objects[number] = {at, size};
      at += (size + 7) / 8 * 8;
    }
  }

  const RawFile& file_;
  std::map<std::uint64_t, Heap> heaps_;
};

}  // namespace

void expect_copy(std::string_view what) {
  if (!reads_copies()) throw ForeignLayout(std::string(what));
}

std::string unpadded(std::string text) {
  const auto end = text.find_last_not_of('\0');
  text.resize(end == std::string::npos ? 0 : end + 1);
  return text;
}

Handle space_of_shape(const Shape& shape) {
  const hid_t id =
      shape.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
  return {id, H5Sclose, "cannot describe a shape"};
}

Shape extent(hid_t space) {
  const int rank = H5Sget_simple_extent_ndims(space);
  if (rank < 0) fail("the file is damaged: a value has no shape");
  // What is nothing at all, such as an empty text that netCDF wrote.
  if (H5Sget_simple_extent_type(space) == H5S_NULL) return {0};
  Shape shape(static_cast<std::size_t>(rank));
  if (rank > 0)
    check(H5Sget_simple_extent_dims(space, shape.data(), nullptr), "the file is damaged: a value has no shape");
  return shape;
}

Handle text_type_of(std::size_t width, H5T_str_t padding) {
  Handle type{H5Tcopy(H5T_C_S1), H5Tclose, "cannot describe text"};
  check(H5Tset_size(type, width), "cannot describe text");
  check(H5Tset_cset(type, H5T_CSET_UTF8), "cannot describe text");
  check(H5Tset_strpad(type, padding), "cannot describe text");
  return type;
}

Session::Session(Layout layout) : lock_(library_mutex()) {
  session_layout = layout;
  // The library's clean-up at exit would retry what a full disk made it fail at; every handle here closes itself.
  static const bool quiet_exit = (H5dont_atexit(), H5PLset_loading_state(0), true);
  static_cast<void>(quiet_exit);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

void fail(std::string_view what) {
  const std::string reason = system_reason();
  throw ResultsError(reason.empty() ? std::string(what) : fmt::format("{} ({})", what, reason));
}

bool in_trial_process(const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child < 0) fail("the file cannot be tried in a process of its own");
  if (child == 0) {
    try {
      work();
    } catch (...) {
      ::_exit(0);  // told by the parent, which will meet it too
    }
    ::_exit(0);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status);
}

template <class Status>
Status check(Status status, std::string_view what) {
  if (status < 0) fail(what);
  return status;
}
template int check(int, std::string_view);
template std::int64_t check(std::int64_t, std::string_view);

RawFile::RawFile(const std::filesystem::path& file) : descriptor_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
  const off_t end = descriptor_ < 0 ? -1 : ::lseek(descriptor_, 0, SEEK_END);
  if (end < 0)
    throw ResultsError(fmt::format("cannot be opened for reading ({}); check its permissions", std::strerror(errno)));
  size_ = static_cast<std::uint64_t>(end);
}

RawFile::~RawFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::vector<unsigned char> RawFile::bytes(std::uint64_t offset, std::uint64_t count) const {
  if (offset > size_ || count > size_ - offset) fail("the file is damaged: data lie beyond its end");
  std::vector<unsigned char> bytes(count);
  for (std::uint64_t done = 0; done < count;) {
    const ssize_t got = ::pread(descriptor_, bytes.data() + done, count - done, static_cast<off_t>(offset + done));
    if (got <= 0) throw ResultsError("cannot be read from the disk");
    done += static_cast<std::uint64_t>(got);
  }
  return bytes;
}

Handle::Handle(hid_t id, Close close, std::string_view what) : id_(check(id, what)), close_(close) {}

Handle::Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}

Handle& Handle::operator=(Handle&& other) noexcept {
  if (this == &other) return *this;
  reset();
  id_ = std::exchange(other.id_, H5I_INVALID_HID);
  close_ = other.close_;
  return *this;
}

void leave_unlocked([[maybe_unused]] hid_t file_access) {
#if H5_VERSION_GE(1, 10, 7)
  check(H5Pset_file_locking(file_access, false, true), "cannot be opened without a lock");
#endif
}

bool Handle::reset() noexcept { return id_ < 0 || close_(std::exchange(id_, H5I_INVALID_HID)) >= 0; }

Handle text_type() { return text_type_of(H5T_VARIABLE, H5T_STR_NULLTERM); }

template <>
hid_t stored_type<std::int8_t>() {
  return H5T_STD_I8LE;
}
template <>
hid_t stored_type<std::int32_t>() {
  return H5T_STD_I32LE;
}
template <>
hid_t stored_type<std::int64_t>() {
  return H5T_STD_I64LE;
}
template <>
hid_t stored_type<double>() {
  return H5T_IEEE_F64LE;
}
template <>
hid_t memory_type<std::int8_t>() {
  return H5T_NATIVE_INT8;
}
template <>
hid_t memory_type<std::int32_t>() {
  return H5T_NATIVE_INT32;
}
template <>
hid_t memory_type<std::int64_t>() {
  return H5T_NATIVE_INT64;
}
template <>
hid_t memory_type<double>() {
  return H5T_NATIVE_DOUBLE;
}

namespace {

// A damaged heap of links crashes HDF5 1.10, so only links kept with their group are followed.
void check_links(hid_t group) {
  H5G_info_t info;
  check(H5Gget_info(group, &info), "the file is damaged: a group cannot be listed");
  if (info.nlinks > largest_member_count) fail("the file is damaged: a group claims an absurd number of members");
  if (info.storage_type != H5G_STORAGE_TYPE_COMPACT)
    expect_copy("the file lays out its groups in a way results files do not");
}

bool is_hard_link(hid_t group, const std::string& name) {
  check_links(group);
  H5L_info_t info;
  return H5Lexists(group, name.c_str(), H5P_DEFAULT) > 0 && H5Lget_info(group, name.c_str(), &info, H5P_DEFAULT) >= 0 &&
         info.type == H5L_TYPE_HARD;
}

// Empty if there is no such member, or none that a hard link leads to.
Handle open_member(hid_t parent, const std::string& name) {
  if (!is_hard_link(parent, name)) return {};
  return {H5Oopen(parent, name.c_str(), H5P_DEFAULT), H5Oclose,
          fmt::format("the file is damaged: {} cannot be opened", name)};
}

Handle open_member(hid_t parent, const std::string& name, H5I_type_t kind, std::string_view kind_name) {
  Handle object = open_member(parent, name);
  if (object < 0 || H5Iget_type(object) != kind) fail(fmt::format("the {} {} is missing", kind_name, name));
  return object;
}

}  // namespace

std::vector<std::string> member_names(hid_t group) {
  check_links(group);
  std::vector<std::string> names;
  const H5L_iterate_t note = [](hid_t, const char* name, const H5L_info_t* link, void* data) -> herr_t {
    if (link->type == H5L_TYPE_HARD) static_cast<std::vector<std::string>*>(data)->emplace_back(name);
    return 0;
  };
  // Groups somebody added by other means may not keep the order.
  const Handle self{H5Gopen2(group, ".", H5P_DEFAULT), H5Gclose, "the file is damaged: a group cannot be listed"};
  const Handle properties{H5Gget_create_plist(self), H5Pclose, "the file is damaged: a group cannot be listed"};
  unsigned order = 0;
  check(H5Pget_link_creation_order(properties, &order), "the file is damaged: a group cannot be listed");
  const H5_index_t index = (order & H5P_CRT_ORDER_TRACKED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
  check(H5Literate(group, index, H5_ITER_INC, nullptr, note, &names), "the file is damaged: a group cannot be listed");
  return names;
}

bool has_member(hid_t group, const std::string& name) { return is_hard_link(group, name); }

bool is_dataset(hid_t parent, const std::string& name) {
  const Handle object = open_member(parent, name);
  return object >= 0 && H5Iget_type(object) == H5I_DATASET;
}

Handle open_group(hid_t parent, const std::string& name) { return open_member(parent, name, H5I_GROUP, "group"); }

Handle open_dataset(hid_t parent, const std::string& name) {
  return open_member(parent, name, H5I_DATASET, "variable");
}

Shape shape_of(hid_t dataset) {
  const Handle space{H5Dget_space(dataset), H5Sclose, "the file is damaged: a variable has no shape"};
  return extent(space);
}

std::size_t element_count(const Shape& shape) {
  std::size_t count = 1;
  for (const hsize_t length : shape) {
    if (length != 0 && count > std::numeric_limits<std::size_t>::max() / length)
      fail("the file is damaged: a variable claims an absurd size");
    count *= length;
  }
  return count;
}

std::string type_name(hid_t dataset) {
  const Handle type{H5Dget_type(dataset), H5Tclose, "the file is damaged: a variable has no type"};
  if (H5Tis_variable_str(type) > 0) return "string";
  const std::pair<hid_t, const char*> known[] = {{H5T_STD_I8LE, "int8"},
                                                 {H5T_STD_I32LE, "int32"},
                                                 {H5T_STD_I64LE, "int64"},
                                                 {H5T_IEEE_F32BE, "float32"},
                                                 {H5T_IEEE_F64LE, "float64"}};
  for (const auto& [id, name] : known)
    if (H5Tequal(type, id) > 0) return name;
  return "other";
}

template <class T>
void check_numbers(hid_t dataset, const RawFile& file) {
  const Handle type{H5Dget_type(dataset), H5Tclose, "the file is damaged: a variable has no type"};
  if (H5Tequal(type, stored_type<T>()) <= 0) fail("a variable is not of the type results files store it in");
  const Handle properties{H5Dget_create_plist(dataset), H5Pclose, "the file is damaged: a variable has no layout"};
  const bool packed = is_packed(properties);
  const std::size_t count = element_count(shape_of(dataset));
  const std::size_t stored = H5Dget_storage_size(dataset);
  if (stored > file.size() || count / (packed ? largest_compression : 1) > stored / sizeof(T))
    fail("the file is damaged: a variable claims more data than the file holds");
  if (packed) {
    check_filters(properties);
    check_chunks(dataset, properties, sizeof(T), file);
  }
}
template void check_numbers<std::int32_t>(hid_t, const RawFile&);
template void check_numbers<double>(hid_t, const RawFile&);

template <class T>
void write_rows(hid_t dataset, hsize_t first, hsize_t count, const T* values) {
  const Rows rows = select_rows(dataset, first, count);
  check(H5Dwrite(dataset, memory_type<T>(), rows.memory_space, rows.file_space, H5P_DEFAULT, values),
        "cannot write data");
}
template void write_rows(hid_t, hsize_t, hsize_t, const std::int8_t*);
template void write_rows(hid_t, hsize_t, hsize_t, const std::int32_t*);
template void write_rows(hid_t, hsize_t, hsize_t, const std::int64_t*);
template void write_rows(hid_t, hsize_t, hsize_t, const double*);

template <class T>
void read_rows(hid_t dataset, hsize_t first, hsize_t count, T* values) {
  stop_point();
  const Rows rows = select_rows(dataset, first, count);
  check(H5Dread(dataset, memory_type<T>(), rows.memory_space, rows.file_space, H5P_DEFAULT, values),
        "the file is damaged: data cannot be read");
}
template void read_rows(hid_t, hsize_t, hsize_t, std::int32_t*);
template void read_rows(hid_t, hsize_t, hsize_t, double*);

template <class T>
std::vector<T> read_values(hid_t dataset, const RawFile& file) {
  stop_point();
  check_numbers<T>(dataset, file);
  std::vector<T> values(element_count(shape_of(dataset)));
  if (values.empty()) return values;
  check(H5Dread(dataset, memory_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
        "the file is damaged: data cannot be read");
  return values;
}
template std::vector<std::int8_t> read_values(hid_t, const RawFile&);
template std::vector<std::int32_t> read_values(hid_t, const RawFile&);
template std::vector<std::int64_t> read_values(hid_t, const RawFile&);
template std::vector<double> read_values(hid_t, const RawFile&);

namespace {

/// Texts that a copying program cut into chunks or packed: HDF5 follows their references itself.
std::vector<std::string> read_copied_texts(hid_t dataset, std::size_t count, const RawFile& file) {
  expect_copy("text is laid out in a way results files do not use");
  if (count / largest_compression > file.size() / text_reference_bytes)
    fail("the file is damaged: a variable claims more text than the file holds");
  std::vector<char*> pointers(count);
  check(H5Dread(dataset, text_type(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()),
        "the file is damaged: text cannot be read");
  std::vector<std::string> texts;
  for (char* pointer : pointers) {
    texts.emplace_back(pointer == nullptr ? "" : pointer);
    H5free_memory(pointer);
  }
  return texts;
}

}  // namespace

std::vector<std::string> read_texts(hid_t dataset, const RawFile& file) {
  const Handle type{H5Dget_type(dataset), H5Tclose, "the file is damaged: a variable has no type"};
  if (H5Tis_variable_str(type) <= 0) fail("a variable is not text of variable length");
  const Handle properties{H5Dget_create_plist(dataset), H5Pclose, "the file is damaged: a variable has no layout"};
  const std::size_t count = element_count(shape_of(dataset));
  if (count == 0) return {};
  if (is_packed(properties) || reads_copies()) return read_copied_texts(dataset, count, file);
  if (count > file.size() / text_reference_bytes)
    fail("the file is damaged: a variable claims more text than the file holds");
  const std::vector<unsigned char> references = file.bytes(H5Dget_offset(dataset), count * text_reference_bytes);
  TextHeaps heaps(file);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) {
    stop_point(i);
    texts.push_back(heaps.text(std::span(references).subspan(i * text_reference_bytes)));
  }
  return texts;
}

void write_texts(hid_t dataset, const std::vector<std::string>& texts) {
  std::vector<const char*> pointers;
  for (const std::string& text : texts) {
    if (text.find('\0') != std::string::npos) fail("a text holds a zero byte, which results files cannot hold");
    pointers.push_back(text.c_str());
  }
  if (texts.empty()) return;
  check(H5Dwrite(dataset, text_type(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), "cannot write text");
}

}  // namespace kith::results::hdf5
