// From which day on two scenarios differ, and in what.
#include "engine/pairing/differences.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith {
namespace {

using testing::ElementsAre;
using testing::FieldsAre;
using testing::IsEmpty;

Settings settings(double places, std::int64_t seed = 1) {
  Declarations declarations;
  declare<RunSettings>(declarations);
  declarations.add({.path = "clinic.places", .default_value = 10.0});
  declarations.add({.path = "clinic.staff", .default_value = 2.0});
  Settings all(declarations);
  all.set("clinic.places", places, {});
  all.set("run.seed", seed, {});
  return all;
}

Scenario scenario(double places, std::int64_t seed = 1) {
  Scenario made;
  made.settings = settings(places, seed);
  return made;
}

void change(Scenario& scenario, const char* at, double places) {
  scenario.changes.push_back(Change{parse_date(at), {}, settings(places), {}});
}

TEST(Differences, SeedsAreNone) {
  EXPECT_THAT(differences(scenario(10), scenario(10, 7)), IsEmpty());
  EXPECT_TRUE(start_alike(scenario(10), scenario(10, 7)));
}

TEST(Differences, OfTheFirstDayAreFromTheStart) {
  EXPECT_THAT(differences(scenario(10), scenario(20)), ElementsAre(FieldsAre("clinic.places", from_the_start)));
  EXPECT_FALSE(start_alike(scenario(10), scenario(20)));
}

TEST(Differences, OfAChangeAreFromItsDay) {
  Scenario base = scenario(10), other = scenario(10);
  for (Scenario* one : {&base, &other}) change(*one, "2014-04-01", 15);
  change(other, "2015-04-01", 30);
  EXPECT_TRUE(start_alike(base, other));
  EXPECT_THAT(differences(base, other), ElementsAre(FieldsAre("clinic.places", 730)));
}

TEST(Differences, AChangeInTheBaseOnlyCountsToo) {
  Scenario base = scenario(10);
  change(base, "2013-04-11", 15);
  EXPECT_THAT(differences(base, scenario(10)), ElementsAre(FieldsAre("clinic.places", 10)));
}

void react(Scenario& scenario, const char* at, double staff) {
  Reaction reaction;
  reaction.when.measure = "visits";
  reaction.when.limit = 5;
  reaction.set = {{"clinic.staff", staff}};
  if (*at != '\0') reaction.at = parse_date(at);
  scenario.reactions.push_back(std::move(reaction));
}

TEST(Differences, OfAChangeThatReactsAreFromTheDayItIsLookedAt) {
  Scenario base = scenario(10), other = scenario(10);
  react(other, "2013-04-11", 3);
  EXPECT_THAT(differences(base, other), ElementsAre(FieldsAre("clinic.staff", 10)));
  EXPECT_TRUE(start_alike(base, other)) << "nothing reacts before the first day is over";
  react(base, "2013-04-11", 3);
  EXPECT_THAT(differences(base, other), IsEmpty());
}

TEST(Differences, WorldsThatPartMayReactAtTimesOfTheirOwn) {
  Scenario base = scenario(10), other = scenario(10);
  for (Scenario* one : {&base, &other}) react(*one, "", 3);
  change(other, "2013-04-21", 15);
  EXPECT_THAT(differences(base, other), ElementsAre(FieldsAre("clinic.places", 20), FieldsAre("clinic.staff", 20),
                                                    FieldsAre("clinic.staff", 20)));
}

TEST(Differences, AnotherCatalogueIsAnotherStart) {
  Scenario other = scenario(10);
  other.catalogue = {"own"};
  EXPECT_FALSE(start_alike(scenario(10), other));
}

}  // namespace
}  // namespace kith
