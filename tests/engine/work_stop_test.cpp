// A stop of the process reaches work that has no control of its own: blocks side by side, ties and rows being made.
#include "engine/work/stop.hpp"

#include "engine/network/generators.hpp"
#include "engine/network/layer.hpp"
#include "engine/work/blocks.hpp"

#include <gtest/gtest.h>

#include <atomic>

namespace kith {
namespace {

class Stop : public testing::Test {
 protected:
  ~Stop() override { stop_flag = false; }
};

TEST_F(Stop, EndsBlocksBetweenTwoOfThem) {
  std::atomic<int> blocks{0};
  EXPECT_THROW(with_threads(2, [&] { for_each_block(1000, [&](std::size_t) { stop_flag = ++blocks >= 10; }); }),
               Interrupted);
  EXPECT_LT(blocks, 20);
}

TEST_F(Stop, EndsTiesAndLayersThatAreMade) {
  const auto ties = uniform_ties(Draws{1}, purpose("test.stop"), 1000, 3);
  stop_flag = true;
  EXPECT_THROW(uniform_ties(Draws{1}, purpose("test.stop"), 1000, 3), Interrupted);
  EXPECT_THROW(Layer(1000, ties), Interrupted);
  std::vector<int> values;
  EXPECT_THROW(grow(values, 100), Interrupted);
}

TEST_F(Stop, GrowsToTheSizeAskedFor) {
  std::vector<int> values{7};
  grow(values, 40'000'000);
  EXPECT_EQ(values.size(), 40'000'000U);
  EXPECT_EQ(values[0], 7);
  EXPECT_EQ(values.back(), 0);
}

}  // namespace
}  // namespace kith
