// How far a run is, on standard error: a bar with rate and time left on a terminal, a plain line about every ten
// seconds elsewhere, nothing if quiet. Never touches results.
#pragma once

#include "tools/console/stopwatch.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace kith::tools {

/// One line saying `done` of `total` steps (or another `unit`) after `seconds`; with a bar filling `columns` unless
/// that is 0.
std::string progress_line(std::int64_t done, std::int64_t total, double seconds, int columns,
                          const std::string& unit = "steps");

class Progress {
 public:
  /// `unit`: what is counted, in the plural.
  Progress(std::int64_t total, bool quiet, std::string unit = "steps");
  ~Progress();  ///< takes the bar away
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void add(std::int64_t steps) { done_ += steps; }  ///< from any thread

 private:
  void report_until_stopped(const std::stop_token& stop);
  void report() const;

  std::int64_t total_;
  std::string unit_;
  bool bar_;
  std::atomic<std::int64_t> done_{0};
  Stopwatch stopwatch_;
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::jthread reporter_;  // last: stops before the members it uses go
};

}  // namespace kith::tools
