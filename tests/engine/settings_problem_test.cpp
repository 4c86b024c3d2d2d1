// Problems as text, and near names.
#include "engine/settings/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith {
namespace {

const std::vector<std::string> known{"iom_spotlight", "early_help", "seed", "start", "end", "a"};

TEST(NearestName, ForgivesSlipsOfTheHand) {
  EXPECT_EQ(nearest_name("iom_spotligt", known), "iom_spotlight");
  EXPECT_EQ(nearest_name("IOM-Spotlight", known), "iom_spotlight");
  EXPECT_EQ(nearest_name("early help", known), "early_help");
  EXPECT_EQ(nearest_name("strat", known), "start");
  EXPECT_EQ(nearest_name("sede", known), "seed");
  EXPECT_EQ(nearest_name("edn", known), "end");
}

TEST(NearestName, SaysNothingWhereNothingIsNear) {
  EXPECT_EQ(nearest_name("replicates", known), "");
  EXPECT_EQ(nearest_name("sun", known), "");
  EXPECT_EQ(nearest_name("b", known), "");
  EXPECT_EQ(nearest_name("", known), "");
  EXPECT_EQ(nearest_name("seed", {}), "");
}

TEST(NearestName, PrefersTheNearest) {
  EXPECT_EQ(nearest_name("place", {"palaces", "places", "pace"}), "places");
  EXPECT_EQ(nearest_name("seed", known), "seed");
}

TEST(Location, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(format_location({"a.toml", 3, 7}), "a.toml:3:7");
  EXPECT_EQ(format_location({"a.toml", 3, 0}), "a.toml:3");
  EXPECT_EQ(format_location({"a.toml", 0, 7}), "a.toml");
  EXPECT_EQ(format_location({}), "");
}

TEST(InputErrorText, ListsEveryProblemOnALine) {
  const InputError error({{{"a.toml", 3, 7}, "first"}, {{"--seed x"}, "second"}, {{}, "third"}});
  EXPECT_STREQ(error.what(), "a.toml:3:7: first\n--seed x: second\nthird");
  EXPECT_EQ(error.problems().size(), 3U);
  EXPECT_STREQ(InputError({"b.toml", 1}, "only").what(), "b.toml:1: only");
}

TEST(Quotation, IsSafeToPrint) {
  EXPECT_EQ(in_quotes("it"), "'it'");
  EXPECT_EQ(in_quotes("a\nb\x1b[31m"), "'a\\x0ab\\x1b[31m'");
  EXPECT_EQ(in_quotes(std::string(200, 'x')), "'" + std::string(80, 'x') + "...'");
}

TEST(Quotation, CutsBetweenCharacters) {
  std::string accents;
  for (int i = 0; i < 60; ++i) accents += "\xc3\xa9";
  EXPECT_EQ(printable("x" + accents), "x" + accents.substr(0, 78) + "...");
}

}  // namespace
}  // namespace kith
