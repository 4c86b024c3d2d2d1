// A digest of each thing a results file holds, kept in the file: every variable with its values, type, dimensions and
// attributes, every group and every attribute of the root. Values of measures are left to the digest of results. What
// HDF5, netCDF and copying programs keep for themselves is left out, so a whole copy matches. Private to this folder;
// needs a live hdf5::Session. FORMAT.md spells out every byte.
#pragma once

#include "results/hdf5.hpp"

#include <map>
#include <string>
#include <vector>

namespace kith::results {

/// By path, such as "/headlines/entrants" or "/headlines"; attributes of the root by name, such as "@seed".
using ObjectDigests = std::map<std::string, std::string>;

/// SHA-256 of values in row-major order, by path: of variables whose values need not be read back.
using KnownValues = std::map<std::string, std::string>;

ObjectDigests object_digests(hid_t file, const hdf5::RawFile& raw, const KnownValues& known = {});

/// Of the whole table.
std::string contents_digest(const ObjectDigests& digests);

/// What is not as the table in the file says.
struct ContentsCheck {
  std::size_t objects = 0;           ///< in the table
  std::vector<std::string> wrong;    ///< in words: "/offences", "the attribute seed"
  std::vector<std::string> missing;  ///< likewise
  std::vector<std::string> added;    ///< present, but not in the table
};
/// Throws ResultsError if the table itself is damaged.
ContentsCheck check_contents(hid_t file, const hdf5::RawFile& raw);

}  // namespace kith::results
