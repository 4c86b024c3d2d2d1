// Looked up or worked out, the numbers are those of the exponential function.
#include "engine/time/fading.hpp"

#include <gtest/gtest.h>

namespace kith {
namespace {

TEST(Fading, IsTheExponentialOnEveryDay) {
  const Fading fading(180);
  for (const Day days : {0, 1, 179, 2047, 2048, 40000}) EXPECT_EQ(fading.after(days), std::exp(-days / 180.0)) << days;
  EXPECT_EQ(fading.after(-90), std::exp(0.5));
}

}  // namespace
}  // namespace kith
