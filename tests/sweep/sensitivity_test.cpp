// From a sweep's table to words, tables and a page: each design gets its indices, and what is doubtful is said.
#include "tools/studies/sweep/sensitivity.hpp"
#include "engine/tables/csv_table.hpp"
#include "tools/console/errors.hpp"
#include "tools/report/sensitivity_page.hpp"
#include "tools/report/sensitivity_text.hpp"
#include "tools/studies/sweep/designs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace kith::sweep {
namespace {

using results::SweepTable;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Two numbers and a category; "cost" is 100 a + 10 b, and 50 more for the second kind, with a little noise.
SweepTable table_of(const std::string& design, const UnitPoints& points, double noise = 0.5) {
  SweepTable table;
  table.head.name = "A trial";
  table.head.question = "What <matters>?";
  table.head.model = "town";
  table.head.design = design;
  table.head.second_order = true;
  table.head.parameters.resize(3);
  table.head.parameters[0].path = "town.a";
  table.head.parameters[1].path = "town.b";
  for (auto& parameter : table.head.parameters) parameter.highest = 1;
  auto& kind = table.head.parameters[2];
  kind.path = "town.kind";
  kind.numeric = false;
  kind.categories = {"\"old\"", "\"new\""};
  SweepTable::Outcome cost{"cost", "GBP", "what it costs", {}};
  for (const UnitPoint& unit : points) {
    const double place = unit[2] < 0.5 ? 0 : 1;
    table.head.points.push_back({unit, {unit[0], unit[1], place}, {}, 0});
    table.failures.emplace_back();
    const double mean = 100 * unit[0] + 10 * unit[1] + 50 * place;
    const double sign = cost.values.size() % 2 == 0 ? 1 : -1;
    cost.values.push_back({mean + noise, mean - noise * sign, mean + noise * sign - noise});
  }
  table.replicates = {0, 1, 2};
  table.outcomes = {cost};
  return table;
}

TEST(Sensitivity, EachDesignHasItsIndices) {
  const auto saltelli_found = analyse(table_of("saltelli", saltelli(1, 3, 1024, true)), {});
  ASSERT_TRUE(saltelli_found.measures[0].indices);
  EXPECT_FALSE(saltelli_found.measures[0].effects);
  // Variances of the parts: 10000 / 12, 100 / 12 and 2500 / 4.
  EXPECT_NEAR(saltelli_found.measures[0].indices->total[0].value, 10000.0 / 12 / (10100.0 / 12 + 625), 0.02);
  EXPECT_THAT(saltelli_found.measures[0].answer, HasSubstr("cost: town.a matters most"));
  EXPECT_THAT(saltelli_found.measures[0].answer, HasSubstr("next is town.kind"));
  const auto morris_found = analyse(table_of("morris", morris(1, 3, 12, 4)), {});
  ASSERT_TRUE(morris_found.measures[0].effects);
  EXPECT_NEAR(morris_found.measures[0].effects->magnitude[0].value, 100, 1);
  const auto sobol_found = analyse(table_of("sobol", sobol(1, 3, 128)), {});
  EXPECT_FALSE(sobol_found.measures[0].effects || sobol_found.measures[0].indices);
  EXPECT_NEAR(sobol_found.measures[0].scores.variance_share[2].value, 625 / (10100.0 / 12 + 625), 0.1);
  EXPECT_TRUE(std::isnan(sobol_found.measures[0].scores.rank_correlation[2].value)) << "categories have no ranks";
}

TEST(Sensitivity, SaysWhatIsDoubtful) {
  EXPECT_THAT(analyse(table_of("sobol", sobol(1, 3, 128)), {}).measures[0].cautions, IsEmpty());
  EXPECT_THAT(analyse(table_of("sobol", sobol(1, 3, 16)), {}).measures[0].cautions,
              Contains(HasSubstr("16 different points are few")));
  EXPECT_THAT(analyse(table_of("sobol", sobol(1, 3, 128), 60), {}).measures[0].cautions,
              Contains(HasSubstr("chance between replicates")));
  SweepTable shared = table_of("sobol", sobol(1, 3, 128), 0);
  for (auto& replicates : shared.outcomes[0].values) replicates[1] += 500;
  EXPECT_THAT(analyse(shared, {}).measures[0].cautions, IsEmpty())
      << "what a replicate adds to all points alike is no doubt";
  SweepTable none = table_of("sobol", sobol(1, 3, 16));
  for (auto& replicates : none.outcomes[0].values) replicates = {missing, missing, missing};
  EXPECT_THAT(analyse(none, {}).measures[0].answer, HasSubstr("no point has a result"));
  SweepTable gaps = table_of("saltelli", saltelli(1, 3, 64, true));
  gaps.outcomes[0].values[9] = {missing, missing, missing};
  const auto found = analyse(gaps, {});
  EXPECT_THAT(found.measures[0].cautions, Contains("1 point has no result and is left out"));
  EXPECT_EQ(found.measures[0].indices->left_out, 1U);
}

TEST(Sensitivity, FindsWhereAMeasureFails) {
  const auto found = analyse(table_of("sobol", sobol(1, 3, 512)), {.measures = {}, .fails = "cost > 110", .box = {}});
  ASSERT_TRUE(found.failure);
  EXPECT_THAT(found.failure->answer, HasSubstr("town.kind is \"new\""));
  EXPECT_THAT(found.failure->answer, HasSubstr("town.a >= 0.5"));
  EXPECT_THAT(text_of(found), HasSubstr("(shown)"));
  const auto first = analyse(table_of("sobol", sobol(1, 3, 512)), {.measures = {}, .fails = "cost>110", .box = 0});
  EXPECT_EQ(first.failure->shown, 0U);
  EXPECT_THAT(first.failure->answer, HasSubstr("crowding in no box"));
  const auto never = analyse(table_of("sobol", sobol(1, 3, 64)), {.measures = {}, .fails = "cost > 1e6", .box = {}});
  EXPECT_THAT(never.failure->answer, HasSubstr("at none of 64 points"));
}

TEST(Sensitivity, RefusesWhatTheSweepDoesNotHave) {
  const SweepTable table = table_of("sobol", sobol(1, 3, 32));
  const auto message = [&](const SensitivityOptions& options) -> std::string {
    try {
      analyse(table, options);
    } catch (const tools::CommandLineError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(message({.measures = {"cots"}, .fails = "", .box = {}}), HasSubstr("did you mean 'cost'"));
  EXPECT_THAT(message({.measures = {}, .fails = "cost", .box = {}}), HasSubstr("write a measure, one of"));
  EXPECT_THAT(message({.measures = {}, .fails = "cots > 1", .box = {}}), HasSubstr("did you mean 'cost'"));
  EXPECT_THAT(message({.measures = {}, .fails = "cost > much", .box = {}}), HasSubstr("'much' is no number"));
  EXPECT_THAT(message({.measures = {}, .fails = "cost > 50", .box = 999}), HasSubstr("boxes 0 to"));
  SweepTable empty = table;
  empty.outcomes.clear();
  EXPECT_THROW(analyse(empty, {}), tools::CommandLineError);
}

TEST(Sensitivity, TablesHoldEveryIndexOnce) {
  const auto found = analyse(table_of("saltelli", saltelli(1, 3, 64, true)), {});
  std::vector<Problem> problems;
  const CsvTable csv = CsvTable::parse(csv_of(found), "indices.csv", problems);
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(csv.rows(), 3U + 3 + 3 + 3 * 3) << "first, total, pairs and three scores of three factors";
  EXPECT_EQ(csv.text(0, csv.column("index")), "sobol_first");
  EXPECT_DOUBLE_EQ(csv.number(0, csv.column("value")), found.measures[0].indices->first[0].value);
  EXPECT_EQ(json_of(found)["measures"][0]["indices"].size(), csv.rows());
}

TEST(Sensitivity, ThePageCannotBeBrokenOutOf) {
  SweepTable table = table_of("sobol", sobol(1, 3, 64));
  table.head.name = "</script><script>alert(1)</script>";
  const std::string page = sensitivity_page(analyse(table, {.measures = {}, .fails = "cost > 90", .box = {}}));
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, HasSubstr("What &lt;matters&gt;?"));
  EXPECT_THAT(page, Not(HasSubstr("{{")));
}

TEST(Sensitivity, ThePageHasItsTablesWithoutScripts) {
  const std::string page = sensitivity_page(analyse(table_of("saltelli", saltelli(1, 3, 64, true)), {}));
  const std::size_t from = page.rfind("<noscript>"), to = page.rfind("</noscript>");
  const std::string tables = page.substr(from, to - from);
  EXPECT_THAT(tables, testing::AllOf(HasSubstr("<h3>cost (GBP)</h3>"), HasSubstr("<td>sobol_total</td><td>town.a</td>"),
                                     HasSubstr("<td>sobol_second</td><td>town.a with town.b</td>")));
}

TEST(Sensitivity, TellsWhatTheModelWarnsOf) {
  SweepTable table = table_of("sobol", sobol(1, 3, 64));
  table.head.texts = {{"plan.toml", "x"}, {"cautions.txt", "Money is old.\nRates are old.\n"}};
  const auto found = analyse(table, {});
  EXPECT_THAT(found.cautions, testing::ElementsAre("Money is old", "Rates are old"));
  EXPECT_THAT(text_of(found), HasSubstr("Caution: Money is old.\n"));
  EXPECT_THAT(sensitivity_page(found), HasSubstr("<p>Caution: Rates are old.</p>"));
}

}  // namespace
}  // namespace kith::sweep
