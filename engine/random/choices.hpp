// Choosing among things with a keyed stream: one of several by weight, and several of many without repeats.
#pragma once

#include "engine/random/draws.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kith {

/// An index into `weights`, drawn in proportion to them (each finite and >= 0, not all 0). Uses one word of the stream.
/// Never returns an index of weight 0. Throws std::invalid_argument if the weights cannot be drawn from.
std::size_t categorical(Stream& stream, std::span<const double> weights);

/// `count` different whole numbers of [0, population), ascending; every set of that size is equally likely
/// (Floyd's algorithm). All of them if count >= population. Cost follows count, not population.
std::vector<std::uint64_t> sample_without_replacement(Stream& stream, std::uint64_t population, std::uint64_t count);
/// The same into `chosen`, whose memory is used again.
void sample_without_replacement(Stream& stream, std::uint64_t population, std::uint64_t count,
                                std::vector<std::uint64_t>& chosen);

}  // namespace kith
