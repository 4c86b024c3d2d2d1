// A small layer of ties made, strengthened and fading during a run. Only entities that ever had such a tie cost memory.
#pragma once

#include "engine/network/layer.hpp"
#include "engine/time/calendar.hpp"

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace kith {

/// Strengths fade exponentially: strength(day) = strength * exp(-(day - last) / memory_days). Value-semantic: a copy is a snapshot.
class DynamicTies {
 public:
  struct Entry {
    EntityId other;
    float strength;  ///< as of `last`
    Day last;
  };
  DynamicTies() = default;
  /// Keeps at most `most` (>= 1) ties an entity, dropping the weakest of the moment, from both ends; of equally weak ones the
  /// one to the lowest number. `memory_days` > 0.
  DynamicTies(EntityId entity_count, double memory_days, std::size_t most);

  void strengthen(EntityId a, EntityId b, float amount, Day day);  ///< both ways; makes the tie if need be; nothing if a == b
  void cut(EntityId a, EntityId b);                                ///< both ways
  void clear(EntityId entity);                                     ///< all ties of an entity, both ways
  std::span<const Entry> of(EntityId entity) const;                ///< ascending by other; may hold faded ties
  double strength(const Entry& entry, Day day) const;
  std::size_t bytes() const;

 private:
  std::vector<Entry>& row(EntityId entity);  ///< made if need be
  void strengthen_one_way(EntityId from, EntityId to, float amount, Day day);
  void drop_weakest_beyond_most(EntityId entity, Day day);

  double memory_days_ = 365;
  std::size_t most_ = 32;
  EntityId entity_count_ = 0;
  std::unordered_map<EntityId, std::uint32_t> row_of_;  ///< looked up, never walked
  std::vector<std::vector<Entry>> rows_;
};

}  // namespace kith
