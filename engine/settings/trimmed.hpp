// Text without the blanks around it, as people leave them in expressions and lists.
#pragma once

#include <string_view>

namespace kith {

/// Without blanks, tabs and line ends before and after; part of `text`.
inline std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

}  // namespace kith
