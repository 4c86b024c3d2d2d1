// Words and paths as a POSIX shell reads them. Every command the program prints is put together with these.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace kith::tools {

/// `word` as a shell reads it back, quoted where it must be.
std::string shell_word(std::string_view word);

/// A file or folder as an argument that can be pasted: quoted where it must be, without a slash at its end, and never
/// taken for an option.
std::string shell_path(const std::filesystem::path& path);

/// A command of shell words with an option in it: added, unless it is there, at the end of the options.
std::string with_option(const std::string& command, const std::string& option);

/// `path` with `ending` after its last name: "runs/study/" and ".h5" make "runs/study.h5". Of a folder that is called
/// by dots, by its real name.
std::filesystem::path named_after(const std::filesystem::path& path, const std::string& ending);

}  // namespace kith::tools
