// A step as a named list of phases, each timed. The list is written once, on one page, by the model.
#pragma once

#include "engine/time/calendar.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace kith {

/// Seconds and calls by phase, in the order phases were first seen. Thread-safe to merge into.
class PhaseTimes {
 public:
  struct Row {
    std::string name;
    double seconds = 0;
    std::int64_t calls = 0;
  };
  void add(const std::vector<Row>& rows);
  std::vector<Row> rows() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Row> rows_;
};

/// One phase: a name and a member function of the simulation that does it.
template <class Simulation>
struct Phase {
  std::string_view name;
  void (Simulation::*run)(const Step&);
};

/// Rows of zeros for `run_phases`, one a phase.
template <class Simulation, std::size_t count>
std::vector<PhaseTimes::Row> phase_rows(const std::array<Phase<Simulation>, count>& phases) {
  std::vector<PhaseTimes::Row> rows;
  for (const auto& phase : phases) rows.push_back({std::string(phase.name), 0, 0});
  return rows;
}

/// Runs the phases in order, adding the time each took to `rows` (sized like the phases) if it is not null.
template <class Simulation, std::size_t count>
void run_phases(Simulation& simulation, const std::array<Phase<Simulation>, count>& phases, const Step& step,
                std::vector<PhaseTimes::Row>* rows) {
  for (std::size_t i = 0; i < count; ++i) {
    if (rows == nullptr) {
      (simulation.*phases[i].run)(step);
      continue;
    }
    const auto begin = std::chrono::steady_clock::now();
    (simulation.*phases[i].run)(step);
    (*rows)[i].seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    (*rows)[i].calls += 1;
  }
}

}  // namespace kith
