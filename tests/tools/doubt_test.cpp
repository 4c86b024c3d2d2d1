// What the pairs of a comparison draw, and whether their interval holds the truth: on a made-up town whose policy has
// an effect that is known to so much, on people who differ from draw to draw, with chance in every life. All is in
// closed form, so the truth of a town is known.
#include "tools/studies/doubt.hpp"

#include "engine/run/simple_model.hpp"
#include "results/comparison.hpp"
#include "tests/tools/program.hpp"
#include "tests/tools/shipped_models.hpp"
#include "tools/console/errors.hpp"
#include "tools/studies/lived_pairs.hpp"

#include <gmock/gmock.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

namespace kith::tools {
namespace {

using json = nlohmann::json;
using testing::HasSubstr;

// ---- a made-up town ----

/// Standard deviations of what the policy changes: by numbers, by people, by chance.
constexpr double of_numbers = 2, of_people = 4, of_chance = 1;

struct TownSettings {
  std::int64_t seed = 1;
  double effect = 0;
  double people_matter = 1;
  bool policy = false;
};
void fields(FieldVisitor& visitor, TownSettings& settings) {
  visitor.field({.path = "town.seed", .lowest = 0}, settings.seed);
  visitor.field({.path = "town.effect"}, settings.effect);
  visitor.field({.path = "town.people_matter"}, settings.people_matter);
  visitor.field({.path = "town.policy"}, settings.policy);
}

class Town {
 public:
  using Settings = TownSettings;
  struct Shared {
    Shared(const Settings& settings, const Draws& draws)
        : people(Stream(static_cast<std::uint64_t>(settings.seed), purpose("town.people"), 0, 0, 0).normal()),
          seed(draws.seed) {}
    double people;
    std::uint64_t seed;
  };
  static std::vector<Measure> measures() {
    return {{"crimes", "crimes", "crimes of the town", "headlines", {}, Number::real}};
  }

  Town(const Shared& shared, const Settings& settings, const Draws& draws)
      : crimes_(100 + 10 * draws.at(purpose("town.base"), 0).normal()) {
    if (settings.policy)
      crimes_ += settings.effect + settings.people_matter * of_people * shared.people +
                 of_chance * draws.at(purpose("town.policy"), 0).normal();
  }
  void step(const Step&, const Settings&, StepRecord) {}
  void finish(ReplicateResult& result) const { result.reals(0)[0] = crimes_; }
  std::int64_t people() const { return 1; }
  std::int64_t bytes() const { return 1; }

 private:
  double crimes_;
};

class TownModel final : public SimpleModel<Town> {
 public:
  std::string name() const override { return "town"; }
  std::string summary() const override { return "a made-up town"; }
  std::string population_seed() const override { return "town.seed"; }
  void declare(Declarations& declarations, const std::vector<std::filesystem::path>&) const override {
    declarations.add({.path = "town.seed", .default_value = std::int64_t{1}});
    declarations.add({.path = "town.effect", .default_value = 0.0, .distribution = "normal(0, 2)"});
    declarations.add({.path = "town.people_matter", .default_value = 1.0});
    declarations.add({.path = "town.policy", .default_value = false});
  }
};

class Doubt : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    models_ = std::make_unique<Models>(ModelPointers{std::make_shared<TownModel>()});
    const std::string head = "model = \"town\"\n[run]\nstart = 2013-04-01\nend = 2013-04-07\nreplicates = 20\n";
    write_text(folder() / "base.toml", head);
    write_text(folder() / "policy.toml", head + "[town]\npolicy = true\n");
  }

  std::vector<Scenario> scenarios(std::int64_t seed = 1) const {
    std::vector<Scenario> loaded;
    for (const char* file : {"base.toml", "policy.toml"}) {
      ScenarioOptions options{.models = models_.get(), .file = (folder() / file).string()};
      options.seed = seed;
      loaded.push_back(tools::load(options));
    }
    return loaded;
  }

  /// Runs pairs and joins them.
  static results::Run compared(const std::vector<Scenario>& scenarios, const DoubtPlan& plan, std::int64_t pairs,
                               int threads = 1) {
    LivedPairs lived(scenarios, plan);
    std::vector<results::Run> runs;
    for (std::size_t i = 0; i < scenarios.size(); ++i)
      runs.push_back(describe(scenarios[i], lived.settings(), lived.measures(i)));
    results::Doubt doubt = described(plan);
    if (!plan.agains.empty()) doubt.measures = single_measures(lived.measures(0));
    for (auto& [replicate, draws] : lived.run(0, pairs, {.threads = threads, .quiet = true})) {
      doubt.pairs.emplace(replicate.worlds[0].replicate, std::move(draws));
      for (std::size_t i = 0; i < runs.size(); ++i) runs[i].replicates.push_back(std::move(replicate.worlds[i]));
    }
    results::Run run = results::join(std::move(runs), {"base", "policy"}, {});
    run.doubt = std::move(doubt);
    return run;
  }

