// Paired worlds: joining runs, refusing what is no pair, differences against closed forms, goals, and the file.
#include "results/comparison.hpp"
#include "results/judged.hpp"
#include "tests/results/sample.hpp"

#include <gmock/gmock.h>

namespace kith::results {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

MeasureSet small_measures() {
  MeasureSet set;
  set.dimensions = {{"time", "days since 2013-04-01", "week", {}, {0, 7, 14, 21, 28}},
                    {"type", "", "type", {"a", "b"}, {}},
                    {"year", "", "year", {"2013/14", "2014/15"}, {}}};
  set.measures = {{"offences", "offences", "offences", "", {"time", "type"}, Number::count},
                  {"rate", "share", "rate", "headlines", {}, Number::real},
                  {"rate_by_year", "share", "rate by year", "yearly", {"year"}, Number::real}};
  return set;
}

/// A run whose values are `shift` above a pattern that differs by cell and replicate.
Run small_run(const std::string& name, int shift, int replicates = 4) {
  Run run;
  run.model = "town";
  run.name = name;
  run.question = name + "?";
  run.start = "2013-04-01";
  run.end = "2015-03-31";
  run.seed = 3;
  run.measures = small_measures();
  run.resolved = "[place]\nname = \"north\"\n[services]\nplaces = " + std::to_string(shift) + "\n";
  run.scenario_texts = {{name + ".toml", "# " + name}};
  for (int r = 0; r < replicates; ++r) {
    ReplicateResult& result = run.replicates.emplace_back(run.measures, r);
    for (std::size_t i = 0; i < result.counts(0).size(); ++i)
      result.counts(0)[i] = static_cast<int>(i) + 10 * r * r + shift;
    result.reals(1)[0] = 100 + 7.0 * r * r + shift;
    result.reals(2) = {50.0 + r, 60.0 + r + shift};
  }
  return run;
}

Run joined(int shift, int replicates = 4) {
  return join({small_run("base", 0, replicates), small_run("more", shift, replicates)}, {"base", "more"}, {"place"});
}

// ---- joining ----

TEST(Join, KeepsEveryValueUnderItsScenario) {
  const results::Run run = joined(5);
  ASSERT_TRUE(is_comparison(run));
  const results::Run base = small_run("base", 0), more = small_run("more", 5);
  for (std::size_t r = 0; r < 4; ++r)
    for (std::size_t i = 0; i < 10; ++i) {
      EXPECT_EQ(values_of(run, "offences", 0).rows[r][i], base.replicates[r].counts(0)[i]);
      EXPECT_EQ(values_of(run, "offences", 1).rows[r][i], more.replicates[r].counts(0)[i]);
    }
  EXPECT_EQ(scalar_values(run, "rate", 1), scalar_values(more, "rate"));
  EXPECT_EQ(run.scenarios[1].digest, digest(more.measures, more.replicates));
  EXPECT_EQ(run.scenarios[0].file, "base.toml");
  EXPECT_EQ(run.measures.measures[0].dimensions, (std::vector<std::string>{"scenario", "time", "type"}));
}

TEST(Join, SaysEverythingThatIsNoPair) {
  results::Run other = small_run("more", 0);
  other.seed = 4;
  other.end = "2016-03-31";
  other.replicates.pop_back();
  other.resolved = "[place]\nname = \"south\"\n";
  const std::string error = sample::error_of([&] { join({small_run("base", 0), other}, {"base", "more"}, {"place"}); });
  EXPECT_THAT(error, AllOf(HasSubstr("seed: 3 in base, 4 in more"),
                           HasSubstr("last day: 2015-03-31 in base, 2016-03-31 in more"),
                           HasSubstr("replicates: 0 1 2 3 in base, 0 1 2 in more"),
                           HasSubstr("place.name: \"north\" in base, \"south\" in more")));
}

TEST(Join, RefusesOtherMeasuresAxesAndComparisons) {
  results::Run other = small_run("more", 0);
  other.measures.dimensions[1].labels[1] = "c";
  EXPECT_THAT(sample::error_of([&] { join({small_run("base", 0), other}, {"a", "b"}, {}); }), HasSubstr("axes"));
  EXPECT_THAT(sample::error_of([&] { join({joined(1), joined(2)}, {"a", "b"}, {}); }), HasSubstr("comparison already"));
  EXPECT_THAT(sample::error_of([&] { join({small_run("base", 0)}, {"a"}, {}); }),
              HasSubstr("at least one alternative"));
}

/// `run` with a third type, whose name sorts before the others, as a catalogue of its own brings it.
results::Run with_more_types(results::Run run) {
  run.resolved = "catalogue = [\"/mine\"]\n" + run.resolved;
  const results::Run before = run;
  run.measures.dimensions[1].labels = {"0", "a", "b"};
  for (std::size_t r = 0; r < run.replicates.size(); ++r) {
    run.replicates[r] = ReplicateResult(run.measures, static_cast<std::int64_t>(r));
    for (std::size_t i = 0; i < 5; ++i) {
      run.replicates[r].counts(0)[3 * i] = 1;
      for (std::size_t k = 0; k < 2; ++k)
        run.replicates[r].counts(0)[3 * i + 1 + k] = before.replicates[r].counts(0)[2 * i + k];
    }
    for (const std::size_t measure : {1, 2}) run.replicates[r].reals(measure) = before.replicates[r].reals(measure);
  }
  return run;
}

TEST(Join, LaysRunsWithUnlikeCataloguesOverTheSameAxes) {
  const results::Run base = small_run("base", 0), more = with_more_types(small_run("more", 0));
  for (const bool base_first : {true, false}) {
    const results::Run run =
        base_first ? join({base, more}, {"base", "more"}, {"place"}) : join({more, base}, {"more", "base"}, {"place"});
    EXPECT_EQ(run.measures.dimension("type").labels, (std::vector<std::string>{"0", "a", "b"}));
    const Values without = values_of(run, "offences", base_first ? 0 : 1),
                 with = values_of(run, "offences", base_first ? 1 : 0);
    for (std::size_t r = 0; r < 4; ++r)
      for (std::size_t i = 0; i < 15; ++i) EXPECT_EQ(with.rows[r][i] - without.rows[r][i], i % 3 == 0 ? 1 : 0);
    EXPECT_EQ(run.scenarios[base_first ? 0 : 1].digest, digest(base.measures, base.replicates)) << "as it was run";
  }
  results::Run elsewhere = with_more_types(small_run("more", 0));
  elsewhere.resolved = small_run("more", 0).resolved;
  EXPECT_THAT(sample::error_of([&] { join({base, elsewhere}, {"a", "b"}, {}); }), HasSubstr("axes")) << "one catalogue";
}

// ---- arrays ----

TEST(Values, AreSummedAveragedAndCutIntoBlocks) {
  const Values values{{"time", "type"}, {3, 2}, {{1, 2, 3, 4, 5, 6}}};
  EXPECT_THAT(summed(values, 0).rows[0], ElementsAre(9, 12));
  EXPECT_THAT(summed(values, 1).rows[0], ElementsAre(3, 7, 11));
  EXPECT_THAT(averaged(values, 0).rows[0], ElementsAre(3, 4));
  EXPECT_EQ(averaged(values, 0).dimensions, std::vector<std::string>{"type"});
  const Values blocks = averaged_in_blocks(values, 0, 2);
  EXPECT_THAT(blocks.rows[0], ElementsAre(2, 3)) << "the third row is no whole block";
  EXPECT_THAT(averaged_in_blocks(values, 0, 9).rows[0], ElementsAre(3, 4)) << "one block, if there is no whole one";
}

// ---- differences ----

TEST(PairedDifference, IsTheStudentIntervalOfTheDifferences) {
  const std::vector<double> base{1, 5, 9, 20}, alternative{2, 4, 12, 22};
  const PairedDifference difference = paired_difference(base, alternative);
  const Estimate expected = estimate({1, -1, 3, 2});
  EXPECT_DOUBLE_EQ(difference.difference.mean, expected.mean);
  EXPECT_DOUBLE_EQ(difference.difference.low, expected.low);
  EXPECT_DOUBLE_EQ(difference.difference.high, expected.high);
  EXPECT_FALSE(difference.distinguishable());
  const double a = estimate(base).standard_deviation, b = estimate(alternative).standard_deviation,
               d = expected.standard_deviation;
  EXPECT_NEAR(difference.variance_ratio, (a * a + b * b) / (d * d), 1e-12);
  EXPECT_GT(difference.variance_ratio, 20) << "these pairs go together";
}

TEST(PairedDifference, OfAWorldWithItselfIsExactlyNothing) {
  const std::vector<double> values{0.1, 0.7, 1e9 / 3, 4.2};
  const PairedDifference difference = paired_difference(values, values);
  EXPECT_TRUE(difference.exactly_none());
  EXPECT_FALSE(difference.distinguishable());
  for (const Estimate& estimate : {difference.difference, difference.relative}) {
    EXPECT_EQ(estimate.mean, 0);
    EXPECT_EQ(estimate.low, 0);
    EXPECT_EQ(estimate.high, 0);
  }
}

TEST(PairedDifference, OfRoundingAloneIsNothing) {
  const Reals base{0.1 + 0.2, 300.0 / 7 * 7}, other{0.3, 300.0};
  EXPECT_TRUE(paired_difference(base, other).exactly_none());
  EXPECT_EQ(paired_difference(Reals{100.1, 100.3}, Reals{100.3, 100.1}).difference.mean, 0) << "they cancel out";
  EXPECT_FALSE(paired_difference(Reals{1, 2}, Reals{1 + 1e-9, 2}).exactly_none()) << "small is not nothing";
}

TEST(PairedDifference, RelativeIsARatioOfMeansWithTheDeltaMethod) {
  // Exactly proportional pairs: the ratio is known without error, whatever the spread of the base.
  const PairedDifference sure = paired_difference(std::vector<double>{10, 20, 40}, std::vector<double>{9, 18, 36});
  EXPECT_NEAR(sure.relative.mean, -0.1, 1e-12);
  EXPECT_NEAR(sure.relative.low, -0.1, 1e-12);
  EXPECT_NEAR(sure.relative.high, -0.1, 1e-12);
  // A constant difference: the ratio inherits the spread of the base.
  const PairedDifference unsure = paired_difference(std::vector<double>{10, 20, 40}, std::vector<double>{9, 19, 39});
  EXPECT_NEAR(unsure.relative.mean, -3.0 / 70, 1e-12);
  EXPECT_LT(unsure.relative.low, unsure.relative.mean);
}

// Differences of 0.7 and 0.1: 0.4 and 12.706205 times 0.3 on either side; relative to 0.15 as far again.
TEST(PairedDifference, OfSharesIsNoMoreThanAll) {
  const std::vector<double> base{0.1, 0.2}, alternative{0.8, 0.3};
  const PairedDifference free = paired_difference(base, alternative);
  EXPECT_NEAR(free.difference.high, 0.4 + 12.706205 * 0.3, 1e-6);
  const PairedDifference bound = paired_difference(base, alternative, IntervalOf::mean, bounds_of("share"));
  EXPECT_EQ(bound.difference.low, -1);
  EXPECT_EQ(bound.difference.high, 1);
  EXPECT_EQ(bound.relative.low, -1);
  EXPECT_EQ(bound.relative.high, free.relative.high);
  EXPECT_EQ(bound.variance_ratio, free.variance_ratio);
}

TEST(Values, KnowWhatTheirMeansAndSumsCanBe) {
  const Values shares{{"year", "type"}, {2, 2}, {{0.1, 0.2, 0.3, 0.9}, {0.9, 0.1, 0.2, 0.1}}, IntervalOf::mean, {0, 1}};
  for (const Estimate& one : estimates(averaged(shares, 0))) EXPECT_LE(one.high, 1);
  for (const Estimate& one : estimates(cut(shares, 0, 0, 1))) EXPECT_GE(one.low, 0);
  EXPECT_EQ(summed(shares, 1).bounds.lowest, 0);
  EXPECT_GT(summed(shares, 1).bounds.highest, 1) << "two shares may add up to more than one";
}

TEST(PairedDifference, LeavesOutPairsWithoutAValueInEither) {
  const PairedDifference difference =
      paired_difference(std::vector<double>{1, nan, 3, 4}, std::vector<double>{2, 5, nan, 8});
  EXPECT_EQ(difference.difference.count, 2);
  EXPECT_DOUBLE_EQ(difference.base, 2.5);
  EXPECT_DOUBLE_EQ(difference.difference.mean, 2.5);
}

TEST(PairedDifference, OfOnePairHasNoInterval) {
  const PairedDifference difference = paired_difference(std::vector<double>{1}, std::vector<double>{2});
  EXPECT_FALSE(difference.distinguishable());
  EXPECT_FALSE(difference.exactly_none());
  EXPECT_TRUE(std::isnan(difference.variance_ratio));
}

TEST(ShareOf, IsJeffreysInterval) {
  EXPECT_EQ(share_of(0, 20).low, 0);
  EXPECT_NEAR(share_of(0, 20).high, 0.1165, 1e-3);  // Brown, Cai and DasGupta (2001): Beta(0.5, 20.5)
  EXPECT_EQ(share_of(20, 20).high, 1);
  EXPECT_NEAR(share_of(10, 20).low, 1 - share_of(10, 20).high, 1e-9);
}

// ---- goals ----

Goal goal(double change, const std::string& by = "") {
  Goal goal{.name = "goal",
            .scenario = "more",
            .measure = "rate",
            .compared_with = "folder/base.toml",
            .by = by,
            .source = ""};
  goal.change = change;
  return goal;
}

TEST(Judge, CountsThePairsThatMeetAChange) {
  const results::Run run = joined(-10);  // rates 100, 107, 128, 163 fall by 10
  const Verdict verdict = judge(run, goal(-0.08));
  ASSERT_TRUE(verdict.judged) << verdict.judged_on;
  EXPECT_EQ(verdict.met.met, 2) << "10 of 100 and of 107 are at least 8%, 10 of 128 and of 163 are not";
  EXPECT_EQ(verdict.met.count, 4);
  EXPECT_NEAR(verdict.reached.mean, -(10.0 / 100 + 10.0 / 107 + 10.0 / 128 + 10.0 / 163) / 4, 1e-12);
  EXPECT_EQ(judge(joined(10), goal(-0.01)).met.met, 0);
  EXPECT_EQ(judge(joined(10), goal(0.05)).met.met, 4) << "a rise is met from below";
}

TEST(Judge, LooksAtTheLastWholeYearUpToTheDay) {
  const results::Run run = joined(-6);  // only the second year differs, by 6 of 60 .. 63
  EXPECT_EQ(judge(run, goal(-0.05, "2015-03-31")).met.met, 4);
  EXPECT_EQ(judge(run, goal(-0.05, "2015-03-31")).judged_on, "the year 2014/15");
  EXPECT_EQ(judge(run, goal(-0.05, "2015-03-01")).met.met, 0) << "the second year is not over";
}

TEST(Judge, LeavesOutDaysItHasNoFullYearOfTheChangeFor) {
  results::Run run = joined(-6);
  const auto why = [&](const std::string& by) {
    const Verdict verdict = judge(run, goal(-0.05, by));
    EXPECT_FALSE(verdict.judged) << by;
    return verdict.judged_on;
  };
  EXPECT_EQ(why("2013-12-31"), "no full year of the run is over by 2013-12-31");
  EXPECT_EQ(why("2029-03-31"), "the run ends on 2015-03-31, before 2029-03-31");
  for (ComparedScenario& scenario : run.scenarios) scenario.resolved = "[services]\nplaces = 1\n";
  const std::string change = "[[change]]\nat = 2014-04-01\nset.\"services.places\" = 2\n";
  run.scenarios[1].resolved += change;
  EXPECT_THAT(why("2014-03-31"), HasSubstr("it changes nothing before 2014-04-01"));
  EXPECT_THAT(why("2015-03-01"), HasSubstr("no full year of the run lies between that and 2015-03-01"));
  EXPECT_EQ(judge(run, goal(-0.05, "2015-03-31")).judged_on, "the year 2014/15");
  run.scenarios[1].resolved = "[services]\nplaces = 1\n[[change]]\nat = 2014-07-01\nset.\"services.places\" = 2\n";
  EXPECT_THAT(why("2015-03-31"), HasSubstr("it changes nothing before 2014-07-01")) << "a part of a year";
}

TEST(Judge, SaysThatALaterEndMayTellAYearWithoutValues) {
  results::Run run = joined(-6);
  for (ReplicateResult& replicate : run.replicates)
    for (const std::size_t cell : {1, 3}) replicate.reals(run.measures.index("rate_by_year"))[cell] = nan;
  const Verdict verdict = judge(run, goal(-0.05, "2015-03-31"));
  EXPECT_FALSE(verdict.judged);
  EXPECT_THAT(verdict.judged_on, HasSubstr("the run ends on 2015-03-31"));
  EXPECT_THAT(verdict.judged_on, HasSubstr("a later run.end"));
  EXPECT_EQ(why_never_judged(run, goal(-0.05, "2015-03-31")), "") << "what is declared does not show it";
  EXPECT_EQ(why_never_judged(run, goal(-0.05, "2029-03-31")), "the run ends on 2015-03-31, before 2029-03-31");
}

TEST(Judge, WhatHasValuesOfEarlierYearsOnlyIsMeasuredBeforeTheChange) {
  results::Run run = joined(0);
  for (ComparedScenario& scenario : run.scenarios) scenario.resolved = "[services]\nplaces = 1\n";
  run.scenarios[1].resolved += "[[change]]\nat = 2014-04-01\nset.\"services.places\" = 2\n";
  EXPECT_FALSE(is_measured_before_change(run, "rate", 1)) << "the second year might differ";
  for (ReplicateResult& replicate : run.replicates)
    for (const std::size_t cell : {1, 3}) replicate.reals(run.measures.index("rate_by_year"))[cell] = nan;
  EXPECT_TRUE(is_measured_before_change(run, "rate", 1));
  EXPECT_FALSE(is_measured_before_change(run, "offences", 1)) << "nothing is known of its years";
}

TEST(Doubt, PairsAreToldByWhatATargetIsAbout) {
  results::Run run = joined(-6);
  const EvidenceDraws draws = pairs_as_draws(run, goal(-0.05, "2015-03-31"));
  ASSERT_EQ(draws.draws, 4U);
  EXPECT_TRUE(draws.preference.lowest);
  EXPECT_EQ(sole_best(draws).alone, (std::vector<std::size_t>{0, 4})) << "the second year, which falls by 6 in each";
  EXPECT_EQ(pairs_as_draws(run, goal(-0.05, "2029-03-31")).draws, 0U);
}

TEST(Judge, OfAMeasureWithoutYearsIsOfTheWholeRunAtItsEndOnly) {
  results::Run run = joined(-10);
  std::erase_if(run.measures.measures, [](const Measure& measure) { return measure.name == "rate_by_year"; });
  EXPECT_EQ(judge(run, goal(-0.05, "2015-03-31")).judged_on, "the whole run");
  EXPECT_THAT(judge(run, goal(-0.05, "2014-03-31")).judged_on, HasSubstr("rate is not told by year"));
}

TEST(Judge, ApproachesAValueFromTheBasesSide) {
  Goal value = goal(nan);
  value.value = 110;
  EXPECT_EQ(judge(joined(-10), value).met.met, 2) << "the base's mean is above: 90 and 97 are down there";
  value.value = 150;
  EXPECT_EQ(judge(joined(30), value).met.met, 2) << "the base's mean is below: 158 and 193 are up there";
}

TEST(Judge, LooksAtOneLabelOfAnAxis) {
  Goal of_a = goal(0.5);
  of_a.measure = "offences[a]";  // 20, 70, 220, 470 over all weeks, and 25 more
  const Verdict verdict = judge(joined(5), of_a);
  ASSERT_TRUE(verdict.judged) << verdict.judged_on;
  EXPECT_EQ(verdict.met.met, 1);
  EXPECT_NEAR(verdict.reached.mean, (25.0 / 20 + 25.0 / 70 + 25.0 / 220 + 25.0 / 470) / 4, 1e-12);
  of_a.measure = "offences[c]";
  EXPECT_THAT(judge(joined(5), of_a).judged_on, HasSubstr("no axis of offences has 'c'"));
  of_a.measure = "rate_by_year[2014/15]";
  EXPECT_EQ(judge(joined(60), of_a).met.met, 4) << "60 and more of 60 and more";
}

TEST(Judge, SaysWhyItCannot) {
  EXPECT_THAT(judge(small_run("base", 0), goal(-0.1)).judged_on, HasSubstr("comparison"));
  Goal elsewhere = goal(-0.1);
  elsewhere.compared_with = "other.toml";
  EXPECT_THAT(judge(joined(1), elsewhere).judged_on, HasSubstr("other.toml"));
  elsewhere = goal(-0.1);
  elsewhere.measure = "absent";
  EXPECT_FALSE(judge(joined(1), elsewhere).judged);
}

// ---- the file ----

class ComparisonFile : public sample::Folder {};

TEST_F(ComparisonFile, ReadsBackAsItWas) {
  results::Run run = joined(5);
  run.goals = {goal(-0.1, "2015-03-31")};
  write(path("c.h5"), run, false);
  const results::Run back = read(path("c.h5"));
  ASSERT_EQ(back.scenarios.size(), 2U);
  EXPECT_EQ(back.scenarios[1].label, "more");
  EXPECT_EQ(back.scenarios[1].resolved, run.scenarios[1].resolved);
  ASSERT_EQ(back.goals.size(), 1U);
  EXPECT_EQ(back.goals[0].by, "2015-03-31");
  EXPECT_EQ(back.goals[0].change, -0.1);
  EXPECT_TRUE(std::isnan(back.goals[0].value));
  EXPECT_EQ(digest(back.measures, back.replicates), digest(run.measures, run.replicates));
  EXPECT_EQ(values_of(back, "offences", 1).rows, values_of(run, "offences", 1).rows);
}

TEST_F(ComparisonFile, EqualComparisonsAreEqualBytes) {
  write(path("a.h5"), joined(5), false);
  write(path("b.h5"), joined(5), false);
  EXPECT_EQ(sample::bytes_of(path("a.h5")), sample::bytes_of(path("b.h5")));
}

TEST_F(ComparisonFile, HoldsTheDifferences) {
  write(path("c.h5"), joined(5), false);
  const Summary summary = inspect(path("c.h5"));
  const auto find = [&](const std::string& name) {
    return *std::ranges::find(summary.variables, name, &Summary::Variable::path);
  };
  EXPECT_THAT(find("/differences/offences").dimensions, ElementsAre(std::pair("alternative", 1), std::pair("time", 5),
                                                                    std::pair("type", 2), std::pair("statistic", 5)));
  EXPECT_THAT(find("/mean_differences/offences").dimensions,
              ElementsAre(std::pair("alternative", 1), std::pair("type", 2), std::pair("statistic", 11)));
  EXPECT_THAT(find("/mean_differences/rate").dimensions,
              ElementsAre(std::pair("alternative", 1), std::pair("statistic", 11)));
}

TEST_F(ComparisonFile, IsNotWrittenIfItsScenariosDoNotFit) {
  results::Run run = joined(5);
  run.scenarios.pop_back();
  EXPECT_THAT(sample::error_of([&] { write(path("c.h5"), run, false); }), HasSubstr("scenarios do not fit"));
  EXPECT_EQ(files_in_folder(), 0U);
}

}  // namespace
}  // namespace kith::results
