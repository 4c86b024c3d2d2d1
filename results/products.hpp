// Lengths of arrays against the axes they are said to have.
#pragma once

#include <cstddef>
#include <initializer_list>

namespace kith::results {

/// Whether `number` is the product of the factors, none of them 0. Never multiplies: lengths read from a damaged file
/// may be anything.
inline bool is_product(std::size_t number, std::initializer_list<std::size_t> factors) {
  for (const std::size_t factor : factors) {
    if (factor == 0 || number % factor != 0) return false;
    number /= factor;
  }
  return number == 1;
}

}  // namespace kith::results
