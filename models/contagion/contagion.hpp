// An activity that spreads along ties, fades, and starts of itself in those at risk: the model that speed is measured
// with. Its rules and the way they are simulated are told at the head of contagion.cpp. To begin a model of one's own,
// copy models/tutorial.
#pragma once

#include "engine/run/model.hpp"

#include <cstdint>
#include <memory>

namespace kith {

std::unique_ptr<Model> make_contagion_model();

/// What `kith bench contagion` measures. Stepping is the time spent in phases, without set-up (people, ties, first
/// active).
struct BenchResult {
  double setup_seconds;
  double step_seconds;
  double mean_active_share;  ///< over the second half of the steps
  double bytes_per_person;   ///< World::bytes_of_state
  std::int64_t activations;
};

/// One replicate at the default rates, on at most `threads` (>= 1) threads; stepping uses one, set-up all of them.
/// Throws InputError for numbers of people or steps (1 to 100,000) out of range.
BenchResult bench_contagion(std::int64_t people, std::int64_t steps, int threads, std::uint64_t seed);

}  // namespace kith
