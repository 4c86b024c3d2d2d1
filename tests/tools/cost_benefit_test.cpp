// Who pays and who gains, against sums done by hand; where the net benefit is sought, and what is refused.
#include "tools/studies/cost_benefit.hpp"
#include "results/comparison.hpp"
#include "tests/tools/program.hpp"
#include "tests/tools/shipped_models.hpp"
#include "tools/console/errors.hpp"
#include "tools/studies/break_even.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace kith::tools {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Two years of a model with three things that cost; `arrests`, `harms` and `weeks` a year.
results::Run run_of(double arrests, double harms, double weeks, int replicates = 2) {
  results::Run run;
  run.model = "town";
  run.name = "town";
  run.start = "2013-04-01";
  run.end = "2015-03-31";
  run.presentation = models().named("safety").presentation();
  run.measures.dimensions = {
      {"year", "", "", {"2013/14", "2014/15"}, {}},
      {"cost_item",
       "",
       "",
       {"fiscal.police.arrest", "social.victims.harm.robbery", "fiscal.voluntary_sector.service.band"},
       {}}};
  run.measures.measures = {{"cost_drivers", "units", "", "", {"year", "cost_item"}, Number::real},
                           {"unit_costs", "GBP", "", "", {"cost_item"}, Number::real}};
  for (int r = 0; r < replicates; ++r) {
    ReplicateResult& result = run.replicates.emplace_back(run.measures, r);
    result.reals(0) = {arrests, harms, weeks, arrests + r, harms, weeks};
    result.reals(1) = {100, 1000, 2};
  }
  return run;
}

results::Run comparison(double arrests, double harms, double weeks) {
  return results::join({run_of(10, 20, 0), run_of(arrests, harms, weeks)}, {"base", "other"}, {});
}

TEST(CostBenefit, IsWhatServicesCostAgainstWhatIsSaved) {
  const auto found = cost_benefit(comparison(8, 19, 600), 1);
  ASSERT_TRUE(found);
  const double years = 2;
  ASSERT_EQ(found->payers.size(), 3U);
  EXPECT_EQ(found->payers[0].name, "police");
  EXPECT_EQ(found->payers[2].name, "voluntary sector");
  EXPECT_NEAR(found->payers[0].saved.mean, 2 * 2 * 100 / years, 1e-9);
  EXPECT_NEAR(found->payers[0].services.mean, 0, 1e-9);
  EXPECT_NEAR(found->payers[1].net.mean, 2 * 1000 / years, 1e-9);
  EXPECT_NEAR(found->payers[2].services.mean, 2 * 1200 / years, 1e-9);
  EXPECT_NEAR(found->sums[0].line.net.mean, (400 - 2400) / years, 1e-9);
  EXPECT_NEAR(found->sums[1].line.net.mean, (400 + 2000 - 2400) / years, 1e-9);
  EXPECT_NEAR(found->sums[0].ratio, 400.0 / 2400, 1e-12);
  EXPECT_NEAR(found->sums[1].ratio, 1, 1e-12);
  EXPECT_EQ(found->sums[0].worth.met, 0);
  EXPECT_EQ(found->draws, 0) << "of a model this program does not know, nothing is known of unit costs";
}

TEST(CostBenefit, OfNothingChangedIsNothing) {
  const auto found = cost_benefit(comparison(10, 20, 0), 1);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->payers.empty());
  EXPECT_EQ(found->sums[1].line.net.mean, 0);
  EXPECT_EQ(found->sums[1].line.net.high, 0);
  EXPECT_THAT(cost_benefit_text(comparison(10, 20, 0), 1), HasSubstr("nothing changes"));
}

TEST(CostBenefit, NeedsMeasuresOfCosts) {
  results::Run base = run_of(1, 1, 1), other = run_of(2, 2, 2);
  for (results::Run* run : {&base, &other}) {
    run->measures.measures.pop_back();
    for (ReplicateResult& replicate : run->replicates) replicate.arrays.pop_back();
  }
  const results::Run run = results::join({base, other}, {"base", "other"}, {});
  EXPECT_FALSE(cost_benefit(run, 1));
  EXPECT_TRUE(cost_benefit_json(run, 1).is_null());
}

