#include "results/contents.hpp"

#include "results/axes.hpp"
#include "results/sha256.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <span>

namespace kith::results {

using hdf5::check;
using hdf5::Handle;

namespace {

/// By path, such as "/headlines/entrants" or "/headlines"; attributes of the root by name, such as "@seed".
using ObjectDigests = std::map<std::string, std::string>;

/// About as much of a variable as is held at a time.
constexpr std::size_t bytes_read_at_once = 16u << 20;

bool is_left_out(const std::string& attribute) {
  return std::ranges::find(layout::attributes_left_out, attribute) != layout::attributes_left_out.end();
}

void add(Sha256& hash, const std::vector<std::string>& texts) {
  hash.text("text");
  hash.number(texts.size());
  for (const std::string& text : texts) hash.text(text);
}

void add(Sha256& hash, const std::vector<std::int64_t>& values) {
  hash.text("whole");
  hash.number(values.size());
  for (const std::int64_t value : values) hash.number(static_cast<std::uint64_t>(value));
}

void add(Sha256& hash, const std::vector<double>& values) {
  hash.text("real");
  hash.number(values.size());
  hash.values(values);
}

void add_attribute(Sha256& hash, hid_t object, const std::string& name) {
  hash.text(name);
  std::visit([&](const auto& value) { add(hash, value); }, hdf5::read_any_attribute(object, name.c_str()));
}

std::string attribute_digest(hid_t object, const std::string& name) {
  Sha256 hash;
  add_attribute(hash, object, name);
  return hash.hex();
}

void add_attributes(Sha256& hash, hid_t object) {
  std::vector<std::string> names = hdf5::attribute_names(object);
  std::erase_if(names, is_left_out);
  std::ranges::sort(names);
  hash.number(names.size());
  for (const std::string& name : names) add_attribute(hash, object, name);
}

template <class T>
void add_rows(Sha256& hash, hid_t dataset, const hdf5::RawFile& raw) {
  hdf5::check_numbers<T>(dataset, raw);
  hdf5::Shape row = hdf5::shape_of(dataset);
  const hsize_t rows = row.empty() ? 1 : row[0];
  if (!row.empty()) row[0] = 1;
  const std::size_t width = hdf5::element_count(row);
  if (width == 0) return;
  const hsize_t block = std::max<hsize_t>(1, bytes_read_at_once / (width * sizeof(T)));
  for (hsize_t first = 0; first < rows; first += block) {
    const hsize_t count = std::min(block, rows - first);
    std::vector<T> values(count * width);
    hdf5::read_rows(dataset, first, count, values.data());
    hash.values(values);
  }
}

std::string values_digest(hid_t dataset, const std::string& type, const hdf5::RawFile& raw) {
  Sha256 hash;
  if (type == "string") {
    for (const std::string& text : hdf5::read_texts(dataset, raw)) hash.text(text);
  } else if (type == "float64") {
    add_rows<double>(hash, dataset, raw);
  } else if (type == "int32") {
    add_rows<std::int32_t>(hash, dataset, raw);
  } else if (type == "int64") {
    for (const std::int64_t value : hdf5::read_values<std::int64_t>(dataset, raw))
      hash.number(static_cast<std::uint64_t>(value));
  } else if (type == "int8") {
    const auto values = hdf5::read_values<std::int8_t>(dataset, raw);
    hash.bytes({reinterpret_cast<const char*>(values.data()), values.size()});
  }
  return hash.hex();
}

class FileWalk {
 public:
  FileWalk(const hdf5::RawFile& raw, const layout::Format& format, const KnownValues& known)
      : raw_(raw), format_(format), known_(known) {}

  ObjectDigests over(hid_t file) {
    for (const std::string& name : hdf5::attribute_names(file))
      if (!is_left_out(name) && name != layout::contents_digest_attribute)
        digests_.emplace("@" + name, attribute_digest(file, name));
    KnownAxes axes;
    note_axes(axes, file);
    for (const std::string& name : hdf5::member_names(file)) {
      if (hdf5::is_dataset(file, name))
        digests_.emplace("/" + name, variable_digest(axes, hdf5::open_dataset(file, name), name, "/" + name));
      else if (name != layout::integrity_group)
        walk_group(hdf5::open_group(file, name), name, axes);
    }
    return std::move(digests_);
  }

 private:
  void walk_group(hid_t group, const std::string& group_name, KnownAxes axes) {
    note_axes(axes, group);
    Sha256 hash;
    hash.text("group");
    add_attributes(hash, group);
    digests_.emplace("/" + group_name, hash.hex());
    for (const std::string& name : hdf5::member_names(group)) {
      const std::string path = fmt::format("/{}/{}", group_name, name);
      digests_.emplace(path, hdf5::is_dataset(group, name)
                                 ? variable_digest(axes, hdf5::open_dataset(group, name), name, path)
                                 : std::string());
    }
  }

  std::string variable_digest(const KnownAxes& axes, hid_t dataset, const std::string& name,
                              const std::string& path) const {
    Sha256 hash;
    hash.text(is_bare_axis(dataset) ? "dimension" : "variable");
    if (is_bare_axis(dataset)) return hash.hex();
    const std::vector<KnownAxis> own = axes_of(axes, dataset, name);
    hash.number(own.size());
    for (const KnownAxis& axis : own) {
      hash.text(axis.name);
      hash.number(axis.size);
    }
    const std::string type = hdf5::type_name(dataset);
    hash.text(type);
    add_attributes(hash, dataset);
    const bool left_to_digest = format_.measure_values == layout::MeasureValues::under_digest && !is_axis(dataset) &&
                                hdf5::has_attribute(dataset, layout::closure_attribute);
    const auto known = known_.find(path);
    hash.text(left_to_digest ? "" : known != known_.end() ? known->second : values_digest(dataset, type, raw_));
    return hash.hex();
  }

