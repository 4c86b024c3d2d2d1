// The immutable world of a scenario, shared by replicates: people, hazards, streams of candidates, policy by date and
// the state every run begins with.
#pragma once

#include "engine/events/candidates.hpp"
#include "engine/run/model.hpp"
#include "engine/run/reactions.hpp"
#include "models/safety/costs/costs.hpp"
#include "models/safety/dispositions/dispositions.hpp"
#include "models/safety/offending/hazard.hpp"
#include "models/safety/replicate/policy.hpp"
#include "models/safety/replicate/state.hpp"
#include "models/safety/victims/susceptibility.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace kith::safety {

/// See above.
struct Scene {
  /// What scenes have in common whose first days are alike.
  struct Beginning {
    Parameters parameters;  ///< of the first day; hazards refer to them
    Susceptibility person_weights, dwelling_weights;
    State start;  ///< see Simulation::history
  };
  explicit Scene(std::shared_ptr<const Population> made_of,
                 std::shared_ptr<Beginning> begun = std::make_shared<Beginning>())
      : people(std::move(made_of)), beginning(std::move(begun)) {}

  std::shared_ptr<const Population> people;  ///< also of other scenes
  std::shared_ptr<Beginning> beginning;      ///< likewise
  const Population& population = *people;
  Susceptibility& person_weights = beginning->person_weights;
  Susceptibility& dwelling_weights = beginning->dwelling_weights;
  State& start = beginning->start;
  RunSettings run;
  Timeline timeline;
  const Catalogue* catalogue = nullptr;
  std::vector<std::uint32_t> provider;  ///< by service: its agency, as on the axis "provider"
  std::vector<Regime> regimes;          ///< of the dates, ascending by `from`
  Reactions reactions;                  ///< what may be laid over them
  std::unique_ptr<const ReactedRegimes> reacted;
  std::shared_ptr<const Dispositions> dispositions;
  std::shared_ptr<const HazardTables> hazards;
  std::shared_ptr<const CandidateSampler> offending;  ///< static candidates of offences
  std::shared_ptr<const CandidateSampler> onsets;     ///< static candidates of needs
  std::unique_ptr<CandidateSampler> past;             ///< static candidates of accusations before burn-in
  int history_years = 0;                              ///< how far back cautions and convictions reach
  double local_records_years = 0;                     ///< and accusations known to the place's own police
  double move_rate = 0;                               ///< a year, mean over households
  double past_peer_influence = 1;  ///< mean peer influence on those accused, for the years before burn-in
  std::vector<double> retail_cumulative, night_cumulative;  ///< over areas
  std::vector<std::int32_t> people_present;                 ///< by reporting period
  Counts people_by_group;                                   ///< as the measure
  std::vector<double> inclination;                          ///< to crime, by year of the run: see HazardTables
  std::vector<double> people_aged_10_17;                    ///< by year, at the middle of each
  /// A regime of the dates with those reactions in force.
  const Regime& regime(std::size_t dated, InForce in_force) const {
    return in_force == 0 ? regimes[dated] : reacted->at(dated, in_force);
  }
  /// Every regime of the dates, and each of these with the sets of reactions that may be in force.
  void each_regime(const std::function<void(const Regime&)>& visit) const;
  /// People present in the period of a day, as a share of those of the first.
  double growth(Day day) const;
  std::uint64_t history_seed = 0;
  std::int32_t first_step = 0;  ///< after burn-in
  CostTable costs;              ///< what things cost, and whom
  MeasureSet measures;
};

}  // namespace kith::safety
