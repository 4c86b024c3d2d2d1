// The file or folder that a name written in a file means: relative to the folder that file lies in. "../" leads to the
// parent the file system knows, which after a symbolic link to a folder is not the folder before it in the name.
#pragma once

#include "engine/settings/problem.hpp"

#include <filesystem>

namespace kith {

/// `named` as written in `file`. Parts such as "a/.." are taken out of the path only where that leads to the same
/// place.
std::filesystem::path file_named_in(const std::filesystem::path& file, const std::filesystem::path& named);

/// `named` as written at a place in a file, or on the command line: there relative to the folder the program runs in.
std::filesystem::path file_named_at(const SourceLocation& where, const std::filesystem::path& named);

}  // namespace kith
