// Phases run in their order, and their times are gathered by name.
#include "engine/run/phases.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace kith {
namespace {

struct Recorder {
  std::string log;
  void first(const Step& step) { log += "first" + std::to_string(step.index) + " "; }
  void second(const Step& step) { log += "second" + std::to_string(step.index) + " "; }
};
constexpr std::array recorder_phases = {Phase<Recorder>{"one", &Recorder::first},
                                        Phase<Recorder>{"two", &Recorder::second}};

TEST(RunPhases, RunsInOrderTimedOrNot) {
  Recorder recorder;
  auto rows = phase_rows(recorder_phases);
  run_phases(recorder, recorder_phases, Step{0, 0, 7}, nullptr);
  run_phases(recorder, recorder_phases, Step{1, 7, 14}, &rows);
  EXPECT_EQ(recorder.log, "first0 second0 first1 second1 ");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1].name, "two");
  EXPECT_EQ(rows[1].calls, 1);
  EXPECT_GE(rows[0].seconds, 0);
}

TEST(PhaseTimes, AddUpByNameFromManyThreads) {
  PhaseTimes times;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 100; ++j) times.add({{"one", 0.5, 2}, {"two", 0.25, 1}});
    });
  }
  for (auto& thread : threads) thread.join();
  const auto rows = times.rows();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].name, "one");
  EXPECT_DOUBLE_EQ(rows[0].seconds, 200);
  EXPECT_EQ(rows[1].calls, 400);
}

}  // namespace
}  // namespace kith
