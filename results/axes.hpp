// Dimensions of a file that is read: which datasets are dimensions, and which of them a variable has. Private to this
// folder; needs a live hdf5::Session.
#pragma once

#include "results/hdf5.hpp"

#include <map>
#include <string>
#include <vector>

namespace kith::results {

/// A dimension as far as shapes need it.
struct KnownAxis {
  std::string name;
  std::size_t size = 0;
  bool is_bare = false;  ///< its variables say how long it is; copies may not
};
/// By netCDF's number.
using KnownAxes = std::map<std::int32_t, KnownAxis>;

bool is_axis(hid_t dataset);
/// A dimension without a variable of its own.
bool is_bare_axis(hid_t dataset);
/// Throws ResultsError if the dataset is no list or its number is taken.
void note_axis(KnownAxes& axes, hid_t dataset, const std::string& name);
/// All dimensions of a group join those known.
void note_axes(KnownAxes& axes, hid_t group);
/// Axes of a variable. Throws ResultsError unless they fit its shape.
std::vector<KnownAxis> axes_of(const KnownAxes& axes, hid_t dataset, const std::string& name);

}  // namespace kith::results
