// Candidates for the part of a hazard above an entity's static bound. Each listed entity carries its own next moment,
// drawn when it is listed and again at each candidate, so that a step costs what happens in it and not the length of
// the list.
#pragma once

#include "engine/events/calendar_queue.hpp"
#include "engine/events/candidates.hpp"
#include "engine/work/ask_memory.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace kith {

/// A plain value: a copy is a snapshot.
class ExcessCandidates {
 public:
  using EntityId = std::uint32_t;

  ExcessCandidates() = default;
  /// For entities 0 .. entity_count-1, none listed, and days in [first, last].
  ExcessCandidates(Purpose purpose, std::uint32_t entity_count, Day first, Day last)
      : purpose_(purpose), versions_(entity_count), queue_(first, last) {}

  /// From `day` on the hazard of `entity` may reach `upper` events a year where the static stream covers `floor`.
  /// upper <= floor takes it off. Exponential gaps forget the past, so a change may redraw the next moment; call this
  /// only where something changed, or worlds that are the same would draw differently.
  void set(EntityId entity, float floor, float upper, double day, const Draws& draws) {
    const std::uint8_t version = ++versions_[entity];
    // Round to a number it had before: what was queued under it then must not come to life again.
    if (version == 0) queue_.erase_if([&](const Item& item) { return item.entity == entity; });
    if (upper > floor) draw_next(Item{day, entity, floor, rate_between(floor, upper), version}, draws);
  }

  /// Calls visit(const Candidate&) for each candidate before `end`, by day and then entity.
  template <class Visit>
  void draw(Day end, const Draws& draws, Visit&& visit) {
    queue_.take_until(end, [&](Day, const Item& item) {
      if (item.version != versions_[item.entity]) return;
      visit(Candidate{item.entity, item.rate, item.floor, item.day, std::bit_cast<std::uint64_t>(item.day) ^ 1U});
      draw_next(item, draws);
    });
  }

  /// Asks memory for what `set` reads.
  void prefetch(EntityId entity) const { ask_memory(&versions_[entity]); }

  std::size_t bytes() const { return versions_.size() * sizeof(versions_[0]) + queue_.size() * sizeof(Item); }

 private:
  struct Item {
    double day;
    EntityId entity;
    float floor;
    float rate;
    std::uint8_t version;
    bool operator<(const Item& other) const {
      if (entity != other.entity) return entity < other.entity;
      return day < other.day;
    }
  };

  /// One float for drawing and for thinning, not below the true difference, so that neither end rounds differently.
  static float rate_between(float floor, float upper) {
    return std::nextafter(upper - floor, std::numeric_limits<float>::infinity());
  }

  void draw_next(Item item, const Draws& draws) {
    Stream stream = draws.at(purpose_, item.entity, std::bit_cast<std::uint64_t>(item.day));
    item.day += stream.exponential(item.rate) * days_per_year;
    if (item.day < never_drawn) queue_.push(static_cast<Day>(std::floor(item.day)), item);
  }

  static constexpr double never_drawn = 1e8;
  Purpose purpose_{};
  /// By entity, how often it was set, modulo 256: tells what was queued since from what was queued before.
  std::vector<std::uint8_t> versions_;
  CalendarQueue<Item> queue_;
};

}  // namespace kith
