// The twin record as kith compare tells it: nothing where nothing differs, a table of routes that is the difference, a
// log of single offences that is too, and words where it cannot be had.
#include "results/comparison.hpp"
#include "tests/tools/program.hpp"
#include "tests/tools/shipped_models.hpp"
#include "tools/report/comparison_summary.hpp"
#include "tools/studies/cost_benefit.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <sstream>

namespace kith::tools {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class TwinsCommand : public Program {
 protected:
  TwinsCommand() {
    write("base.toml", "extends = \"" KITH_SOURCE_DIR
                       "/scenarios/two-wards.toml\"\n[run]\nend = 2013-12-29\nburn_in = \"13w\"\nreplicates = 3\n");
    write("change.toml",
          "extends = \"base.toml\"\n[[change]]\nat = 2013-07-01\nset.\"services.iom_spotlight.places\" = 3\n"
          "set.\"services.early_help.effect\" = 0.5\nset.\"services.early_help.adult_effect\" = 0.5\n");
    write("null.toml",
          "extends = \"base.toml\"\n[[change]]\nat = 2013-07-01\nset.\"services.early_help.active\" = true\n");
  }
  json json_of(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"compare", "base.toml", "change.toml", "null.toml", "--json", "--quiet", "-o",
                                         "c.h5", "--force"});
    const Finished finished = kith(arguments);
    EXPECT_EQ(finished.code, 0) << finished.err;
    return finished.code == 0 ? json::parse(finished.out) : json();
  }
  results::Run file() const { return results::read(folder() / "c.h5"); }

  static json panel(const json& alternative, const std::string& id) {
    for (const json& one : alternative.at("panels"))
      if (one.at("id") == id) return one;
    ADD_FAILURE() << "no panel " << id;
    return {};
  }
  /// Mean change over pairs of all of a measure, over the whole run.
  static double change(const results::Run& run, const std::string& measure, std::size_t alternative) {
    const results::Values before = results::values_of(run, measure, 0),
                          after = results::values_of(run, measure, alternative);
    double sum = 0;
    for (std::size_t pair = 0; pair < before.rows.size(); ++pair)
      for (std::size_t cell = 0; cell < before.rows[pair].size(); ++cell)
        sum += after.rows[pair][cell] - before.rows[pair][cell];
    return sum / static_cast<double>(before.rows.size());
  }
};

constexpr double years = 273 / 365.25;  // first of April to the 29th of December

TEST_F(TwinsCommand, OfANullChangeNothingDiffersInAnyMeasure) {
  json_of({"--twin-events"});
  const results::Run run = file();
  EXPECT_GT(run.measures.measures.size(), 100U);
  for (const Measure& measure : run.measures.measures)
    for (const auto& cell : results::paired_differences(results::values_of(run, measure.name, 0),
                                                        results::values_of(run, measure.name, 2)))
      EXPECT_TRUE(cell.difference.count == 0 || cell.exactly_none()) << measure.name;
  for (const ReplicateResult& pair : run.replicates) EXPECT_THAT(pair.event_columns.front(), Not(testing::Contains(2)));
}

