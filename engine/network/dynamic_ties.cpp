// Ties that come and go. Every change is made on both ends, so that a is tied to b exactly when b is tied to a.
#include "engine/network/dynamic_ties.hpp"

#include <algorithm>
#include <cmath>

namespace kith {
namespace {

using Entries = std::vector<DynamicTies::Entry>;

Entries::iterator place_of(Entries& row, EntityId other) {
  return std::lower_bound(row.begin(), row.end(), other,
                          [](const DynamicTies::Entry& entry, EntityId id) { return entry.other < id; });
}

void erase(Entries& row, EntityId other) {
  const auto place = place_of(row, other);
  if (place != row.end() && place->other == other) row.erase(place);
}

}  // namespace

DynamicTies::DynamicTies(EntityId entity_count, double memory_days, std::size_t most)
    : memory_days_(memory_days), most_(most), row_of_(entity_count, nobody) {}

double DynamicTies::strength(const Entry& entry, Day day) const {
  return entry.strength * std::exp((entry.last - day) / memory_days_);
}

Entries& DynamicTies::row(EntityId entity) {
  if (row_of_[entity] == nobody) {
    row_of_[entity] = static_cast<std::uint32_t>(rows_.size());
    rows_.emplace_back();
  }
  return rows_[row_of_[entity]];
}

void DynamicTies::strengthen_one_way(EntityId from, EntityId to, float amount, Day day) {
  Entries& entries = row(from);
  const auto place = place_of(entries, to);
  if (place != entries.end() && place->other == to) {
    *place = Entry{to, static_cast<float>(strength(*place, day)) + amount, day};
  } else {
    entries.insert(place, Entry{to, amount, day});
  }
}

void DynamicTies::drop_weakest_beyond_most(EntityId entity, Day day) {
  const Entries& entries = rows_[row_of_[entity]];
  while (entries.size() > most_) {
    const auto weakest = std::min_element(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
      return strength(a, day) < strength(b, day);
    });
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
  if (row_of_[a] == nobody || row_of_[b] == nobody) return;
  erase(rows_[row_of_[a]], b);
  erase(rows_[row_of_[b]], a);
}

void DynamicTies::clear(EntityId entity) {
  if (row_of_[entity] == nobody) return;
  for (const Entry& entry : rows_[row_of_[entity]]) erase(rows_[row_of_[entry.other]], entity);
  Entries().swap(rows_[row_of_[entity]]);
}

std::span<const DynamicTies::Entry> DynamicTies::of(EntityId entity) const {
  if (entity >= row_of_.size() || row_of_[entity] == nobody) return {};
  return rows_[row_of_[entity]];
}

std::size_t DynamicTies::bytes() const {
  std::size_t total = row_of_.capacity() * sizeof(std::uint32_t) + rows_.capacity() * sizeof(Entries);
  for (const Entries& entries : rows_) total += entries.capacity() * sizeof(Entry);
  return total;
}

}  // namespace kith
