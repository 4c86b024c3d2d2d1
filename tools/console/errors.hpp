// Kinds of failure that only the program knows; the rest come from the engine and results.
#pragma once

#include <stdexcept>

namespace kith::tools {

/// The command line makes no sense; what() says why and what would.
class CommandLineError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file other than a results file could not be written; what() names it and the remedy.
class OutputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A stop was asked for, but something stays; what() says what, and how to go on.
class StoppedWithResults : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Everything was written that there is, but some of the runs of a sweep, or all, failed; what() says why.
class RunsFailed : public std::runtime_error {
 public:
  RunsFailed(const std::string& what, bool all) : std::runtime_error(what), all_(all) {}
  bool all() const { return all_; }

 private:
  bool all_;
};

/// A run lies outside the accepted range of a published fact, and that was to be a failure; what() counts.
class FactsMissed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace kith::tools
