// The twin record in small worlds in which only one thing can make a difference, so that the route of all of it is known.
#include "models/safety/twins/lockstep.hpp"
#include "models/safety/twins/routes.hpp"
#include "tests/safety/trial.hpp"

#include <gtest/gtest.h>

namespace kith::safety {
namespace {

using test::operator+;
using test::Trial;

/// Two worlds of one scenario with one service, made different by hand.
class Twins : public testing::Test {
 protected:
  explicit Twins(const std::string& service = "early_help") : base(service, settings), alternative(service, settings) {
    for (Trial* trial : {&base, &alternative}) {
      service_of(*trial).decay_weeks = 0;
      for (Effect& effect : service_of(*trial).effects) effect.value = declaration(effect.kind).none;
    }
    divergence.from = Divergence::from_the_start;
    divergence.services.assign(test::service_count(), Divergence::never_differs);
  }
  static Service& service_of(Trial& trial) { return trial.service(); }
  static Parameters& parameters_of(Trial& trial) { return trial.scene().regimes[0].parameters; }

  /// Ties carry nothing, police hear of nothing, harm leaves nothing behind: an offence has no consequences.
  void without_consequences() {
    for (Trial* trial : {&base, &alternative}) {
      Parameters& p = parameters_of(*trial);
      p.peer_limit = 1;
      std::fill(p.report_probability.begin(), p.report_probability.end(), 0);
      std::fill(p.repeat_boost.begin(), p.repeat_boost.end(), 0);
      p.trauma_after_violence = p.trauma_of_child_witness = 0;
    }
  }

  void live() {
    const Alternative other{&alternative.scene(), divergence};
    const MeasureSet set = declare_twin_measures(base.scene().timeline, Catalogue::get());
    std::size_t bytes = 0;
    PairedReplicate together = run_in_lockstep(base.scene(), std::span(&other, 1), set, 0, {.twin_events = true}, bytes);
    in_base = std::move(together.worlds[0]);
    in_alternative = std::move(together.worlds[1]);
    twin = std::move(together.twins[0]);
    check_sums();
  }

  const Reals& of(TwinTally tally) const { return twin.reals(static_cast<std::size_t>(tally)); }

  /// By type, what the routes say must be what the worlds say, to the last bit.
  void check_sums() const {
    const std::size_t types = Evidence::get().offence_types().size();
    const auto by_type = [&](Tally tally, std::size_t type) {
      double sum = 0;
      const Counts& before = test::counts(in_base, tally);
      const Counts& after = test::counts(in_alternative, tally);
      for (std::size_t i = type; i < before.size(); i += types) sum += after[i] - before[i];
      return sum;
    };
    const auto by_routes = [&](TwinTally caused, TwinTally averted, std::size_t type) {
      double sum = 0;
      for (std::size_t year = 0; year < of(caused).size() / types / route_count; ++year)
        for (std::size_t route = 0; route < route_count; ++route) {
          const std::size_t cell = (year * types + type) * route_count + route;
          sum += of(caused)[cell] - of(averted)[cell];
        }
      return sum;
    };
    for (std::size_t type = 0; type < types; ++type) {
      EXPECT_EQ(by_type(Tally::offences, type), by_routes(TwinTally::offences_caused, TwinTally::offences_averted, type)) << type;
      EXPECT_EQ(by_type(Tally::recorded_offences, type), by_routes(TwinTally::recorded_caused, TwinTally::recorded_averted, type)) << type;
    }
  }

  /// All shares of a tally on a route, whatever their sign.
  double amount(TwinTally tally, Route route) const {
    double sum = 0;
    for (std::size_t i = static_cast<std::size_t>(route); i < of(tally).size(); i += route_count) sum += std::abs(of(tally)[i]);
    return sum;
  }
  double averted(Route route) const { return amount(TwinTally::offences_averted, route); }
  double caused(Route route) const { return amount(TwinTally::offences_caused, route); }
  /// The routes on which there is anything, of offences.
  std::set<Route> routes_taken() const {
    std::set<Route> taken;
    for (std::size_t route = 0; route < route_count; ++route)
      if (averted(static_cast<Route>(route)) + caused(static_cast<Route>(route)) > 0) taken.insert(static_cast<Route>(route));
    return taken;
  }
  double offences(const ReplicateResult& result) const { return test::sum(test::counts(result, Tally::offences)); }
  double recorded(const ReplicateResult& result) const { return test::sum(test::counts(result, Tally::recorded_offences)); }

