// What knowing more would be worth, of a comparison whose gains are known by hand.
#include "results/value_of_information.hpp"
#include "tests/tools/shipped_models.hpp"
#include "tools/console/errors.hpp"
#include "tools/report/value_text.hpp"
#include "tools/studies/cost_benefit.hpp"

#include <gmock/gmock.h>

namespace kith::tools {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int pairs = 12;

/// One year of a model in which arrests and a band cost money: of so many arrests fewer by pair, and with this band.
results::Run town(bool with_band) {
  results::Run run;
  run.model = "town";
  run.name = with_band ? "A band" : "As it is";
  run.start = "2013-04-01";
  run.end = "2014-03-31";
  run.presentation = models().named("safety").presentation();
  run.measures.dimensions = {
      {"year", "", "", {"2013/14"}, {}},
      {"cost_item", "", "", {"fiscal.police.arrest", "fiscal.voluntary_sector.service.band"}, {}}};
  run.measures.measures = {{"fiscal_cost_per_year", "GBP", "", "headlines", {}, Number::real},
                           {"cost_drivers", "units", "", "", {"year", "cost_item"}, Number::real},
                           {"unit_costs", "GBP", "", "", {"cost_item"}, Number::real}};
  for (int pair = 0; pair < pairs; ++pair) {
    ReplicateResult& result = run.replicates.emplace_back(run.measures, pair);
    result.reals(1) = {with_band ? 100.0 - pair : 100.0, with_band ? 5.0 : 0.0};
    result.reals(2) = {10, 10};
  }
  return run;
}

/// Pair n gains 10 n - 50; the effect it drew goes with it, the other number does not.
results::Run comparison() {
  results::Run run = results::join({town(false), town(true)}, {"base", "band"}, {});
  run.doubt.numbers = {{"services.band.effect", "", "0", "normal(0, 1)", ""},
                       {"costs.arrest", "", "0", "normal(0, 1)", ""}};
  for (int pair = 0; pair < pairs; ++pair) run.doubt.pairs[pair] = {pair, {0.1 * pair, pair % 3 * 1.0}, {}};
  return run;
}

ValueQuestion question(std::vector<Study> studies = {}) {
  return {net_benefits(comparison()).front(), std::move(studies)};
}

TEST(Value, IsWhatABetterChoiceGains) {
  const auto json = value_json(comparison(), question({{"services.band.effect", 0.05}}));
  EXPECT_EQ(json["chosen"], "band") << "5 on average";
  EXPECT_NEAR(json["gain"].get<double>(), 5, 1e-9);
  EXPECT_NEAR(json["worth_all"].get<double>(), 150.0 / 12, 1e-9) << "the base would do better in pairs 0 to 4";
  const auto& best = json["numbers"][0];
  EXPECT_EQ(best["number"], "services.band.effect");
  EXPECT_TRUE(best["beyond_chance"].get<bool>());
  EXPECT_NEAR(best["worth"].get<double>(), json["worth_all"].get<double>(), 2)
      << "all that pairs differ in is this number";
  EXPECT_FALSE(json["numbers"][1]["beyond_chance"].get<bool>());
  EXPECT_LT(json["numbers"][1]["worth"].get<double>(), 0.5);
  EXPECT_LT(json["studies"][0]["worth"].get<double>(), best["worth"].get<double>());
  EXPECT_GT(json["studies"][0]["worth"].get<double>(), 0.9 * best["worth"].get<double>());
}

TEST(Value, IsToldInWords) {
  const auto on_one_line = [](std::string text) {
    std::ranges::replace(text, '\n', ' ');
    return text;
  };
  const std::string text = on_one_line(value_text(comparison(), question({{"services.band.effect", 0.05}})));
  EXPECT_THAT(text, HasSubstr("A band is to be chosen as things are known: it is expected to gain 5."));
  EXPECT_THAT(text,
              HasSubstr("A study that measures services.band.effect with a standard error of 0.05 would be worth"));
  EXPECT_THAT(text, HasSubstr("services.band.effect "));
  EXPECT_THAT(text, Not(HasSubstr("costs.arrest"))) << "only what is beyond chance";
  results::Run chance = comparison();
  for (auto& [pair, draws] : chance.doubt.pairs) draws.drawn[0] = draws.drawn[1];
  EXPECT_THAT(on_one_line(value_text(chance, question())),
              HasSubstr("Of 2 numbers drawn none goes with the gain beyond chance"));
}

TEST(Value, IsRefusedWhereTheFileCannotSay) {
  const auto why = [](const results::Run& run) {
    try {
      value_json(run, question());
    } catch (const results::ResultsError& error) {
      return std::string(error.what());
    }
    return std::string("nothing was refused");
  };
  EXPECT_THAT(why(town(true)), HasSubstr("it is no comparison"));
  results::Run run = comparison();
  run.doubt.numbers.clear();
  EXPECT_THAT(why(run), HasSubstr("its pairs drew no numbers"));
  run = comparison();
  run.replicates.resize(9);
  EXPECT_THAT(why(run), HasSubstr("fewer than 10 pairs"));
  run = comparison();
  run.presentation.ledger = {};
  EXPECT_THAT(why(run), HasSubstr("no ledger of costs"));
  EXPECT_THROW(value_json(comparison(), question({{"services.bend.effect", 1}})), CommandLineError);
}

}  // namespace
}  // namespace kith::tools