  /// How often the interval of 20 pairs holds what the policy does in a town nobody has drawn from: one with an effect,
  /// people and chance of its own. `plan_of` makes a plan of scenarios.
  template <class PlanOf>
  double coverage(PlanOf&& plan_of) const {
    constexpr std::int64_t towns = 400, pairs = 20;
    std::int64_t held = 0;
    for (std::int64_t town = 1; town <= towns; ++town) {
      const std::vector<Scenario> asked = scenarios(town);
      const results::Run run = compared(asked, plan_of(asked), pairs);
      const auto interval = results::paired_difference(run, "crimes", 1).difference;
      const results::Run truth = compared(scenarios(1'000'000 + town), plan_doubt(asked, {}), 1);
      const double change = results::paired_difference(truth, "crimes", 1).difference.mean;
      held += interval.low <= change && change <= interval.high;
    }
    return static_cast<double>(held) / towns;
  }

  std::unique_ptr<Models> models_;
};

// With 400 towns a share of 95% is seen below 90% or above 99% less than once in 10,000 tries.
TEST_F(Doubt, WholeDoubtHoldsTheTruthAndDoubtWithoutThePopulationDoesNot) {
  const double whole = coverage([](const auto& asked) { return plan_doubt(asked, {}); });
  EXPECT_GT(whole, 0.90);
  EXPECT_LT(whole, 0.99);
  const double without_people = coverage([](const auto& asked) {
    DoubtPlan plan = plan_doubt(asked, {});
    plan.population_seed.clear();
    return plan;
  });
  EXPECT_LT(without_people, 0.85);
  const double chance_only = coverage([](const auto& asked) { return plan_doubt(asked, {.chance_only = true}); });
  EXPECT_LT(chance_only, 0.5);
}

TEST_F(Doubt, APolicyThatOnlyStirsChanceIsHardlyEverCalledDifferent) {
  int called = 0;
  for (std::int64_t town = 1; town <= 50; ++town) {
    std::vector<Scenario> asked = scenarios(town);
    for (Scenario& scenario : asked)
      for (const char* path : {"town.effect", "town.people_matter"}) scenario.settings.set(path, 0.0, {"here"});
    const results::Run run = compared(asked, plan_doubt(asked, {}), 20);
    called += results::paired_difference(run, "crimes", 1).distinguishable();
  }
  EXPECT_LE(called, 2);
}

TEST_F(Doubt, IsSplitIntoItsParts) {
  const std::vector<Scenario> asked = scenarios();
  const results::Run run = compared(asked, plan_doubt(asked, {.split = true}), 2000, 2);
  const results::SplitOfDoubt split = results::split_of(run, "crimes", 1);
  constexpr double all = of_numbers * of_numbers + of_people * of_people + of_chance * of_chance;
  EXPECT_NEAR(split.chance.share, of_chance * of_chance / all, 0.01);
  EXPECT_NEAR(split.people.share, of_people * of_people / all, 0.06);
  EXPECT_NEAR(split.numbers.share, of_numbers * of_numbers / all, 0.06);
  for (const auto& part : {split.chance, split.people, split.numbers}) {
    EXPECT_LT(part.low, part.share);
    EXPECT_GT(part.high, part.share);
  }
  EXPECT_LT(results::split_of(compared(asked, plan_doubt(asked, {.split = true}), 10), "crimes", 1).people.low,
            split.people.low)
      << "few pairs tell less";
}

TEST_F(Doubt, APairDrawsByItsNumberAlone) {
  const std::vector<Scenario> asked = scenarios();
  const DoubtPlan plan = plan_doubt(asked, {});
  const results::Run few = compared(asked, plan, 3), many = compared(asked, plan, 12, 2);
  for (std::int64_t pair = 0; pair < 3; ++pair) {
    const auto row = static_cast<std::size_t>(pair);
    EXPECT_EQ(few.replicates[row].arrays, many.replicates[row].arrays);
    EXPECT_EQ(few.doubt.pairs.at(pair).drawn, many.doubt.pairs.at(pair).drawn);
    EXPECT_EQ(few.doubt.pairs.at(pair).population_seed, many.doubt.pairs.at(pair).population_seed);
  }
  EXPECT_NE(many.doubt.pairs.at(0).drawn, many.doubt.pairs.at(1).drawn);
  EXPECT_NE(many.doubt.pairs.at(0).population_seed, many.doubt.pairs.at(1).population_seed);
}

