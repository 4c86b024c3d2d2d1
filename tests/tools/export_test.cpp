// What kith export writes is read back, by a reader of its own, and is what the results file holds.
#include "results/comparison.hpp"
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace kith::tools {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

using Row = std::map<std::string, std::string>;

/// Cells of a text as RFC 4180 has them, row by row.
std::vector<std::vector<std::string>> cells_of(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row{""};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    if (letter == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"')
      row.back() += text[++i];
    else if (letter == '"')
      quoted = !quoted;
    else if (quoted || (letter != ',' && letter != '\n'))
      row.back() += letter;
    else if (letter == ',')
      row.emplace_back();
    else
      rows.push_back(std::exchange(row, {""}));
  }
  return rows;
}

class Export : public Program {
 protected:
  /// Rows by the names of their columns.
  std::vector<Row> table(const std::string& name) const {
    const auto cells = cells_of(text_of(name));
    std::vector<Row> rows;
    for (std::size_t i = 1; i < cells.size(); ++i) {
      EXPECT_EQ(cells[i].size(), cells[0].size()) << name << " row " << i;
      Row& row = rows.emplace_back();
      for (std::size_t c = 0; c < cells[i].size(); ++c) row[cells[0][c]] = cells[i][c];
    }
    return rows;
  }

  void make_run() const {
    write("small.toml", small_scenario());
    ASSERT_EQ(kith({"run", "small.toml", "--quiet"}).code, 0);
  }
  /// A label of which every letter that matters is in need of quotes.
  void make_comparison() const {
    write("base.toml", small_scenario("background = 0.5\n"));
    write("a, \"b\".toml", small_scenario("background = 0.4\n"));
    ASSERT_EQ(kith({"compare", "base.toml", "a, \"b\".toml", "-o", "both.h5", "--quiet"}).code, 0);
  }
  /// Two areas of Manchester with outlines, and some weeks of two worlds.
  void make_wards() const {
    write("wards.toml", "extends = \"" + std::string(KITH_SOURCE_DIR) +
                            "/scenarios/two-wards.toml\"\n[run]\nend = 2013-06-30\nburn_in = \"4w\"\nreplicates = 2\n");
    write("patrol.toml",
          "extends = \"wards.toml\"\n[[change]]\nat = 2013-04-08\nset.\"services.hot_spot_patrol.active\" = true\n");
    ASSERT_EQ(kith({"compare", "wards.toml", "patrol.toml", "-o", "wards.h5", "--quiet"}).code, 0);
  }
};

double number(const std::string& cell) { return cell.empty() ? std::nan("") : std::stod(cell); }

void expect_same(const std::string& cell, double value) {
  if (std::isnan(value))
    EXPECT_EQ(cell, "");
  else
    EXPECT_EQ(number(cell), value);
}

TEST_F(Export, EveryValueOfARunComesBack) {
  make_run();
  ASSERT_EQ(kith({"export", "small.h5", "--csv", "tables"}).code, 0);
  const results::Run run = results::read(folder() / "small.h5");
  ASSERT_FALSE(run.measures.measures.empty());
  for (const Measure& measure : run.measures.measures) {
    const results::Values values = results::values_of(run, measure.name);
    const std::vector<Row> rows = table("tables/" + measure.name + ".csv");
    ASSERT_EQ(rows.size(), values.rows.size() * values.cells()) << measure.name;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      expect_same(rows[i].at("value"), values.rows[i / values.cells()][i % values.cells()]);
      EXPECT_EQ(number(rows[i].at("replicate")), run.replicates[i / values.cells()].replicate);
    }
  }
}

TEST_F(Export, PeriodsHaveTheirBounds) {
  make_run();
  ASSERT_EQ(kith({"export", "small.h5", "--csv", "tables", "--measure", "activations"}).code, 0);
  const std::vector<Row> rows = table("tables/activations.csv");
  EXPECT_EQ(rows[0].at("time"), "2020-01-06");
  EXPECT_EQ(rows[0].at("time_end"), "2020-01-13");
  EXPECT_EQ(rows.back().at("time_end"), "2020-12-28") << "the day after the last";
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].at("replicate") == rows[i - 1].at("replicate")) {
      EXPECT_EQ(rows[i].at("time"), rows[i - 1].at("time_end"));
    }
  }
  EXPECT_THAT(std::filesystem::exists(folder() / "tables/mean_active_share.csv"), false) << "asked for one measure";
}

TEST_F(Export, ColumnsAreAllTold) {
  make_comparison();
  ASSERT_EQ(kith({"export", "both.h5", "--csv", "tables"}).code, 0);
  std::map<std::string, std::vector<std::string>> told;
  for (const Row& row : table("tables/columns.csv")) {
    told[row.at("file")].push_back(row.at("column"));
    EXPECT_FALSE(row.at("meaning").empty()) << row.at("file") << row.at("column");
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder() / "tables")) {
    const std::string name = entry.path().filename();
    if (name != "columns.csv") {
      EXPECT_EQ(told[name], cells_of(text_of("tables/" + name))[0]) << name;
    }
  }
}

