// Putting people in order by a key, side by side; equal keys by person, so the order is one.
#pragma once

#include "engine/network/layer.hpp"

#include <oneapi/tbb/parallel_sort.h>

#include <cstdint>
#include <vector>

namespace kith::population {

struct Keyed {
  std::uint64_t key;
  EntityId person;
  bool operator<(const Keyed& other) const { return key != other.key ? key < other.key : person < other.person; }
};

inline void sort_keyed(std::vector<Keyed>& people) { tbb::parallel_sort(people.begin(), people.end()); }

}  // namespace kith::population
