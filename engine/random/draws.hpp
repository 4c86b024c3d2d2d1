// Keyed random draws: every draw is a pure function of (seed, replicate, purpose, entity, step, index).
// Nothing here has state that one entity's draws could change for another, so the order in which
// entities are visited, the number of threads and the presence of other draws never matter.
// Generator: Philox4x64-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"), from Random123.
#pragma once

#include <Random123/philox.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

namespace kith {

/// What a draw is for. Made from a name at compile time (FNV-1a, 64 bits); see `purpose`.
struct Purpose {
  std::uint64_t hash;
  constexpr bool operator==(const Purpose&) const = default;
};

/// Hashes a purpose's name, e.g. `constexpr auto recovery = purpose("contagion.recovery")`.
consteval Purpose purpose(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char character : name) {
    hash ^= static_cast<unsigned char>(character);
    hash *= 0x100000001b3ULL;
  }
  return Purpose{hash};
}

/// Hashes a purpose's name known only at run time (a service's name read from a file).
constexpr Purpose purpose_of(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char character : name) {
    hash ^= static_cast<unsigned char>(character);
    hash *= 0x100000001b3ULL;
  }
  return Purpose{hash};
}

/// The sequence of 64-bit words of one key. A standard uniform random bit generator, so that
/// Boost.Random distributions can be used on it. Copyable; 64 bytes; not shared between threads.
class Stream {
 public:
  using result_type = std::uint64_t;

  Stream(std::uint64_t seed, Purpose purpose, std::uint64_t entity, std::uint64_t step, std::uint64_t replicate)
      : key_{{seed, purpose.hash}}, counter_{{entity, step, replicate, 0}} {}

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  result_type operator()() {
    if (next_ == words_.size()) refill();
    return words_[next_++];
  }

  /// Uniform in the open interval (0, 1): never 0 and never 1, 53 bits.
  double uniform() { return (static_cast<double>((*this)() >> 11) + 0.5) * 0x1.0p-53; }
  /// Uniform whole number in [0, count); count >= 1. Multiply-shift with rejection: without bias.
  std::uint64_t below(std::uint64_t count);
  /// True with the given probability; probabilities outside [0, 1] act as the nearer end.
  bool bernoulli(double probability) { return uniform() < probability; }
  /// Exponential with the given rate (> 0); mean 1 / rate.
  double exponential(double rate);
  /// Standard normal.
  double normal();
  /// Gamma with the given shape (> 0) and scale (> 0); mean shape * scale.
  double gamma(double shape, double scale);
  /// Poisson with the given mean (>= 0).
  std::uint64_t poisson(double mean);

 private:
  void refill() {
    words_ = generator(counter_, key_).v_array();
    ++counter_[3];
    next_ = 0;
  }
  struct Block {
    r123::Philox4x64::ctr_type v;
    std::array<std::uint64_t, 4> v_array() const { return {v[0], v[1], v[2], v[3]}; }
  };
  static Block generator(const r123::Philox4x64::ctr_type& counter, const r123::Philox4x64::key_type& key) {
    return Block{r123::Philox4x64{}(counter, key)};
  }

  r123::Philox4x64::key_type key_;
  r123::Philox4x64::ctr_type counter_;
  std::array<std::uint64_t, 4> words_{};
  std::size_t next_ = 4;
};

/// The draws of one replicate of one run. Thread-safe: it only holds the key.
struct Draws {
  std::uint64_t seed = 1;
  std::uint64_t replicate = 0;

  /// The draws of `entity` for `purpose` at `step` (any counter that tells occasions apart: a step, a day, an event's
  /// number).
  Stream at(Purpose purpose, std::uint64_t entity, std::uint64_t step = 0) const {
    return Stream(seed, purpose, entity, step, replicate);
  }
};

}  // namespace kith
