// Layers and groups hold what they were given, both ways and in order.
#include "engine/network/layer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/graph/connected_components.hpp>

#include <set>
#include <stdexcept>

namespace kith {
namespace {

using testing::ElementsAre;

TEST(Layer, StoresTiesBothWaysAscendingWithoutSelfTiesAndRepeats) {
  const Layer layer(5, {{3, 1}, {1, 3}, {0, 3}, {2, 2}, {1, 0}, {3, 1}});
  EXPECT_EQ(layer.entity_count(), 5U);
  EXPECT_EQ(layer.tie_count(), 3U);
  EXPECT_THAT(layer.of(0), ElementsAre(1, 3));
  EXPECT_THAT(layer.of(1), ElementsAre(0, 3));
  EXPECT_THAT(layer.of(2), ElementsAre());
  EXPECT_THAT(layer.of(3), ElementsAre(0, 1));
  EXPECT_THAT(layer.of(4), ElementsAre());
}

TEST(Layer, KeepsRepeatsWhenAskedTo) {
  const Layer layer = Layer::keep_repeats(3, {{2, 1}, {1, 2}, {0, 1}});
  EXPECT_EQ(layer.tie_count(), 3U);
  EXPECT_THAT(layer.of(0), ElementsAre(1));
  EXPECT_THAT(layer.of(1), ElementsAre(0, 2, 2));
  EXPECT_THAT(layer.of(2), ElementsAre(1, 1));
}

TEST(Layer, StoresTiesOneWayWhenAskedTo) {
  const Layer layer = Layer::one_way(4, {{3, 1}, {1, 3}, {0, 3}, {2, 2}, {0, 3}, {0, 1}});
  EXPECT_TRUE(layer.is_one_way());
  EXPECT_EQ(layer.tie_count(), 4U);
  EXPECT_THAT(layer.of(0), ElementsAre(1, 3));
  EXPECT_THAT(layer.of(1), ElementsAre(3));
  EXPECT_THAT(layer.of(2), ElementsAre());
  EXPECT_THAT(layer.of(3), ElementsAre(1));
  EXPECT_THROW(Layer::one_way(3, {{0, 3}}), std::out_of_range);
}

TEST(Layer, MayBeEmpty) {
  EXPECT_EQ(Layer().entity_count(), 0U);
  EXPECT_EQ(Layer(0, {}).entity_count(), 0U);
  const Layer lonely(2, {});
  EXPECT_EQ(lonely.tie_count(), 0U);
  EXPECT_TRUE(lonely.of(1).empty());
}

TEST(Layer, RefusesTiesToNobody) { EXPECT_THROW(Layer(3, {{0, 3}}), std::out_of_range); }

TEST(Layer, AgreesWithSetsOnManyTies) {
  constexpr std::uint32_t count = 3000;
  std::vector<Tie> ties;
  std::vector<std::set<EntityId>> expected(count);
  std::uint32_t state = 1;
  const auto next = [&] { return (state = state * 1664525U + 1013904223U) >> 8; };
  for (int i = 0; i < 60000; ++i) {
    const EntityId a = next() % count;
    const EntityId b = next() % count;
    ties.emplace_back(a, b);
    if (a == b) continue;
    expected[a].insert(b);
    expected[b].insert(a);
  }
  const Layer layer(count, ties);
  for (EntityId i = 0; i < count; ++i) {
    const auto neighbours = layer.of(i);
    ASSERT_TRUE(std::equal(neighbours.begin(), neighbours.end(), expected[i].begin(), expected[i].end()));
    const auto [edge, end] = boost::out_edges(i, layer.graph());  // the same by Boost.Graph's own way in
    ASSERT_EQ(static_cast<std::size_t>(end - edge), neighbours.size());
    for (auto at = edge; at != end; ++at) ASSERT_TRUE(expected[i].contains(boost::target(*at, layer.graph())));
  }
  EXPECT_GE(layer.bytes(), (count + 1) * 4 + 2 * layer.tie_count() * 4);
  EXPECT_LE(layer.bytes(), (count + 2) * 4 + 2 * layer.tie_count() * 4 + 64);
}

TEST(Layer, ServesBoostsAlgorithms) {
  const Layer layer(6, {{0, 1}, {1, 2}, {3, 4}});
  std::vector<std::uint32_t> component(6);
  EXPECT_EQ(boost::connected_components(layer.graph(), component.data()), 3U);
  EXPECT_EQ(component[0], component[2]);
  EXPECT_NE(component[0], component[3]);
}

TEST(Groups, ListMembersAscending) {
  const std::vector<std::uint32_t> group_of{2, 0, nobody, 2, 0, 2};
  const Groups groups(4, group_of);
  EXPECT_EQ(groups.group_count(), 4U);
  EXPECT_THAT(groups.members(0), ElementsAre(1, 4));
  EXPECT_THAT(groups.members(1), ElementsAre());
  EXPECT_THAT(groups.members(2), ElementsAre(0, 3, 5));
  EXPECT_THAT(groups.members(3), ElementsAre());
  EXPECT_GE(groups.bytes(), 5 * 4 + 5 * 4U);
  EXPECT_EQ(Groups().group_count(), 0U);
  EXPECT_THROW(Groups(2, group_of), std::out_of_range);
}

}  // namespace
}  // namespace kith
