// Ctrl-C and requests to stop. The first asks the run to stop between two steps; a second ends the program at once,
// unless a file is just being written, which is always finished so that nothing is left half done.
#pragma once

#include <atomic>

namespace kith::tools {

/// Installs the handlers (SIGINT, SIGTERM, SIGHUP; those ignored by the caller stay ignored). A closed pipe and a file
/// that grows too large become errors of writing instead of signals.
void watch_for_interrupts();

/// What is said from now on when a stop is asked for; a literal, since a signal handler reads it.
void say_on_interrupt(const char* message);

/// The flag a run looks at.
const std::atomic<bool>& stop_requested();

/// Throws kith::Interrupted if a stop was asked for.
void stop_if_requested();

/// While one lives, a second signal does not end the program.
class WritingGuard {
 public:
  WritingGuard();
  ~WritingGuard();
  WritingGuard(const WritingGuard&) = delete;
  WritingGuard& operator=(const WritingGuard&) = delete;
};

}  // namespace kith::tools
