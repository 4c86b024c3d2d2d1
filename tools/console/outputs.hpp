// The files a command is asked to write, held against those it reads and against each other before anything runs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kith::tools {

/// Opens /dev/null for each of standard input, output and error that the program was started without (>&-): the next
/// file opened would take its number, and what is printed would land in that file. Call first.
void open_missing_streams();

/// A file to write, as it was named.
struct Output {
  std::string option;          ///< such as "-o"
  std::filesystem::path file;  ///< empty: not asked for
};

/// Throws CommandLineError if an output is one of `inputs`, whatever it is called there (a link, another path), or if
/// two outputs are one file. Call before anything runs; --force is for older outputs, never for what is read.
void refuse_clashes(const std::vector<Output>& outputs, const std::vector<std::filesystem::path>& inputs);

/// Throws OutputError if `file`, a text, exists and `force` is false, is no ordinary file, or cannot be made in its
/// folder. Call before anything runs.
void check_text_writable(const std::filesystem::path& file, bool force);

}  // namespace kith::tools