TEST_F(TwinsCommand, TheTableOfRoutesIsTheDifference) {
  const json summary = json_of({});
  const results::Run run = file();
  for (const auto& [id, measure] :
       {std::pair{"routes", "offences"}, std::pair{"recorded_routes", "recorded_offences"}}) {
    const json table = panel(summary.at("alternatives").at(0), id);
    EXPECT_EQ(table.at("unit"), "offences and incidents a year");
    double sum = 0;
    std::set<std::string> labels;
    for (const json& row : table.at("rows")) {
      const auto mean = [&](const char* what) { return row.at(what).at("mean").get<double>(); };
      EXPECT_NEAR(mean("change"), mean("caused") - mean("averted"), 1e-9) << row;
      EXPECT_LE(row.at("change").at("low"), mean("change"));
      EXPECT_GE(row.at("change").at("high"), mean("change"));
      sum += mean("change");
      labels.insert(row.at("label"));
    }
    EXPECT_NEAR(sum * years, change(run, measure, 1), 1e-6) << id;
    EXPECT_LT(sum, -50);
    EXPECT_TRUE(labels.contains("direct") && labels.contains("friends"));
    EXPECT_FALSE(labels.contains("unattributed"));
    EXPECT_THAT(panel(summary.at("alternatives").at(1), id).at("rows"), IsEmpty()) << "nothing changed";
  }
  const json services = panel(summary.at("alternatives").at(0), "routes_by_service");
  const auto of_early_help = std::ranges::find(services.at("rows"), "early_help",
                                               [](const json& row) { return row.at("label").get<std::string>(); });
  ASSERT_NE(of_early_help, services.at("rows").end());
  EXPECT_LT(of_early_help->at("change").at("mean"), 0);
}