class BreakEvenCommand : public Program {
 protected:
  BreakEvenCommand() {
    write("base.toml", small_scenario("background = 0.01\ntransmission = 0.02\n"));
    write("more.toml",
          "extends = \"base.toml\"\n[[change]]\nat = 2020-06-01\nset.\"contagion.transmission\" = 0.1\n"
          "[[target]]\nmeasure = \"mean_active_share\"\ncompared_with = \"base.toml\"\nchange = \"+20%\"\n");
  }
  std::vector<Scenario> scenarios() const { return {load(folder() / "base.toml"), load(folder() / "more.toml")}; }
  std::string refused(const std::string& text) const {
    try {
      break_even_search(text, scenarios(), 2);
    } catch (const CommandLineError& error) {
      return error.what();
    }
    return "";
  }
};

TEST_F(BreakEvenCommand, ASettingTheAlternativeChangesIsTriedFromThatDayOn) {
  const auto both = scenarios();
  const BreakEvenSearch search = break_even_search("contagion.transmission=0.02..0.1:3", both, 2);
  EXPECT_THAT(search.values, ElementsAre(0.02, 0.06, 0.1));
  EXPECT_FALSE(search.in_base);
  const auto variant = with_value(both, search, 0.06);
  EXPECT_EQ(variant[0].settings.real("contagion.transmission"), 0.02);
  EXPECT_EQ(variant[1].settings.real("contagion.transmission"), 0.02);
  EXPECT_EQ(variant[1].changes[0].settings.real("contagion.transmission"), 0.06);
}

TEST_F(BreakEvenCommand, ASettingAllAgreeOnIsTriedInAll) {
  const auto both = scenarios();
  const BreakEvenSearch search = break_even_search("contagion.background=0..0.02", both, 2);
  EXPECT_EQ(search.values.size(), 5U);
  EXPECT_TRUE(search.in_base);
  for (const Scenario& scenario : with_value(both, search, 0.005)) {
    EXPECT_EQ(scenario.settings.real("contagion.background"), 0.005);
    for (const Change& change : scenario.changes) EXPECT_EQ(change.settings.real("contagion.background"), 0.005);
  }
}

TEST_F(BreakEvenCommand, FindsWhereTheTargetIsMet) {
  const Finished finished = kith(
      {"compare", "base.toml", "more.toml", "--json", "--quiet", "--break-even", "contagion.transmission=0.02..0.1:3"});
  ASSERT_EQ(finished.code, 0) << finished.err;
  const auto row = nlohmann::json::parse(finished.out).at("break_even").at("quantities").at(0);
  EXPECT_EQ(row.at("estimates").at(0).at("mean"), 0) << "as in the base";
  EXPECT_GT(row.at("estimates").at(2).at("mean"), 0.2);
  ASSERT_EQ(row.at("reached_at").size(), 1U);
  EXPECT_GT(row.at("reached_at").at(0), 0.02);
  EXPECT_LT(row.at("reached_at").at(0), 0.1);
  ASSERT_GE(row.at("reached_within").size(), 1U);
  EXPECT_LT(row.at("reached_within").at(0).at("low"), row.at("reached_at").at(0));
  EXPECT_GT(row.at("reached_within").at(0).at("high"), row.at("reached_at").at(0));
}

TEST_F(BreakEvenCommand, WhatMakesNoSenseIsRefused) {
  EXPECT_EQ(refused("contagion.transmission=0.02..0.1"), "");
  EXPECT_THAT(refused("contagion.transmision=0..1"), HasSubstr("did you mean 'contagion.transmission'?"));
  EXPECT_THAT(refused("contagion.transmission"), HasSubstr("write PATH=LOW..HIGH"));
  EXPECT_THAT(refused("contagion.transmission=a..1"), HasSubstr("'a' is no number"));
  EXPECT_THAT(refused("contagion.transmission=0.5..0.1"), HasSubstr("the lower value comes first"));
  EXPECT_THAT(refused("contagion.transmission=0..1:1"), HasSubstr("from 2 to 101"));
  EXPECT_THAT(refused("contagion.transmission=-9..1"), HasSubstr("contagion.transmission takes"));
  EXPECT_THAT(refused("run.replicates=1..2"), HasSubstr("is no real number"));
}

}  // namespace
}  // namespace kith::tools
