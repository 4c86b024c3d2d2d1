// How a model says its results are to be told: what a file holds is read, and what is wrong with it is told at its
// line.
#include "engine/run/presentation.hpp"

#include "engine/settings/problem.hpp"

#include <gmock/gmock.h>

namespace kith {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* sound = R"(events = "visits"
titled_axes = ["shop"]
[deciding]
title = "What counts"
[[deciding.headline]]
measure = "visits"
title = "Visits"
[changed]
table = "shops."
axis = "shop"
size = "shelves"
effect = "pull"
[ledger]
unit = "EUR a year"
drivers = "sold"
[[ledger.sum]]
id = "all"
name = "all together"
[[chapter]]
id = "where"
before = "money"
title = "Where"
[[panel]]
id = "visits_by_shop"
section = "where"
title = "Visits"
measure = "visits"
axis = "shop"
kind = "difference"
per = "year"
fewest = 20
)";

TEST(Presentation, IsRead) {
  const Presentation told = read_presentation(sound, "told.toml");
  EXPECT_EQ(told.events, "visits");
  EXPECT_EQ(told.titled_axes, std::vector<std::string>{"shop"});
  ASSERT_EQ(told.deciding.size(), 1U);
  EXPECT_EQ(told.deciding[0].title, "Visits");
  EXPECT_TRUE(told.deciding[0].rise_is_worse);
  EXPECT_EQ(told.changed.table, "shops.");
  EXPECT_EQ(told.changed.size, "shelves");
  EXPECT_EQ(told.changed.effect, "pull");
  EXPECT_EQ(told.ledger.sums.at(0).name, "all together");
  EXPECT_EQ(told.chapters.at(0).before, "money");
  ASSERT_EQ(told.panels.size(), 1U);
  EXPECT_EQ(told.panels[0].axis, "shop");
  EXPECT_EQ(told.panels[0].fewest, 20);
  EXPECT_FALSE(told.panels[0].sort);
}

TEST(Presentation, FaultsAreToldAllAtOnce) {
  try {
    read_presentation(
        "colour = 1\n[[panel]]\nid = \"a\"\nsection = \"b\"\nmeasure = \"c\"\nkind = \"pie\"\nper = \"year\"\n",
        "told.toml");
    ADD_FAILURE() << "was taken";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("told.toml:1:"), HasSubstr("colour"), HasSubstr("title"),
                                    HasSubstr("told.toml:6:"), HasSubstr("'pie' is no kind of a panel")));
  }
}

}  // namespace
}  // namespace kith
