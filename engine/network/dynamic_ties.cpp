// Ties that come and go. Every change is made on both ends, so that a is tied to b exactly when b is tied to a. Rows
// are just as long as they need be; one that changes length moves, and its old place serves the next row of that
// length.
#include "engine/network/dynamic_ties.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <stdexcept>

namespace kith {
namespace {

template <class Row>
auto place_of(Row& row, EntityId other) {
  return std::lower_bound(row.begin(), row.end(), other,
                          [](const DynamicTies::Entry& entry, EntityId id) { return entry.other < id; });
}

/// Room for a row and the one tie too many that strengthening may make.
using RowCopy = std::array<DynamicTies::Entry, DynamicTies::most_possible + 1>;

}  // namespace

DynamicTies::DynamicTies(EntityId entity_count, double memory_days, std::size_t most)
    : fading_(memory_days), most_(most), heads_(entity_count), free_(most + 2) {
  assert(most >= 1 && most <= most_possible);
}

/// Gives an entity this row, which must not lie among the entries, in place of the one it has.
void DynamicTies::store(EntityId entity, std::span<const Entry> row) {
  const std::uint32_t old_count = heads_[entity] & count_mask;
  std::uint32_t first = heads_[entity] >> count_bits;
  if (row.size() != old_count) {
    if (old_count > 0) free_[old_count].push_back(first);
    auto& free = free_[row.size()];
    if (row.empty()) {
      first = 0;
    } else if (free.empty()) {
      first = static_cast<std::uint32_t>(entries_.size());
      if (first + row.size() > most_entries) throw std::length_error("more ties than a dynamic layer can hold");
      entries_.resize(entries_.size() + row.size());
    } else {
      first = free.back();
      free.pop_back();
    }
  }
  std::copy(row.begin(), row.end(), entries_.begin() + first);
  heads_[entity] = first << count_bits | static_cast<std::uint32_t>(row.size());
}

void DynamicTies::strengthen_one_way(EntityId from, EntityId to, float amount, Day day) {
  const auto row = of(from);
  const auto offset = place_of(row, to) - row.begin();
  const bool known = static_cast<std::size_t>(offset) < row.size() && row[static_cast<std::size_t>(offset)].other == to;
  RowCopy copy;
  const auto place = std::copy_n(row.begin(), offset, copy.begin());
  *place = Entry{to, amount, day};
  if (known) place->strength += static_cast<float>(strength(row[static_cast<std::size_t>(offset)], day));
  const auto end = std::copy(row.begin() + offset + (known ? 1 : 0), row.end(), place + 1);
  store(from, {copy.begin(), end});
}

void DynamicTies::erase_one_way(EntityId from, EntityId to) {
  const auto row = of(from);
  RowCopy copy;
  const auto end =
      std::remove_copy_if(row.begin(), row.end(), copy.begin(), [&](const Entry& entry) { return entry.other == to; });
  store(from, {copy.begin(), end});
}

void DynamicTies::drop_weakest_beyond_most(EntityId entity, Day day) {
  for (auto row = of(entity); row.size() > most_; row = of(entity)) {
    const auto weakest = std::min_element(
        row.begin(), row.end(), [&](const Entry& a, const Entry& b) { return strength(a, day) < strength(b, day); });
    cut(entity, weakest->other);
  }
}

void DynamicTies::strengthen(EntityId a, EntityId b, float amount, Day day) {
  if (a == b) return;
  strengthen_one_way(a, b, amount, day);
  strengthen_one_way(b, a, amount, day);
  // In order of number, so that strengthen(a, b) and strengthen(b, a) do the same.
  drop_weakest_beyond_most(std::min(a, b), day);
  drop_weakest_beyond_most(std::max(a, b), day);
}

void DynamicTies::cut(EntityId a, EntityId b) {
  erase_one_way(a, b);
  erase_one_way(b, a);
}

void DynamicTies::clear(EntityId entity) {
  RowCopy copy;  // the entries may move when a row changes
  const auto end = std::ranges::copy(of(entity), copy.begin()).out;
  for (auto entry = copy.begin(); entry != end; ++entry) erase_one_way(entry->other, entity);
  store(entity, {});
}

std::size_t DynamicTies::bytes() const {
  std::size_t total = heads_.size() * sizeof(heads_[0]) + entries_.size() * sizeof(Entry);
  for (const auto& free : free_) total += free.size() * sizeof(free[0]);
  return total;
}

}  // namespace kith
