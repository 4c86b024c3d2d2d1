// Rules of the incarceration model that are no matter of chance, and the promises every model keeps.
#include "tests/incarceration/made_up_people.hpp"

#include <gmock/gmock.h>

namespace kith::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Incarceration : public IncarcerationTest {
 protected:
  /// Everybody young enough is in custody to the end; all else passes for certain.
  static Written certain() {
    Written written{
        {"incarceration.spontaneous", 0.0}, {"incarceration.initial_share", 1.0}, {"incarceration.mean_sentence", 1e6}};
    for (const char* from : {"from_women", "from_men"})
      for (const char* to : {"mother", "father", "sister", "brother", "partner", "child"})
        written.emplace_back(fmt::format("incarceration.{}.{}", from, to), 1.0);
    return written;
  }
};

TEST_F(Incarceration, OnlyTheActiveAreConvicted) {
  MadeUpPeople family;
  const int inside = family.add({.sex = 'm', .born = 80});
  family.tie(inside, "child", family.add({.born = 86}));                 // 15 from the thirteenth step on
  family.tie(inside, "parent", family.add({.born = 0, .died = 99}));     // dead
  family.tie(inside, "sibling", family.add({.born = 10, .died = 100}));  // dies with the first year
  const Counts counts = results_of(scenario(family, 14, certain()))[0].counts(in_custody);
  EXPECT_EQ(counts[0], 2);
  EXPECT_EQ(counts[11], 2);
  EXPECT_EQ(counts[12], 2) << "one died, one grew up";
  const Counts actives = results_of(scenario(family, 14, certain()))[0].counts(active);
  EXPECT_EQ(actives[0], 2);
  EXPECT_EQ(actives[13], 2);
}

TEST_F(Incarceration, ACoupleCountsUntilTheYearItCameToBe) {
  for (const int married : {99, 100, 101}) {
    MadeUpPeople couple;
    couple.add({.sex = 'm', .born = 80, .partner = 1, .married = married});
    couple.add({.sex = 'f', .born = 0});
    const Counts counts = results_of(scenario(couple, 1, certain()))[0].counts(in_custody);
    EXPECT_EQ(counts[0], married >= 100 ? 2 : 1) << married;
  }
}

TEST_F(Incarceration, FriendsAreTiedOneWay) {
  MadeUpPeople two;
  two.add({.sex = 'm', .born = 80});
  two.add({.sex = 'm', .born = 0});
  two.tie(1, "friend", 0);
  EXPECT_EQ(results_of(scenario(two, 2, certain()))[0].counts(in_custody).back(), 1);
  two.tie(0, "friend", 1);
  EXPECT_EQ(results_of(scenario(two, 2, certain()))[0].counts(in_custody).back(), 2);
}

TEST_F(Incarceration, ReturnsAreCountedOnlyWhereTheyCouldBeSeen) {
  MadeUpPeople one;
  one.add({.sex = 'm', .born = 80});
  Written written{{"incarceration.spontaneous", 0.0},
                  {"incarceration.initial_share", 1.0},
                  {"incarceration.mean_sentence", 5.0},
                  {"incarceration.sentence_shape", 1e6}};
  EXPECT_TRUE(std::isnan(results_of(scenario(one, 30, written))[0].reals(back)[0]));
  EXPECT_EQ(results_of(scenario(one, 100, written))[0].reals(back)[0], 0);
  written[0].second = 0.9;  // convicted in most months: never out for long
  EXPECT_EQ(results_of(scenario(one, 300, written))[0].reals(back)[0], 1);
}

TEST_F(Incarceration, TiesOffIsAsRatesOfNought) {
  const MadeUpPeople town = made_up_families(400);
  Written silent{{"incarceration.spontaneous", 0.001}};
  for (const char* from : {"from_women", "from_men"})
    for (const char* to : {"mother", "father", "sister", "brother", "partner", "child"})
      silent.emplace_back(fmt::format("incarceration.{}.{}", from, to), 0.0);
  const auto without = results_of(scenario(town, 240, silent), 2);
  const auto off =
      results_of(scenario(town, 240, {{"incarceration.spontaneous", 0.001}, {"incarceration.ties", false}}), 2);
  for (std::size_t i = 0; i < off.size(); ++i) EXPECT_EQ(off[i].arrays, without[i].arrays);
}

TEST_F(Incarceration, TiesPassConvictionsOn) {
  const MadeUpPeople town = made_up_families(400);
  const Written more{{"incarceration.spontaneous", 0.001}},
      none{{"incarceration.spontaneous", 0.001}, {"incarceration.ties", false}};
  const auto with = results_of(scenario(town, 240, more))[0], without = results_of(scenario(town, 240, none))[0];
  EXPECT_GT(with.reals(share_in_custody)[0], without.reals(share_in_custody)[0]);
}

