// Places go to the first in line, however the line was formed; time is used up in order and owed if overrun.
#include "engine/queues/waiting_list.hpp"

#include "engine/queues/turns.hpp"
#include "engine/random/draws.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>

namespace kith {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();
constexpr auto larger = [](int a, int b) { return a > b; };
constexpr auto always = [] { return true; };

TEST(WaitingList, TheFirstInLineIsServedFirst) {
  std::vector<int> waiting{5, 1, 4, 2}, served;
  const auto serve = [&](int who) {
    served.push_back(who);
    return Offer::taken;
  };
  EXPECT_EQ(offer_places(waiting, larger, 3, always, serve), 3U);
  EXPECT_THAT(served, ElementsAre(1, 2, 4));
  EXPECT_THAT(waiting, ElementsAre(5));
}

TEST(WaitingList, WhoDeclinesGoesAndWhoIsOutOfReachStays) {
  std::vector<int> waiting{4, 3, 2, 1}, asked;
  const auto offer = [&](int who) {
    asked.push_back(who);
    return who == 1 ? Offer::out_of_reach : who == 2 ? Offer::declined : Offer::taken;
  };
  EXPECT_EQ(offer_places(waiting, larger, 1, always, offer), 1U) << "neither of the first two takes up the place";
  EXPECT_THAT(asked, ElementsAre(1, 2, 3));
  EXPECT_THAT(waiting, UnorderedElementsAre(1, 4));
}

TEST(WaitingList, NobodyIsAskedWhereThereIsNoRoom) {
  std::vector<int> waiting{2, 1};
  const auto never = [](int) {
    ADD_FAILURE();
    return Offer::taken;
  };
  EXPECT_EQ(offer_places(
                waiting, larger, no_limit, [] { return false; }, never),
            0U);
  EXPECT_EQ(offer_places(waiting, larger, 0, always, never), 0U);
  EXPECT_THAT(waiting, UnorderedElementsAre(1, 2));
}

/// Against a list put in order as a whole.
RC_GTEST_PROP(WaitingList, GivesWhatAListInFullOrderGives, (std::set<int> people, std::uint8_t places)) {
  std::vector<int> waiting(people.rbegin(), people.rend()), served, out, expected;
  std::size_t left = places;
  for (const int who : people) {
    if (expected.size() == left) break;
    if (who % 3 != 0 && who % 5 != 0) expected.push_back(who);
    if (who % 3 == 0) out.push_back(who);
  }
  const auto offer = [&](int who) {
    if (who % 3 == 0) return Offer::out_of_reach;
    if (who % 5 == 0) return Offer::declined;
    served.push_back(who);
    return Offer::taken;
  };
  const auto room = [&] { return served.size() < left; };
  RC_ASSERT(offer_places(waiting, larger, no_limit, room, offer) == expected.size());
  RC_ASSERT(served == expected);
  for (const int who : out) RC_ASSERT(std::ranges::count(waiting, who) == 1);
}

TEST(ServeInOrder, UsesTheHoursThereAreAndOwesWhatTheLastOverran) {
  std::vector<int> waiting{1, 2, 3, 4};
  double hours = 4;
  const auto as_long_as_named = [](int item) { return item; };
  EXPECT_EQ(serve_in_order(waiting, hours, as_long_as_named), 3U);
  EXPECT_EQ(hours, -2);
  EXPECT_THAT(waiting, ElementsAre(4));
  EXPECT_EQ(serve_in_order(waiting, hours, as_long_as_named), 0U) << "nothing is served on time owed";
  hours = 0;
  EXPECT_EQ(serve_in_order(waiting, hours, as_long_as_named), 0U);
  hours = std::numeric_limits<double>::infinity();
  EXPECT_EQ(serve_in_order(waiting, hours, as_long_as_named), 1U);
  EXPECT_THAT(waiting, IsEmpty());
}

TEST(Patience, EndsAWaitAtTheLatestAfterTheLongest) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  EXPECT_EQ(gives_up_on(10, 5.9, 100), 15);
  EXPECT_EQ(gives_up_on(10, 500, 100), 110);
  EXPECT_EQ(gives_up_on(10, 0, 0), 10);
  EXPECT_GT(gives_up_on(10, infinite, infinite), 365 * 1000);
}

/// The mean wait of somebody with exponential patience of mean m who gives up after w at the latest is m (1 -
/// e^(-w/m)). Of 20,000, with a standard error of at most m / 141; four of those either way: false alarm below 1 in
/// 10,000. Whole days lie half a day lower in the mean.
TEST(Patience, TheMeanWaitIsThatOfTheClosedForm) {
  constexpr int people = 20'000;
  constexpr double mean = 182, longest = 200;
  double days = 0;
  for (std::uint32_t person = 0; person < people; ++person) {
    const double patience = Draws{1, 0}.at(purpose("test.patience"), person, 0).exponential(1.0) * mean;
    days += gives_up_on(0, patience, longest);
  }
  const double capped = std::exp(-longest / mean), expected = mean * (1 - capped) - 0.5 * (1 - capped);
  EXPECT_NEAR(days / people, expected, 4 * mean / std::sqrt(people));
}

TEST(Turns, GoToTheOneThatHasLeast) {
  std::vector<int> had{5, 0, 2};
  std::vector<std::size_t> order;
  const auto key = [&](std::size_t i, std::uint64_t) { return std::tuple(had[i], i); };
  serve_by_turns({0, 1, 2}, key, [&](std::size_t i) {
    order.push_back(i);
    return ++had[i] < 6;
  });
  EXPECT_THAT(had, ElementsAre(6, 6, 6));
  EXPECT_THAT(order, ElementsAre(1, 1, 1, 2, 1, 2, 1, 2, 0, 1, 2));
}

TEST(Turns, AreNumberedSoThatEachDrawsAnew) {
  std::vector<std::uint64_t> turns;
  int left = 3;
  const auto key = [&](std::size_t, std::uint64_t turn) {
    turns.push_back(turn);
    return 0;
  };
  serve_by_turns({7, 8}, key, [&](std::size_t i) {
    EXPECT_EQ(i, left > 0 ? 7U : 8U) << "the one that stands first";
    return i == 7 && --left > 0;
  });
  EXPECT_EQ(std::set<std::uint64_t>(turns.begin(), turns.end()), (std::set<std::uint64_t>{0, 1, 2}));
}

}  // namespace
}  // namespace kith