TEST_F(Doubt, PairsThatWereKeptAreTakenUpAsTheyWere) {
  const std::vector<Scenario> asked = scenarios();
  const DoubtPlan plan = plan_doubt(asked, {.split = true});
  const auto lives = [&](bool resume, std::int64_t count) {
    KeptReplicates kept(folder() / "out.h5", identity_of(asked, false), {.resume = resume, .quiet = true});
    EXPECT_EQ(kept.count(), resume ? 9 : 0) << "three pairs, each lived again twice";
    return LivedPairs(asked, plan).run(0, count, {.threads = 1, .quiet = true, .kept = &kept});
  };
  lives(false, 3);
  const std::vector<LivedPair> resumed = lives(true, 5), whole = LivedPairs(asked, plan).run(0, 5, {.quiet = true});
  for (std::size_t i = 0; i < whole.size(); ++i) {
    EXPECT_EQ(resumed[i].lived.worlds[1].arrays, whole[i].lived.worlds[1].arrays) << i;
    EXPECT_EQ(resumed[i].draws.drawn, whole[i].draws.drawn) << i;
    EXPECT_EQ(resumed[i].draws.again, whole[i].draws.again) << i;
  }
}

TEST_F(Doubt, WorldsOfAPairShareWhatItDrew) {
  const std::vector<Scenario> asked = scenarios();
  const std::vector<Scenario> pair = scenarios_of_pair(asked, plan_doubt(asked, {}), 5);
  for (const char* path : {"town.seed", "town.effect"})
    EXPECT_EQ(pair[0].settings.entries().find(path)->second.value, pair[1].settings.entries().find(path)->second.value);
  EXPECT_NE(pair[0].settings.integer("town.seed"), 1);
}

TEST_F(Doubt, ThePopulationSeedOfAScenarioSaysWhichPeopleAreDrawn) {
  std::vector<Scenario> asked = scenarios();
  const DoubtPlan plan = plan_doubt(asked, {});
  const std::int64_t before = draws_of_pair(plan, asked[0], 0).population_seed;
  asked[0].settings.set("town.seed", std::int64_t{7}, {"here"});
  EXPECT_NE(draws_of_pair(plan, asked[0], 0).population_seed, before);
}

TEST_F(Doubt, ChanceAloneCannotBeSplit) {
  const std::vector<Scenario> asked = scenarios();
  EXPECT_THROW(plan_doubt(asked, {.chance_only = true, .split = true}), CommandLineError);
}

// ---- the program ----

/// Two wards of Manchester for some weeks, with a policy and without.
class DoubtOfWards : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    const std::string head =
        "model = \"safety\"\n[run]\nstart = 2013-04-01\nend = 2013-09-30\nreplicates = 3\n"
        "[place]\nname = \"manchester\"\nwards = [\"Ancoats and Clayton\"]\npopulation_total = 60000\n";
    write_text(folder() / "base.toml", head);
    write_text(folder() / "more.toml", head + "[services.iom_spotlight]\nplaces = 5\n");
  }
  json compared(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "compare");
    arguments.insert(arguments.end(), {"--json", "--quiet", "--force"});
    const Finished finished = kith(std::move(arguments));
    EXPECT_EQ(finished.code, 0) << finished.err;
    return finished.code == 0 ? json::parse(finished.out) : json();
  }
};

TEST_F(DoubtOfWards, EachPairHasPeopleAndNumbersOfItsOwnAndAnyThreadsMakeTheSame) {
  const json one = compared({"base.toml", "more.toml", "-o", "a.h5", "--threads", "1"});
  const json two = compared({"base.toml", "more.toml", "-o", "b.h5", "--threads", "3"});
  EXPECT_EQ(one.at("digest"), two.at("digest"));
  EXPECT_EQ(one.at("doubt").at("covers"), "chance, who lives there, and what is not known");
  EXPECT_EQ(one.at("doubt").at("intervals_of"), "one_world");
  std::vector<std::string> drawn, held;
  for (const json& number : one.at("doubt").at("numbers")) drawn.push_back(number.at("path"));
  for (const json& number : one.at("doubt").at("held")) held.push_back(number.at("path"));
  EXPECT_THAT(drawn, testing::Contains("services.iom_spotlight.effect"));
  EXPECT_THAT(drawn, testing::IsSupersetOf({"parameters.propensity_sigma", "parameters.deprivation_effect"}));
  EXPECT_FALSE(held.empty());
  for (const std::string& path : held) EXPECT_THAT(drawn, testing::Not(testing::Contains(path)));
  const results::Run run = results::read(folder() / "a.h5");
  EXPECT_EQ(run.doubt.pairs.size(), 3U);
  EXPECT_EQ(run.doubt.numbers.size(), drawn.size());
  EXPECT_NE(run.doubt.pairs.at(0).population_seed, run.doubt.pairs.at(1).population_seed);
}

