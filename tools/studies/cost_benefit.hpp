// What a comparison says of money: what a scenario's services cost more, what is saved elsewhere, who pays and who
// gains, and how sure a net benefit is; by chance over pairs, and by doubt about unit costs over draws of them. Costs
// are linear in what was counted, so draws of unit costs need no new runs. Works on the ledger that a model declares
// (engine/run/presentation.hpp); without one there is nothing to tell.
#pragma once

#include "engine/settings/scenario.hpp"
#include "results/comparison.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kith::tools {

/// The sums of the ledger whose headline the run has, the widest first; none for a model that measures no costs.
std::vector<Ledger::Sum> net_benefits(const results::Run& run);

/// Money of one payer or kind a year, against the base, in the unit of the ledger.
struct MoneyLine {
  std::string name;
  results::Estimate services;  ///< what services cost more
  results::Estimate saved;     ///< what costs less elsewhere
  results::Estimate net;       ///< saved less services
};

/// What a scenario's services cost by the ledger, a year, one value a replicate; of the years money is told of. Empty
/// if the run has no ledger.
std::vector<double> spent_on_services(const results::Run& run, std::size_t scenario);

/// The net gain of an alternative (1 ..) by pair: what it saves against the base, a year, less what its services cost
/// more, over the kinds of items of a sum of the ledger. Throws std::out_of_range if the run has no ledger.
std::vector<double> net_gains(const results::Run& run, std::size_t alternative, const Ledger::Sum& sum);

/// A sum of kinds and how sure it is.
struct NetBenefit {
  std::string id;    ///< Ledger::Sum::id
  std::string cost;  ///< Ledger::Sum::cost
  MoneyLine line;
  results::Share worth{};     ///< pairs in which more is saved than services cost
  double low = 0, high = 0;   ///< 95% of the draws of unit costs have a mean net benefit between
  double share_of_draws = 0;  ///< draws of unit costs in which the mean net benefit is above 0
  /// Saved for each unit of money that services cost more: services that cost so many times as much would break even.
  /// NaN if services do not cost more.
  double ratio = 0;
};

struct CostBenefit {
  std::vector<MoneyLine> payers;  ///< those for whom something changes
  std::vector<MoneyLine> kinds;
  std::vector<NetBenefit> sums;   ///< those of the ledger, in its order
  std::int64_t draws = 0;         ///< of unit costs; 0 if the file holds none
  bool drawn_with_pairs = false;  ///< each pair has unit costs of its own, so the intervals hold doubt about them
};

/// Draws of the unit costs of a run's items, from what is known of them: numbers that are set in the scenario, and
/// items nothing is known of, stay as they are. Kept in the file, so that what is told of it later is told from it
/// alone.
results::UnitCostDraws draw_unit_costs(const Scenario& scenario, const MeasureSet& measures);

/// Of an alternative (1 ..); nothing if the run has no ledger.
std::optional<CostBenefit> cost_benefit(const results::Run& run, std::size_t alternative);

/// A table and two sentences for the screen; "" without costs.
std::string cost_benefit_text(const results::Run& run, std::size_t alternative);
/// null without costs.
nlohmann::ordered_json cost_benefit_json(const results::Run& run, std::size_t alternative);

}  // namespace kith::tools
