// Choosing one of several by weight as a race: each candidate arrives after a time of its own, exponential with its
// weight as rate, and the first wins, so that each wins in proportion to its weight. A candidate's time follows from
// the race and its own key alone. One candidate more or less changes only the races it wins; the order they are offered
// in changes none.
#pragma once

#include "engine/random/draws.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace kith {

/// Not shared between threads. `Candidate` is what it chooses among.
template <class Candidate>
class Race {
 public:
  /// `stream` names the race: the same choice made on the same occasion. Takes one word of it.
  explicit Race(Stream& stream) : salt_(stream()) {}

  /// `key` tells the candidate from all others, in whatever world; a weight of 0 never wins. Weights are finite.
  void offer(std::uint64_t key, double weight, const Candidate& candidate) {
    offer_if(key, weight, candidate, [] { return true; });
  }
  /// The same for one of whom it is costly to tell whether they run at all: `runs` is asked only if they would lead.
  template <class Runs>
  void offer_if(std::uint64_t key, double weight, const Candidate& candidate, Runs&& runs) {
    if (!(weight > 0)) return;
    const double uniform = (static_cast<double>(mixed(salt_ ^ key) >> 11U) + 0.5) * 0x1.0p-53;
    // -log(u) >= 1 - u: most need no logarithm to be known to come later.
    if (1 - uniform >= first_ * weight) return;
    const double arrival = -std::log(uniform) / weight;
    if (arrival >= first_ || !runs()) return;
    first_ = arrival;
    winner_ = candidate;
    any_ = true;
  }

  bool any() const { return any_; }
  /// The first to arrive; as constructed if nobody ran.
  const Candidate& winner() const { return winner_; }

 private:
  /// The finaliser of SplitMix64 (Steele, Lea & Flood 2014): every bit of the key moves every bit of the result.
  static std::uint64_t mixed(std::uint64_t key) {
    key += 0x9e3779b97f4a7c15ULL;
    key = (key ^ key >> 30U) * 0xbf58476d1ce4e5b9ULL;
    key = (key ^ key >> 27U) * 0x94d049bb133111ebULL;
    return key ^ key >> 31U;
  }

  std::uint64_t salt_;
  double first_ = std::numeric_limits<double>::infinity();
  Candidate winner_{};
  bool any_ = false;
};

}  // namespace kith
