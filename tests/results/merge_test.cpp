// Runs split by replicate, joined, are what one run would have been; what is no part of it is refused by name.
#include "results/merge.hpp"

#include "tests/results/sample.hpp"

#include <gmock/gmock.h>

namespace kith::results {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const char* const resolved =
    "model = \"safety\"\n\n[run]\nfirst_replicate = {}  # from a.toml\nreplicates = 2\nseed = -42\n";

Run part(const Run& whole, std::size_t first, std::size_t count) {
  Run run = whole;
  const auto from = whole.replicates.begin() + static_cast<std::ptrdiff_t>(first);
  run.replicates.assign(from, from + static_cast<std::ptrdiff_t>(count));
  run.resolved = std::string(resolved).replace(std::string(resolved).find("{}"), 2, std::to_string(first));
  return run;
}

std::string error_of_merge(const Run& a, const Run& b) {
  return sample::error_of([&] { merge({a, b}, {"a.h5", "b.h5"}); });
}

TEST(Merge, HasTheDigestOfOneRun) {
  const results::Run whole = sample::run(5);
  const results::Run merged = merge({part(whole, 3, 2), part(whole, 0, 3)}, {"b.h5", "a.h5"});
  EXPECT_EQ(digest(merged.measures, merged.replicates), digest(whole.measures, whole.replicates));
  EXPECT_THAT(merged.resolved, AllOf(HasSubstr("first_replicate = 0  #"), HasSubstr("\nreplicates = 5  #"),
                                     HasSubstr("\nseed = -42\n")));
  EXPECT_EQ(merged.replicates[4].event_columns, whole.replicates[4].event_columns);
}

TEST(Merge, JoinsComparisonsAndTheDigestsOfTheirScenarios) {
  const auto pairs = [](std::int64_t first, int count) {
    results::Run base = sample::run(0, false), other = base;
    for (std::int64_t i = first; i < first + count; ++i) {
      base.replicates.push_back(sample::replicate(base.measures, i, 0, false));
      other.replicates.push_back(sample::replicate(base.measures, i, 3, false));
    }
    return join({base, other}, {"base", "changed"}, {});
  };
  const results::Run whole = pairs(0, 5);
  const results::Run merged = merge({pairs(0, 2), pairs(2, 3)}, {"a.h5", "b.h5"});
  EXPECT_EQ(digest(merged.measures, merged.replicates), digest(whole.measures, whole.replicates));
  for (std::size_t i : {0u, 1u}) EXPECT_EQ(merged.scenarios[i].digest, whole.scenarios[i].digest);
}

TEST(Merge, RefusesWhatIsNoPartAndNamesAll) {
  const results::Run whole = sample::run(5);
  EXPECT_THAT(error_of_merge(part(whole, 0, 3), part(whole, 2, 3)), HasSubstr("replicate 2 is in a.h5 and in b.h5"));
  EXPECT_THAT(error_of_merge(part(whole, 0, 1), part(whole, 3, 2)), HasSubstr("replicates 1 to 2 are missing"));
  results::Run other = part(whole, 3, 2);
  other.seed = 7;
  other.resolved += "\n[place]\nname = \"other\"\n";
  other.inputs[0].sha256 = std::string(64, 'c');
  EXPECT_THAT(error_of_merge(part(whole, 0, 3), other),
              AllOf(HasSubstr("seed: -42 in a.h5, 7 in b.h5"), HasSubstr("place.name: nothing in a.h5"),
                    HasSubstr("contents of mytown/place.toml")));
  EXPECT_THAT(error_of_merge(part(whole, 0, 3), sample::comparison()), HasSubstr("scenarios: one in a.h5"));
}

TEST(Merge, TablesOfAPlaceThatChangedAreNoPair) {
  results::Run base = sample::run(2, false), other = base;
  other.inputs[0].sha256 = std::string(64, 'c');
  EXPECT_THAT(sample::error_of([&] {
                join({base, other}, {"base", "changed"}, {});
              }),
              HasSubstr("contents of mytown/place.toml: SHA-256 aaa"));
}

}  // namespace
}  // namespace kith::results