  const hdf5::RawFile& raw_;
  const layout::Format& format_;
  const KnownValues& known_;
  ObjectDigests digests_;
};

std::string in_words(const std::string& object) {
  return object.starts_with('@') ? "the attribute " + object.substr(1) : object;
}

/// The table as it stands in the file. Its own descriptions are always the same, so they are checked here.
ObjectDigests stored_digests(hid_t file, const hdf5::RawFile& raw, std::vector<std::string>& wrong) {
  const Handle group = hdf5::open_group(file, layout::integrity_group);
  std::vector<std::vector<std::string>> columns;
  for (const auto& [name, meaning] : layout::integrity_columns) {
    const Handle dataset = hdf5::open_dataset(group, name);
    if (hdf5::read_text_attribute(dataset, "units") != "1" ||
        hdf5::read_text_attribute(dataset, "long_name") != meaning)
      wrong.push_back(fmt::format("/{}/{}", layout::integrity_group, name));
    columns.push_back(hdf5::read_texts(dataset, raw));
  }
  if (columns[0].size() != columns[1].size()) hdf5::fail("is damaged: its table of digests is");
  ObjectDigests digests;
  for (std::size_t i = 0; i < columns[0].size(); ++i) digests.emplace(columns[0][i], columns[1][i]);
  return digests;
}

/// Of the whole table.
std::string contents_digest(const ObjectDigests& digests) {
  Sha256 hash;
  hash.text("kith contents 1");
  hash.number(digests.size());
  for (const auto& [object, digest] : digests) {
    hash.text(object);
    hash.text(digest);
  }
  return hash.hex();
}

}  // namespace

std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t most = 8;
  const auto told = std::span(names).first(std::min(most, names.size()));
  return fmt::format("{}{}", fmt::join(told, ", "),
                     names.size() > most ? fmt::format(" and {} more", names.size() - most) : "");
}

namespace {

void expect_none(const std::vector<std::string>& wrong, const std::vector<std::string>& missing,
                 const layout::Format& format) {
  std::vector<std::string> faults;
  if (!wrong.empty()) faults.push_back("what does not match: " + some_of(wrong));
  if (!missing.empty()) faults.push_back("what is missing: " + some_of(missing));
  if (!faults.empty())
    hdf5::fail(fmt::format("is damaged or was changed since it was written; {}; take a fresh copy or {}",
                           fmt::join(faults, "; "), format.make_anew));
}

}  // namespace

void write_contents(netcdf::VariableMaker& maker, hid_t file, const std::filesystem::path& path,
                    const layout::Format& format, const KnownValues& known) {
  check(H5Fflush(file, H5F_SCOPE_GLOBAL), "the data cannot be brought to the disk");
  const ObjectDigests digests = FileWalk(hdf5::RawFile(path), format, known).over(file);
  std::array<std::vector<std::string>, 2> columns;
  for (const auto& [object, digest] : digests) {
    columns[0].push_back(object);
    columns[1].push_back(digest);
  }
  const Handle group = netcdf::create_group(file, layout::integrity_group);
  const auto& [object, sha256] = layout::integrity_columns;
  const netcdf::Axis axis = maker.text_axis(group, object.first, object.second, columns[0]);
  maker.write_text_variable(group, sha256.first, sha256.second, {&axis}, columns[1]);
  hdf5::write_text_attribute(file, layout::contents_digest_attribute, contents_digest(digests));
}

ContentsCheck check_contents(const Source& source) {
  std::vector<std::string> wrong, missing;
  const ObjectDigests written = stored_digests(source.handle, source.raw, wrong);
  if (hdf5::read_text_attribute(source.handle, layout::contents_digest_attribute) != contents_digest(written))
    wrong.push_back(
        fmt::format("the attribute {} or the group {}", layout::contents_digest_attribute, layout::integrity_group));
  const ObjectDigests present = FileWalk(source.raw, source.format, {}).over(source.handle);
  for (const auto& [object, digest] : written) {
    const auto found = present.find(object);
    if (found == present.end())
      missing.push_back(in_words(object));
    else if (found->second != digest)
      wrong.push_back(in_words(object));
  }
  expect_none(wrong, missing, source.format);
  ContentsCheck check{written.size(), {}};
  for (const auto& [object, digest] : present)
    if (!written.contains(object)) check.added.push_back(in_words(object));
  return check;
}

bool has_contents(const Source& source) {
  // Whatever version it calls itself: the number may be what was changed.
  return source.version > 1 || hdf5::has_member(source.handle, layout::integrity_group);
}

void check_groups(const Source& source) {
  std::vector<std::string> missing;
  for (const char* group : {layout::provenance_group, layout::integrity_group})
    if (!hdf5::has_member(source.handle, group) &&
        (has_contents(source) || group != std::string(layout::integrity_group)))
      missing.emplace_back(group);
  if (missing.empty()) return;
  const std::string names = fmt::format("{}", fmt::join(missing, " and "));
  hdf5::fail(fmt::format(
      "{} missing: this may be a copy of the root group alone, as xarray makes it, which lacks all "
      "other groups; take the file it came from, or copy that with h5repack, nccopy or ncks",
      missing.size() == 1 ? fmt::format("the group {} is", names) : fmt::format("the groups {} are", names)));
}

}  // namespace kith::results
