// The card of published facts: what a run misses stands first, and what it has no value of is no miss.
#include "tests/results/sample.hpp"
#include "tools/report/card.hpp"

#include <gmock/gmock.h>

#include <limits>

namespace kith::tools {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A fact of the measure "value" of the sample's runs, or of one that has no value in any.
Fact fact(const char* name, const char* measure, double lowest, double highest) {
  return {name, "", measure, (lowest + highest) / 2, lowest, highest, "1", "predict", "made up"};
}

results::Run one_run() {
  results::Run run;
  run.measures.measures = {{"value", "1", "", "headlines", {}, Number::real, Closure::emergent},
                           {"unknown", "1", "", "headlines", {}, Number::real, Closure::emergent}};
  for (int i = 0; i < 3; ++i) {
    ReplicateResult replicate;
    replicate.replicate = i;
    replicate.arrays = {Reals{0.5}, Reals{std::numeric_limits<double>::quiet_NaN()}};
    run.replicates.push_back(replicate);
  }
  run.facts = {fact("too short a run", "unknown", 0, 1), fact("met", "value", 0.4, 0.6),
               fact("missed", "value", 0.255, 0.285), fact("met too", "value", 0.5, 0.7)};
  return run;
}

TEST(PublishedFacts, MissesComeFirstAndUnknownsLast) {
  const std::vector<results::CardRow> card = sorted_card_of(one_run());
  std::vector<std::string> order;
  for (const results::CardRow& row : card) order.push_back(row.fact.name + ": " + row.verdict());
  EXPECT_THAT(order, ElementsAre("missed: outside", "met: within", "met too: within", "too short a run: no value"));
  EXPECT_EQ(count_of(card).within, 2U);
  EXPECT_EQ(count_of(card).known(), 3U);
}

TEST(PublishedFacts, TheTableTellsRangesInFullAndCountsWhatIsKnown) {
  const std::string table = card_text(sorted_card_of(one_run()), false);
  EXPECT_THAT(table, HasSubstr("0.255 to 0.285"));
  EXPECT_THAT(table,
              HasSubstr("1 of 3 facts outside their accepted range, 2 within; 1 more without a value in this run."));
}

}  // namespace
}  // namespace kith::tools
