// The card of published facts: what a run misses stands first, and what it has no value of is no miss.
#include "tests/results/sample.hpp"
#include "tools/report/summary.hpp"

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
  const std::vector<FactCheck> checks = fact_checks_of(one_run());
  std::vector<std::string> order;
  for (const FactCheck& check : checks) order.push_back(check.fact.name + ": " + check.verdict());
  EXPECT_THAT(order, ElementsAre("missed: OUTSIDE", "met: within", "met too: within", "too short a run: no value"));
  EXPECT_EQ(within_and_known(checks), std::pair(std::size_t{2}, std::size_t{3}));
}

TEST(PublishedFacts, TheTableTellsRangesInFullAndCountsWhatIsKnown) {
  const std::string table = fact_table(fact_checks_of(one_run()));
  EXPECT_THAT(table, HasSubstr("0.255 to 0.285"));
  EXPECT_THAT(table, HasSubstr("2 of 3 facts within their accepted range."));
}

}  // namespace
}  // namespace kith::tools
