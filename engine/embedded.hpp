// A data file compiled into the program, so that one binary carries its evidence, catalogue and places.
#pragma once

#include <span>
#include <string_view>

namespace kith {

struct EmbeddedFile {
  std::string_view name;  ///< path relative to the folder it came from
  std::string_view text;
};

}  // namespace kith
