// Distributions on a keyed stream. Each call draws from its stream alone and keeps nothing behind, so a value is a
// pure function of the stream's key and of how many values of that stream came before it.
#include "engine/random/draws.hpp"

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>

#include <cassert>

namespace kith {

std::uint64_t Stream::below(std::uint64_t count) {
  assert(count >= 1);
  // The high half of word * count is uniform once those low halves are rejected that would favour some results; there
  // are fewer than count of them, which saves most calls the division.
  auto product = static_cast<unsigned __int128>((*this)()) * count;
  if (static_cast<std::uint64_t>(product) < count) {
    const std::uint64_t unfair = -count % count;
    while (static_cast<std::uint64_t>(product) < unfair) product = static_cast<unsigned __int128>((*this)()) * count;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

double Stream::exponential(double rate) { return boost::random::exponential_distribution<double>(rate)(*this); }

double Stream::normal() { return boost::random::normal_distribution<double>()(*this); }

double Stream::gamma(double shape, double scale) {
  return boost::random::gamma_distribution<double>(shape, scale)(*this);
}

std::uint64_t Stream::poisson(double mean) {
  if (mean <= 0) return 0;
  return boost::random::poisson_distribution<std::uint64_t, double>(mean)(*this);
}

}  // namespace kith
