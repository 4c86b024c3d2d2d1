// What is written comes back; equal runs make equal files; what inspect() says of them.
#include "tests/results/sample.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace kith::results {
namespace {

using testing::HasSubstr;

class RoundTrip : public sample::Folder {
 protected:
  Run again(const Run& run) {
    write(path("run.h5"), run, true);
    return read(path("run.h5"));
  }
};

void expect_same_values(const std::variant<Counts, Reals>& a, const std::variant<Counts, Reals>& b) {
  ASSERT_EQ(a.index(), b.index());
  const auto same = [](auto p, auto q) { return p == q || (p != p && q != q); };  // NaN is NaN
  EXPECT_TRUE(std::visit(
      [&](const auto& x) { return std::ranges::equal(x, std::get<std::decay_t<decltype(x)>>(b), same); }, a));
}

TEST_F(RoundTrip, BringsEveryMeasureBack) {
  const Run run = sample::run();
  const Run back = again(run);
  ASSERT_EQ(back.measures.measures.size(), run.measures.measures.size());
  for (std::size_t i = 0; i < run.measures.measures.size(); ++i) {
    const Measure &a = run.measures.measures[i], &b = back.measures.measures[i];
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.unit.empty() ? "1" : a.unit, b.unit);
    EXPECT_EQ(a.meaning, b.meaning);
    EXPECT_EQ(a.group, b.group);
    EXPECT_EQ(a.dimensions, b.dimensions);
    EXPECT_EQ(a.number, b.number);
    EXPECT_EQ(a.closure, b.closure);
  }
  ASSERT_EQ(back.measures.dimensions.size(), run.measures.dimensions.size());
  for (std::size_t i = 0; i < run.measures.dimensions.size(); ++i) {
    const Dimension &a = run.measures.dimensions[i], &b = back.measures.dimensions[i];
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.unit, b.unit);
    EXPECT_EQ(a.meaning, b.meaning);
    EXPECT_EQ(a.labels, b.labels);
    EXPECT_EQ(a.values, b.values);
  }
}

TEST_F(RoundTrip, BringsEveryReplicateAndEventBack) {
  const Run run = sample::run(4);
  const Run back = again(run);
  ASSERT_EQ(back.replicates.size(), 4u);
  for (std::size_t r = 0; r < 4; ++r) {
    EXPECT_EQ(back.replicates[r].replicate, run.replicates[r].replicate);
    EXPECT_EQ(back.replicates[r].event_columns, run.replicates[r].event_columns);
    ASSERT_EQ(back.replicates[r].arrays.size(), run.replicates[r].arrays.size());
    for (std::size_t i = 0; i < run.replicates[r].arrays.size(); ++i)
      expect_same_values(back.replicates[r].arrays[i], run.replicates[r].arrays[i]);
  }
  ASSERT_EQ(back.measures.event_columns.size(), 2u);
  EXPECT_EQ(back.measures.event_columns[0].unit, "days since 2013-04-01");
  EXPECT_EQ(back.measures.event_columns[1].labels, run.measures.event_columns[1].labels);
  EXPECT_EQ(digest(back.measures, back.replicates), digest(run.measures, run.replicates));
}

TEST_F(RoundTrip, BringsOriginAndTextsBack) {
  const Run run = sample::run();
  const Run back = again(run);
  EXPECT_EQ(std::tie(back.model, back.name, back.question, back.start, back.end, back.seed),
            std::tie(run.model, run.name, run.question, run.start, run.end, run.seed));
  EXPECT_EQ(
      std::tie(back.provenance.program_version, back.provenance.git_hash, back.provenance.compiler,
               back.provenance.host),
      std::tie(run.provenance.program_version, run.provenance.git_hash, run.provenance.compiler, run.provenance.host));
  EXPECT_EQ(std::tie(back.provenance.started, back.provenance.finished, back.provenance.command_line),
            std::tie(run.provenance.started, run.provenance.finished, run.provenance.command_line));
  EXPECT_EQ(back.scenario_texts, run.scenario_texts);
  EXPECT_EQ(back.resolved, run.resolved);
}

TEST_F(RoundTrip, BringsEvidenceAndFactsBack) {
  Run run = sample::run();
  run.facts[0].part_of = "a curve";
  run.facts[0].fitted = "elsewhere";
  run.facts[1].highest = std::numeric_limits<double>::infinity();
  run.facts[2].not_measured = "nobody counts it";
  const Run back = again(run);
  ASSERT_EQ(back.evidence.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    const Run::Evidence &a = run.evidence[i], &b = back.evidence[i];
    EXPECT_EQ(std::tie(a.path, a.value, a.unit, a.grade, a.source, a.origin),
              std::tie(b.path, b.value, b.unit, b.grade, b.source, b.origin));
  }
  ASSERT_EQ(back.facts.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    const Fact &a = run.facts[i], &b = back.facts[i];
    EXPECT_EQ(std::tie(a.name, a.pattern, a.measure, a.target, a.lowest, a.highest, a.unit, a.use, a.source),
              std::tie(b.name, b.pattern, b.measure, b.target, b.lowest, b.highest, b.unit, b.use, b.source));
    EXPECT_EQ(std::tie(a.part_of, a.fitted, a.not_measured), std::tie(b.part_of, b.fitted, b.not_measured));
  }
}

TEST_F(RoundTrip, HoldsARunOfNothing) {
  const Run back = again(Run{});
  EXPECT_TRUE(back.replicates.empty() && back.measures.measures.empty() && back.evidence.empty() && back.facts.empty());
  EXPECT_EQ(back.question, "");
  Run no_replicates = sample::run(0);
  EXPECT_EQ(again(no_replicates).measures.measures.size(), no_replicates.measures.measures.size());
}

