#include "engine/settings/file_kind.hpp"

#include <array>
#include <utility>

namespace kith {

FileKind kind_of_file(std::string_view bytes) {
  constexpr std::string_view as_csv = "save it as CSV (UTF-8)";
  constexpr FileKind page{"a web page", "it may be the answer to a download that failed"};
  static constexpr std::array<std::pair<std::string_view, FileKind>, 9> kinds{{
      {"\x89HDF\r\n\x1A\n", {"an HDF5 file, as results are written in", ""}},
      {"PK\x03\x04", {"a workbook or an archive (zip)", as_csv}},
      {"\xD0\xCF\x11\xE0", {"an old Excel workbook", as_csv}},
      {"\x1F\x8B", {"compressed (gzip)", "unpack it first"}},
      {"%PDF", {"a PDF", ""}},
      {"<!DOCTYPE", page},
      {"<!doctype", page},
      {"<html", page},
      {"version https://git-lfs", {"a pointer of Git LFS", "fetch the table itself"}},
  }};
  for (const auto& [start, kind] : kinds)
    if (bytes.starts_with(start)) return kind;
  return {};
}

}  // namespace kith