TEST_F(Incarceration, AChangeHoldsFromItsDayOn) {
  Scenario world = scenario(made_up_families(400), 60, {{"incarceration.spontaneous", 0.01}});
  const Counts without = results_of(world)[0].counts(in_custody);
  add_change(world, 30 * 24, {{"incarceration.mean_sentence", 60.0}});
  const Counts with = results_of(world)[0].counts(in_custody);
  EXPECT_EQ(Counts(with.begin(), with.begin() + 24), Counts(without.begin(), without.begin() + 24));
  EXPECT_GT(with.back(), without.back());
}

TEST_F(Incarceration, NullChangeChangesNothing) {
  Scenario world = scenario(made_up_families(400), 120, {{"incarceration.spontaneous", 0.005}});
  const auto without = results_of(world, 3);
  add_change(world, 900, {{"incarceration.mean_sentence", 14.0}});
  const auto with = results_of(world, 3);
  for (std::size_t i = 0; i < with.size(); ++i) EXPECT_EQ(with[i].arrays, without[i].arrays);
}

TEST_F(Incarceration, IsTheSameAtAnyNumberOfThreads) {
  const Scenario world = scenario(made_up_families(400), 120, {{"incarceration.spontaneous", 0.005}});
  const auto one = results_of(world, 4, 1), two = results_of(world, 4, 2);
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].arrays, two[i].arrays);
  EXPECT_NE(one[0].arrays, one[1].arrays);
}

TEST_F(Incarceration, OffersItsPeopleAndSaysWhatItTakes) {
  const MadeUpPeople town = made_up_families(10);
  const auto world = model().build(scenario(town, 1));
  EXPECT_EQ(world->people(), 40);
  ASSERT_TRUE(world->people_table());
  EXPECT_EQ(world->people_table()->ties("friend").tie_count(), 9U);
  EXPECT_EQ(model().people_needs().relations.size(), 4U);
  EXPECT_THAT(model().settings_of_people(), ElementsAre("people", "ties"));
  EXPECT_EQ(model().input_files(scenario(town, 1)).size(), 2U);
  EXPECT_GT(world->bytes_of_state(), 40 * 20);
}

TEST_F(Incarceration, RefusesStepsThatAreNoMonthsAndTablesThatAreNone) {
  const MadeUpPeople town = made_up_families(10);
  EXPECT_TRUE(model().problems(scenario(town, 12)).empty());
  Scenario weekly = scenario(town, 12);
  weekly.settings.set("run.step_days", std::int64_t{7}, {"test"});
  EXPECT_THAT(model().problems(weekly).at(0).message, HasSubstr("run.step_days must be 30, not 7"));
  Scenario lacking = scenario(town, 12);
  lacking.settings.set("people.file", std::string(), {"test"});
  lacking.settings.set("ties.file", (folder() / "people.csv").string(), {"test"});
  EXPECT_THAT(model().problems(lacking).at(0).message, HasSubstr("'people.file' names no file"));
  Scenario swapped = scenario(town, 12);
  swapped.settings.set("people.file", (folder() / "ties.csv").string(), {"test"});
  EXPECT_THAT(model().problems(swapped).at(0).message, HasSubstr("there is no column 'id'"));
  Scenario missing = scenario(town, 12);
  missing.settings.set("people.file", (folder() / "missing.csv").string(), {"test"});
  EXPECT_TRUE(model().problems(missing).empty()) << "what is not there is told when the world is built";
  EXPECT_THROW(model().build(missing), InputError);
}

TEST_F(Incarceration, RefusesPeopleWhoCannotBe) {
  MadeUpPeople town = made_up_families(10);
  town.people[4].partner = 4;
  town.people[7].died = town.people[7].born - 1;
  const std::vector<Problem> problems = model().problems(scenario(town, 12));
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_THAT(problems[0].message, HasSubstr("'4' is the partner of '4': nobody is one's own"));
  EXPECT_THAT(problems[1].message, HasSubstr("'7' dies in"));
}

/// The authors' people, where the folder KITH_PUBLISHED_DATA names has them (docs/incarceration.md).
TEST_F(Incarceration, ThePublishedPeopleAreRead) {
  const char* data = std::getenv("KITH_PUBLISHED_DATA");
  const std::filesystem::path tables = std::filesystem::path(data == nullptr ? "" : data) / "lum2014";
  if (!std::filesystem::exists(tables / "people.csv")) GTEST_SKIP() << "KITH_PUBLISHED_DATA holds no lum2014";
  Scenario world = scenario(made_up_families(1), 1200);
  world.settings.set("people.file", (tables / "people.csv").string(), {"test"});
  world.settings.set("ties.file", (tables / "ties.csv").string(), {"test"});
  EXPECT_TRUE(model().problems(world).empty());
  EXPECT_EQ(model().build(world)->people(), 8856);
  EXPECT_GT(results_of(world, 4)[0].counts(active)[0], 1000);
}

}  // namespace
}  // namespace kith::test
