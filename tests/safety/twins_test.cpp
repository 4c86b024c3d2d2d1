// The twin record in small worlds in which only one thing can make a difference, so that the route of all of it is
// known.
#include "tests/safety/twins.hpp"

#include <map>

namespace kith::safety {
namespace {

using test::Trial;
using test::Twins;

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
  EXPECT_EQ(origins(), std::set{test::service_number("early_help")});
}

TEST_F(Twins, AServiceThatRaisesOffendingCausesIt) {
  without_consequences();
  treat(base.readiest(60), 2.5);
  divergence.services[test::service_number("early_help")] = 0;
  live();
  EXPECT_GT(caused(Route::direct), 10);
  EXPECT_EQ(routes_taken(), std::set{Route::direct}) << "its extra candidates, too";
  // Whoever has come by a need has candidates for the part above their bound in the base already; a larger part draws
  // others instead.
  EXPECT_LT(averted(Route::direct), 0.05 * caused(Route::direct));
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
    const RecordId record = record_of(alternative, person);
    start.offenders[record].custody_from = -1;
    start.offenders[record].custody_until = start.offenders[record].sentence_until = 1000;
    start.marks[person] |= static_cast<std::uint8_t>(Mark::custody);
  }
  live();
  EXPECT_GT(averted(Route::custody), 20);
  for (const Route other : {Route::friends, Route::direct, Route::risk_factors, Route::unattributed})
    EXPECT_EQ(averted(other), 0) << routes[static_cast<std::size_t>(other)].name;
  const std::set<std::int32_t> inside(taken.begin(), taken.end());
  for (std::size_t row = 0; row < twin.event_columns[0].size(); ++row) {
    const bool in_custody = inside.contains(twin.event_columns[3][row]);
    EXPECT_EQ(twin.event_columns[6][row], static_cast<std::int32_t>(in_custody ? Route::custody : Route::victims))
        << row;
  }
}

/// Diverted in one world only: what that averts is the sanction's, and so is what short custody causes above the bound.
TEST_F(Twins, WhatWasDecidedLastIsASanctionsRoute) {
  without_consequences();
  const std::vector<EntityId> people = base.readiest(120);
  for (Trial* trial : {&base, &alternative}) {
    parameters_of(*trial).diversion_effect = 0.5;
    parameters_of(*trial).short_custody_effect = 2;
  }
  State& start = alternative.scene().start;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const RecordId record = record_of(alternative, people[i]);
    const bool child = i < people.size() / 2;
    start.offenders[record].sanction = {child ? Sanction::diversion : Sanction::short_custody, -1};
    start.marks[people[i]] |= static_cast<std::uint8_t>(Mark::sanction);
  }
  live();
  EXPECT_EQ(routes_taken(), std::set{Route::sanctions});
  EXPECT_GT(averted(Route::sanctions), 20);
  EXPECT_GT(caused(Route::sanctions), 0);
}

/// A year inside, long ago, puts off somebody's spells by a year: what that brings and what it takes away is custody's.
TEST_F(Twins, WhoCameOutOfCustodyGoesOnWhereTheyWere) {
  without_consequences();
  const std::vector<EntityId> taken = base.readiest(80);
  State& start = alternative.scene().start;
  for (const EntityId person : taken) {
    const RecordId record = record_of(alternative, person);
    start.offenders[record].custody_from = -500;
    start.offenders[record].custody_until = -135;
    start.marks[person] |= static_cast<std::uint8_t>(Mark::custody);
  }
  live();
  EXPECT_GT(averted(Route::custody), 5);
  EXPECT_GT(caused(Route::custody), 5);
  for (const Route other : {Route::friends, Route::direct, Route::risk_factors, Route::unattributed})
    EXPECT_EQ(averted(other) + caused(other), 0) << routes[static_cast<std::size_t>(other)].name;
}

