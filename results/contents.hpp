// A digest of each thing a file of this house holds, kept in the file: every variable with its values, type, dimensions
// and attributes, every group and every attribute of the root. Values of a run's measures are left to the digest of
// results. What HDF5, netCDF and copying programs keep for themselves is left out, so a whole copy matches. Private to
// this folder; needs a live hdf5::Session. FORMAT.md spells out every byte.
#pragma once

#include "results/layout.hpp"
#include "results/netcdf.hpp"
#include "results/source.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace kith::results {

/// SHA-256 of values in row-major order, by path: of variables whose values need not be read back.
using KnownValues = std::map<std::string, std::string>;

/// Writes the table into the file of that format at `path`; last, since it is over all the rest.
void write_contents(netcdf::VariableMaker& maker, hid_t file, const std::filesystem::path& path,
                    const layout::Format& format, const KnownValues& known);

/// What the table in the file told.
struct ContentsCheck {
  std::size_t objects = 0;         ///< in the table
  std::vector<std::string> added;  ///< present, but not in the table; in words: "/offences", "the attribute seed"
};
/// Throws ResultsError naming what is not as the table says or is missing, or if the table itself is damaged.
ContentsCheck check_contents(const Source& source);

/// Throws ResultsError unless provenance and the table are there: xarray, for one, writes the group that was opened and
/// no other.
void check_groups(const Source& source);

/// The first of many names.
std::string some_of(const std::vector<std::string>& names);

/// Whether the file holds the table; those of version 1 do not.
bool has_contents(const Source& source);

}  // namespace kith::results
