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
    : memory_days_(memory_days), most_(most), entity_count_(entity_count) {}

double DynamicTies::strength(const Entry& entry, Day day) const {
  return entry.strength * std::exp((entry.last - day) / memory_days_);
}

Entries& DynamicTies::row(EntityId entity) {
  const auto [found, fresh] = row_of_.try_emplace(entity, static_cast<std::uint32_t>(rows_.size()));
  if (fresh) rows_.emplace_back();
  return rows_[found->second];
}

void DynamicTies::strengthen_one_way(EntityId from, EntityId to, float amount, Day day) {
  Entries& entries = row(from);
  const auto place = place_of(entries, to);
  if (place != entries.end() && place->other == to) {
    *place = Entry{to, static_cast<float>(strength(*place, day)) + amount, day};
  } else {
    // Most people ever have one or two such ties: grow by one, not by doubling.
    const auto offset = place - entries.begin();
    entries.reserve(entries.size() + 1);
    entries.insert(entries.begin() + offset, Entry{to, amount, day});
  }
}

void DynamicTies::drop_weakest_beyond_most(EntityId entity, Day day) {
  const Entries& entries = row(entity);
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
  if (!row_of_.contains(a) || !row_of_.contains(b)) return;
  erase(row(a), b);
  erase(row(b), a);
}

void DynamicTies::clear(EntityId entity) {
  if (!row_of_.contains(entity)) return;
  for (const Entry& entry : row(entity)) erase(row(entry.other), entity);
  Entries().swap(row(entity));
}

std::span<const DynamicTies::Entry> DynamicTies::of(EntityId entity) const {
  const auto found = row_of_.find(entity);
  if (found == row_of_.end()) return {};
  return rows_[found->second];
}

std::size_t DynamicTies::bytes() const {
  std::size_t total = row_of_.size() * (sizeof(std::pair<const EntityId, std::uint32_t>) + 2 * sizeof(void*)) + rows_.capacity() * sizeof(Entries);
  for (const Entries& entries : rows_) total += entries.capacity() * sizeof(Entry);
  return total;
}

}  // namespace kith