TEST_F(DoubtOfWards, NumbersFittedToFactsComeFromOnePointOfTheModelsPosterior) {
  const FittedSample& posterior = *models().find("safety")->fitted_sample();
  compared({"base.toml", "more.toml", "-o", "a.h5"});
  const results::Doubt doubt = results::read(folder() / "a.h5").doubt;
  std::vector<std::size_t> columns;
  for (const std::string& path : posterior.paths)
    columns.push_back(static_cast<std::size_t>(std::ranges::find(doubt.numbers, path, &results::DrawnNumber::path) -
                                               doubt.numbers.begin()));
  std::set<std::vector<double>> points;
  for (const auto& [pair, drew] : doubt.pairs) {
    std::vector<double> point;
    for (const std::size_t column : columns) point.push_back(drew.drawn.at(column));
    EXPECT_THAT(posterior.points, testing::Contains(point)) << "pair " << pair;
    points.insert(std::move(point));
  }
  EXPECT_GT(points.size(), 1U);
}

TEST_F(DoubtOfWards, WhatAScenarioSaysOfAFittedNumberHolds) {
  const json summary =
      compared({"base.toml", "more.toml", "-o", "a.h5", "--set", "parameters.propensity_sigma=2", "--replicates", "2"});
  std::vector<std::string> drawn;
  for (const json& number : summary.at("doubt").at("numbers")) drawn.push_back(number.at("path"));
  EXPECT_THAT(drawn, testing::Not(testing::Contains("parameters.propensity_sigma")));
  EXPECT_THAT(drawn, testing::Contains("parameters.deprivation_effect"));
}

TEST_F(DoubtOfWards, WhatChangesNothingChangesNothingInAnyPair) {
  const json summary = compared({"base.toml", "base.toml", "-o", "a.h5", "--replicates", "2"});
  for (const json& row : summary.at("alternatives").at(0).at("headlines"))
    EXPECT_THAT(row.at("verdict").get<std::string>(), testing::AnyOf("no difference at all", "no values"));
}

TEST_F(DoubtOfWards, ChanceOnlyIsWhatRunsOfOnePopulationAre) {
  const json summary = compared({"base.toml", "more.toml", "-o", "a.h5", "--chance-only", "--replicates", "2"});
  EXPECT_EQ(summary.at("doubt").at("covers"), "chance alone");
  ASSERT_EQ(kith({"run", "base.toml", "-o", "r.h5", "--quiet", "--replicates", "2"}).code, 0);
  const results::Run run = results::read(folder() / "r.h5");
  EXPECT_EQ(summary.at("base").at("digest"), results::digest(run.measures, run.replicates));
  const Finished told = kith({"compare", "base.toml", "more.toml", "-o", "b.h5", "--chance-only", "--replicates", "2"});
  EXPECT_THAT(told.out, HasSubstr("chance alone"));
}

TEST_F(DoubtOfWards, ASplitIsToldAndChangesNoPair) {
  const json whole = compared({"base.toml", "more.toml", "-o", "a.h5", "--split-doubt", "--threads", "2"});
  const json& splits = whole.at("alternatives").at(0).at("split");
  // Of what differs at all between pairs; a few thousand people leave some headlines as they are.
  const auto found =
      std::ranges::find_if(splits, [](const json& one) { return one.at("chance").at("share").is_number(); });
  ASSERT_NE(found, splits.end());
  const json& split = *found;
  const double sum = split.at("chance").at("share").get<double>() + split.at("people").at("share").get<double>() +
                     split.at("numbers").at("share").get<double>();
  EXPECT_NEAR(sum, 1, 1e-9);
  const json plain = compared({"base.toml", "more.toml", "-o", "b.h5"});
  EXPECT_EQ(plain.at("digest"), whole.at("digest")) << "a split changes no pair";
  const results::Run run = results::read(folder() / "a.h5");
  EXPECT_EQ(run.doubt.agains.size(), 2U);
  EXPECT_THAT(kith({"compare", "base.toml", "more.toml", "-o", "c.h5", "--split-doubt", "--chance-only"}).err,
              HasSubstr("--chance-only"));
}

}  // namespace
}  // namespace kith::tools
