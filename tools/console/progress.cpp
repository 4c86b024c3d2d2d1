#include "tools/console/progress.hpp"

#include "tools/console/format.hpp"
#include "tools/console/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace kith::tools {
namespace {

constexpr std::chrono::milliseconds bar_interval{200};
constexpr std::chrono::milliseconds line_interval{10000};
constexpr int narrowest_bar = 10;
constexpr int widest_bar = 40;

std::string bar(double share, int columns) {
  const int filled = static_cast<int>(share * columns);
  return fmt::format("[{:#<{}}{:.<{}}] ", "", filled, "", columns - filled);
}

/// Few a second, and a part of one, are told with a digit after the point.
std::string format_rate(double rate) {
  return rate < 10 && rate != std::floor(rate) ? format_fixed(rate, 1) : format_count(static_cast<std::int64_t>(rate));
}

}  // namespace

std::string progress_line(std::int64_t done, std::int64_t total, double seconds, int columns, const std::string& unit) {
  const double share = total > 0 ? std::min(1.0, static_cast<double>(done) / static_cast<double>(total)) : 1.0;
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const std::string left = rate > 0 ? format_seconds(static_cast<double>(total - done) / rate) + " left" : "";
  const std::string text = fmt::format("{:3.0f}%  {} of {} {}  {}/s  {}", std::floor(100 * share), format_count(done),
                                       format_count(total), unit, format_rate(rate), left);
  const int room = std::min(widest_bar, columns - static_cast<int>(text.size()) - 4);
  return room >= narrowest_bar ? bar(share, room) + text : text;
}

Progress::Progress(std::int64_t total, bool quiet, std::string unit)
    : total_(total), unit_(std::move(unit)), bar_(!quiet && is_terminal(stderr)) {
  if (!quiet) reporter_ = std::jthread([this](const std::stop_token& stop) { report_until_stopped(stop); });
}

Progress::~Progress() {
  if (!reporter_.joinable()) return;
  reporter_.request_stop();
  reporter_.join();
  if (bar_) note("\r\x1b[K");
}

void Progress::report_until_stopped(const std::stop_token& stop) {
  if (bar_) report();
  std::unique_lock lock(mutex_);
  while (!woken_.wait_for(lock, stop, bar_ ? bar_interval : line_interval, [&] { return stop.stop_requested(); })) {
    report();
  }
}

void Progress::report() const {
  const std::string line = progress_line(done_, total_, stopwatch_.seconds(), bar_ ? terminal_width(stderr) : 0, unit_);
  note(fmt::format(fmt::runtime(bar_ ? "\r{}\x1b[K" : "{}\n"), line));
}

}  // namespace kith::tools
