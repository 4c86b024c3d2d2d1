#include "tools/console/interrupt.hpp"

#include "engine/work/stop.hpp"
#include "tools/console/exit_codes.hpp"

#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>

namespace kith::tools {
namespace {

std::atomic<bool> asked{false};
std::atomic<int> writers{0};
std::atomic<std::int64_t> asked_at{0};  ///< milliseconds of the monotonic clock
static_assert(std::atomic<std::int64_t>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

/// `timeout` and batch systems send the same request twice at once, and a limit of processor time every second; only a
/// later request of another kind means "at once".
constexpr std::int64_t same_request_milliseconds = 300;

constexpr const char* default_message = "\nkith: stopping; nothing will be written (once more to stop at once)\n";
std::atomic<const char*> message{default_message};

std::int64_t now_milliseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

// Only calls that are safe in a signal handler.
void on_signal(int signal) {
  constexpr std::string_view message_while_writing = "\nkith: a file is being written; finishing it\n";
  const bool again = asked.exchange(true);
  const bool writing = writers > 0;
  if (!again) asked_at = now_milliseconds();
  if (again && (signal == SIGXCPU || now_milliseconds() - asked_at < same_request_milliseconds)) return;
  if (again && !writing) ::_exit(static_cast<int>(ExitCode::interrupted));
  if (!writing) stop_flag = true;
  const std::string_view text = writing ? message_while_writing : std::string_view(message.load());
  if (::write(STDERR_FILENO, text.data(), text.size()) < 0) return;
}

void stop_on(int signal) {
  struct sigaction present {};
  ::sigaction(signal, nullptr, &present);
  if (present.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

void watch_for_interrupts() {
  for (const SignalRule& rule : signal_rules) {
    if (rule.what == OnSignal::stop)
      stop_on(rule.number);
    else
      std::signal(rule.number, SIG_IGN);
  }
}

std::string signals_text() {
  std::string stops;
  std::string errors;
  for (const SignalRule& rule : signal_rules) {
    std::string& list = rule.what == OnSignal::stop ? stops : errors;
    list += (list.empty() ? "" : ", ") + std::string(rule.name);
  }
  return fmt::format(
      "Signals, of every command:\n  {}: stop as soon as may be, keep what is finished, exit 130;\n"
      "      once more: at once\n  {}: an error of writing, exit 4\n",
      stops, errors);
}

void say_on_interrupt(const char* text) { message = text; }

const std::atomic<bool>& stop_requested() { return stop_flag; }

void stop_if_requested() {
  if (asked) throw Interrupted{};
}

WritingGuard::WritingGuard() { ++writers; }
WritingGuard::~WritingGuard() {
  if (--writers == 0 && asked) stop_flag = true;
}

}  // namespace kith::tools
