// What the parts of the layer over HDF5 share: shapes, types of text and what is only met in copies. Private to
// hdf5*.cpp; needs a live Session.
#pragma once

#include "results/hdf5.hpp"

#include <string>
#include <string_view>

namespace kith::results::hdf5 {

/// Goes on if copies are being read; else throws ForeignLayout.
void expect_copy(std::string_view what);

/// Without the zero bytes at its end.
std::string unpadded(std::string text);

Handle space_of_shape(const Shape& shape);
/// The shape of a space; {0} of what is nothing at all.
Shape extent(hid_t space);

/// UTF-8 of so many bytes, or of H5T_VARIABLE.
Handle text_type_of(std::size_t width, H5T_str_t padding);

}  // namespace kith::results::hdf5
