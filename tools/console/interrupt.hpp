// Signals: one rule for every command. Those that ask for a stop end the work at its next stop point (see
// engine/work/stop.hpp); a second one ends the program at once, unless a file is just being written, which is always
// finished so that nothing is left half done. All others do what the system does with them.
#pragma once

#include <array>
#include <atomic>
#include <csignal>
#include <string>
#include <string_view>

namespace kith::tools {

/// What a signal does here.
enum class OnSignal { stop, becomes_error };

struct SignalRule {
  int number;
  std::string_view name;
  OnSignal what;
  std::string_view sent_by;
};

/// The rule, shown by --help of the program and by docs/command-line.md.
inline constexpr std::array<SignalRule, 9> signal_rules{{
    {SIGINT, "SIGINT", OnSignal::stop, "Ctrl-C"},
    {SIGTERM, "SIGTERM", OnSignal::stop, "kill, scancel, the time limit of a batch system, a machine that shuts down"},
    {SIGHUP, "SIGHUP", OnSignal::stop, "a terminal that is closed"},
    {SIGQUIT, "SIGQUIT", OnSignal::stop, "Ctrl-\\"},
    {SIGUSR1, "SIGUSR1", OnSignal::stop, "sbatch --signal=USR1@60, some time before a limit"},
    {SIGUSR2, "SIGUSR2", OnSignal::stop, "likewise"},
    {SIGXCPU, "SIGXCPU", OnSignal::stop, "a limit of processor time (ulimit -t)"},
    {SIGPIPE, "SIGPIPE", OnSignal::becomes_error, "a reader of the output that went away"},
    {SIGXFSZ, "SIGXFSZ", OnSignal::becomes_error, "a limit of file size (ulimit -f)"},
}};

/// The table as the foot of --help.
std::string signals_text();

/// Installs the rule; signals the caller ignores stay ignored, as under nohup.
void watch_for_interrupts();

/// What is said from now on when a stop is asked for; a literal, since a signal handler reads it.
void say_on_interrupt(const char* message);

/// The flag a run looks at: kith::stop_flag.
const std::atomic<bool>& stop_requested();

/// Throws kith::Interrupted if a stop was asked for, even while a WritingGuard lives.
void stop_if_requested();

/// While one lives, no signal ends the program, and stop points let work go on.
class WritingGuard {
 public:
  WritingGuard();
  ~WritingGuard();
  WritingGuard(const WritingGuard&) = delete;
  WritingGuard& operator=(const WritingGuard&) = delete;
};

}  // namespace kith::tools
