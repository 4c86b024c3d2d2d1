// The evidence files and the code that reads them say the same: nothing is read that is not declared, and nothing is
// declared that is not read.
#include "engine/measures/figure.hpp"
#include "engine/settings/distribution.hpp"
#include "models/safety/published_facts.hpp"
#include "tests/safety/small_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace kith::safety {
namespace {

/// Every parameter the model reads, read as make_scene reads them.
std::set<std::string> parameters_read() {
  const Settings settings(test::safety_declarations());
  ParameterReader reader(settings);
  population::PopulationParameters population;
  each_parameter(population, [&](const char* name, double&) { reader.number(std::string("population.") + name); });
  for (const char* name : {"history_years", "local_records_years", "past_peer_influence"}) reader.number(name);
  read_parameters(reader);
  read_costs(reader, Catalogue::get());
  for (const Setting& setting : Evidence::get().parameters())  // one of them is read, by name, for each price year
    if (setting.path.starts_with("parameters.price_index."))
      reader.number(setting.path.substr(std::string("parameters.").size()));
  return reader.used();
}

TEST(Evidence, EveryParameterIsReadAndEveryReadingIsDeclared) {
  std::set<std::string> declared;
  for (const Setting& parameter : Evidence::get().parameters())
    declared.insert(parameter.path.substr(std::string("parameters.").size()));
  EXPECT_THAT(parameters_read(), testing::ContainerEq(declared));
}

/// Of all that has a distribution: parameters, unit costs and numbers of the catalogue.
TEST(Evidence, EveryValueLiesInTheMiddleOfItsDistribution) {
  std::map<std::string, int> drawable;
  const Declarations all = test::safety_declarations();
  for (const Setting& setting : all.all()) {
    const std::string& path = setting.path;
    EXPECT_EQ(default_problem(setting), "") << path;
    if (!setting.distribution.empty()) ++drawable[path.substr(0, path.find('.', path.find('.') + 1))];
  }
  EXPECT_GT(drawable["parameters.unit_cost"], 100);
  EXPECT_GE(drawable["services.iom_spotlight"], 3);
  EXPECT_EQ(drawable["parameters.propensity_sigma"], 1);
}

/// Of the values of one table some are from elsewhere: their source, population and grade are their own.
TEST(Evidence, AnExceptionHasItsOwnSource) {
  const Declarations all = test::safety_declarations();
  const auto parameter = [&](const char* name) { return *all.find(std::string("parameters.") + name); };
  EXPECT_EQ(parameter("risk_offending.unemployed").grade, "unverified");
  EXPECT_EQ(parameter("risk_offending.trauma").grade, "assumed");
  EXPECT_EQ(parameter("report_probability.domestic_burglary").grade, "observational");
  EXPECT_THAT(parameter("report_probability.criminal_damage").source, testing::HasSubstr("(0.316)"));
  EXPECT_THAT(parameter("report_probability.drugs").source, testing::EndsWith("(population: -)"));
  EXPECT_EQ(parameter("report_probability.drugs").help, parameter("report_probability.criminal_damage").help);
}

/// The number in a column of the first line of a published file that begins so.
double published(const std::string& file, const std::string& beginning, std::size_t column) {
  std::ifstream text(std::filesystem::path(std::getenv("KITH_PUBLISHED_DATA")) / file);
  for (std::string line; std::getline(text, line);) {
    if (!line.starts_with(beginning)) continue;
    std::istringstream cells(line);
    std::string cell;
    for (std::size_t i = 0; i <= column; ++i) std::getline(cells, cell, ',');
    return std::stod(cell);
  }
  ADD_FAILURE() << file << " has no line " << beginning;
  return 0;
}

/// Figures that sources and facts quote from published tables are in them.
TEST(Evidence, FiguresAreThoseOfThePublishedTables) {
  if (std::getenv("KITH_PUBLISHED_DATA") == nullptr) GTEST_SKIP() << "KITH_PUBLISHED_DATA names no folder";
  const Declarations all = test::safety_declarations();
  const std::string other = all.find("parameters.report_probability.robbery")->source;
  for (const std::string category : {"without injury", "robbery", "theft of vehicles", "theft from vehicles",
                                     "other theft of personal property", "criminal damage"}) {
    const double share = published("survey/csew_reporting_to_police.csv", category + ",2014-03-01,", 2);
    EXPECT_THAT(other, testing::HasSubstr(fmt::format("{} {:.3f}", category, share)));
  }
  for (const auto& [fact, scope] : published_facts()) {
    const std::size_t year = fact.name.find("Recorded crime, Trafford ");
    if (year == std::string::npos) continue;
    const std::string line = "E22000107,Trafford," + fact.name.substr(year + 25) + ",";
    EXPECT_NEAR(fact.target, published("crime/trafford_csp_offence_rate_annual.csv", line, 3), 0.005) << fact.name;
    EXPECT_NEAR(fact.lowest, 0.75 * fact.target, 0.01);
    EXPECT_NEAR(fact.highest, 1.25 * fact.target, 0.01);
  }
}

TEST(Evidence, NoParameterIsDeclaredTwice) {
  std::set<std::string> seen;
  for (const Setting& parameter : Evidence::get().parameters())
    EXPECT_TRUE(seen.insert(parameter.path).second) << parameter.path;
}

TEST(Evidence, EveryParameterSaysWhatItIsAndWhereItIsFrom) {
  for (const Setting& parameter : Evidence::get().parameters()) {
    SCOPED_TRACE(parameter.path);
    EXPECT_NE(parameter.unit, "");
    EXPECT_NE(parameter.help, "");
    EXPECT_NE(parameter.grade, "");
    EXPECT_FALSE(parameter.source.starts_with(" (population")) << "no source";
    EXPECT_FALSE(parameter.source.ends_with("(population: )")) << "no population";
    const double value = std::get<double>(parameter.default_value);
    EXPECT_TRUE(std::isfinite(value));
    EXPECT_LE(parameter.lowest, value);
    EXPECT_GE(parameter.highest, value);
    EXPECT_TRUE(std::isfinite(parameter.lowest) && std::isfinite(parameter.highest));
  }
}

/// A value that lands in the wrong member changes nothing where it should: each parameter alone must change the struct.
TEST(Evidence, EachValueChangesWhatIsRead) {
  const auto flat = [](const Settings& settings) {
    ParameterReader reader(settings);
    const Parameters p = read_parameters(reader);
    return std::vector<double>{
        p.peer_limit,       p.peer_half_exposure,   p.own_area_share,     p.recall_rate,
        p.recall_days,      p.order_months,         p.attrition_rate,     p.served_share,
        p.breach_per_need,  p.co_accused,           p.youth_charge_shift, p.youth_diversion_share,
        p.propensity_sigma, p.repeat_report_effect, p.deprivation_effect, p.peer_memory_days,
        p.victim_sigma,     p.near_repeat_share,    p.repeat_memory_days, p.first_hearing_days};
  };
  const std::vector<std::string> names{
      "peer_limit",         "peer_half_exposure",    "own_area_share",    "recall_rate",          "recall_days",
      "order_months",       "attrition_rate",        "served_share",      "breach_per_need",      "co_accused",
      "youth_charge_shift", "youth_diversion_share", "propensity_sigma",  "repeat_report_effect", "deprivation_effect",
      "peer_memory_days",   "victim_sigma",          "near_repeat_share", "repeat_memory_days",   "first_hearing_days"};
  const Settings defaults(test::safety_declarations());
  for (std::size_t i = 0; i < names.size(); ++i) {
    Settings settings = defaults;
    settings.set("parameters." + names[i], 0.12345, {"test"});
    std::vector<double> expected = flat(defaults);
    expected[i] = 0.12345;
    EXPECT_EQ(flat(settings), expected) << names[i];
  }
}

TEST(Evidence, OffenceTypesAreComplete) {
  std::set<std::string> names;
  for (const OffenceType& type : Evidence::get().offence_types()) {
    EXPECT_TRUE(names.insert(type.name).second) << type.name;
    EXPECT_NE(type.title, "");
    EXPECT_LT(type.family, family_count);
  }
  EXPECT_GE(names.size(), 10U);
}

/// Labels of axes that do not follow the run's place and time are those the axis has.
void expect_labels(const MeasureSet& measures, const Figure::Sum& sum) {
  for (const Figure::Pick& pick : sum.picks)
    for (const std::string& label : pick.labels) {
      if (label.starts_with('#')) continue;
      EXPECT_THAT(positions_of(measures.dimension(pick.axis), label), testing::SizeIs(1)) << label;
    }
}

TEST(Facts, NameHeadlinesTargetsAndUse) {
  const MeasureSet measures = make_safety_model()->measures();
  std::set<std::string> names;
  std::set<std::string> uses;
  for (const auto& [fact, scope] : published_facts()) {
    SCOPED_TRACE(fact.name);
    EXPECT_TRUE(names.insert(fact.name).second);
    EXPECT_NE(fact.source, "");
    uses.insert(fact.use);
    if (!fact.not_measured.empty()) continue;
    std::string fault;
    const Figure figure = parse_figure(fact.measure, fault);
    ASSERT_EQ(fault, "");
    EXPECT_EQ(figure_fault(figure, measures), "");
    for (const Figure::Quotient& quotient : figure.in_order) {
      expect_labels(measures, quotient.above);
      if (quotient.below) expect_labels(measures, *quotient.below);
    }
    EXPECT_LE(fact.lowest, fact.target);
    EXPECT_LE(fact.target, fact.highest);
    EXPECT_LT(fact.lowest, fact.highest);
    EXPECT_NE(fact.unit, "");
  }
  EXPECT_THAT(uses, testing::ElementsAre("calibrate", "input", "law", "predict"));
}

/// Names of the facts a run of the place from that day on is held against, with what each is used for.
std::map<std::string, std::string> uses_of(std::string_view place, const char* start) {
  std::map<std::string, std::string> uses;
  for (const Fact& fact : card_facts(place, parse_date(start), 5))
    if (fact.not_measured.empty()) uses[fact.name] = fact.fitted.empty() ? fact.use : fact.fitted;
  return uses;
}

/// Where and when the rates were fitted, no headline that was fitted to is called a prediction.
TEST(Facts, WhatIsPredictedIsNotCalledCalibrated) {
  const MeasureSet measures = make_safety_model()->measures();
  std::size_t headlines = 0;
  for (const Fact& fact : card_facts("manchester", parse_date("2013-04-01"), 5)) {
    const auto measure = std::ranges::find(measures.measures, fact.measure, &Measure::name);
    if (!fact.not_measured.empty() || fact.use != "predict" || measure == measures.measures.end()) continue;
    EXPECT_EQ(measure->closure, Closure::emergent) << fact.name;
    ++headlines;
  }
  EXPECT_GE(headlines, 5U);
}

TEST(Facts, OfAPlaceNothingWasFittedToArePredictions) {
  const auto trafford = uses_of("trafford", "2015-04-01");
  EXPECT_EQ(trafford.at("Recorded crime, Trafford 2015/16"), "predict");
  EXPECT_EQ(trafford.at("Proven reoffending"), "elsewhere") << "a prediction of the place fits nothing to it";
  EXPECT_FALSE(trafford.contains("Recorded crime, Trafford 2013/14")) << "another time";
  EXPECT_TRUE(uses_of("trafford", "2013-04-01").contains("Recorded crime, Trafford 2013/14"));
  EXPECT_FALSE(uses_of("manchester", "2015-04-01").contains("Recorded crime, Trafford 2015/16"));
}

TEST(Facts, OfOneTimeOnlyAreHeldAgainstThatTime) {
  EXPECT_EQ(uses_of("manchester", "2013-04-01").at("Charged"), "calibrate");
  EXPECT_FALSE(uses_of("manchester", "2013-04-01").contains("Charged, 2019/20"));
  EXPECT_FALSE(uses_of("oldham", "2016-04-01").contains("Charged"));
  EXPECT_EQ(uses_of("", "2019-04-01").at("Charged, 2019/20"), "predict");
}

/// Whether a fact seen in Manchester in 2013/14 is among those a run is held against.
bool holds_manchester(std::string_view place, const char* start) {
  std::vector<Fact> facts = card_facts(place, parse_date(start), 5);
  std::erase_if(facts, [](const Fact& fact) { return !fact.not_measured.empty(); });
  EXPECT_TRUE(std::any_of(facts.begin(), facts.end(),
                          [](const Fact& fact) { return fact.source.starts_with("Hodgson 2007"); }));
  return std::any_of(facts.begin(), facts.end(),
                     [](const Fact& fact) { return fact.source.starts_with("manchester-2014"); });
}

TEST(Facts, OfOnePlaceAndTimeAreHeldAgainstThatOnly) {
  EXPECT_TRUE(holds_manchester("manchester", "2013-04-01"));
  EXPECT_TRUE(holds_manchester("manchester", "2014-04-01"));
  EXPECT_FALSE(holds_manchester("manchester", "2016-04-01"));
  EXPECT_FALSE(holds_manchester("oldham", "2013-04-01"));
  EXPECT_FALSE(holds_manchester("", "2013-04-01"));
  EXPECT_THAT(uses_of("trafford", "2015-04-01"), testing::Contains(testing::Pair("Proven reoffending", "elsewhere")));
  for (const auto& [name, use] : uses_of("manchester", "2013-04-01")) EXPECT_NE(use, "elsewhere") << name;
}

/// What a run is not held against stands on its card and says why.
TEST(Facts, AllStandOnEveryCard) {
  const std::vector<Fact> here = card_facts("manchester", parse_date("2013-04-01"), 5),
                          there = card_facts("", parse_date("1999-01-01"), 5);
  EXPECT_EQ(here.size(), published_facts().size());
  EXPECT_EQ(there.size(), published_facts().size());
  const auto why = [](const std::vector<Fact>& card, const std::string& name) {
    return std::ranges::find(card, name, &Fact::name)->not_measured;
  };
  EXPECT_EQ(why(here, "Accused before"), "");
  EXPECT_EQ(why(there, "Accused before"),
            "it was observed in all of manchester from 2013-01-01 on; this run is of another place and time");
  EXPECT_EQ(why(here, "Charged, 2019/20"), "it was observed from 2019-04-01 on; this run is of another time");
  const std::vector<Fact> brief = card_facts("manchester", parse_date("2013-04-01"), 1);
  EXPECT_EQ(why(brief, "Detected per offender"), "it is told of runs of 4.5 years and more");
  EXPECT_THAT(why(here, "Daily contacts"), testing::HasSubstr("counts no contacts by day"));
}

}  // namespace
}  // namespace kith::safety
