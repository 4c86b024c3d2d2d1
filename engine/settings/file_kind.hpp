// What a file is that was given where text is wanted, by its first bytes: workbooks, archives, results files, pages of
// the web. So that the cause is told, and not the first byte that is no text.
#pragma once

#include <string_view>

namespace kith {

struct FileKind {
  std::string_view is;       ///< such as "a PDF"; "" if it may be text
  std::string_view instead;  ///< what to do about it where a table is wanted; "" if nothing is known
};

/// By how the file begins; 16 bytes are enough. Any thread.
FileKind kind_of_file(std::string_view bytes);

}  // namespace kith