  /// The offending effect of the service, on the people given, in the alternative only.
  void treat(const std::vector<EntityId>& people, double effect) {
    for (Trial* trial : {&base, &alternative}) {
      for (Effect& one : service_of(*trial).effects)
        if (one.kind == EffectKind::offending) one.value = effect;
      service_of(*trial).dose_weeks = 60;
    }
    for (const EntityId person : people) alternative.put_on_list(person);
  }

  static const test::Set settings;
  Trial base, alternative;
  Divergence divergence;
  ReplicateResult in_base, in_alternative, twin;
};
const test::Set Twins::settings{{"run.end", "2013-12-31"}, {"output.events", "false"}};

TEST_F(Twins, OfTheSameWorldHaveNoDifference) {
  live();
  EXPECT_GT(offences(in_base), 1000);
  for (const auto& values : twin.arrays)
    for (const double value : std::get<Reals>(values)) EXPECT_EQ(value, 0);
  EXPECT_TRUE(twin.event_columns[0].empty());
}

TEST_F(Twins, AChangedServiceActsDirectly) {
  without_consequences();
  treat(base.readiest(60), 0.3);
  divergence.services[test::service_number("early_help")] = 0;
  live();
  EXPECT_GT(averted(Route::direct), 10);
  EXPECT_EQ(averted(Route::direct), offences(in_base) - offences(in_alternative)) << "a lower hazard causes nothing";
  EXPECT_EQ(routes_taken(), std::set{Route::direct});
  const std::size_t row = test::service_number("early_help") * route_count + static_cast<std::size_t>(Route::direct);
  EXPECT_EQ(of(TwinTally::offences_averted_by_service)[row], averted(Route::direct));
  EXPECT_EQ(test::sum(of(TwinTally::offences_averted_by_service)), averted(Route::direct)) << "no other service";
}

TEST_F(Twins, AServiceThatRaisesOffendingCausesIt) {
  without_consequences();
  treat(base.readiest(60), 2.5);
  divergence.services[test::service_number("early_help")] = 0;
  live();
  EXPECT_GT(caused(Route::direct), 10);
  EXPECT_EQ(routes_taken(), std::set{Route::direct}) << "its extra candidates, too";
  EXPECT_EQ(averted(Route::direct), 0);
}

TEST_F(Twins, AnUnchangedServiceWhosePlacesGoToOthersIsCapacity) {
  without_consequences();
  const std::vector<EntityId> people = base.readiest(60);
  treat({people.begin() + 30, people.end()}, 0.3);
  for (std::size_t i = 0; i < 30; ++i) base.put_on_list(people[i]);
  live();
  EXPECT_EQ(routes_taken(), std::set{Route::capacity});
  EXPECT_GT(averted(Route::capacity), 0) << "those who got the places";
  EXPECT_GT(caused(Route::capacity), 0) << "those who lost them";
}

TEST_F(Twins, WhoIsInCustodyDoesNotOffend) {
  without_consequences();
  const std::vector<EntityId> taken = base.readiest(80);
  State& start = alternative.scene().start;
  for (const EntityId person : taken) {
    RecordId& record = start.offender_of[person];
    if (record == nobody) {
      record = static_cast<RecordId>(start.offenders.size());
      start.offenders.emplace_back().person = person;
    }
    start.offenders[record].custody_from = -1;
    start.offenders[record].custody_until = 1000;
    start.marks[person] |= static_cast<std::uint8_t>(Mark::custody);
  }
  live();
  EXPECT_GT(averted(Route::custody), 20);
  EXPECT_EQ(averted(Route::friends) + averted(Route::direct) + averted(Route::risk_factors) + averted(Route::unattributed), 0);
  const std::set<std::int32_t> inside(taken.begin(), taken.end());
  for (std::size_t row = 0; row < twin.event_columns[0].size(); ++row) {
    const bool in_custody = inside.contains(twin.event_columns[3][row]);
    EXPECT_EQ(twin.event_columns[6][row], static_cast<std::int32_t>(in_custody ? Route::custody : Route::victims)) << row;
  }
}

TEST_F(Twins, OffendingSpreadsAlongTheTiesThatCarryIt) {
  const std::array<std::pair<std::size_t, Route>, 3> layers{{{0, Route::friends}, {1, Route::household}, {3, Route::kin}}};
  for (const auto& [weight, route] : layers) {
    without_consequences();
    for (Trial* trial : {&base, &alternative}) {
      Parameters& p = parameters_of(*trial);
      p.peer_limit = 3;
      p.peer_half_exposure = 0.5;
      p.peer_weight.assign(p.peer_weight.size(), 0);
      p.peer_weight[weight] = 1;
      // Of those whom the first step's offences left a memory of, all is forgotten in one world.
      std::fill(trial->scene().start.recent_offending.begin(), trial->scene().start.recent_offending.end(), 2.0F);
      std::fill(trial->scene().start.has_offended.begin(), trial->scene().start.has_offended.end(), trial == &base);
    }
    live();
    EXPECT_GT(averted(route), 10);
    EXPECT_EQ(routes_taken(), std::set{route});
  }
}

TEST_F(Twins, RiskFactorsOnceLostAvertOffences) {
  without_consequences();
  State& start = alternative.scene().start;
  for (std::uint8_t& risks : start.risks) risks = 0;
  live();
  EXPECT_GT(averted(Route::risk_factors), 20);
  EXPECT_EQ(routes_taken(), std::set{Route::risk_factors});
}

TEST_F(Twins, WhatOnlyReportingChangesLeavesOffencesAsTheyAre) {
  for (Trial* trial : {&base, &alternative}) {
    Parameters& p = parameters_of(*trial);
    for (auto* probability : {&p.charge_probability, &p.out_of_court_probability, &p.no_action_probability})
      std::fill(probability->begin(), probability->end(), 0);
  }
  for (double& probability : parameters_of(alternative).report_probability) probability /= 2;
  live();
  EXPECT_EQ(offences(in_base), offences(in_alternative));
  EXPECT_TRUE(routes_taken().empty());
  EXPECT_GT(recorded(in_base) - recorded(in_alternative), 100);
  EXPECT_GT(amount(TwinTally::recorded_averted, Route::reporting), 100);
  for (std::size_t route = 0; route < route_count; ++route) {
    if (static_cast<Route>(route) == Route::reporting) continue;
    EXPECT_EQ(amount(TwinTally::recorded_averted, static_cast<Route>(route)), 0) << routes[route].name;
  }
}

TEST_F(Twins, TwoCausesOfOneOffenceShareIt) {
  without_consequences();
  treat(base.readiest(200), 0.3);
  for (std::uint8_t& risks : alternative.scene().start.risks) risks = 0;
  divergence.services[test::service_number("early_help")] = 0;
  live();
  EXPECT_GT(averted(Route::direct), 10);
  EXPECT_GT(averted(Route::risk_factors), 10);
  EXPECT_EQ(routes_taken(), (std::set{Route::direct, Route::risk_factors}));
  const double all = averted(Route::direct) + averted(Route::risk_factors);
  EXPECT_EQ(all, std::floor(all)) << "halves add up";
  EXPECT_NE(averted(Route::direct), std::floor(averted(Route::direct))) << "some were shared";
}

TEST_F(Twins, TheLogHasARowForEachOffenceMoreOrLess) {
  without_consequences();
  treat(base.readiest(60), 0.3);
  divergence.services[test::service_number("early_help")] = 0;
  live();
  const auto& columns = twin.event_columns;
  ASSERT_EQ(columns.size(), 9U);
  EXPECT_EQ(static_cast<double>(columns[0].size()), offences(in_base) - offences(in_alternative));
  const std::vector<EntityId> treated = base.readiest(60);
  for (std::size_t row = 0; row < columns[0].size(); ++row) {
    EXPECT_EQ(columns[1][row], 0) << "averted";
    EXPECT_TRUE(std::ranges::any_of(treated, [&](EntityId person) {
      return base.scene().population.household(person) == base.scene().population.household(static_cast<EntityId>(columns[3][row]));
    })) << "somebody of a treated family";
    EXPECT_EQ(columns[7][row], static_cast<std::int32_t>(test::service_number("early_help")));
    EXPECT_EQ(columns[8][row], 100);
  }
}

class ProtectingTwins : public Twins {
 protected:
  ProtectingTwins() : Twins("hot_spot_patrol") {}
};

TEST_F(ProtectingTwins, APatrolledAreaIsProtected) {
  without_consequences();
  for (Trial* trial : {&base, &alternative}) {
    service_of(*trial).eligibility = "1";
    for (Effect& effect : service_of(*trial).effects)
      if (effect.kind == EffectKind::opportunity) effect.value = 0.5;
  }
  service_of(base).places = 0;
  service_of(alternative).places = 10;
  service_of(alternative).hours_per_week = 0;
  divergence.services[test::service_number("hot_spot_patrol")] = 0;
  live();
  EXPECT_GT(averted(Route::protection), 10);
  EXPECT_EQ(routes_taken(), std::set{Route::protection});
}

}  // namespace
}  // namespace kith::safety
