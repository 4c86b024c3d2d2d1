#include "tools/console/exit_codes.hpp"

#include <fmt/format.h>

namespace kith::tools {

std::string exit_codes_text() {
  std::string text = "Exit codes:\n";
  for (const ExitCodeMeaning& row : exit_codes) {
    text += fmt::format("  {:<4} {}\n", static_cast<int>(row.code), row.meaning);
  }
  return text;
}

}  // namespace kith::tools
