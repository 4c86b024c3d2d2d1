#include "results/netcdf.hpp"

#include "results/layout.hpp"

#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <limits>
#include <span>
#include <type_traits>

namespace kith::results::netcdf {

using hdf5::check;
using hdf5::Handle;
using hdf5::Shape;

namespace {

constexpr hsize_t largest_chunk_bytes = 1u << 20;
constexpr hsize_t smallest_chunk_bytes = 16u << 10;
constexpr unsigned deflate_level = 4;
constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

void track_order(hid_t properties) {
  check(H5Pset_attr_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), "cannot write");
  check(H5Pset_attr_phase_change(properties, 64, 48), "cannot write");  // keep attributes with their object: smaller
  check(H5Pset_obj_track_times(properties, false), "cannot write");
}

/// Links stay with their group, too: HDF5 1.10 crashes on a damaged heap of links, and our reader refuses such heaps.
void track_links(hid_t properties) {
  check(H5Pset_link_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), "cannot write");
  check(H5Pset_link_phase_change(properties, 65535, 0), "cannot write");
  track_order(properties);
}

/// One replicate a chunk, cut from the outside in to a megabyte; several replicates if each is tiny.
Shape chunk_of(const Axes& axes, std::size_t width) {
  Shape chunk;
  for (const Axis* axis : axes) chunk.push_back(std::max<hsize_t>(1, axis->size));
  const auto bytes = [&](std::size_t from) {
    hsize_t product = width;
    for (std::size_t i = from; i < chunk.size(); ++i) product *= chunk[i];
    return product;
  };
  chunk[0] = std::clamp<hsize_t>(smallest_chunk_bytes / bytes(1), 1, chunk[0]);
  for (std::size_t i = 1; i < chunk.size() && bytes(0) > largest_chunk_bytes; ++i)
    chunk[i] = std::max<hsize_t>(1, largest_chunk_bytes / bytes(i + 1));
  return chunk;
}

Handle plain_creation() {
  Handle creation{H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "cannot write"};
  track_order(creation);
  return creation;
}

/// Small variables are kept plain; larger ones are cut into chunks and packed.
Handle creation_of(const Axes& axes, std::size_t width) {
  Handle creation = plain_creation();
  hsize_t bytes = width;
  for (const Axis* axis : axes) bytes *= axis->size;
  const bool grows = std::ranges::any_of(axes, [](const Axis* axis) { return axis->kind == AxisKind::growing; });
  if (!grows && bytes < smallest_chunk_bytes) return creation;
  if (axes.empty()) return creation;
  Shape chunk = chunk_of(axes, width);
  if (axes.size() == 1) chunk[0] = std::max<hsize_t>(1, std::min(axes[0]->size, largest_chunk_bytes / width));
  check(H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data()), "cannot write");
  check(H5Pset_shuffle(creation), "cannot write");
  check(H5Pset_deflate(creation, deflate_level), "cannot write");
  return creation;
}

Handle create_dataset(hid_t parent, const std::string& name, hid_t type, const Axes& axes, hid_t creation) {
  Shape shape, most;
  for (const Axis* axis : axes) {
    shape.push_back(axis->size);
    most.push_back(axis->kind == AxisKind::growing ? H5S_UNLIMITED : axis->size);
  }
  const Handle space{axes.empty() ? H5Screate(H5S_SCALAR)
                                  : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), most.data()),
                     H5Sclose, "cannot write a variable"};
  return {H5Dcreate2(parent, name.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose,
          fmt::format("cannot write {}", name)};
}

void attach(hid_t dataset, const Axes& axes) {
  std::vector<std::int32_t> ids;
  for (const Axis* axis : axes) {
    check(H5DSattach_scale(dataset, axis->scale, static_cast<unsigned>(ids.size())), "cannot write a dimension");
    ids.push_back(axis->id);
  }
  if (!ids.empty()) hdf5::write_values_attribute<std::int32_t>(dataset, layout::dimension_ids_attribute, ids);
}

void mark_as_scale(const Axis& axis, const std::string& scale_name) {
  check(H5DSset_scale(axis.scale, scale_name.c_str()), "cannot write a dimension");
  hdf5::write_scalar_attribute(axis.scale, layout::dimension_id_attribute, axis.id);
}

}  // namespace

Handle create_file(const std::filesystem::path& path) {
  const Handle creation{H5Pcreate(H5P_FILE_CREATE), H5Pclose, "cannot write"};
  track_links(creation);
  const Handle access{H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "cannot write"};
  // The 1.10 layout carries checksums on all that describes the data, so damage is noticed when reading.
  check(H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110), "cannot write");
  check(H5Pset_fclose_degree(access, H5F_CLOSE_STRONG), "cannot write");
  // A file nobody else knows by name needs no lock, and some file systems have none.
  hdf5::leave_unlocked(access);
  return {H5Fcreate(path.c_str(), H5F_ACC_EXCL, creation, access), H5Fclose, "the file cannot be created"};
}

