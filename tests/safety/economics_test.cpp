// Costs: counts times unit costs, once each, in the prices of one year, and nothing but costs moves with them.
#include "models/safety/costs/costs.hpp"

#include "tests/safety/small_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace kith::safety {
namespace {

using test::counts;
using test::reals;
using test::operator+;
using test::Set;

double sum(const Reals& values) { return std::accumulate(values.begin(), values.end(), 0.0); }
double sum(const Counts& values) { return std::accumulate(values.begin(), values.end(), 0.0); }
double headline(const ReplicateResult& result, Tally tally) { return reals(result, tally).at(0); }

/// Half a year with the services of the time, what could be paid twice for among them.
Set busy(const Set& further = {}) { return Set{{"run.end", "2013-09-29"}} + further; }

struct Priced {
  std::unique_ptr<Scene> scene;
  ReplicateResult result;
};

Priced priced(const Set& set) {
  Priced world{test::small_scene(set), {}};
  world.result = test::run(*world.scene);
  return world;
}

const Priced& busy_world() {
  static const Priced world = priced(busy());
  return world;
}

std::size_t item(const Scene& scene, const std::string& name) {
  const auto& items = scene.costs.items;
  const auto found = std::find_if(items.begin(), items.end(), [&](const CostItem& one) { return one.name == name; });
  EXPECT_NE(found, items.end()) << name;
  return static_cast<std::size_t>(found - items.begin());
}

/// Of the whole run.
double driver(const Priced& world, const std::string& name) {
  const Reals& drivers = reals(world.result, Tally::cost_drivers);
  const std::size_t items = world.scene->costs.items.size();
  double units = 0;
  for (std::size_t i = item(*world.scene, name); i < drivers.size(); i += items) units += drivers[i];
  return units;
}

TEST(Costs, AreCountsTimesUnitCostsInEveryMeasure) {
  const Priced& world = busy_world();
  const Reals& drivers = reals(world.result, Tally::cost_drivers);
  const Reals& prices = reals(world.result, Tally::unit_costs);
  double expected = 0;
  for (std::size_t i = 0; i < drivers.size(); ++i) expected += drivers[i] * prices[i % prices.size()];
  EXPECT_GT(expected, 1e6);
  EXPECT_NEAR(sum(reals(world.result, Tally::cost)) / expected, 1, 1e-12);
  EXPECT_NEAR(sum(reals(world.result, Tally::cost_by_kind)) / expected, 1, 1e-12);
  const double years = (world.scene->timeline.last_day() + 1) / days_per_year;
  EXPECT_NEAR(headline(world.result, Tally::total_cost_per_year) * years / expected, 1, 1e-12);
  EXPECT_NEAR(headline(world.result, Tally::fiscal_cost_per_year) +
                  headline(world.result, Tally::economic_cost_per_year) +
                  headline(world.result, Tally::social_cost_per_year),
              headline(world.result, Tally::total_cost_per_year), 1e-3);
  EXPECT_LT(sum(reals(world.result, Tally::cost_by_offence_type)), expected);
}

TEST(Costs, CountWhatTheModelCounts) {
  const Priced& world = busy_world();
  EXPECT_EQ(driver(world, "fiscal.police.arrest"), sum(counts(world.result, Tally::arrests)));
  EXPECT_EQ(driver(world, "fiscal.courts.breach"), sum(counts(world.result, Tally::breaches_and_recalls)));
  const std::size_t types = offence_type_names().size();
  const Counts& offences = counts(world.result, Tally::offences);
  double robberies = 0;
  const std::size_t robbery = 4;
  ASSERT_EQ(offence_type_names()[robbery], "robbery");
  for (std::size_t i = robbery; i < offences.size(); i += types) robberies += offences[i];
  EXPECT_EQ(driver(world, "social.victims.harm.robbery"), robberies);
  EXPECT_EQ(driver(world, "fiscal.health.treatment.robbery"), robberies);
}

TEST(Costs, HearingsAndCustodyByAgeAddUp) {
  const Priced& world = busy_world();
  EXPECT_EQ(sum(counts(world.result, Tally::hearings_by_age_and_type)),
            sum(counts(world.result, Tally::court_hearings)));
  EXPECT_EQ(sum(counts(world.result, Tally::custody_population_by_age)),
            sum(counts(world.result, Tally::custody_population)));
  EXPECT_EQ(sum(counts(world.result, Tally::custody_population_by_sex)),
            sum(counts(world.result, Tally::custody_population)));
  EXPECT_NEAR(driver(world, "fiscal.prison.adult_custody_day") + driver(world, "fiscal.prison.youth_custody_day"),
              sum(counts(world.result, Tally::custody_population)) * 7, 1e-6);
}

/// What is priced by one table of evidence is not priced by another for the same payer.
TEST(Costs, PriceNothingTwice) {
  const Scene& scene = *busy_world().scene;
  std::set<std::tuple<std::string, CostKind, std::size_t, std::size_t>> seen;
  std::set<std::string> names;
  for (const CostItem& one : scene.costs.items) {
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
    if (one.driver == nullptr) continue;
    EXPECT_TRUE(seen.insert({one.driver->name, one.kind, one.payer, one.row}).second) << one.name;
  }
}

TEST(Costs, EveryTypeOfOffenceHasAPriceInCourtAndForPolice) {
  const Scene& scene = *busy_world().scene;
  std::map<std::string, std::set<std::size_t>> types;
  for (const CostItem& one : scene.costs.items)
    if (one.offence_type) types[one.driver->name].insert(*one.offence_type);
  for (const char* name : {"recorded_offences", "adult_hearings", "youth_hearings"})
    EXPECT_EQ(types[name].size(), offence_type_names().size()) << name;
}

TEST(Costs, SupervisionThatAServiceIsPaidForIsNotPaidAgain) {
  const Priced& world = busy_world();
  const Priced without = priced(test::services_off() + Set{{"run.end", "2013-09-29"}});
  const double full = driver(without, "fiscal.probation.supervised_week.probation_medium_risk");
  const double left = driver(world, "fiscal.probation.supervised_week.probation_medium_risk");
  EXPECT_GT(full, 100);
  EXPECT_LT(left, full * 0.8);
}

TEST(Costs, APriceMovesItsOwnCostAndNothingElse) {
  const Priced dearer = priced(busy({{"parameters.unit_cost.fiscal.police.arrest", "445"}}));
  const Priced& world = busy_world();
  const double years = (world.scene->timeline.last_day() + 1) / days_per_year;
  EXPECT_NEAR(
      (headline(dearer.result, Tally::fiscal_cost_per_year) - headline(world.result, Tally::fiscal_cost_per_year)) *
          years,
      100 * sum(counts(world.result, Tally::arrests)), 1e-3);
  for (std::size_t i = 0; i < world.scene->measures.measures.size(); ++i) {
    const std::string& name = world.scene->measures.measures[i].name;
    if (name.find("cost") == std::string::npos && world.result.arrays[i].index() == 0) {
      EXPECT_EQ(dearer.result.counts(i), world.result.counts(i)) << name;
    }
  }
}

TEST(Costs, AreBroughtToThePricesOfOneYear) {
  const Priced then = priced(busy({{"parameters.costs.price_year", "2010"}}));
  const Priced& now = busy_world();
  const double ratio = 0.918;  // prices of 2010/11 to those of 2015/16, in the evidence
  EXPECT_NEAR(headline(then.result, Tally::total_cost_per_year) / headline(now.result, Tally::total_cost_per_year),
              ratio, 1e-12);
  EXPECT_NEAR(sum(reals(then.result, Tally::service_cost)) / sum(reals(now.result, Tally::service_cost)), ratio, 1e-12);
  EXPECT_NEAR(
      headline(then.result, Tally::services_cost_per_year) / headline(now.result, Tally::services_cost_per_year), ratio,
      1e-12);
}

TEST(Costs, LaterOnesCountForLess) {
  const Priced undiscounted = priced(busy({{"parameters.costs.discount_rate", "0"}}));
  const Priced& world = busy_world();
  EXPECT_NEAR(headline(undiscounted.result, Tally::present_total_cost), sum(reals(world.result, Tally::cost)), 1e-3);
  const double worth =
      headline(world.result, Tally::present_total_cost) / headline(undiscounted.result, Tally::present_total_cost);
  EXPECT_NEAR(worth, std::pow(1.035, -0.25), 0.002);  // half a year, a quarter away on average
}

TEST(Costs, ServicesArePaidByTheirAgency) {
  const Priced& world = busy_world();
  const Reals& service_cost = reals(world.result, Tally::service_cost);
  double early_help = 0;
  const TextList names = world.scene->catalogue->names();
  const auto index = static_cast<std::size_t>(std::find(names.begin(), names.end(), "early_help") - names.begin());
  for (std::size_t i = index; i < service_cost.size(); i += names.size()) early_help += service_cost[i];
  EXPECT_GT(early_help, 0);
  const std::string name = "fiscal.council.service.early_help";
  EXPECT_NEAR(driver(world, name) * world.scene->costs.items[item(*world.scene, name)].price, early_help, 1e-6);
}

/// One price year a name: services cost what they cost within the fiscal cost, and units say the year.
TEST(Costs, OfServicesAreTheSameInEveryMeasureAndSayTheirPrices) {
  const Priced& world = busy_world();
  const std::size_t services = world.scene->catalogue->definitions().size();
  const std::size_t first = world.scene->costs.items.size() - services;
  const Reals& drivers = reals(world.result, Tally::cost_drivers);
  double within = 0;
  for (std::size_t i = 0; i < drivers.size(); ++i) {
    const std::size_t item = i % world.scene->costs.items.size();
    if (item >= first) within += drivers[i] * world.scene->costs.items[item].price;
  }
  const double years = (world.scene->timeline.last_day() + 1) / days_per_year;
  EXPECT_GT(within, 0);
  EXPECT_NEAR(headline(world.result, Tally::services_cost_per_year), within / years, 1e-6 * within);
  EXPECT_NEAR(sum(reals(world.result, Tally::provider_cost)), within, 1e-6 * within);
  for (const Measure& measure : world.scene->measures.measures)
    if (measure.unit.starts_with("GBP")) {
      EXPECT_THAT(measure.unit, testing::StartsWith("GBP (2015/16 prices)")) << measure.name;
    }
}

TEST(Costs, AreExplainedItemByItem) {
  const std::vector<Explanation> all = explain_costs(Catalogue::get());
  EXPECT_EQ(all.front().name, "cost");
  std::map<std::string, std::string> text;
  for (const Explanation& one : all) text[one.name] = one.text;
  EXPECT_EQ(text.size(), cost_payers(Catalogue::get()).size() + 1);
  for (const CostEntry& entry : Evidence::get().costs()) {
    SCOPED_TRACE(entry.item);
    EXPECT_THAT(text["cost." + entry.payer], testing::HasSubstr(entry.kind + "." + entry.item + ": "));
  }
  EXPECT_THAT(text["cost.police"], testing::AllOf(testing::HasSubstr("CR7.1"), testing::HasSubstr("grade: assumed"),
                                                  testing::HasSubstr("iom_spotlight")));
}

}  // namespace
}  // namespace kith::safety
