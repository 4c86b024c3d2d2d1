// What may be tried of the catalogue and what is counted of those in a trial, and the two scenarios a trial is lived
// in: one with the service as the scenario has it, one with a service that is given alike and does nothing.
#pragma once

#include "engine/run/trial.hpp"
#include "engine/settings/scenario.hpp"
#include "models/safety/lives/episode.hpp"

#include <cstdint>

namespace kith::safety {

/// What is counted of a life, in the order of the offer.
enum class TrialCount : std::uint8_t { offences, begun, aimed_at, crimes, accusations, convictions };
inline constexpr std::size_t trial_count_count = 6;

/// What an evaluator may know of somebody, in the order of the offer.
enum class TrialTrait : std::uint8_t { age, male, deprivation, accusations, accusations_lately, convictions };
inline constexpr std::size_t trial_trait_count = 6;
inline constexpr Day lately_days = 91;

TrialOffer trial_offer_of(const Scenario& scenario);

/// Days on which people may enter, both included.
struct TrialDays {
  Day first, last;
};
TrialDays trial_days(const Scenario& scenario, const TrialPlan& plan);

/// The scenario with the service switched on from the first of these days; without its effects if it is to do nothing.
Scenario trial_scenario(const Scenario& scenario, const TrialPlan& plan, bool does_nothing);

}  // namespace kith::safety