Handle create_group(hid_t parent, const std::string& name) {
  const Handle creation{H5Pcreate(H5P_GROUP_CREATE), H5Pclose, "cannot write"};
  track_links(creation);
  return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, creation, H5P_DEFAULT), H5Gclose, "cannot write a group"};
}

void describe(hid_t dataset, std::string_view unit, std::string_view meaning) {
  hdf5::write_text_attribute(dataset, "units", unit.empty() ? "1" : unit);
  hdf5::write_text_attribute(dataset, "long_name", meaning);
}

template <class T>
void describe_codes(hid_t dataset, const std::vector<std::string>& labels) {
  std::vector<T> codes;
  std::string words;
  for (std::string word : labels) {
    std::ranges::replace(word, ' ', '_');
    words += (words.empty() ? "" : " ") + word;
    codes.push_back(static_cast<T>(codes.size()));
  }
  hdf5::write_values_attribute<T>(dataset, "flag_values", codes);
  hdf5::write_text_attribute(dataset, "flag_meanings", words);
  hdf5::write_texts_attribute(dataset, layout::labels_attribute, labels);
}
template void describe_codes<std::int8_t>(hid_t, const std::vector<std::string>&);
template void describe_codes<std::int32_t>(hid_t, const std::vector<std::string>&);

namespace {

void finish_axis(const Axis& axis, std::string_view unit, std::string_view meaning) {
  mark_as_scale(axis, axis.name);
  hdf5::write_values_attribute<std::int32_t>(axis.scale, layout::dimension_ids_attribute, std::span(&axis.id, 1));
  describe(axis.scale, unit, meaning);
}

}  // namespace

Axis VariableMaker::text_axis(hid_t parent, const std::string& name, const std::string& meaning,
                              const std::vector<std::string>& labels) {
  Axis axis{name, {}, next_axis_id_++, labels.size()};
  axis.scale = create_dataset(parent, name, hdf5::text_type(), {&axis}, plain_creation());
  finish_axis(axis, "", meaning);
  hdf5::write_texts(axis.scale, labels);
  return axis;
}

template <class T>
Axis VariableMaker::number_axis(hid_t parent, const std::string& name, const std::string& unit,
                                const std::string& meaning, const std::vector<T>& values) {
  Axis axis{name, {}, next_axis_id_++, values.size()};
  axis.scale = create_dataset(parent, name, hdf5::stored_type<T>(), {&axis}, creation_of({&axis}, sizeof(T)));
  finish_axis(axis, unit, meaning);
  if (unit.find(" since ") != std::string::npos) hdf5::write_text_attribute(axis.scale, "calendar", "standard");
  if (!values.empty()) hdf5::write_rows(axis.scale, 0, values.size(), values.data());
  return axis;
}

Axis VariableMaker::bare_axis(hid_t parent, const std::string& name, hsize_t size, AxisKind kind) {
  Axis axis{name, {}, next_axis_id_++, size, kind};
  axis.scale = create_dataset(parent, name, H5T_IEEE_F32BE, {&axis}, creation_of({&axis}, sizeof(float)));
  mark_as_scale(axis, fmt::format("This is a netCDF dimension but not a netCDF variable.{:10}", size));
  return axis;
}

template <class T>
Handle VariableMaker::create_numbers(hid_t parent, const std::string& name, const Axes& axes) {
  const Handle creation = creation_of(axes, sizeof(T));
  if constexpr (std::is_same_v<T, double>)
    check(H5Pset_fill_value(creation, H5T_NATIVE_DOUBLE, &no_value), "cannot write a variable");
  Handle dataset = create_dataset(parent, name, hdf5::stored_type<T>(), axes, creation);
  attach(dataset, axes);
  if constexpr (std::is_same_v<T, double>)
    hdf5::write_values_attribute<double>(dataset, "_FillValue", std::span(&no_value, 1));
  return dataset;
}

void VariableMaker::write_text_variable(hid_t parent, const std::string& name, std::string_view meaning,
                                        const Axes& axes, const std::vector<std::string>& texts) {
  const Handle dataset = create_dataset(parent, name, hdf5::text_type(), axes, plain_creation());
  attach(dataset, axes);
  describe(dataset, "", meaning);
  hdf5::write_texts(dataset, texts);
}

template Axis VariableMaker::number_axis<std::int32_t>(hid_t, const std::string&, const std::string&,
                                                       const std::string&, const std::vector<std::int32_t>&);
template Axis VariableMaker::number_axis<std::int64_t>(hid_t, const std::string&, const std::string&,
                                                       const std::string&, const std::vector<std::int64_t>&);
template Axis VariableMaker::number_axis<double>(hid_t, const std::string&, const std::string&, const std::string&,
                                                 const std::vector<double>&);
template Handle VariableMaker::create_numbers<std::int8_t>(hid_t, const std::string&, const Axes&);
template Handle VariableMaker::create_numbers<std::int32_t>(hid_t, const std::string&, const Axes&);
template Handle VariableMaker::create_numbers<std::int64_t>(hid_t, const std::string&, const Axes&);
template Handle VariableMaker::create_numbers<double>(hid_t, const std::string&, const Axes&);

}  // namespace kith::results::netcdf
