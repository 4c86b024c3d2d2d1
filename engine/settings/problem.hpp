// What is wrong with an input file, and where. All problems of a file are gathered and thrown together.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace kith {

/// A place in a file; line and column count from 1, 0 where there is none. `file` may be "--set" or "command line".
struct SourceLocation {
  std::string file;
  int line = 0;
  int column = 0;
};

/// "file:line:column", leaving out what is not known.
std::string format_location(const SourceLocation& where);

struct Problem {
  SourceLocation where;
  std::string message;  ///< the value, what is allowed, a near name where there is one
};

void add_problem(std::vector<Problem>& problems, SourceLocation where, std::string message);

/// An unsound input. what() lists every problem, one a line, as file:line:column: message.
class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<Problem> problems);
  InputError(SourceLocation where, std::string message);
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// The name nearest to `name` by edit distance, or "" if none is near enough to be a slip of the hand.
std::string nearest_name(std::string_view name, const std::vector<std::string>& known);

/// "; did you mean 'x'?" for the name nearest to `name`, or "" where none is near.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& known);

/// Text from outside made safe to print in a message: control characters escaped, long text cut short between
/// characters.
std::string printable(std::string_view text);

/// printable(text) in single quotes.
std::string in_quotes(std::string_view text);

}  // namespace kith
