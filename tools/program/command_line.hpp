// The command line as a whole: all subcommands, what --help says, and what is said about one not understood.
#pragma once

#include "tools/program/commands.hpp"

#include <CLI/App.hpp>

#include <string>
#include <vector>

namespace kith::tools {

/// Adds every subcommand, --version and the table of exit codes. `invocation` must outlive `program`.
void build_command_line(CLI::App& program, const Invocation& invocation);

/// Whether a word of the command line is neither a command, an option nor a value of one.
bool has_unknown_words(const CLI::App& program);

/// What is wrong with the command line and what would be right, near names included.
std::string explain_parse_error(const CLI::App& program, const CLI::ParseError& error);

/// The words of the call but for the program's name, for the parser. Behind "--" all are names: one that begins with a
/// hyphen stands as a path that does not.
std::vector<std::string> words_of(int argc, char** argv);

/// The call as it could be typed again.
std::string command_line_of(int argc, char** argv);

}  // namespace kith::tools
