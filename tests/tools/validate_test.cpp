// The validation card: figures by hand, every verdict, chances against a direct simulation, faults of files of facts at
// their place, and `kith validate` from end to end.
#include "engine/evidence/fact_file.hpp"
#include "results/card.hpp"
#include "tests/tools/program.hpp"
#include "tools/report/card.hpp"

#include <gmock/gmock.h>
#include <boost/math/distributions/students_t.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <random>

namespace kith::tools {
namespace {

using nlohmann::json;
using results::CardRow;
using results::Standing;
using testing::AllOf;
using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

MeasureSet small_measures() {
  MeasureSet set;
  set.dimensions = {{"time", "days since 2016-05-30", "", {}, {0, 7, 14, 33}},
                    {"kind", "", "", {"theft", "robbery", "arson"}, {}},
                    {"sex", "", "", {"F", "M"}, {}}};
  set.measures = {{"rate", "share", "", "headlines", {}, Number::real, Closure::emergent},
                  {"harmed", "people", "", "", {"kind", "sex"}, Number::count, Closure::emergent},
                  {"weekly", "offences", "", "", {"time"}, Number::count, Closure::emergent},
                  {"short", "share", "", "headlines", {}, Number::real, Closure::emergent}};
  return set;
}

/// Replicates whose rates are as given; counts differ from one to the next.
results::Run small_run(const std::vector<double>& rates) {
  results::Run run;
  run.measures = small_measures();
  for (std::size_t i = 0; i < rates.size(); ++i) {
    ReplicateResult replicate;
    replicate.replicate = static_cast<std::int64_t>(i);
    const auto more = static_cast<std::int32_t>(i);
    replicate.arrays = {Reals{rates[i]}, Counts{10 + more, 20, 5, 5, 0, 1}, Counts{1, 2, 4, 8}, Reals{nan}};
    run.replicates.push_back(replicate);
  }
  return run;
}

std::vector<double> values_of(const results::Run& run, const std::string& text) {
  std::string fault;
  const Figure figure = parse_figure(text, fault);
  EXPECT_EQ(fault, "");
  EXPECT_EQ(figure_fault(figure, run.measures), "");
  return results::figure_values(run, figure).values;
}

TEST(Figures, AreReadByHand) {
  const results::Run run = small_run({0.2, 0.4});
  EXPECT_THAT(values_of(run, "rate"), ElementsAre(0.2, 0.4));
  EXPECT_THAT(values_of(run, "harmed"), ElementsAre(41, 42));
  EXPECT_THAT(values_of(run, "harmed[kind=theft, sex=F]"), ElementsAre(10, 11));
  EXPECT_THAT(values_of(run, "harmed[kind=theft|robbery, sex=M] / harmed[sex=M]"), ElementsAre(25.0 / 26, 25.0 / 26));
  EXPECT_THAT(values_of(run, "harmed[kind=#2]/ 5"), ElementsAre(2, 2));
  EXPECT_THAT(values_of(run, "rate / harmed[kind=arson] / 0.1"), ElementsAre(DoubleEq(2.0), DoubleEq(4.0)));
  EXPECT_THAT(values_of(run, "weekly[time=2016-06]"), ElementsAre(6, 6)) << "days 7 and 14: 6 and 13 June";
  EXPECT_THAT(values_of(run, "weekly[time=2016-07-02]"), ElementsAre(8, 8));
}

TEST(Figures, OfAnOrderTheSmallestStepIsTold) {
  const results::Run run = small_run({0.2, 0.4});
  EXPECT_THAT(values_of(run, "harmed[kind=theft] > harmed[kind=robbery] > harmed[kind=arson]"), ElementsAre(9, 9));
  EXPECT_THAT(values_of(run, "harmed[kind=robbery] > harmed[kind=theft] > harmed[kind=arson]"), ElementsAre(-20, -21));
}

TEST(Figures, SayWhatARunLacks) {
  const results::Run run = small_run({0.2, 0.4});
  std::string fault;
  const auto why = [&](const char* text) { return results::figure_values(run, parse_figure(text, fault)).why; };
  EXPECT_EQ(why("harmed[kind=#10]"), "the axis kind of this run has no '#10' (it has theft, robbery, arson)");
  EXPECT_THAT(why("weekly[time=2017-01]"), HasSubstr("has no '2017-01' (it has 4 positions)"));
  EXPECT_EQ(why("rate"), "");
}

TEST(Figures, FaultsAreToldAtTheirPlace) {
  const auto fault = [](const char* text) {
    std::string told;
    const Figure figure = parse_figure(text, told);
    return told.empty() ? figure_fault(figure, small_measures()) : told;
  };
  EXPECT_EQ(fault("ratte"), "unknown measure 'ratte'; did you mean 'rate'?");
  EXPECT_EQ(fault("harmed[sax=F]"), "unknown axis of harmed 'sax'; did you mean 'sex'?");
  EXPECT_EQ(fault("rate / rate / rate"), "character 15: a second measure to divide by; one is taken");
  EXPECT_THAT(fault("harmed[sex=F, sex=M]"), HasSubstr("the axis sex is named twice"));
  EXPECT_THAT(fault("harmed[sex"), HasSubstr("character 11: '=' and a label are expected"));
  EXPECT_THAT(fault("harmed[sex=F"), HasSubstr("character 13: ',' or ']' is expected"));
  EXPECT_THAT(fault("rate /"), HasSubstr("the name of a measure is expected"));
  EXPECT_THAT(fault("rate / 0"), HasSubstr("a divisor is a number above 0"));
  EXPECT_THAT(fault("rate >"), HasSubstr("the name of a measure is expected"));
  EXPECT_THAT(fault("rate rate"), HasSubstr("character 6: a measure, '/' or '>' is expected"));
  EXPECT_THAT(fault(""), HasSubstr("the name of a measure is expected"));
}

Fact fact(const char* name, const char* measure, double target, double tolerance) {
  return {name, "", measure, target, target - tolerance, target + tolerance, "share", "predict", "made up"};
}

TEST(Card, HasEveryVerdictMissesFirst) {
  // Mean 0.5, deviation 0.1 of four: the interval is 0.5 +- 0.1591.
  results::Run run = small_run({0.4, 0.6, 0.4196152422706632, 0.5803847577293368});
  run.facts = {fact("within", "rate", 0.5, 0.2),    fact("no value", "short", 0.5, 0.2),
               fact("outside", "rate", 0.1, 0.1),   fact("straddles", "rate", 0.5, 0.1),
               fact("far outside", "rate", 5, 0.1), fact("unknown here", "other", 5, 0.1)};
  run.facts.push_back(fact("unmeasured", "", nan, 0));
  run.facts.back().not_measured = "nobody counts it";
  const std::vector<CardRow> card = sorted_card_of(run);
  std::vector<std::string> told;
  for (const CardRow& row : card) told.push_back(row.fact.name + ": " + row.verdict());
  EXPECT_THAT(told, ElementsAre("far outside: outside", "outside: outside", "straddles: cannot tell", "within: within",
                                "no value: no value", "unknown here: no value", "unmeasured: not measured"));
  EXPECT_THAT(card[4].why, HasSubstr("too short"));
  EXPECT_THAT(card[5].why, HasSubstr("unknown measure 'other'"));
  EXPECT_EQ(card[6].why, "nobody counts it");
  const std::string text = card_text(card, true);
  EXPECT_LT(text.find("far outside"), text.find("straddles"));
  EXPECT_THAT(text, HasSubstr("2 of 4 facts outside their accepted range, 1 within, 1 that cannot be told; 2 more "
                              "without a value in this run; 1 not measured."));
  EXPECT_THAT(text, HasSubstr("Not measured:\n  unmeasured (predict): nobody counts it.\n"));
}

TEST(Card, OneReplicateCannotTell) {
  results::Run run = small_run({0.5});
  run.facts = {fact("one", "rate", 0.5, 0.2), fact("far", "rate", 5, 0.2)};
  for (const CardRow& row : results::card_of(run)) {
    EXPECT_EQ(row.standing, Standing::cannot_tell);
    EXPECT_EQ(row.why, "one replicate gives no interval");
    EXPECT_TRUE(std::isnan(row.false_alarm) && std::isnan(row.detectable));
  }
}

/// How often the 95% interval of the mean of `count` normal draws lies wholly outside the fact's range.
double simulated_share_outside(const Fact& of, double mean, double deviation, int count) {
  constexpr int trials = 40000;
  std::mt19937_64 generator(20140401);
  std::normal_distribution<double> draw(mean, deviation);
  int outside = 0;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<double> values;
    for (int i = 0; i < count; ++i) values.push_back(draw(generator));
    const results::Estimate estimate = results::estimate(values);
    outside += estimate.low > of.highest || estimate.high < of.lowest;
  }
  return static_cast<double>(outside) / trials;
}

/// 40,000 trials: four standard errors are 0.3 points at 2.5%, 0.8 at 80%; a sound program fails once in 16,000.
TEST(Card, ChancesAreThoseOfADirectSimulation) {
  for (const int count : {3, 5, 20})
    for (const double tolerance : {0.01, 0.1, 0.4}) {
      const Fact of = fact("x", "rate", 1, tolerance);
      const double told = results::false_alarm(of, 0.5, count);
      const double error = 4 * std::sqrt(std::max(told, 1e-4) * (1 - told) / 40000);
      EXPECT_NEAR(told, simulated_share_outside(of, 1, 0.5, count), error) << count << " " << tolerance;
    }
  for (const int count : {2, 5, 20}) {
    // A range so wide that the other end is never reached.
    const Fact of = fact("x", "rate", 1, 50);
    const double beyond = of.highest + results::detectable_miss(0.5, count);
    EXPECT_NEAR(simulated_share_outside(of, beyond, 0.5, count), 0.8, 0.008) << count;
  }
}

TEST(Card, WithoutSpreadThereIsNoFalseAlarm) {
  EXPECT_EQ(results::false_alarm(fact("x", "rate", 1, 0.1), 0, 5), 0);
  EXPECT_EQ(results::detectable_miss(0, 5), 0);
  EXPECT_NEAR(results::false_alarm(fact("x", "rate", 1, 0), 0.5, 5), 0.05, 1e-9) << "no tolerance: the test's own 5%";
}

// ---- files of facts ----

std::string faults_of(const std::string& text) {
  try {
    read_fact_file(text, "own.toml", small_measures());
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(FactFile, OneFactOrMany) {
  const std::vector<Fact> one = read_fact_file(
      "name = \"a\"\nmeasure = \"rate\"\nunit = \"share\"\nuse = \"law\"\nsource = \"s\"\ntarget = 2\n"
      "tolerance_share = 0.25\n",
      "own.toml", small_measures());
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].use, "law");
  EXPECT_EQ(one[0].lowest, 1.5);
  EXPECT_EQ(one[0].highest, 2.5);
  const std::vector<Fact> many = read_fact_file(
      "[[fact]]\nname = \"at least\"\nmeasure = \"rate\"\nuse = \"predict\"\nsource = \"s\"\ntarget = 2\nlowest = 1\n"
      "[[fact]]\nname = \"untold\"\nuse = \"predict\"\nsource = \"s\"\nnot_measured = \"why\"\n",
      "own.toml", small_measures());
  ASSERT_EQ(many.size(), 2U);
  EXPECT_EQ(accepted_text(many[0]), "1.00 or more");
  EXPECT_EQ(many[1].not_measured, "why");
}

TEST(FactFile, ACurveIsARowAnElementAndAnOrder) {
  const std::vector<Fact> facts = read_fact_file(
      "name = \"harmed\"\nmeasure = \"harmed[kind={label}] / harmed\"\nuse = \"predict\"\nsource = \"s\"\n"
      "labels = [\"theft\", \"robbery|arson\"]\nnames = [\"theft\", \"the rest\"]\ntarget = [0.7, 0.3]\n"
      "tolerance = 0.1\norder = [\"theft\", \"robbery\", \"arson\"]\n",
      "own.toml", small_measures());
  std::vector<std::string> told;
  for (const Fact& fact : facts) told.push_back(fact.name + " | " + fact.measure);
  EXPECT_THAT(told, ElementsAre("harmed: theft | harmed[kind=theft] / harmed",
                                "harmed: the rest | harmed[kind=robbery|arson] / harmed",
                                "harmed: order | harmed[kind=theft] / harmed > harmed[kind=robbery] / harmed > "
                                "harmed[kind=arson] / harmed"));
  for (const Fact& fact : facts) EXPECT_EQ(fact.part_of, "harmed");
  results::Run run = small_run({0.2, 0.4, 0.3});
  run.facts = facts;
  std::vector<std::string> verdicts;
  for (const CardRow& row : results::card_of(run)) verdicts.push_back(row.verdict());
  EXPECT_THAT(verdicts, ElementsAre("within", "within", "within")) << "0.73 and 0.27; the order holds";
}

TEST(FactFile, FaultsAreToldAllAtOnceAtTheirPlace) {
  const std::string faults = faults_of(
      "[[fact]]\nname = \"a\"\nmeasure = \"ratte\"\nuse = \"predicts\"\nsource = \"\"\ntarget = 2\ntolerance = -1\n"
      "colour = 3\n[[fact]]\nname = \"a\"\nmeasure = \"rate\"\nuse = \"law\"\nsource = \"s\"\ntarget = 2\n"
      "[[fact]]\nname = \"b\"\nmeasure = \"rate\"\nuse = \"law\"\nsource = \"s\"\ntarget = 2\nlowest = 3\nhighest = 4\n"
      "[[fact]]\nname = \"c\"\nmeasure = \"rate\"\nuse = \"law\"\nsource = \"s\"\nlabels = [\"x\"]\ntarget = [1, 2]\n"
      "tolerance = 1\n");
  EXPECT_THAT(faults, HasSubstr("own.toml:3:1: 'ratte': unknown measure 'ratte'; did you mean 'rate'?"));
  EXPECT_THAT(faults,
              HasSubstr("own.toml:4:1: use is \"input\", \"calibrate\", \"predict\" or \"law\", not 'predicts'; "
                        "did you mean 'predict'?"));
  EXPECT_THAT(faults, HasSubstr("own.toml:5:1: source must not be empty"));
  EXPECT_THAT(faults, HasSubstr("own.toml:7:1: a tolerance is a number above 0"));
  EXPECT_THAT(faults, HasSubstr("own.toml:8:1:"));
  EXPECT_THAT(faults, HasSubstr("own.toml:10:1: there is another fact called 'a'"));
  EXPECT_THAT(faults,
              HasSubstr("own.toml:14:1: a target needs one of: tolerance, tolerance_share, or lowest and highest"));
  EXPECT_THAT(faults, HasSubstr("the target 2 does not lie in the accepted range, 3 to 4"));
  EXPECT_THAT(faults, HasSubstr("says by {label} where the label goes"));
  EXPECT_THAT(faults, HasSubstr("as many targets as labels are needed"));
}

TEST(FactFile, SaysOneThingOfOneFault) {
  const auto of = [](const std::string& target) {
    return faults_of("[[fact]]\nname = \"a\"\nmeasure = \"rate\"\nuse = \"law\"\nsource = \"s\"\n" + target);
  };
  EXPECT_EQ(of("tolerance = 1\n"), "own.toml:1:1: 'fact[1].target' is missing");
  EXPECT_EQ(of("target = 2\ntolerance = -1\n"), "own.toml:7:1: a tolerance is a number above 0");
  EXPECT_EQ(of("target = 0\ntolerance_share = 0.1\n"),
            "own.toml:7:1: a share of a target of 0 is nothing; give a tolerance");
  EXPECT_EQ(of("target = 2\nlowest = 4\nhighest = 3\n"),
            "own.toml:7:1: the accepted range ends at 3, where it begins at 4 or before it");
  EXPECT_THAT(of("target = 2\ntolerance = 1\ntolerance_share = 1\n"), HasSubstr("one and no more of"));
}

TEST(FactFile, WithoutAFactHasNoEffect) {
  for (const char* text : {"", "# nothing yet\n", "fact = []\n"})
    EXPECT_THAT(faults_of(text), HasSubstr("own.toml: holds no fact")) << text;
}

// ---- the command ----

class ValidateCommand : public Program {
 protected:
  ValidateCommand() {
    write("small.toml", small_scenario());
    write("own.toml", own("0.9", "0.001"));
  }
  static std::string own(const std::string& target, const std::string& tolerance) {
    return "name = \"Active\"\nmeasure = \"mean_active_share\"\nunit = \"share\"\nuse = \"predict\"\nsource = \"made "
           "up\"\n"
           "target = " +
           target + "\ntolerance = " + tolerance + "\n";
  }
};

TEST_F(ValidateCommand, RunsAScenarioOrReadsResultsWithOneAnswer) {
  ASSERT_EQ(kith({"run", "small.toml", "-o", "small.h5"}).code, 0);
  const Finished ran = kith({"validate", "small.toml", "--facts", "own.toml", "--json", "--quiet"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const Finished read = kith({"validate", "small.h5", "--facts", "own.toml", "--json"});
  ASSERT_EQ(read.code, 0) << read.err;
  EXPECT_EQ(json::parse(ran.out), json::parse(read.out));
  const json row = json::parse(read.out).at("facts").at(0);
  EXPECT_EQ(row.at("verdict"), "outside");
  EXPECT_EQ(row.at("name"), "Active");
  EXPECT_GT(row.at("detectable_miss"), 0);
  EXPECT_EQ(json::parse(read.out).at("outside"), 1);
  EXPECT_THAT(files(), ElementsAre("own.toml", "small.h5", "small.toml")) << "nothing else is written";
}

TEST_F(ValidateCommand, FailsOnAMissOnlyIfStrict) {
  EXPECT_EQ(kith({"validate", "small.toml", "--facts", "own.toml", "--quiet"}).code, 0);
  const Finished strict = kith({"validate", "small.toml", "--facts", "own.toml", "--quiet", "--strict"});
  EXPECT_EQ(strict.code, 7);
  EXPECT_THAT(strict.err, HasSubstr("1 of 1 facts outside their accepted range"));
  write("own.toml", own("0.5", "0.6"));
  EXPECT_EQ(kith({"validate", "small.toml", "--facts", "own.toml", "--quiet", "--strict"}).code, 0);
}

TEST_F(ValidateCommand, TellsFaultsBeforeItRuns) {
  write("own.toml",
        "name = \"a\"\nmeasure = \"mean_activ_share\"\nuse = \"law\"\nsource = \"s\"\ntarget = 1\ntolerance = 1\n");
  const Finished wrong = kith({"validate", "small.toml", "--facts", "own.toml"});
  EXPECT_EQ(wrong.code, 3);
  EXPECT_THAT(wrong.err, AllOf(HasSubstr("own.toml:2:1: "), HasSubstr("did you mean 'mean_active_share'?"),
                               Not(HasSubstr("replicates of"))));
  EXPECT_EQ(kith({"validate", "small.toml", "--facts", "nowhere.toml"}).code, 3);
  ASSERT_EQ(kith({"run", "small.toml", "-o", "small.h5"}).code, 0);
  const Finished seeded = kith({"validate", "small.h5", "--seed", "3"});
  EXPECT_EQ(seeded.code, 2);
  EXPECT_THAT(seeded.err, HasSubstr("it is read, not run"));
  EXPECT_EQ(kith({"validate", "nowhere.toml"}).code, 3);
}

TEST_F(ValidateCommand, AModelWithoutFactsSaysSo) {
  const Finished none = kith({"validate", "small.toml", "--quiet"});
  EXPECT_EQ(none.code, 0) << none.err;
  EXPECT_THAT(none.out, HasSubstr("No facts are published for this model"));
}

/// The card of the safety model: what cannot be measured stands on it with the reason, and the results file holds it.
TEST_F(ValidateCommand, TheSafetyModelsCardHoldsWhatIsNotMeasured) {
  write("town.toml",
        "model = \"safety\"\n[run]\nstart = 2013-04-01\nend = 2013-09-29\nburn_in = \"4w\"\nreplicates = 2\n[place]\n"
        "name = \"manchester\"\nwards = [\"Hulme\"]\n");
  const Finished ran = kith({"run", "town.toml", "-o", "town.h5", "--quiet", "--threads", "2"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const Finished card = kith({"validate", "town.h5"});
  ASSERT_EQ(card.code, 0) << card.err;
  EXPECT_THAT(card.out, AllOf(HasSubstr("Daily contacts (calibrate (not yet)): the model has ties"),
                              HasSubstr("Accused before (calibrate (elsewhere)): it was observed in all of manchester"),
                              HasSubstr("the axis year of this run has no '#10'")));
  const json rows = json::parse(kith({"validate", "town.h5", "--json"}).out).at("facts");
  std::size_t curve = 0;
  for (const json& row : rows) curve += row.at("part_of") == "Detected offences of one offender";
  EXPECT_EQ(curve, 10U);
}

}  // namespace
}  // namespace kith::tools
