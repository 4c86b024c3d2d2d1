// kith validate --observed: what police recorded, month by month and area by area, beside what a run recorded.
#include "results/comparison.hpp"
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <numeric>

namespace kith::tools {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string heading = "month,area,kind,model_types,offences\n";

class ObservedCard : public Program {
 protected:
  ObservedCard() {
    write(
        "ward.toml",
        "model = \"safety\"\n[run]\nstart = 2013-04-01\nend = 2013-09-30\nburn_in = \"4w\"\nreplicates = 3\nseed = 7\n"
        "[place]\nwards = [\"Moss Side\"]\n");
  }
  void run_ward() const { ASSERT_EQ(kith({"run", "ward.toml", "-o", "ward.h5", "--quiet"}).code, 0); }
  std::vector<std::string> areas() const {
    return results::read(folder() / "ward.h5").measures.dimension("area").labels;
  }
  /// A row for each area of the ward.
  std::string rows(const std::string& month, const std::string& kind, const std::string& types, double offences) const {
    std::string text;
    for (const std::string& area : areas())
      text += month + "," + area + "," + kind + "," + types + "," + std::to_string(offences) + "\n";
    return text;
  }
  json card(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> command{"validate", "ward.h5", "--observed", "observed.csv", "--json"};
    command.insert(command.end(), more.begin(), more.end());
    const Finished done = kith(command);
    EXPECT_EQ(done.code, 0) << done.err;
    return json::parse(done.out);
  }
  static json row_named(const json& card, const std::string& name) {
    for (const json& row : card.at("facts"))
      if (row.at("name") == name) return row;
    ADD_FAILURE() << "no row " << name;
    return {};
  }
  void expect_refused(const std::string& csv, const std::string& words) const {
    write("observed.csv", heading + csv);
    const Finished done = kith({"validate", "ward.h5", "--observed", "observed.csv"});
    EXPECT_EQ(done.code, 3) << done.out;
    EXPECT_THAT(done.err, HasSubstr(words));
  }
};

TEST_F(ObservedCard, HasARowAKindOverTheMonthsCommonToBoth) {
  run_ward();
  const auto count = static_cast<double>(areas().size());
  write("observed.csv",
        heading + rows("2013-05", "Burglary", "domestic_burglary", 31) +
            rows("2013-06", "Vehicle crime", "vehicle_theft|theft_from_vehicle", 3) +
            rows("2013-07", "Burglary", "domestic_burglary", 31) + rows("2013-05", "Bicycle theft", "", 2) +
            rows("2014-05", "Burglary", "domestic_burglary", 5) + "2013-05,E09999999,Burglary,domestic_burglary,7\n");
  const json all = card();
  // Mondays of May 2013, on which the weeks of the run begin: 4; of July: 5.
  const json burglary = row_named(all, "Police recorded: Burglary");
  EXPECT_NEAR(burglary.at("target"), (28 + 35) * count, 1e-6);
  EXPECT_NEAR(burglary.at("highest"), 1.1 * 63 * count, 1e-6);
  EXPECT_EQ(burglary.at("measure"), "recorded_offences[time=2013-05|2013-06|2013-07, offence_type=domestic_burglary]")
      << "a month without any is a month of it";
  EXPECT_EQ(burglary.at("verdict"), "outside");
  EXPECT_EQ(row_named(all, "Police recorded: Vehicle crime").at("measure"),
            "recorded_offences[time=2013-06, offence_type=vehicle_theft|theft_from_vehicle]");
  const json observed = all.at("observed");
  EXPECT_THAT(observed.at("months"), ElementsAre("2013-05", "2013-06", "2013-07"));
  EXPECT_NEAR(observed.at("left_out").at("in_other_areas"), 7, 1e-9);
  EXPECT_NEAR(observed.at("left_out").at("in_other_months"), 5 * count, 1e-9);
  EXPECT_NEAR(observed.at("left_out").at("of_other_kinds"), 2 * count, 1e-9);
  EXPECT_THAT(observed.at("other_kinds"), ElementsAre("Bicycle theft"));
  EXPECT_EQ(observed.at("by_area").size(), areas().size());
  const Finished told = kith({"validate", "ward.h5", "--observed", "observed.csv"});
  EXPECT_THAT(told.out, AllOf(HasSubstr("2013-05 "), HasSubstr("rank correlation"),
                              HasSubstr("7 in 1 area outside the run"), HasSubstr("lacks: Bicycle theft")));
}

/// The run's own figures, as if police had published them.
TEST_F(ObservedCard, WhatTheRunRecordedItselfIsMet) {
  run_ward();
  const results::Run run = results::read(folder() / "ward.h5");
  const results::Values by_area = results::values_of(run, "recorded_crime_by_area");
  const std::size_t areas = run.measures.dimension("area").size();
  const results::Values by_type = results::values_of(run, "recorded_offences");
  const auto& types = run.measures.dimension("offence_type").labels;
  const auto burglary = static_cast<std::size_t>(std::ranges::find(types, "domestic_burglary") - types.begin());
  // Weeks 5 to 8 begin in May.
  double burglaries = 0;
  std::vector<double> crimes(areas);
  for (std::size_t r = 0; r < by_type.rows.size(); ++r)
    for (std::size_t week = 5; week < 9; ++week) {
      burglaries += by_type.rows[r][week * types.size() + burglary] / 3;
      for (std::size_t area = 0; area < areas; ++area) crimes[area] += by_area.rows[r][week * areas + area] / 3;
    }
  const double all = std::accumulate(crimes.begin(), crimes.end(), 0.0);
  std::string csv = heading;
  for (std::size_t area = 0; area < areas; ++area)  // as crimes lie over the areas
    csv += "2013-05," + run.measures.dimension("area").labels[area] + ",Burglary,domestic_burglary," +
           std::to_string(burglaries * 31 / 28 * crimes[area] / all) + "\n";
  write("observed.csv", csv);
  const json found = card();
  const json row = row_named(found, "Police recorded: Burglary");
  EXPECT_NEAR(row.at("target"), burglaries, 1e-3);
  EXPECT_NEAR(row.at("observed").at("mean"), burglaries, 1e-6);
  EXPECT_NE(row.at("verdict"), "outside");
  EXPECT_NEAR(found.at("observed").at("by_month").at(0).at("published"), burglaries, 1e-3);
  double in_areas = 0;
  for (const json& area : found.at("observed").at("by_area")) in_areas += area.at("published").get<double>();
  EXPECT_NEAR(in_areas, burglaries, 1e-3);
  EXPECT_GT(found.at("observed").at("rank_correlation_of_areas").at("mean"), 0.5);
  EXPECT_EQ(kith({"validate", "ward.h5", "--observed", "observed.csv", "--strict", "--quiet"}).code,
            kith({"validate", "ward.h5", "--strict", "--quiet"}).code);
}

TEST_F(ObservedCard, SaysWhereMonthsOrAreasAreNotTheSame) {
  run_ward();
  expect_refused(rows("2016-06", "Burglary", "domestic_burglary", 3),
                 "its months, 2016-06 to 2016-06, and those of the run, 2013-04 to 2013-09, have none in common");
  expect_refused("2013-05,E09999999,Burglary,domestic_burglary,7\n",
                 "none of its areas (E09999999) lies in the run (" + areas().front());
  expect_refused("2013-05," + areas().front() + ",Burglary,domestic_burglary,7\n",
                 "has rows of 1 of the " + std::to_string(areas().size()) + " areas of the run");
  expect_refused(rows("2013-5", "Burglary", "domestic_burglary", 3), "observed.csv:2: error: month is '2013-5'");
  expect_refused(rows("2013-05", "Burglary", "burglary", 3), "'burglary' is no offence type of the model");
  write("observed.csv", "month,kind\n2013-05,Burglary\n");
  EXPECT_THAT(kith({"validate", "ward.h5", "--observed", "observed.csv"}).err, HasSubstr("area"));
  write("town.toml", small_scenario());
  EXPECT_THAT(kith({"validate", "town.toml", "--observed", "observed.csv"}).err,
              HasSubstr("which this model does not measure"));
}

TEST_F(ObservedCard, IsTheSameOfAScenarioThatIsRun) {
  run_ward();
  write("observed.csv", heading + rows("2013-05", "Burglary", "domestic_burglary", 3));
  const Finished run = kith({"validate", "ward.toml", "--observed", "observed.csv", "--json", "--quiet"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(json::parse(run.out), card());
}

}  // namespace
}  // namespace kith::tools
