// What waits for its day is visited once, on its day, in an order that pushing has no part in.
#include "engine/events/calendar_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith {
namespace {

using Visits = std::vector<std::pair<Day, int>>;

Visits take(CalendarQueue<int>& queue, Day end) {
  Visits visits;
  queue.take_until(end, [&](Day day, int item) { visits.emplace_back(day, item); });
  return visits;
}

TEST(CalendarQueue, VisitsByDayThenByItem) {
  CalendarQueue<int> queue(-2, 10);
  queue.push(3, 7);
  queue.push(-2, 9);
  queue.push(3, 5);
  queue.push(4, 1);
  EXPECT_EQ(queue.size(), 4U);
  EXPECT_THAT(take(queue, 4), testing::ElementsAre(std::pair(-2, 9), std::pair(3, 5), std::pair(3, 7)));
  EXPECT_THAT(take(queue, 11), testing::ElementsAre(std::pair(4, 1)));
  EXPECT_EQ(queue.size(), 0U);
}

TEST(CalendarQueue, DaysPastCountAsTheNextAndDaysBeyondTheEndNever) {
  CalendarQueue<int> queue(0, 5);
  EXPECT_TRUE(take(queue, 3).empty());
  queue.push(1, 1);
  queue.push(6, 2);
  EXPECT_THAT(take(queue, 100), testing::ElementsAre(std::pair(3, 1)));
}

TEST(CalendarQueue, VisitingMayPushOnTheSameDay) {
  CalendarQueue<int> queue(0, 5);
  queue.push(2, 0);
  Visits visits;
  queue.take_until(6, [&](Day day, int item) {
    visits.emplace_back(day, item);
    if (item < 3) queue.push(day - item, item + 1);
  });
  EXPECT_THAT(visits, testing::ElementsAre(std::pair(2, 0), std::pair(2, 1), std::pair(2, 2), std::pair(2, 3)));
}

TEST(CalendarQueue, ACopyIsASnapshot) {
  CalendarQueue<int> queue(0, 5);
  queue.push(2, 8);
  CalendarQueue<int> copy = queue;
  take(queue, 6);
  EXPECT_EQ(copy.size(), 1U);
  EXPECT_GE(copy.bytes(), sizeof(int));
}

}  // namespace
}  // namespace kith
