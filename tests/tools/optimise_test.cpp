// Purchases under a purse: the plan keeps the purse, beats every scheme alone, is the same however it is run, and a
// stopped search goes on. With prices on the smallest model; by the ledger in two wards.
#include "results/comparison.hpp"
#include "tests/tools/program.hpp"
#include "tests/tools/shipped_models.hpp"
#include "tools/studies/cost_benefit.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace kith::tools {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class Optimise : public Program {
 protected:
  Optimise() {
    write("town.toml", small_scenario("background = 0.05\ntransmission = 0.3\nrecovery = 0.2\n"));
    write("buy.toml", purchases());
  }

  static std::string scheme(const std::string& name, const std::string& rest) {
    return "[[scheme]]\nname = \"" + name + "\"\nsetting = \"contagion." + rest;
  }
  /// Recovery is dear, fewer links to catch it by are cheap.
  static std::string purchases(const std::string& more = "") {
    return "scenario = \"town.toml\"\n[optimise]\npurse = 100\naim = \"lowest:mean_active_share\"\nfrom = 2020-02-03\n"
           "check_pairs = 8\n" +
           more + scheme("Recovery", "recovery\"\nto = 0.8\nstep = 0.1\nprice = 40\n") +
           scheme("Transmission", "transmission\"\nto = 0.05\nstep = 0.05\nprice = 10\n") +
           scheme("Background", "background\"\nto = 0.04\nstep = 0.005\nprice = 60\n");
  }

  json found(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "optimise");
    arguments.insert(arguments.end(), {"--json", "--quiet"});
    const Finished run = kith(arguments);
    EXPECT_EQ(run.code, 0) << run.err;
    return run.code == 0 ? json::parse(run.out) : json();
  }
};

TEST_F(Optimise, PlanKeepsThePurseAndBeatsEachSchemeAlone) {
  const json told = found({"buy.toml"});
  const json& plan = told.at("plan");
  EXPECT_LE(plan.at("spent").at("mean"), 100);
  EXPECT_GE(plan.at("spent").at("mean"), 95) << "the last step is cut to fit";
  EXPECT_GT(plan.at("gain").at("low"), 0);
  EXPECT_LT(plan.at("chance_of_worse"), 0.1);
  ASSERT_EQ(told.at("singles").size(), 3U);
  for (const json& single : told.at("singles")) EXPECT_GT(single.at("plan_brings_more").at("mean"), 0) << single;
  EXPECT_EQ(told.at("purchases").at(0).at("bought").at("scheme"), "Transmission") << "most for the money comes first";
  double spent = 0, gain = 0;
  for (const json& point : told.at("frontier")) {
    EXPECT_GT(point.at("spent").at("mean"), spent);
    EXPECT_GT(point.at("gain").at("mean"), gain) << "a larger purse reaches more here";
    spent = point.at("spent").at("mean");
    gain = point.at("gain").at("mean");
  }
}

TEST_F(Optimise, FileHoldsTheComparisonOfAllPlans) {
  const json told = found({"buy.toml", "-o", "plan.h5"});
  EXPECT_EQ(kith({"inspect", "plan.h5", "--verify"}).code, 0);
  const results::Run run = results::read(folder() / "plan.h5");
  EXPECT_EQ(run.scenarios.front().label, "town");
  EXPECT_EQ(run.scenarios.size(), 1 + told.at("frontier").size() + told.at("singles").size());
  EXPECT_EQ(run.scenario_texts.front().second, text_of("buy.toml"));
  EXPECT_EQ(json::parse(run.scenario_texts.back().second).at("plan"), told.at("plan"));
  EXPECT_EQ(run.replicates.front().replicate, 4) << "pairs that had no part in choosing";
  EXPECT_EQ(kith({"report", "plan.h5"}).code, 0);
  EXPECT_EQ(kith({"extend", "plan.h5", "--replicates", "9", "-o", "more.h5"}).code, 0);
  const std::size_t plan = told.at("frontier").size();
  EXPECT_EQ(run.scenarios[plan].label, "plan");
  EXPECT_NEAR(-results::paired_difference(run, "mean_active_share", plan).difference.mean,
              told.at("plan").at("gain").at("mean"), 1e-12);
}

TEST_F(Optimise, SameOnAnyNumberOfThreads) {
  json one = found({"buy.toml", "-o", "one.h5", "--threads", "1"});
  json three = found({"buy.toml", "-o", "three.h5", "--threads", "3"});
  for (json* told : {&one, &three})
    for (const char* own : {"file", "seconds"}) told->erase(own);
  EXPECT_EQ(one, three);
}

TEST_F(Optimise, StoppedSearchIsGoneOnWith) {
  write("town.toml", small_scenario("background = 0.05\ntransmission = 0.3\nrecovery = 0.2\n") + "links = 20\n");
  const std::vector<std::string> more{"--set", "contagion.people=6000"};
  std::vector<std::string> call{"buy.toml", "-o", "plan.h5"};
  call.insert(call.end(), more.begin(), more.end());
  std::vector<std::string> whole = call;
  whole[2] = "whole.h5";
  const json undisturbed = found(whole);
  std::vector<std::string> begun = call;
  begun.insert(begun.begin(), "optimise");
  const Child child = start(begun);
  ASSERT_TRUE(appears("plan.h5.search"));
  child.send(SIGTERM);
  const Finished stopped = child.finish();
  ASSERT_EQ(stopped.code, 130) << stopped.err;
  EXPECT_THAT(stopped.err, AllOf(HasSubstr("plan.h5.search"), HasSubstr("--resume")));
  EXPECT_EQ(kith(begun).code, 4) << "what was found is not thrown away unasked";
  std::vector<std::string> other = begun;
  other.insert(other.end(), {"--resume", "--seed", "3"});
  EXPECT_EQ(kith(other).code, 3) << "another search";
  std::vector<std::string> again = call;
  again.push_back("--resume");
  EXPECT_EQ(found(again).at("digest"), undisturbed.at("digest"));
  EXPECT_FALSE(std::filesystem::exists(folder() / "plan.h5.search"));
}

