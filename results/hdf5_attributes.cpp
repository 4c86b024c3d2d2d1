// Attributes: texts of fixed width, numbers, and lists of either.
#include "results/hdf5_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith::results::hdf5 {

namespace {

constexpr std::size_t largest_attribute_bytes = 64u << 20;

Handle create_attribute(hid_t object, const char* name, hid_t type, hid_t space) {
  return {H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
          fmt::format("cannot write the attribute {}", name)};
}

struct OpenAttribute {
  Handle attribute, type;
  Shape shape;
};

OpenAttribute open_attribute(hid_t object, const char* name) {
  OpenAttribute open;
  open.attribute = {H5Aopen(object, name, H5P_DEFAULT), H5Aclose, fmt::format("the attribute {} is missing", name)};
  open.type = {H5Aget_type(open.attribute), H5Tclose, fmt::format("the attribute {} is damaged", name)};
  const Handle space{H5Aget_space(open.attribute), H5Sclose, fmt::format("the attribute {} is damaged", name)};
  open.shape = extent(space);
  if (element_count(open.shape) > largest_attribute_bytes / std::max<std::size_t>(1, H5Tget_size(open.type)))
    fail(fmt::format("the attribute {} is damaged: it claims an absurd size", name));
  return open;
}

bool is_fixed_text(hid_t type) { return H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0; }

// Room is needed for one byte at least, so that HDF5 gets a valid address for empty data.
template <class T>
std::vector<T> read_attribute_values(const OpenAttribute& open, const char* name, hid_t type, std::size_t count) {
  std::vector<T> values(std::max<std::size_t>(1, count));
  check(H5Aread(open.attribute, type, values.data()), fmt::format("the attribute {} is damaged", name));
  values.resize(count);
  return values;
}

std::vector<std::string> read_variable_texts(const OpenAttribute& open, const char* name) {
  expect_copy(fmt::format("the attribute {} is not text of fixed width", name));
  const Handle type = text_type_of(H5T_VARIABLE, H5T_STR_NULLTERM);
  check(H5Tset_cset(type, H5Tget_cset(open.type)), fmt::format("the attribute {} is damaged", name));
  const std::size_t count = element_count(open.shape);
  const std::vector<char*> pointers = read_attribute_values<char*>(open, name, type, count);
  std::vector<std::string> texts;
  for (char* pointer : pointers) {
    texts.emplace_back(pointer == nullptr ? "" : pointer);
    H5free_memory(pointer);
  }
  return texts;
}

std::vector<std::string> read_texts_of(const OpenAttribute& open, const char* name) {
  if (H5Tis_variable_str(open.type) > 0) return read_variable_texts(open, name);
  if (!is_fixed_text(open.type)) fail(fmt::format("the attribute {} is not text", name));
  const std::size_t width = H5Tget_size(open.type);
  const std::size_t count = element_count(open.shape);
  if (count == 0) return {};
  const std::vector<char> bytes = read_attribute_values<char>(open, name, open.type, width * count);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) texts.push_back(unpadded(std::string(bytes.data() + i * width, width)));
  return texts;
}

}  // namespace

void write_text_attribute(hid_t object, const char* name, std::string_view text) {
  const std::string padded = text.empty() ? std::string(1, '\0') : std::string(text);
  const Handle type = text_type_of(padded.size(), H5T_STR_NULLPAD);
  const Handle attribute = create_attribute(object, name, type, space_of_shape({}));
  check(H5Awrite(attribute, type, padded.data()), fmt::format("cannot write the attribute {}", name));
}

void write_texts_attribute(hid_t object, const char* name, const std::vector<std::string>& texts) {
  std::size_t width = 2;  // netCDF takes texts of width 1 for characters
  for (const std::string& text : texts) width = std::max(width, text.size());
  std::string bytes;
  for (const std::string& text : texts) bytes += text + std::string(width - text.size(), '\0');
  const Handle type = text_type_of(width, H5T_STR_NULLPAD);
  const Handle attribute = create_attribute(object, name, type, space_of_shape({texts.size()}));
  check(H5Awrite(attribute, type, bytes.data()), fmt::format("cannot write the attribute {}", name));
}

