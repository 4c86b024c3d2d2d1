// Everything the program says goes through here: results to standard output, remarks to standard error. A reader that
// has gone away is no error; a full disk behind standard output is one, found by `flush_output`.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace kith::tools {

void print(std::string_view text);  ///< to standard output
void note(std::string_view text);   ///< to standard error

/// Throws OutputError if standard output could not take what was printed (but not if its reader closed it).
void flush_output();

bool is_terminal(std::FILE* stream);
int terminal_width(std::FILE* stream);  ///< columns; 80 if unknown

enum class Colour { bold = 1, red = 31, green = 32, yellow = 33 };
/// `text` in colour if `stream` is a terminal and NO_COLOR is not set; else as it is.
std::string coloured(std::string_view text, Colour colour, std::FILE* stream);

/// `text` with control characters (a terminal would obey them) replaced by "?". Line feeds and tabs stay.
std::string terminal_safe(std::string_view text);

/// Columns `text` takes, counting code points.
std::size_t width(std::string_view text);

}  // namespace kith::tools
