// Measures of how alternatives come to differ join a comparison: nought for the base, in the file like all others, the
// scenarios' own digests as they were; their log is the comparison's.
#include "tests/results/sample.hpp"

#include <gmock/gmock.h>

namespace kith::results {
namespace {

using testing::ElementsAre;

MeasureSet declared() {
  MeasureSet set;
  set.dimensions = {{"route", "", "By which route", {"direct", "spread"}, {}}};
  set.measures = {{"averted", "offences", "Averted", "twin", {"route"}, Number::real},
                  {"cases_apart", "cases", "Cases apart", "twin", {}, Number::count}};
  set.event_columns = {{"day", "days", "Day", {}}, {"route", "", "Route", {"direct", "spread"}}};
  return set;
}

/// One alternative's; replicate r averts r + 0.5 directly and 2 by spread.
std::vector<ReplicateResult> twins(std::size_t replicates, bool events) {
  std::vector<ReplicateResult> results;
  for (std::size_t r = 0; r < replicates; ++r) {
    ReplicateResult& result = results.emplace_back(declared(), static_cast<std::int64_t>(r));
    result.reals(0) = {static_cast<double>(r) + 0.5, 2};
    result.counts(1) = {7};
    if (events) result.event_columns = {{1, 5}, {0, 1}};
  }
  return results;
}

class TwinMeasures : public sample::Folder {};

TEST_F(TwinMeasures, StandInTheFileAndAreNoughtForTheBase) {
  Run run = sample::comparison();
  const std::vector<ComparedScenario> before = run.scenarios;
  add_twins(run, declared(), {twins(3, false)});
  write(path("c.h5"), run, false);
  const Run back = read(path("c.h5"));
  EXPECT_EQ(digest(back.measures, back.replicates), digest(run.measures, run.replicates));
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(back.scenarios[i].digest, before[i].digest);
  EXPECT_THAT(values_of(back, "averted", 0).rows[2], ElementsAre(0, 0));
  EXPECT_THAT(values_of(back, "averted", 1).rows[2], ElementsAre(2.5, 2));
  EXPECT_THAT(values_of(back, "cases_apart", 1).rows[0], ElementsAre(7));
  const PairedDifference direct =
      paired_differences(values_of(back, "averted", 0), values_of(back, "averted", 1)).front();
  EXPECT_EQ(direct.base, 0);
  EXPECT_EQ(direct.difference.mean, 1.5);
  EXPECT_TRUE(back.replicates[0].event_columns.empty());
}

TEST_F(TwinMeasures, TheirLogNamesTheAlternative) {
  Run run = sample::comparison();
  add_twins(run, declared(), {twins(3, true)});
  write(path("c.h5"), run, false);
  const Run back = read(path("c.h5"));
  ASSERT_EQ(back.measures.event_columns.size(), 3U);
  EXPECT_EQ(back.measures.event_columns[0].name, "scenario");
  EXPECT_THAT(back.measures.event_columns[0].labels, ElementsAre("base", "changed"));
  EXPECT_THAT(back.replicates[1].event_columns, ElementsAre(ElementsAre(1, 1), ElementsAre(1, 5), ElementsAre(0, 1)));
}

TEST_F(TwinMeasures, WithoutAnyNothingJoins) {
  Run run = sample::comparison();
  const std::string before = digest(run.measures, run.replicates);
  add_twins(run, {}, {});
  EXPECT_EQ(digest(run.measures, run.replicates), before);
}

TEST_F(TwinMeasures, ThatDoNotFitAreRefused) {
  Run run = sample::comparison();
  EXPECT_THROW(add_twins(run, declared(), {}), std::logic_error);
  MeasureSet other = declared();
  other.dimensions = run.measures.dimensions;
  other.dimensions[1].unit = "another";
  EXPECT_THROW(add_twins(run, other, {twins(3, false)}), std::logic_error);
}

}  // namespace
}  // namespace kith::results
