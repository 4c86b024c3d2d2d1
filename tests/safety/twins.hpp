// Two small worlds lived together, alike but for what a test makes different by hand, and what their twin record says.
#pragma once

#include "models/safety/twins/lockstep.hpp"
#include "models/safety/twins/routes.hpp"
#include "tests/safety/trial.hpp"

#include <gtest/gtest.h>

namespace kith::safety::test {

/// Two worlds of one scenario with one service, made different by hand.
class Twins : public testing::Test {
 protected:
  explicit Twins(const std::string& service = "early_help", const Set& more = {})
      : base(service, settings + more), alternative(service, settings + more) {
    for (Trial* trial : {&base, &alternative}) {
      service_of(*trial).decay_weeks = 0;
      for (Effect& effect : service_of(*trial).effects) effect.value = declaration(effect.kind).none;
    }
    divergence.from = from_the_start;
    divergence.services.assign(service_count(), never_differs);
  }
  static Service& service_of(Trial& trial) { return trial.service(); }
  static Parameters& parameters_of(Trial& trial) { return trial.scene().regimes[0].parameters; }

  /// The record of somebody as the run starts, made if need be.
  static RecordId record_of(Trial& trial, EntityId person) {
    State& start = trial.scene().start;
    RecordId& record = start.offender_of[person];
    if (record == nobody) {
      record = static_cast<RecordId>(start.offenders.size());
      start.offenders.emplace_back().person = person;
    }
    return record;
  }

  /// Ties carry nothing, police hear of nothing, courts convict nobody, harm leaves nothing behind: an offence has no
  /// consequences.
  void without_consequences() {
    for (Trial* trial : {&base, &alternative}) {
      Parameters& p = parameters_of(*trial);
      p.peer_limit = 1;
      std::fill(p.report_probability.begin(), p.report_probability.end(), 0);
      std::fill(p.repeat_boost.begin(), p.repeat_boost.end(), 0);
      p.trauma_after_violence = p.trauma_of_child_witness = 0;
      p.exploited_if_missing = p.exploited_if_looked_after = 1;
      for (auto* share : {&p.guilty_plea, &p.contested_conviction, &p.remand_share})
        std::fill(share->begin(), share->end(), 0);
      p.order_breach_rate = p.recall_rate = p.recall_on_charge = p.custody_housing_loss = p.custody_job_loss = 0;
    }
  }

  void live() {
    const Alternative other{&alternative.scene(), divergence};
    const MeasureSet set = declare_twin_measures(base.scene().timeline, Catalogue::get());
    std::size_t bytes = 0;
    PairedReplicate together =
        run_in_lockstep(base.scene(), std::span(&other, 1), set, 0, {.twin_events = true}, bytes);
    in_base = std::move(together.worlds[0]);
    in_alternative = std::move(together.worlds[1]);
    twin = std::move(together.twins[0]);
    check_sums();
    check_origins();
  }

  const Reals& of(TwinTally tally) const { return twin.reals(static_cast<std::size_t>(tally)); }

  /// By type, what the routes say must be what the worlds say, to the last bit.
  void check_sums() const {
    const std::size_t types = Evidence::get().offence_types().size();
    const auto by_type = [&](Tally tally, std::size_t type) {
      double sum = 0;
      const Counts& before = counts(in_base, tally);
      const Counts& after = counts(in_alternative, tally);
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
      EXPECT_EQ(by_type(Tally::offences, type),
                by_routes(TwinTally::offences_caused, TwinTally::offences_averted, type))
          << type;
      EXPECT_EQ(by_type(Tally::recorded_offences, type),
                by_routes(TwinTally::recorded_caused, TwinTally::recorded_averted, type))
          << type;
    }
  }

  /// By year and route, what goes back to origins must be what the routes say, to the last bit.
  void check_origins() const {
    const std::size_t types = Evidence::get().offence_types().size(), origins = service_count() + 2;
    for (const auto& [by_origin, by_type] :
         {std::pair(TwinTally::offences_averted_by_origin, TwinTally::offences_averted),
          std::pair(TwinTally::offences_caused_by_origin, TwinTally::offences_caused)})
      for (std::size_t year = 0; year < of(by_type).size() / types / route_count; ++year)
        for (std::size_t route = 0; route < route_count; ++route) {
          double left = 0;
          for (std::size_t i = 0; i < origins; ++i) left += of(by_origin)[(year * origins + i) * route_count + route];
          for (std::size_t i = 0; i < types; ++i) left -= of(by_type)[(year * types + i) * route_count + route];
          EXPECT_EQ(left, 0) << year << " " << routes[route].name;
        }
  }
  /// All shares that go back to an origin (services, then settings, then untraced), whatever their sign.
  double began(std::size_t origin) const {
    const std::size_t origins = service_count() + 2;
    double sum = 0;
    for (const TwinTally tally : {TwinTally::offences_averted_by_origin, TwinTally::offences_caused_by_origin})
      for (std::size_t i = 0; i < of(tally).size(); ++i)
        if (i / route_count % origins == origin) sum += std::abs(of(tally)[i]);
    return sum;
  }
  /// Those to which anything goes back.
  std::set<std::size_t> origins() const {
    std::set<std::size_t> found;
    for (std::size_t origin = 0; origin < service_count() + 2; ++origin)
      if (began(origin) > 0) found.insert(origin);
    return found;
  }

  /// All shares of a tally on a route, whatever their sign.
  double amount(TwinTally tally, Route route) const {
    double sum = 0;
    for (std::size_t i = static_cast<std::size_t>(route); i < of(tally).size(); i += route_count)
      sum += std::abs(of(tally)[i]);
    return sum;
  }
  double averted(Route route) const { return amount(TwinTally::offences_averted, route); }
  double caused(Route route) const { return amount(TwinTally::offences_caused, route); }
  /// The routes on which there is anything, of offences.
  std::set<Route> routes_taken() const {
    std::set<Route> taken;
    for (std::size_t route = 0; route < route_count; ++route)
      if (averted(static_cast<Route>(route)) + caused(static_cast<Route>(route)) > 0)
        taken.insert(static_cast<Route>(route));
    return taken;
  }
  double offences(const ReplicateResult& result) const { return sum(counts(result, Tally::offences)); }
  double recorded(const ReplicateResult& result) const { return sum(counts(result, Tally::recorded_offences)); }

  /// The offending effect of the service, on all types, on the people given, in the alternative only.
  void treat(const std::vector<EntityId>& people, double effect) {
    for (Trial* trial : {&base, &alternative}) {
      for (Effect& one : service_of(*trial).effects)
        if (one.kind == EffectKind::offending) {
          one.value = effect;
          one.types = ~0ULL;
        }
      service_of(*trial).dose_weeks = 60;
    }
    for (const EntityId person : people) alternative.put_on_list(person);
  }

  static inline const Set settings{{"run.end", "2013-12-31"}, {"output.events", "false"}};
  Trial base, alternative;
  Divergence divergence;
  ReplicateResult in_base, in_alternative, twin;
};

}  // namespace kith::safety::test
