#include "tools/interrupt.hpp"

#include "engine/run/model.hpp"
#include "tools/exit_codes.hpp"

#include <unistd.h>

#include <csignal>
#include <string_view>

namespace kith::tools {
namespace {

std::atomic<bool> stop{false};
std::atomic<bool> writing{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch lock-free atomics");

constexpr const char* default_message = "\nkith: stopping; nothing will be written (once more to stop at once)\n";
std::atomic<const char*> message{default_message};

// Only calls that are safe in a signal handler.
void on_signal(int) {
  constexpr std::string_view message_while_writing = "\nkith: the results file is being written; finishing it\n";
  const bool again = stop.exchange(true);
  if (again && !writing) ::_exit(static_cast<int>(ExitCode::interrupted));
  const std::string_view text = writing ? message_while_writing : std::string_view(message.load());
  if (::write(STDERR_FILENO, text.data(), text.size()) < 0) return;
}

void watch(int signal) {
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
  watch(SIGINT);
  watch(SIGTERM);
  watch(SIGHUP);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

void say_on_interrupt(const char* text) { message = text; }

const std::atomic<bool>& stop_requested() { return stop; }

void stop_if_requested() {
  if (stop) throw Interrupted{};
}

WritingGuard::WritingGuard() { writing = true; }
WritingGuard::~WritingGuard() { writing = false; }

}  // namespace kith::tools
