// How HDF5 is laid out so that it is netCDF-4, too: dimensions with their numbers, variables tied to them, groups and
// attributes in the order they were made, no times. For all that writes files of this house. Private to this folder;
// needs a live hdf5::Session.
#pragma once

#include "results/hdf5.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace kith::results::netcdf {

enum class AxisKind { fixed, growing };

/// A dimension in the file: its scale, its netCDF number and length.
struct Axis {
  std::string name;
  hdf5::Handle scale;
  std::int32_t id = 0;
  hsize_t size = 0;
  AxisKind kind = AxisKind::fixed;
};
using Axes = std::vector<const Axis*>;

hdf5::Handle create_file(const std::filesystem::path& path);
hdf5::Handle create_group(hid_t parent, const std::string& name);
void describe(hid_t dataset, std::string_view unit, std::string_view meaning);
/// Says what the codes 0, 1, ... of a variable of type T stand for. CF's flags are words without blanks, so the labels
/// stand beside them as they are.
template <class T>
void describe_codes(hid_t dataset, const std::vector<std::string>& labels);

/// Makes the dimensions and variables of one file. Throws ResultsError.
class VariableMaker {
 public:
  Axis text_axis(hid_t parent, const std::string& name, const std::string& meaning,
                 const std::vector<std::string>& labels);
  template <class T>
  Axis number_axis(hid_t parent, const std::string& name, const std::string& unit, const std::string& meaning,
                   const std::vector<T>& values);
  /// A dimension without a variable of its own, as netCDF-4 marks it.
  Axis bare_axis(hid_t parent, const std::string& name, hsize_t size, AxisKind kind = AxisKind::growing);
  /// An empty variable of numbers; reals start as NaN.
  template <class T>
  hdf5::Handle create_numbers(hid_t parent, const std::string& name, const Axes& axes);
  void write_text_variable(hid_t parent, const std::string& name, std::string_view meaning, const Axes& axes,
                           const std::vector<std::string>& texts);

 private:
  std::int32_t next_axis_id_ = 0;
};

}  // namespace kith::results::netcdf
