// Candidates for the part of a hazard above an entity's static bound. Each listed entity carries its own next moment, drawn
// when it is listed and again at each candidate, so that a step costs what happens in it and not the length of the list.
#pragma once

#include "engine/events/calendar_queue.hpp"
#include "engine/events/candidates.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <unordered_map>

namespace kith {

/// A plain value: a copy is a snapshot. Entities are looked up, never walked, so their order in memory never matters.
class ExcessCandidates {
 public:
  using EntityId = std::uint32_t;

  ExcessCandidates() = default;
  ExcessCandidates(Purpose purpose, Day first, Day last) : purpose_(purpose), queue_(first, last) {}

  /// From `day` on the hazard of `entity` may reach `upper` events a year where the static stream covers `floor`.
  /// upper <= floor takes it off. Exponential gaps forget the past, so a change may redraw the next moment.
  void set(EntityId entity, float floor, float upper, double day, const Draws& draws) {
    if (upper <= floor) {
      rows_.erase(entity);
      return;
    }
    Row& row = rows_[entity];
    if (row.floor == floor && row.upper == upper) return;
    row = Row{floor, upper, ++versions_};
    draw_next(entity, row, day, draws);
  }

  /// Calls visit(const Candidate&) for each candidate before `end`, by day and then entity.
  template <class Visit>
  void draw(Day end, const Draws& draws, Visit&& visit) {
    queue_.take_until(end, [&](Day, const Item& item) {
      const auto found = rows_.find(item.entity);
      if (found == rows_.end() || found->second.version != item.version) return;
      Row& row = found->second;
      visit(Candidate{item.entity, rate(row), row.floor, item.day, std::bit_cast<std::uint64_t>(item.day) ^ 1U});
      draw_next(item.entity, row, item.day, draws);
    });
  }

  std::size_t size() const { return rows_.size(); }
  std::size_t bytes() const { return rows_.size() * (sizeof(Row) + 3 * sizeof(void*)) + queue_.size() * sizeof(Item); }

 private:
  struct Row {
    float floor = 0;
    float upper = 0;
    std::uint32_t version = 0;
  };
  struct Item {
    double day;
    EntityId entity;
    std::uint32_t version;
    bool operator<(const Item& other) const {
      if (entity != other.entity) return entity < other.entity;
      return day < other.day;
    }
  };

  /// One float for drawing and for thinning, not below the true difference, so that neither end rounds differently.
  static float rate(const Row& row) { return std::nextafter(row.upper - row.floor, std::numeric_limits<float>::infinity()); }

  void draw_next(EntityId entity, const Row& row, double day, const Draws& draws) {
    Stream stream = draws.at(purpose_, entity, std::bit_cast<std::uint64_t>(day));
    const double next = day + stream.exponential(rate(row)) * days_per_year;
    if (next < never_drawn) queue_.push(static_cast<Day>(std::floor(next)), Item{next, entity, row.version});
  }

  static constexpr double never_drawn = 1e8;
  Purpose purpose_{};
  std::uint32_t versions_ = 0;  ///< tells what was queued for a row apart from what was queued for the row before it
  CalendarQueue<Item> queue_;
  std::unordered_map<EntityId, Row> rows_;
};

}  // namespace kith
