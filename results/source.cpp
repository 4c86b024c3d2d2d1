#include "results/source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace kith::results {

using hdf5::Handle;

namespace {

namespace fs = std::filesystem;

const layout::Format& format_of(hid_t file, const std::vector<layout::Format>& formats) {
  const bool named = hdf5::has_attribute(file, "format") && hdf5::has_attribute(file, "format_version");
  const std::string name = named ? hdf5::read_text_attribute(file, "format") : "";
  const auto found = std::ranges::find_if(formats, [&](const layout::Format& format) { return name == format.name; });
  if (found == formats.end() && name == layout::sweep_file.name)
    hdf5::fail(fmt::format("holds a sweep; give a file written by {}", formats.front().written_by));
  if (found == formats.end() && name == layout::calibration_file.name)
    hdf5::fail(fmt::format("holds a calibration; give a file written by {}", formats.front().written_by));
  if (found == formats.end())
    hdf5::fail(fmt::format("is an HDF5 file, but no {} file; give a file written by {}, or a whole copy of one",
                           formats.front().name, formats.front().written_by));
  return *found;
}

std::int32_t version_of(hid_t file, const layout::Format& format) {
  const auto version = hdf5::read_scalar_attribute<std::int32_t>(file, "format_version");
  if (version > format.version || version < format.oldest_version)
    hdf5::fail(fmt::format("has format version {}, but this program reads versions {} to {} only; {}", version,
                           format.oldest_version, format.version,
                           version > format.version ? "use a newer kith" : format.make_anew));
  return version;
}

const fs::path& ordinary(const fs::path& file, const layout::Format& format) {
  std::error_code error;
  if (!fs::exists(file, error)) throw ResultsError("does not exist; check the name");
  if (!fs::is_regular_file(file, error))
    throw ResultsError(fmt::format("is no ordinary file; give a file written by {}", format.written_by));
  return file;
}

}  // namespace

Source::Source(const fs::path& file, const std::vector<layout::Format>& formats)
    : raw(ordinary(file, formats.front())), format(formats.front()) {
  const char* written_by = formats.front().written_by;
  if (raw.size() == 0) throw ResultsError(fmt::format("is empty; give a file written by {}", written_by));
  if (H5Fis_hdf5(file.c_str()) <= 0)
    throw ResultsError(fmt::format("is no HDF5 file; give a file written by {}", written_by));
  // Without a strong close, an object left open by a failure would keep the file open.
  const Handle access{H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "cannot be opened"};
  hdf5::check(H5Pset_fclose_degree(access, H5F_CLOSE_STRONG), "cannot be opened");
  hdf5::leave_unlocked(access);  // a file appears whole and is never changed
  errno = 0;
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDONLY, access);
  if (opened < 0 && (errno == ENOLCK || errno == ENOSYS || errno == EOPNOTSUPP))
    throw ResultsError(fmt::format(
        "cannot be locked ({}), which HDF5_USE_FILE_LOCKING asks for; set it to FALSE on a file system without locks",
        std::strerror(errno)));
  handle = {opened, H5Fclose, fmt::format("is damaged or cut short; take a fresh copy or {}", format.make_anew)};
  format = format_of(handle, formats);
  version = version_of(handle, format);
}

}  // namespace kith::results
