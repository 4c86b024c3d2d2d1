// Happenings that wait for their day: one bucket a day, visited in order of day and then of the item's own order,
// so that the order of pushing never matters.
#pragma once

#include "engine/time/calendar.hpp"
#include "engine/work/look_ahead.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace kith {

/// `Item` needs operator<, a total order over items of one day. Copying the queue copies its state whole.
template <class Item>
class CalendarQueue {
 public:
  CalendarQueue() = default;
  /// For days in [first, last]; what falls after `last` never happens and is not kept.
  CalendarQueue(Day first, Day last)
      : first_(first), next_(first), buckets_(static_cast<std::size_t>(last - first + 1)) {}

  /// Puts an item on a day; a day already past counts as the next to be visited.
  void push(Day day, Item item) {
    day = std::max(day, next_);
    const auto bucket = static_cast<std::size_t>(day - first_);
    if (bucket < buckets_.size()) buckets_[bucket].push_back(std::move(item));
  }

  /// Visits everything due before `end` as visit(day, item). Visiting may push: what it pushes on the day being
  /// visited or earlier is visited in a further round of that day. `asks` are called with items ahead of their visit,
  /// as those of look_ahead.
  template <class Visit, class... Asks>
  void take_until(Day end, Visit&& visit, Asks&&... asks) {
    for (; next_ < end && static_cast<std::size_t>(next_ - first_) < buckets_.size(); ++next_) {
      auto& bucket = buckets_[static_cast<std::size_t>(next_ - first_)];
      while (!bucket.empty()) {
        std::vector<Item> due;
        due.swap(bucket);
        std::sort(due.begin(), due.end());
        constexpr std::size_t items_ahead = 6;
        look_ahead(
            due.size(), items_ahead, [&](std::size_t i) { visit(next_, due[i]); },
            [&](std::size_t i) { asks(due[i]); }...);
      }
      bucket.shrink_to_fit();
    }
  }

  /// Takes out every item for which drop(item) holds. Costs a look at all that wait.
  template <class Drop>
  void erase_if(Drop&& drop) {
    for (auto& bucket : buckets_) std::erase_if(bucket, drop);
  }

  std::size_t size() const {
    std::size_t count = 0;
    for (const auto& bucket : buckets_) count += bucket.size();
    return count;
  }
  std::size_t bytes() const {
    std::size_t total = buckets_.capacity() * sizeof(buckets_[0]);
    for (const auto& bucket : buckets_) total += bucket.capacity() * sizeof(Item);
    return total;
  }

 private:
  Day first_ = 0;
  Day next_ = 0;
  std::vector<std::vector<Item>> buckets_;
};

}  // namespace kith
