// The digest follows the results and nothing else, and is the one FORMAT.md defines.
#include "tests/results/sample.hpp"

#include <gmock/gmock.h>

#include <bit>
#include <functional>
#include <set>

namespace kith::results {
namespace {

using testing::HasSubstr;

MeasureSet tiny_set() {
  MeasureSet set;
  set.dimensions = {{"time", "days since 2013-04-01", "", {}, {0, 7}}, {"area", "", "", {"A", "Bé"}, {}}};
  set.measures = {{"offences", "offences", "", "", {"time", "area"}, Number::count, Closure::emergent},
                  {"rate", "1", "", "headlines", {}, Number::real, Closure::emergent}};
  return set;
}

ReplicateResult tiny_replicate(const MeasureSet& set, std::int64_t number) {
  ReplicateResult result(set, number);
  result.counts(0) = {1, -2, 3, 400000};
  result.reals(1) = {number == 0 ? 0.5 : std::numeric_limits<double>::quiet_NaN()};
  return result;
}

// The expected values were computed by a few lines of Python (hashlib, struct) written from FORMAT.md alone.
TEST(Digest, IsTheOneTheFormatDefines) {
  const MeasureSet set = tiny_set();
  EXPECT_EQ(replicate_digest(set, tiny_replicate(set, 0)),
            "496bc53a92157da6fa27805721f0f0a1043a44448e4c5b33d7b663f17ea565c9");
  EXPECT_EQ(digest(set, {tiny_replicate(set, 0), tiny_replicate(set, 3)}),
            "513bc7319793a8c808b5e6d40a98a19dbda0e3065b53690ee8797aca393b8649");
  EXPECT_EQ(digest(set, {}), "0fa7b8ab0dfd406105e2bab8c38aa8a96b18515df2bb5d67f3625ff4f56e6bb0");
}

TEST(Digest, DoesNotDependOnTheOrderOrTheLog) {
  const MeasureSet set = sample::measures();
  const auto with_log = digest(set, {sample::replicate(set, 1), sample::replicate(set, 2)});
  EXPECT_EQ(with_log, digest(set, {sample::replicate(set, 2), sample::replicate(set, 1)}));
  EXPECT_EQ(with_log, digest(set, {sample::replicate(set, 1, 0, false), sample::replicate(set, 2, 0, false)}));
}

TEST(Digest, TakesEveryNanForTheSame) {
  const MeasureSet set = tiny_set();
  ReplicateResult one = tiny_replicate(set, 3), other = one;
  other.reals(1)[0] = std::bit_cast<double>(0xfff4000000000123u);
  EXPECT_EQ(replicate_digest(set, one), replicate_digest(set, other));
}

TEST(Digest, ChangesWithWhateverIsAResult) {
  const std::vector<std::function<void(MeasureSet&, ReplicateResult&)>> changes = {
      [](MeasureSet&, ReplicateResult&) {},
      [](MeasureSet&, ReplicateResult& r) { r.counts(0)[3] += 1; },
      [](MeasureSet&, ReplicateResult& r) { r.reals(1)[0] = std::nextafter(0.5, 1); },
      [](MeasureSet&, ReplicateResult& r) { r.reals(1)[0] = -0.5; },
      [](MeasureSet&, ReplicateResult& r) { r.replicate = 1; },
      [](MeasureSet& s, ReplicateResult&) { s.measures[0].name = "offence"; },
      [](MeasureSet& s, ReplicateResult&) { s.measures[1].group = "economics"; },
      [](MeasureSet& s, ReplicateResult&) { s.dimensions[0].values[1] = 14; },
      [](MeasureSet& s, ReplicateResult&) { s.dimensions[1].labels[1] = "Be"; },
      [](MeasureSet& s, ReplicateResult&) {
        s.measures[0].dimensions = {"area", "time"};
      }};
  std::set<std::string> digests;
  for (const auto& change : changes) {
    MeasureSet set = tiny_set();
    ReplicateResult result = tiny_replicate(set, 0);
    change(set, result);
    digests.insert(digest(set, {result}));
  }
  EXPECT_EQ(digests.size(), changes.size());
}

TEST(Digest, LeavesWordsOut) {
  MeasureSet set = tiny_set();
  const auto before = digest(set, {tiny_replicate(set, 0)});
  set.measures[0].meaning = "put better";
  set.dimensions[0].meaning = "put better";
  EXPECT_EQ(before, digest(set, {tiny_replicate(set, 0)}));
}

TEST(Digest, RefusesArraysThatDoNotFit) {
  const MeasureSet set = tiny_set();
  ReplicateResult longer = tiny_replicate(set, 5);
  longer.counts(0).push_back(1);
  EXPECT_THAT(sample::error_of([&] { digest(set, {longer}); }), HasSubstr("replicate 5: the array of offences"));
  ReplicateResult wrong_kind = tiny_replicate(set, 5);
  wrong_kind.arrays[0] = Reals(4);
  EXPECT_THAT(sample::error_of([&] { digest(set, {wrong_kind}); }), HasSubstr("whole numbers"));
  ReplicateResult fewer = tiny_replicate(set, 5);
  fewer.arrays.pop_back();
  EXPECT_THAT(sample::error_of([&] { digest(set, {fewer}); }), HasSubstr("1 arrays, but 2 measures"));
  EXPECT_THAT(sample::error_of([&] {
                digest(set, {tiny_replicate(set, 5), tiny_replicate(set, 5)});
              }),
              HasSubstr("replicate 5 comes twice"));
}

}  // namespace
}  // namespace kith::results
