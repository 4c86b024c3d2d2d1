// An open file of this house, checked to be one before anything in it is used. Private to this folder; needs a live
// hdf5::Session.
#pragma once

#include "results/hdf5.hpp"
#include "results/layout.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <new>
#include <vector>

namespace kith::results {

/// As HDF5 sees it and as it is. Throws ResultsError unless the file is of one of `formats`, in a version known here.
struct Source {
  Source(const std::filesystem::path& file, const std::vector<layout::Format>& formats);
  hdf5::RawFile raw;
  hdf5::Handle handle;
  layout::Format format;     ///< the one it has of those
  std::int32_t version = 0;  ///< of its format
};

/// Puts the file's name before whatever went wrong inside.
template <class Work>
auto about(const std::filesystem::path& file, Work work) try {
  return work();
} catch (const std::bad_alloc&) {
  throw ResultsError(fmt::format("{}: needs more memory than there is, or is damaged", file.string()));
} catch (const std::exception& error) {
  const std::string_view what = error.what();
  const std::string_view subject = "the file ";
  throw ResultsError(
      fmt::format("{}: {}", file.string(), what.starts_with(subject) ? what.substr(subject.size()) : what));
}

}  // namespace kith::results
