// A small layer of ties made, strengthened and fading during a run. An entity without such ties costs four bytes.
#pragma once

#include "engine/network/layer.hpp"
#include "engine/time/fading.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kith {

/// Strengths fade exponentially: strength(day) = strength * exp(-(day - last) / memory_days). Value-semantic: a copy is
/// a snapshot.
class DynamicTies {
 public:
  struct Entry {
    EntityId other;
    float strength;  ///< as of `last`
    Day last;
  };
  /// Ties an entity can have at most, and entries all can have together (std::length_error beyond).
  static constexpr std::size_t most_possible = 62;
  static constexpr std::size_t most_entries = std::size_t{1} << 26U;

  DynamicTies() = default;
  /// Keeps at most `most` (1 to `most_possible`) ties an entity, dropping the weakest of the moment, from both ends; of
  /// equally weak ones the one to the lowest number. `memory_days` > 0.
  DynamicTies(EntityId entity_count, double memory_days, std::size_t most);

  void strengthen(EntityId a, EntityId b, float amount,
                  Day day);          ///< both ways; makes the tie if need be; nothing if a == b
  void cut(EntityId a, EntityId b);  ///< both ways
  void clear(EntityId entity);       ///< all ties of an entity, both ways
  /// Ascending by other; may hold faded ties. Valid until the next change.
  std::span<const Entry> of(EntityId entity) const {
    const std::uint32_t head = heads_[entity];
    return {entries_.data() + (head >> count_bits), head & count_mask};
  }
  double strength(const Entry& entry, Day day) const { return entry.strength * fading_.after(day - entry.last); }
  /// Hints, as those of Layer.
  void prefetch_row(EntityId entity) const { ask_memory(&heads_[entity]); }
  void prefetch_entries(EntityId entity) const { ask_memory(of(entity).data()); }
  std::size_t bytes() const;

 private:
  static constexpr std::uint32_t count_bits = 6;
  static constexpr std::uint32_t count_mask = (1U << count_bits) - 1;

  void store(EntityId entity, std::span<const Entry> row);
  void erase_one_way(EntityId from, EntityId to);
  void strengthen_one_way(EntityId from, EntityId to, float amount, Day day);
  void drop_weakest_beyond_most(EntityId entity, Day day);

  Fading fading_;
  std::size_t most_ = 32;
  std::vector<std::uint32_t> heads_;  ///< by entity: first of its entries, and in the low bits how many
  std::vector<Entry> entries_;
  std::vector<std::vector<std::uint32_t>> free_;  ///< by length: first entries of rows given up
};

}  // namespace kith