template <class T>
void write_scalar_attribute(hid_t object, const char* name, T scalar) {
  const Handle attribute = create_attribute(object, name, stored_type<T>(), space_of_shape({}));
  check(H5Awrite(attribute, memory_type<T>(), &scalar), fmt::format("cannot write the attribute {}", name));
}
template void write_scalar_attribute(hid_t, const char*, std::int32_t);
template void write_scalar_attribute(hid_t, const char*, std::int64_t);

template <class T>
void write_values_attribute(hid_t object, const char* name, std::span<const T> values) {
  const Handle attribute = create_attribute(object, name, stored_type<T>(), space_of_shape({values.size()}));
  check(H5Awrite(attribute, memory_type<T>(), values.data()), fmt::format("cannot write the attribute {}", name));
}
template void write_values_attribute(hid_t, const char*, std::span<const std::int8_t>);
template void write_values_attribute(hid_t, const char*, std::span<const std::int32_t>);
template void write_values_attribute(hid_t, const char*, std::span<const double>);

bool has_attribute(hid_t object, const char* name) { return H5Aexists(object, name) > 0; }

std::string read_text_attribute(hid_t object, const char* name) {
  const OpenAttribute open = open_attribute(object, name);
  if (element_count(open.shape) > 1) fail(fmt::format("the attribute {} is not a single text", name));
  const std::vector<std::string> texts = read_texts_of(open, name);
  return texts.empty() ? "" : texts.front();
}

std::string text_attribute_or_none(hid_t object, const char* name) {
  return has_attribute(object, name) ? read_text_attribute(object, name) : "";
}

std::vector<std::string> read_texts_attribute(hid_t object, const char* name) {
  const OpenAttribute open = open_attribute(object, name);
  if (open.shape.size() > 1) fail(fmt::format("the attribute {} is not a list of texts", name));
  return read_texts_of(open, name);
}

template <class T>
T read_scalar_attribute(hid_t object, const char* name) {
  const OpenAttribute open = open_attribute(object, name);
  if (element_count(open.shape) != 1 || H5Tequal(open.type, stored_type<T>()) <= 0)
    fail(fmt::format("the attribute {} is not a whole number as results files store it", name));
  return read_attribute_values<T>(open, name, memory_type<T>(), 1).front();
}
template std::int32_t read_scalar_attribute(hid_t, const char*);
template std::int64_t read_scalar_attribute(hid_t, const char*);

template <class T>
std::vector<T> read_values_attribute(hid_t object, const char* name) {
  const OpenAttribute open = open_attribute(object, name);
  if (open.shape.size() != 1 || H5Tequal(open.type, stored_type<T>()) <= 0)
    fail(fmt::format("the attribute {} is not a list of numbers as results files store it", name));
  return read_attribute_values<T>(open, name, memory_type<T>(), element_count(open.shape));
}
template std::vector<std::int32_t> read_values_attribute(hid_t, const char*);

std::string attribute_as_text(hid_t object, const char* name) {
  const OpenAttribute open = open_attribute(object, name);
  if (element_count(open.shape) != 1) return "";
  if (H5Tget_class(open.type) == H5T_STRING) return read_texts_of(open, name).front();
  if (H5Tget_class(open.type) != H5T_INTEGER) return "";
  return std::to_string(read_attribute_values<std::int64_t>(open, name, H5T_NATIVE_INT64, 1).front());
}

AttributeValue read_any_attribute(hid_t object, const char* name) {
  const OpenAttribute open = open_attribute(object, name);
  const std::size_t count = element_count(open.shape);
  switch (H5Tget_class(open.type)) {
    case H5T_STRING: {
      std::vector<std::string> texts = read_texts_of(open, name);
      if (texts.empty()) texts.emplace_back();  // netCDF's way to write an empty text
      return texts;
    }
    case H5T_INTEGER:
      return read_attribute_values<std::int64_t>(open, name, H5T_NATIVE_INT64, count);
    case H5T_FLOAT:
      return read_attribute_values<double>(open, name, H5T_NATIVE_DOUBLE, count);
    default:
      fail(fmt::format("the attribute {} is neither text nor numbers", name));
  }
}

std::vector<std::string> attribute_names(hid_t object) {
  std::vector<std::string> names;
  const H5A_operator2_t note = [](hid_t, const char* name, const H5A_info_t*, void* data) -> herr_t {
    static_cast<std::vector<std::string>*>(data)->emplace_back(name);
    return 0;
  };
  check(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, note, &names),
        "the file is damaged: attributes cannot be listed");
  return names;
}

}  // namespace kith::results::hdf5
