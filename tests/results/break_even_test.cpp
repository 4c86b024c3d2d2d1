// Where a quantity becomes what is wanted, between the values tried; and the way through a file.
#include "tests/results/sample.hpp"

#include <gmock/gmock.h>

namespace kith::results {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(BreakEven, IsReadOffTheStraightLineBetweenNeighbours) {
  const BreakEven search = sample::break_even();
  ASSERT_TRUE(is_consistent(search));
  EXPECT_THAT(crossings(search, 0, 0), ElementsAre(DoubleNear(0.75 + 0.25 / 3, 1e-12)));
  EXPECT_THAT(crossings(search, 0, 1), ElementsAre(DoubleNear(0.875, 1e-12))) << "half way from -0.2 to 0";
}

TEST(BreakEven, MayBeNowhereOrSeveralTimesOrExactlyAtAValue) {
  BreakEven search = sample::break_even();
  search.quantities[0].wanted = 1000;
  EXPECT_THAT(crossings(search, 0, 0), IsEmpty());
  search.quantities[0].wanted = 10;
  EXPECT_THAT(crossings(search, 0, 0), ElementsAre(0.75));
  search.quantities[0].wanted = 0;
  search.estimates = {1, 0, 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_THAT(crossings(search, 0, 0), ElementsAre(0.625, 0.875));
  search.quantities[1].wanted = 0;
  EXPECT_THAT(crossings(search, 0, 1), ElementsAre(0.5)) << "as wanted all along";
}

class BreakEvenFile : public sample::Folder {};

TEST_F(BreakEvenFile, ComesBackAsItWasWritten) {
  write(path("a.h5"), sample::comparison(), false);
  const BreakEven read_back = read(path("a.h5")).break_even;
  const BreakEven written = sample::break_even();
  EXPECT_EQ(read_back.path, written.path);
  EXPECT_EQ(read_back.applied_to, written.applied_to);
  EXPECT_EQ(read_back.values, written.values);
  EXPECT_EQ(read_back.pairs, written.pairs);
  EXPECT_EQ(read_back.quantities[1].name, "fewer entrants");
  EXPECT_EQ(read_back.quantities[1].wanted, -0.1);
  EXPECT_EQ(read_back.estimates, written.estimates);
}

}  // namespace
}  // namespace kith::results
