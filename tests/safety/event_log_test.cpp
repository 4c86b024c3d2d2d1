// The log of events says what its numbers are rows of.
#include "tests/safety/small_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::safety {
namespace {

TEST(EventLog, TellsPeopleFromDwellings) {
  const auto scene = test::small_scene({{"output.events", "true"}, {"run.end", "2013-06-30"}});
  const ReplicateResult result = test::run(*scene);
  const auto column = [&](const std::string& name) -> const std::vector<std::int32_t>& {
    const auto& columns = scene->measures.event_columns;
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == name; });
    return result.event_columns.at(static_cast<std::size_t>(found - columns.begin()));
  };
  const auto& types = Evidence::get().offence_types();
  std::array<int, 3> kinds{};
  for (std::size_t i = 0; i < column("victim").size(); ++i) {
    const auto kind = static_cast<std::size_t>(column("victim_kind")[i]);
    const VictimKind of_type = types[static_cast<std::size_t>(column("offence_type")[i])].victim;
    ++kinds[kind];
    EXPECT_EQ(kind == 0, column("victim")[i] == -1);
    EXPECT_EQ(kind == 2, of_type == VictimKind::dwelling);
  }
  for (const int count : kinds) EXPECT_GT(count, 0);
}

TEST(EventLog, SaysThatARowIsNoLife) {
  for (const MeasureSet& set : {make_safety_model()->measures(), make_safety_model()->twin_measures()})
    for (const auto& column : set.event_columns) {
      if (column.name != "offender" && column.name != "victim") continue;
      EXPECT_THAT(column.meaning, testing::HasSubstr("another life")) << column.name;
    }
}

}  // namespace
}  // namespace kith::safety