TEST_F(Optimise, NothingIsBoughtThatDoesNoGood) {
  write("buy.toml",
        "scenario = \"town.toml\"\n[optimise]\npurse = 100\naim = \"lowest:mean_active_share\"\nfrom = 2020-02-03\n" +
            scheme("More of it", "transmission\"\nto = 0.9\nstep = 0.1\nprice = 10\n"));
  const Finished run = kith({"optimise", "buy.toml"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("Nothing is worth buying"));
  EXPECT_FALSE(std::filesystem::exists(folder() / "buy.h5"));
}

TEST_F(Optimise, ScreenSaysInTwentyLinesWhatDecides) {
  const Finished run = kith({"optimise", "buy.toml"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_LE(std::ranges::count(run.out, '\n'), 26);
  EXPECT_THAT(run.out, AllOf(HasSubstr("The next pound"), HasSubstr("What to buy, in this order"),
                             HasSubstr("The plan: "), HasSubstr("Each scheme alone"), HasSubstr("As good")));
}

TEST_F(Optimise, EveryFaultIsToldAtItsPlace) {
  write("buy.toml",
        "scenario = \"town.toml\"\n[optimise]\npurse = -5\naim = \"lowest:mean_active_shar\"\nfrom = 2030-01-01\n"
        "chance_of_wors = 0.1\n" +
            scheme("A", "recovry\"\nto = 0.8\nprice = 1\n") + scheme("B", "people\"\nto = 400\nprice = 1\n") +
            scheme("C", "recovery\"\nto = 7.0\nstep = 0.1\n"));
  const Finished run = kith({"optimise", "buy.toml"});
  EXPECT_EQ(run.code, 3);
  for (const char* said :
       {"buy.toml:3:1: error: 'purse' is -5", "buy.toml:4:1: error: no headline 'mean_active_shar'; did you mean",
        "buy.toml:5:1: error: 'from' is 2030-01-01", "buy.toml:6:1: error: ", "did you mean 'chance_of_worse'?",
        "buy.toml:9:1: error: ", "did you mean 'recovery'?", "'contagion.people' is fixed when a run starts",
        "'contagion.recovery' cannot be 7", "price"})
    EXPECT_THAT(run.err, HasSubstr(said));
  EXPECT_EQ(kith({"optimise", "buy.toml", "--check"}).err, run.err);
  EXPECT_EQ(kith({"optimise", "town.toml"}).code, 3);
  const Finished as_scenario = kith({"run", "buy.toml"});
  EXPECT_EQ(as_scenario.code, 3);
  EXPECT_THAT(as_scenario.err, HasSubstr("'kith optimise' takes it"));
  write("buy.toml", purchases());
  EXPECT_THAT(kith({"optimise", "buy.toml", "--check"}).out, HasSubstr("is sound: 3 schemes"));
}

/// What is spent is what the ledger counts, not what a price list says.
TEST_F(Optimise, MoneyIsThatOfTheLedger) {
  write("wards.toml", "extends = \"" + std::string(KITH_SOURCE_DIR) +
                          "/scenarios/two-wards.toml\"\n[run]\nend = 2013-12-31\nburn_in = \"4w\"\n"
                          "[services.hot_spot_patrol]\neffect = 0.4\n");
  write("wards-buy.toml",
        "scenario = \"wards.toml\"\n[optimise]\npurse = 100_000\naim = \"net_benefit:total\"\nfrom = 2013-04-08\n"
        "chance_of_worse = 1.0\nscreening_pairs = 1\npairs = 2\ncheck_pairs = 2\n"
        "[[scheme]]\nname = \"Patrol\"\nsetting = \"services.hot_spot_patrol.places\"\nto = 2\nstep = 1\n"
        "[[scheme]]\nname = \"Treatment\"\nsetting = \"services.drug_alcohol_treatment.places\"\nto = 20\nstep = 20\n");
  const json told = found({"wards-buy.toml"});
  ASSERT_FALSE(told.at("purchases").empty());
  results::Run run = read_results(folder() / "wards-buy.h5", models());
  const std::size_t plan = told.at("frontier").size();
  const auto money = cost_benefit(run, plan);
  ASSERT_TRUE(money);
  const auto all = std::ranges::find(money->sums, std::string("total"), &NetBenefit::id);
  EXPECT_NEAR(all->line.services.mean, told.at("plan").at("spent").at("mean"), 1e-6);
  EXPECT_LE(all->line.services.mean, 100'000);
  EXPECT_NEAR(all->line.net.mean, told.at("plan").at("gain").at("mean"), 0.02 * std::abs(all->line.net.mean) + 1);
}

}  // namespace
}  // namespace kith::tools