TEST_F(RoundTrip, KeepsTheLogApart) {
  const Run quiet = sample::run(3, false);
  const Run back = again(quiet);
  EXPECT_TRUE(back.measures.event_columns.empty());
  EXPECT_TRUE(back.replicates[2].event_columns.empty());
  const std::string without = inspect(path("run.h5")).attributes.at("digest");
  write(path("log.h5"), sample::run(3, true), false);
  EXPECT_EQ(without, inspect(path("log.h5")).attributes.at("digest"));
}

TEST_F(RoundTrip, HoldsArraysOfManyChunksAndLongTexts) {
  Run run = sample::run(2);
  for (std::int32_t i = 0; i < 700; ++i) {
    run.measures.dimensions[0].values.push_back(21 + 7 * i);
    run.measures.dimensions[1].labels.push_back("area " + std::to_string(i));
  }
  for (ReplicateResult& replicate : run.replicates) replicate = sample::replicate(run.measures, replicate.replicate);
  run.provenance.command_line = std::string(100'000, 'x');
  run.resolved = std::string(3'000'000, 'y');
  const Run back = again(run);
  EXPECT_EQ(back.replicates[1].counts(0), run.replicates[1].counts(0));
  EXPECT_EQ(back.provenance.command_line, run.provenance.command_line);
  EXPECT_EQ(back.resolved, run.resolved);
  EXPECT_LT(std::filesystem::file_size(path("run.h5")), 700u * 700u * 2u * sizeof(std::int32_t));
}

TEST_F(RoundTrip, EqualRunsMakeEqualFiles) {
  write(path("a.h5"), sample::run(), false);
  // Another file in between, so that equality cannot come from the state of the library.
  write(path("b.h5"), sample::run(2), false);
  write(path("c.h5"), sample::run(), false);
  EXPECT_EQ(sample::bytes_of(path("a.h5")), sample::bytes_of(path("c.h5")));
}

TEST_F(RoundTrip, ReplicatesApartGiveTheSameDigestWhenMerged) {
  const Run all = sample::run(3);
  Run merged = sample::run(0);
  for (std::size_t i : {2u, 0u, 1u}) {
    Run one = all;
    one.replicates = {all.replicates[i]};
    merged.replicates.push_back(again(one).replicates.at(0));
  }
  EXPECT_EQ(again(merged).replicates[1].replicate, 1);
  EXPECT_EQ(inspect(path("run.h5")).attributes.at("digest"), digest(all.measures, all.replicates));
}

TEST_F(RoundTrip, InspectTellsWhatIsThere) {
  write(path("run.h5"), sample::run(), false);
  const Summary summary = inspect(path("run.h5"));
  EXPECT_EQ(summary.replicates, 3);
  EXPECT_EQ(summary.attributes.at("format"), "kith results");
  EXPECT_EQ(summary.attributes.at("format_version"), "2");
  EXPECT_EQ(summary.attributes.at("seed"), "-42");
  const auto variable = std::ranges::find(summary.variables, "/offences", &Summary::Variable::path);
  ASSERT_NE(variable, summary.variables.end());
  EXPECT_EQ(variable->unit, "offences");
  EXPECT_EQ(variable->meaning, "offences committed");
  EXPECT_EQ(variable->type, "int32");
  EXPECT_EQ(variable->dimensions,
            (std::vector<std::pair<std::string, std::size_t>>{{"replicate", 3}, {"time", 3}, {"area", 3}}));
  const auto event = std::ranges::find(summary.variables, "/events/kind", &Summary::Variable::path);
  ASSERT_NE(event, summary.variables.end());
  EXPECT_EQ(event->dimensions, (std::vector<std::pair<std::string, std::size_t>>{{"event", 6}}));
}

TEST_F(RoundTrip, RefusesNamesAFileCannotHold) {
  const auto error_with = [&](auto change) {
    Run run = sample::run();
    change(run);
    return sample::error_of([&] { write(path("run.h5"), run, false); });
  };
  EXPECT_THAT(error_with([](Run& r) { r.measures.measures[0].name = "a/b"; }), HasSubstr("cannot be the name"));
  EXPECT_THAT(error_with([](Run& r) { r.measures.measures[0].name = ""; }), HasSubstr("cannot be the name"));
  EXPECT_THAT(error_with([](Run& r) { r.measures.measures[0].name = "time"; }), HasSubstr("taken already"));
  EXPECT_THAT(error_with([](Run& r) { r.measures.measures[0].name = "people"; }), HasSubstr("taken already"));
  EXPECT_THAT(error_with([](Run& r) { r.measures.measures[0].group = "evidence"; }), HasSubstr("taken already"));
  EXPECT_THAT(error_with([](Run& r) {
                r.measures.measures[0].dimensions = {"area", "area"};
              }),
              HasSubstr("taken already"));
  EXPECT_THAT(error_with([](Run& r) { r.measures.measures[0].dimensions = {"space"}; }), HasSubstr("space"));
  EXPECT_THAT(error_with([](Run& r) { r.measures.dimensions[1].labels[0] = std::string("a\0b", 3); }),
              HasSubstr("zero byte"));
  EXPECT_THAT(error_with([](Run& r) { r.replicates[2].event_columns.pop_back(); }), HasSubstr("event log"));
  EXPECT_EQ(files_in_folder(), 0u);
}

}  // namespace
}  // namespace kith::results
