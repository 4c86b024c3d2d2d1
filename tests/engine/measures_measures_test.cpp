// Declarations are found by name, and arrays have the shape declared.
#include "engine/measures/measures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace kith {
namespace {

MeasureSet sample_set() {
  MeasureSet set;
  set.dimensions = {{"time", "days", "", {}, {0, 7, 14}}, {"area", "", "", {"north", "south"}, {}}};
  set.measures = {{"events", "events", "", "", {"time", "area"}, Number::count, Closure::emergent},
                  {"share", "1", "", "headlines", {}, Number::real, Closure::emergent}};
  return set;
}

TEST(MeasureSet, FindsByName) {
  const MeasureSet set = sample_set();
  EXPECT_EQ(set.index("share"), 1U);
  EXPECT_EQ(set.dimension("area").labels.size(), 2U);
  EXPECT_THROW(set.index("shares"), std::out_of_range);
  EXPECT_THROW(set.dimension("times"), std::out_of_range);
}

TEST(MeasureSet, GivesShapes) {
  const MeasureSet set = sample_set();
  EXPECT_THAT(set.shape(set.measures[0]), testing::ElementsAre(3, 2));
  EXPECT_TRUE(set.shape(set.measures[1]).empty());
}

TEST(ReplicateResult, StartsAtNoughtInTheShapeDeclared) {
  ReplicateResult result(sample_set(), 4);
  EXPECT_EQ(result.replicate, 4);
  EXPECT_EQ(result.counts(0), Counts(6, 0));
  EXPECT_EQ(result.reals(1), Reals(1, 0.0));
  EXPECT_TRUE(result.event_columns.empty());
  EXPECT_THROW(result.reals(0), std::bad_variant_access);
}

TEST(Cells, KeepWhatHasNoValueApart) {
  const Table table{
      "things",
      "thing",
      "",
      {{"a", "", "", {}, CellKind::whole}, {"b", "", "", {}, CellKind::small}, {"c", "", "", {}, CellKind::real}},
      {},
      ""};
  TableRows rows = rows_of(table);
  for (Cells& cells : rows.columns) {
    append_cell(cells, 7);
    append_cell(cells, std::nan(""));
  }
  EXPECT_EQ(rows.count(), 2U);
  for (const Cells& cells : rows.columns) {
    EXPECT_EQ(cell_value(cells, 0), 7);
    EXPECT_TRUE(std::isnan(cell_value(cells, 1)));
  }
  EXPECT_EQ(std::get<Counts>(rows.columns[0])[1], std::numeric_limits<std::int32_t>::min());
  EXPECT_EQ(std::get<SmallCounts>(rows.columns[1])[1], -128);
  EXPECT_EQ(row_bytes(table), 4U + 1U + 8U);
}

}  // namespace
}  // namespace kith
