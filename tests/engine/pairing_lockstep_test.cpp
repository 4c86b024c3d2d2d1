// Worlds lived together: each as if alone, one that departs late lived only from then on, and both held against each
// other between deciding and carrying out.
#include "engine/pairing/lockstep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace kith {
namespace {

using testing::ElementsAre;

/// Adds its rate each step, from a day on another.
struct Sum {
  int rate = 1, later = 1;
  Day from = 0;
  int planned = 0, total = 0, steps = 0;
  void take_over(const Sum& base) { total = base.total; }
  void decide(const Step& step, int* /*rows*/) { planned = step.end > from ? later : rate; }
  void carry_out(const Step&, int* /*rows*/) {
    total += planned;
    ++steps;
  }
};

/// What two worlds planned, and what each had by then.
struct Differences {
  const Sum &base, &other;
  std::vector<int> planned, so_far;
  void compare(const Step&) {
    planned.push_back(other.planned - base.planned);
    so_far.push_back(other.total - base.total);
  }
};

/// Four weeks by the week.
Timeline weeks() {
  RunSettings run;
  run.start = parse_date("2020-01-01");
  run.end = parse_date("2020-01-28");
  run.step_days = 7;
  run.burn_in_days = 0;
  return run.timeline();
}

using Beside = Companion<Sum, Differences>;

void live(Sum& base, Beside& beside, const RunControl& control = {}) {
  step_together(base, std::span(&beside, 1), weeks(), 0, control, static_cast<int*>(nullptr),
                [](Sum& world) { world.total = 100; });
}

TEST(Lockstep, AWorldThatDepartsIsLivedFromThenOn) {
  Sum base, other{.later = 5, .from = 14};
  Differences record{base, other, {}, {}};
  Beside beside{other, record, 14};
  live(base, beside);
  EXPECT_EQ(base.total, 4);
  EXPECT_EQ(other.total, 1 + 1 + 5 + 5);
  EXPECT_EQ(other.steps, 2);
  EXPECT_THAT(record.planned, ElementsAre(4, 4));
  EXPECT_THAT(record.so_far, ElementsAre(0, 4));
}

TEST(Lockstep, AWorldOfItsOwnBeginsByItself) {
  Sum base, other;
  Differences record{base, other, {}, {}};
  Beside beside{other, record, from_the_start};
  live(base, beside);
  EXPECT_EQ(other.total, 104);
  EXPECT_EQ(other.steps, 4);
}

TEST(Lockstep, AWorldThatNeverDepartsIsNotLived) {
  Sum base, other;
  Differences record{base, other, {}, {}};
  Beside beside{other, record};
  std::int64_t told = 0;
  live(base, beside, {.steps_done = [&](std::int64_t steps) { told += steps; }});
  EXPECT_FALSE(beside.apart);
  EXPECT_EQ(other.steps, 0);
  EXPECT_EQ(told, 8);
}

TEST(Lockstep, StopsBetweenSteps) {
  Sum base, other;
  Differences record{base, other, {}, {}};
  Beside beside{other, record};
  const std::atomic<bool> stop = true;
  EXPECT_THROW(live(base, beside, {.stop = &stop}), Interrupted);
  EXPECT_EQ(base.steps, 0);
}

}  // namespace
}  // namespace kith
