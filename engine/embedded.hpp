// A data file compiled into the program, so that one binary carries its evidence, catalogue and places.
#pragma once

#include <span>
#include <string_view>

namespace kith {

struct EmbeddedFile {
  std::string_view name;  ///< path relative to the folder it came from
  std::string_view text;
};

/// The text of the file of this name; "" if there is none.
inline std::string_view embedded_text(std::span<const EmbeddedFile> files, std::string_view name) {
  for (const EmbeddedFile& file : files)
    if (file.name == name) return file.text;
  return {};
}

}  // namespace kith