TEST_F(Export, PairedDifferencesComeBackUnderTheirLabel) {
  make_comparison();
  ASSERT_EQ(kith({"export", "both.h5", "--csv", "tables"}).code, 0);
  const results::Run run = results::read(folder() / "both.h5");
  const auto& labels = run.measures.dimension(results::scenario_axis).labels;
  ASSERT_THAT(labels, ElementsAre("base", "a, \"b\""));
  for (const Measure& measure : run.measures.measures) {
    const auto told =
        results::paired_differences(results::values_of(run, measure.name, 0), results::values_of(run, measure.name, 1));
    const std::vector<Row> rows = table("tables/" + measure.name + ".differences.csv");
    ASSERT_EQ(rows.size(), told.size()) << measure.name;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(rows[i].at("scenario"), labels[1]);
      expect_same(rows[i].at("base_mean"), told[i].base);
      expect_same(rows[i].at("difference"), told[i].difference.mean);
      expect_same(rows[i].at("difference_low"), told[i].difference.low);
      expect_same(rows[i].at("difference_high"), told[i].difference.high);
      expect_same(rows[i].at("relative"), told[i].relative.mean);
    }
    EXPECT_THAT(table("tables/" + measure.name + ".csv").back().at("scenario"), labels[1]);
  }
  EXPECT_EQ(table("tables/activations.mean_differences.csv").size(), 1U);
}

TEST_F(Export, MapHasOutlinesMeansAndDifferences) {
  make_wards();
  ASSERT_EQ(kith({"export", "wards.h5", "--geojson", "map.geojson", "--measure", "offences_by_area", "--quiet"}).code,
            0);
  const json map = json::parse(text_of("map.geojson"));
  EXPECT_EQ(map.at("type"), "FeatureCollection");
  EXPECT_EQ(map.at("measures").at(0).at("value"), "mean over periods of 7 days");
  const results::Run run = results::read(folder() / "wards.h5");
  const auto told =
      results::paired_differences(results::averaged_over_time(run, results::values_of(run, "offences_by_area", 0)),
                                  results::averaged_over_time(run, results::values_of(run, "offences_by_area", 1)));
  ASSERT_EQ(map.at("features").size(), told.size());
  for (std::size_t i = 0; i < told.size(); ++i) {
    const json& feature = map.at("features").at(i);
    const json& properties = feature.at("properties");
    EXPECT_EQ(properties.at("offences_by_area_base"), told[i].base);
    EXPECT_EQ(properties.at("offences_by_area_patrol_difference"), told[i].difference.mean);
    EXPECT_EQ(properties.at("offences_by_area_patrol_difference_low"), told[i].difference.low);
    const json& geometry = feature.at("geometry");
    ASSERT_THAT(geometry.at("type"), testing::AnyOf("Polygon", "MultiPolygon"));
    const json& ring =
        geometry.at("type") == "Polygon" ? geometry.at("coordinates").at(0) : geometry.at("coordinates").at(0).at(0);
    double area = 0;
    for (std::size_t k = 0; k + 1 < ring.size(); ++k)
      area += ring[k][0].get<double>() * ring[k + 1][1].get<double>() -
              ring[k + 1][0].get<double>() * ring[k][1].get<double>();
    EXPECT_GT(area, 0) << "against the clock";
    EXPECT_EQ(ring.front(), ring.back()) << "closed";
  }
}

TEST_F(Export, NothingIsReplacedUnasked) {
  make_run();
  EXPECT_EQ(kith({"export", "small.h5"}).code, 2);
  ASSERT_EQ(kith({"export", "small.h5", "--csv", "tables"}).code, 0);
  EXPECT_EQ(kith({"export", "small.h5", "--csv", "tables"}).code, 4);
  EXPECT_EQ(kith({"export", "small.h5", "--csv", "tables", "--force", "--measure", "activations"}).code, 0);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder() / "tables"), {}), 2)
      << "the old tables are gone";
  write("tables/mine.csv", "a\n1\n");
  const Finished other = kith({"export", "small.h5", "--csv", "tables", "--force"});
  EXPECT_EQ(other.code, 4);
  EXPECT_THAT(other.err, AllOf(HasSubstr("mine.csv"), HasSubstr("is not replaced")));
  const Finished unknown = kith({"export", "small.h5", "--csv", "more", "--measure", "activation"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'activations'?"));
  const Finished no_map = kith({"export", "small.h5", "--geojson", "map.geojson"});
  EXPECT_EQ(no_map.code, 2);
  EXPECT_THAT(no_map.err, HasSubstr("holds no measure by area"));
  EXPECT_THAT(files(), testing::UnorderedElementsAre("small.h5", "small.toml", "tables"));
  EXPECT_EQ(shell("ulimit -f 1; \"$1\" export small.h5 --csv full").code, 4);
  EXPECT_FALSE(std::filesystem::exists(folder() / "full")) << "whole or not at all";
}

}  // namespace
}  // namespace kith::tools