// The first screen and the table of who pays tell one number: of full years, though weeks do not make up a year.
TEST_F(TwinsCommand, MoneyIsOneNumber) {
  write("long.toml", "extends = \"base.toml\"\n[run]\nend = 2015-03-31\nreplicates = 2\n");
  write("changed.toml",
        "extends = \"long.toml\"\n[[change]]\nat = 2014-04-01\nset.\"services.early_help.active\" = false\n");
  const Finished finished = kith({"compare", "long.toml", "changed.toml", "--quiet", "-o", "money.h5"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  results::Run run = results::read(folder() / "money.h5");
  run.presentation = models().named("safety").presentation();
  for (const auto& [measure, sum] : {std::pair{"fiscal_cost_per_year", 0U}, std::pair{"total_cost_per_year", 1U}}) {
    const YearlyDifference headline = yearly_difference(run, measure, 1);
    ASSERT_TRUE(headline.of_full_years);
    const results::Estimate net = cost_benefit(run, 1)->sums[sum].line.net;
    EXPECT_NEAR(headline.difference.difference.mean, -net.mean, 1e-6 * std::abs(net.mean)) << measure;
    EXPECT_NEAR(headline.difference.difference.low, -net.high, 1e-6 * std::abs(net.mean)) << measure;
  }
}

// A table that says a service "caused" offences says why that is, and why a service nobody touched is in it.
TEST_F(TwinsCommand, TheScreenSaysHowAServiceCanCauseAnOffence) {
  const Finished finished = kith({"compare", "base.toml", "change.toml", "-o", "c.h5", "--detail"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  std::string text = finished.out;
  std::ranges::replace(text, '\n', ' ');
  EXPECT_THAT(text, AllOf(HasSubstr("Caused does not mean that a service makes people offend"),
                          HasSubstr("Not changed, but it reaches other people than in the base")));
}

TEST_F(TwinsCommand, TheScreenHasTheSameTable) {
  const Finished finished = kith({"compare", "base.toml", "change.toml", "-o", "c.h5", "--detail"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  const std::size_t begin =
      finished.out.find("Where the change in offences comes from (offences and incidents a year)");
  ASSERT_NE(begin, std::string::npos);
  std::istringstream lines(finished.out.substr(begin, finished.out.find("\n\n", begin) - begin));
  std::string line, word;
  std::getline(lines, line);
  std::map<std::string, std::vector<std::string>> rows;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    words >> word;
    while (words >> rows[word].emplace_back()) {
    }
  }
  const auto number = [&](const std::string& row, std::size_t column) {
    std::string text = rows.at(row).at(column);
    std::erase(text, ',');
    return std::stod(text);
  };
  EXPECT_NEAR(number("all", 2) * years, change(file(), "offences", 1), 1) << "rounded to whole offences";
  EXPECT_LT(number("direct", 2), 0);
  EXPECT_NEAR(number("direct", 1) - number("direct", 0), number("direct", 2), 1.5);
  EXPECT_THAT(finished.out, HasSubstr("At first hand, by service (offences and incidents a year)"));
}

TEST_F(TwinsCommand, TheLogIsTheDifferenceOffenceByOffence) {
  const json with = json_of({"--twin-events", "--chance-only"});
  const results::Run run = file();
  std::vector<std::string> names;
  for (const TableColumn& column : run.measures.event_columns) names.push_back(column.name);
  ASSERT_THAT(names, ElementsAre("scenario", "day", "change", "offence_type", "offender", "victim", "recorded", "route",
                                 "service", "share_percent"));
  const results::Values before = results::values_of(run, "offences", 0), after = results::values_of(run, "offences", 1);
  const std::size_t types = run.measures.dimension("offence_type").size();
  const auto& routes = run.measures.event_columns[7].labels;
  for (std::size_t pair = 0; pair < run.replicates.size(); ++pair) {
    const auto& columns = run.replicates[pair].event_columns;
    std::vector<double> logged(types), differs(types);
    for (std::size_t cell = 0; cell < before.rows[pair].size(); ++cell)
      differs[cell % types] += after.rows[pair][cell] - before.rows[pair][cell];
    std::int32_t last = 0;
    for (std::size_t row = 0; row < columns[0].size(); ++row) {
      EXPECT_EQ(columns[0][row], 1) << "the null scenario has none";
      EXPECT_GE(columns[1][row], std::max(91, last)) << "in order, from the day of the change on";
      last = columns[1][row];
      logged[static_cast<std::size_t>(columns[3][row])] += columns[2][row] == 1 ? 1 : -1;
      EXPECT_GT(columns[9][row], 0);
      EXPECT_LE(columns[9][row], 100);
      const std::string& route = routes[static_cast<std::size_t>(columns[7][row])];
      EXPECT_EQ(columns[8][row] >= 0, route == "direct" || route == "capacity" || route == "protection") << route;
    }
    EXPECT_EQ(logged, differs) << pair;
    EXPECT_GT(columns[0].size(), 100U);
  }
  EXPECT_EQ(with.at("digest"), json_of({"--chance-only"}).at("digest")) << "keeping it changes nothing";
  EXPECT_TRUE(file().measures.event_columns.empty());
}

TEST_F(TwinsCommand, IsRefusedWhereThereIsNoneToKeep) {
  const auto refused = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "compare");
    arguments.insert(arguments.end(), {"--twin-events", "-o", "refused.h5"});
    const Finished finished = kith(arguments);
    EXPECT_EQ(finished.code, 2);
    return finished.err;
  };
  write("plain.toml", small_scenario());
  EXPECT_THAT(refused({"plain.toml", "plain.toml"}), AllOf(HasSubstr("--twin-events"), HasSubstr("contagion")));
  for (const char* file : {"a.h5", "b.h5"}) ASSERT_EQ(kith({"run", "plain.toml", "-o", file, "--quiet"}).code, 0);
  EXPECT_THAT(refused({"a.h5", "b.h5"}), HasSubstr("need scenario files"));
  EXPECT_THAT(files(), Not(testing::Contains("refused.h5")));
  EXPECT_EQ(kith({"run", "base.toml", "--twin-events"}).code, 2) << "one world has no twin";
}

TEST_F(TwinsCommand, ResultsFilesJoinedAfterwardsHaveNone) {
  for (const char* name : {"base", "change"})
    ASSERT_EQ(
        kith({"run", std::string(name) + ".toml", "--replicates", "1", "--set", "output.events=false", "--quiet"}).code,
        0);
  const Finished finished = kith({"compare", "base.h5", "change.h5", "-o", "c.h5", "--detail"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  EXPECT_THAT(finished.out, AllOf(HasSubstr("Offences and incidents averted and caused, by type"),
                                  Not(HasSubstr("Where the change in offences comes from"))));
}

}  // namespace
}  // namespace kith::tools
