// How a change stands to doubt and to what matters, and how many rows of a table are called changed that are not.
#include "results/telling.hpp"
#include "tests/results/sample.hpp"

#include <gmock/gmock.h>
#include <random>

namespace kith::results {
namespace {

using testing::ElementsAre;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Pairs whose base is 100 and whose change is as given.
PairedDifference changed_by(const std::vector<double>& changes) {
  std::vector<double> base(changes.size(), 100), other;
  for (const double change : changes) other.push_back(100 + change);
  return paired_difference(base, other);
}

// Benjamini and Hochberg's own example (1995, table of 15 P-values): at 5% the four smallest are told.
TEST(ToldApart, IsTheRuleOfBenjaminiAndHochberg) {
  const std::vector<double> p{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                              0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
  std::vector<double> rises;
  for (std::size_t i = 0; i < p.size(); ++i) rises.push_back(i % 2 == 0 ? p[i] / 2 : 1 - p[i] / 2);
  const std::vector<bool> told = told_apart(rises);
  EXPECT_EQ(std::ranges::count(told, true), 4);
  EXPECT_TRUE(told[0] && told[1] && told[2] && told[3]);
}

TEST(ToldApart, CountsNoRowInWhichNothingDiffers) {
  EXPECT_THAT(told_apart(std::vector<double>{nan, 0.01, nan, nan}), ElementsAre(false, true, false, false));
  EXPECT_THAT(told_apart(std::vector<double>{0.02, 0.5, 0.5, 0.5}), ElementsAre(false, false, false, false));
  EXPECT_TRUE(told_apart(std::vector<double>{}).empty());
}

// 50 comparisons of 40 rows in which chance alone acts: told row by row a twentieth are called changed, together hardly
// any. Of 50 tables one in twenty would hold a false row by chance; more than 8 do less than once in 1,000 tries.
TEST(ToldApart, CallsHardlyAnyRowOfANullTable) {
  std::mt19937 chance(7);
  std::normal_distribution<double> normal;
  int alone = 0, together = 0, tables = 0;
  for (int table = 0; table < 50; ++table) {
    std::vector<double> rises;
    for (int row = 0; row < 40; ++row) {
      std::vector<double> changes(20);
      for (double& change : changes) change = normal(chance);
      const PairedDifference difference = changed_by(changes);
      alone += difference.distinguishable();
      rises.push_back(difference.chance_of_rise);
    }
    const auto told = std::ranges::count(told_apart(rises), true);
    together += static_cast<int>(told);
    tables += told > 0;
  }
  EXPECT_GT(alone, 60) << "a twentieth of 2,000";
  EXPECT_LE(tables, 8);
  EXPECT_LT(together, 0.01 * 2000);
}

/// Changes that are sure and too small to matter must not make room for false ones: of what is left, none is true.
TEST(Telling, RowsTooSmallToMatterMakeNoRoomForOthers) {
  std::mt19937 chance(11);
  std::normal_distribution<double> normal;
  int tables = 0;
  for (int table = 0; table < 50; ++table) {
    std::vector<PairedDifference> rows;
    for (int row = 0; row < 40; ++row) {
      std::vector<double> changes(20);
      for (double& change : changes) change = row < 30 ? 0.3 + 0.01 * normal(chance) : 20 * normal(chance);
      rows.push_back(changed_by(changes));
    }
    const std::vector<Telling> told = tellings(rows, std::vector<double>(40, 1.0));
    EXPECT_EQ(std::ranges::count(told, Telling::too_small), 30);
    tables += std::ranges::count_if(told, is_told) > 0;
  }
  EXPECT_LE(tables, 8) << "as of a table of ten rows in which chance alone acts";
}

TEST(Telling, TellsTooSmallFromNotKnown) {
  const std::vector<double> sure_and_small{-0.50, -0.52, -0.48, -0.51}, sure_and_large{-5.0, -5.2, -4.8, -5.1},
      unsure{-9, 8, 7, -6}, little_either_way{-0.1, 0.1, 0.05, -0.06};
  constexpr double of_the_base = 1;
  EXPECT_EQ(telling(changed_by(sure_and_small), 0), Telling::lower);
  EXPECT_EQ(telling(changed_by(sure_and_small), of_the_base), Telling::too_small);
  EXPECT_EQ(telling(changed_by(sure_and_large), of_the_base), Telling::lower);
  EXPECT_EQ(telling(changed_by(unsure), of_the_base), Telling::cannot_tell);
  EXPECT_EQ(telling(changed_by(little_either_way), 0), Telling::cannot_tell);
  EXPECT_EQ(telling(changed_by(little_either_way), of_the_base), Telling::too_small)
      << "though its direction is not known";
}

TEST(Telling, OfWhatHasNoInterval) {
  EXPECT_EQ(telling(changed_by({0, 0, 0}), 0.01), Telling::none_at_all);
  EXPECT_EQ(telling(changed_by({2, 2, 2}), 1), Telling::cannot_tell)
      << "three signs alike come by chance in one of four";
  EXPECT_EQ(telling(changed_by(std::vector<double>(8, 2.0)), 1), Telling::higher);
  EXPECT_EQ(telling(changed_by({2}), 1), Telling::one_pair);
  EXPECT_EQ(telling(paired_difference(std::vector<double>{nan}, std::vector<double>{nan}), 0), Telling::no_values);
}

TEST(SmallestThatMatters, IsWhatIsSaidOfTheMeasureThenOfAnyThenTheModels) {
  results::Run run;
  EXPECT_EQ(smallest_that_matters(run, "crimes", 500), 0) << "every change matters";
  run.presentation.smallest_change = 0.01;
  EXPECT_EQ(smallest_that_matters(run, "crimes", 500), 5);
  run.matters = {{"any", 0.03, nan}, {"entrants", nan, 20}};
  EXPECT_EQ(smallest_that_matters(run, "crimes", -500), 15);
  EXPECT_EQ(smallest_that_matters(run, "entrants", 200), 20);
  EXPECT_EQ(smallest_that_matters(run, "entrants", 0), 20) << "an amount needs no base";
}

TEST(SmallestChange, OfScenariosComparedMustAgree) {
  const auto run_saying = [](std::vector<SmallestChange> matters) {
    results::Run run = sample::run();
    run.matters = std::move(matters);
    return run;
  };
  const SmallestChange two{"entrants", nan, 2}, three{"entrants", nan, 3}, share{"any", 0.02, nan};
  const results::Run joined = join({run_saying({two}), run_saying({two, share})}, {"base", "more"}, {});
  ASSERT_EQ(joined.matters.size(), 2U);
  EXPECT_EQ(joined.matters[1].measure, "any");
  EXPECT_THROW(join({run_saying({two}), run_saying({three})}, {"base", "more"}, {}), ResultsError);
}

using SmallestChangeFile = sample::Folder;
TEST_F(SmallestChangeFile, KeepsWhatMatters) {
  Run run = sample::run();
  run.matters = {{"any", 0.02, nan}, {"entrants", nan, 3}};
  write(path("run.h5"), run, false);
  const Run back = read(path("run.h5"));
  ASSERT_EQ(back.matters.size(), 2U);
  EXPECT_EQ(back.matters[0].measure, "any");
  EXPECT_EQ(back.matters[0].share, 0.02);
  EXPECT_TRUE(std::isnan(back.matters[0].amount));
  EXPECT_EQ(back.matters[1].amount, 3);
}

}  // namespace
}  // namespace kith::results