TEST_F(Twins, OffendingSpreadsAlongTheTiesThatCarryIt) {
  const std::array<std::pair<std::size_t, Route>, 3> layers{
      {{0, Route::friends}, {1, Route::household}, {3, Route::kin}}};
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

/// Of those at the other end of ties from earlier offences, nothing is remembered in one world; or the ties are not
/// there.
TEST_F(Twins, OffendingSpreadsAmongCompanions) {
  without_consequences();
  const std::vector<EntityId> people = base.readiest(400);
  for (Trial* trial : {&base, &alternative}) {
    Parameters& p = parameters_of(*trial);
    p.peer_limit = 3;
    p.peer_half_exposure = 0.5;
    p.peer_weight = {0, 0, 1, 0};
    State& start = trial->scene().start;
    for (std::size_t i = 1; i < people.size(); ++i) start.co_offending.strengthen(people[i - 1], people[i], 10, 0);
    std::fill(start.recent_offending.begin(), start.recent_offending.end(), 2.0F);
    std::fill(start.has_offended.begin(), start.has_offended.end(), trial == &base);
  }
  for (const bool forgotten : {true, false}) {
    State& start = alternative.scene().start;
    if (!forgotten) start.has_offended.assign(start.has_offended.size(), true);
    for (std::size_t i = 0; !forgotten && i < people.size(); ++i) start.co_offending.clear(people[i]);
    live();
    EXPECT_GT(averted(Route::co_offending), 10) << forgotten;
    EXPECT_EQ(routes_taken(), std::set{Route::co_offending}) << forgotten;
  }
}

/// Everybody has so much on their memory that, in single precision, one offence more adds nothing: exposure to peers is
/// the same in both worlds, and only what the model makes of it differs.
TEST_F(Twins, AParameterOfNoServiceActsAsASetting) {
  const double limit = parameters_of(base).peer_limit;
  without_consequences();
  constexpr float much = 1e9F;
  static_assert(much + 1 == much);
  for (Trial* trial : {&base, &alternative}) {
    Parameters& p = parameters_of(*trial);
    p.peer_weight = {1, 0, 0, 0};
    p.peer_half_exposure = much;
    p.peer_memory_days = 1e9;
    State& start = trial->scene().start;
    std::fill(start.recent_offending.begin(), start.recent_offending.end(), much);
    start.has_offended.assign(start.has_offended.size(), true);
    start.next_move = base.scene().population.moves.size();  // nobody makes way for people without a memory
  }
  parameters_of(alternative).peer_limit = limit;
  divergence.parameters = 0;
  live();
  EXPECT_GT(caused(Route::settings), 100);
  EXPECT_EQ(routes_taken(), std::set{Route::settings});
  EXPECT_EQ(caused(Route::settings), offences(in_alternative) - offences(in_base)) << "a greater hazard averts nothing";
}

/// Nobody starts with a risk factor; a household that moves makes way for people who have theirs. Of those that move in
/// the run, every other is held by an open case in one world, the rest in the other.
TEST_F(Twins, AHouseholdThatMovedInOneWorldOnlyIsAnotherLife) {
  without_consequences();
  std::map<std::int32_t, Day> moved;  // person -> day
  bool in_base_next = true;
  for (Trial* trial : {&base, &alternative})
    std::fill(trial->scene().start.risks.begin(), trial->scene().start.risks.end(), 0);
  for (const auto& [day, household] : base.scene().population.moves) {
    if (day < 0) continue;
    const auto [first, last] = base.scene().population.members(household);
    for (EntityId person = first; person < last; ++person) moved.try_emplace(static_cast<std::int32_t>(person), day);
    const RecordId held = record_of(in_base_next ? base : alternative, first);
    (in_base_next ? base : alternative).scene().start.offenders[held].open_cases = 1;
    in_base_next = !in_base_next;
  }
  live();
  EXPECT_GT(averted(Route::moved), 5) << "held in the alternative";
  EXPECT_GT(caused(Route::moved), 5) << "held in the base";
  EXPECT_EQ(routes_taken(), std::set{Route::moved});
  for (std::size_t row = 0; row < twin.event_columns[0].size(); ++row) {
    const auto found = moved.find(twin.event_columns[3][row]);
    ASSERT_NE(found, moved.end());
    EXPECT_GT(twin.event_columns[0][row], found->second - base.scene().run.step_days)
        << "a move holds from its step on";
  }
}

TEST_F(Twins, RiskFactorsOnceLostAvertOffences) {
  without_consequences();
  State& start = alternative.scene().start;
  for (NeedSet& risks : start.risks) risks = 0;
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

/// Those treated offend less, so their friends do, and fewer are harmed or caught: all of it began with the service.
TEST_F(Twins, WhatFollowsFromAServiceGoesBackToIt) {
  for (Trial* trial : {&base, &alternative}) {
    parameters_of(*trial).peer_limit = 3;
    parameters_of(*trial).peer_half_exposure = 0.5;
  }
  treat(base.readiest(150), 0.1);
  divergence.services[test::service_number("early_help")] = 0;
  live();
  EXPECT_GT(routes_taken().size(), 4U) << "it spreads by several routes";
  EXPECT_GT(averted(Route::friends) + caused(Route::friends), 1);
  EXPECT_EQ(origins(), std::set{test::service_number("early_help")});
}

/// Without consequences an offence withheld is one offence less and nothing else; with them one leads to more.
TEST_F(Twins, OneOffenceWithheldIsOneLessAndWhatFollowsGoesBackToIt) {
  parameters_of(alternative).withheld_offences = 1;
  divergence.parameters = 0;
  live();
  const double led_to = averted(Route::settings) + caused(Route::settings);
  EXPECT_GE(led_to, 1);
  EXPECT_EQ(origins(), std::set{test::service_count()});
  without_consequences();
  live();
  EXPECT_EQ(routes_taken(), std::set{Route::settings});
  EXPECT_EQ(averted(Route::settings), 1);
  EXPECT_EQ(caused(Route::settings), 0);
  EXPECT_EQ(offences(in_base) - offences(in_alternative), 1);
}

/// A parameter differs and a service treats: what follows goes back to the one that touched the lives it befalls.
TEST_F(Twins, WhatFollowsFromTwoThingsGoesBackToEach) {
  treat(base.readiest(60), 0.1);
  divergence.services[test::service_number("early_help")] = 0;
  for (Trial* trial : {&base, &alternative}) parameters_of(*trial).peer_half_exposure = 0.5;
  parameters_of(alternative).peer_limit = 3;
  divergence.parameters = 0;
  live();
  EXPECT_EQ(origins(), (std::set{test::service_number("early_help"), test::service_count()}));
}

TEST_F(Twins, WhatNothingToldOfBeganIsSaidToBeUntraced) {
  without_consequences();
  treat(base.readiest(60), 0.3);
  live();
  EXPECT_EQ(origins(), std::set{test::service_count() + 1})
      << "the places are another's, and nothing is declared to differ";
}

TEST_F(Twins, TwoCausesOfOneOffenceShareIt) {
  without_consequences();
  treat(base.readiest(200), 0.3);
  for (NeedSet& risks : alternative.scene().start.risks) risks = 0;
  divergence.services[test::service_number("early_help")] = 0;
  live();
  EXPECT_GT(averted(Route::direct), 10);
  EXPECT_GT(averted(Route::risk_factors), 10);
  EXPECT_EQ(routes_taken(), (std::set{Route::direct, Route::risk_factors}));
  const double all = averted(Route::direct) + averted(Route::risk_factors);
  EXPECT_EQ(all, std::floor(all)) << "halves add up";
  const auto is_shared = [](double amount) { return amount != std::floor(amount); };
  EXPECT_TRUE(std::ranges::any_of(of(TwinTally::offences_averted), is_shared)) << "some were shared";
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
      return base.scene().population.household(person) ==
             base.scene().population.household(static_cast<EntityId>(columns[3][row]));
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
