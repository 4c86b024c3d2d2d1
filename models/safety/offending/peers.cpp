#include "models/safety/offending/peers.hpp"

#include "models/safety/services/effects.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace kith::safety {

namespace {
constexpr std::size_t most_co_offenders = 5;  // ties kept a person, the weakest dropped
}

void Peers::begin() {
  state_.recent_offending.assign(population_.size(), 0);
  state_.has_offended.assign(population_.size(), false);
  state_.offences_last_year.assign(population_.size(), 0);
  state_.co_offending = DynamicTies(population_.size(), parameters().co_offending_memory_days, most_co_offenders);
}

Exposures Peers::exposures(EntityId person, double day) const {
  const std::vector<double>& weight = parameters().peer_weight;
  const double faded = std::exp(-(day - state_.memory_origin) / parameters().peer_memory_days);
  Exposures sums{};
  visit_ties(person, day,
             [&](PeerLayer layer, EntityId, double exposure) { sums[static_cast<std::size_t>(layer)] += exposure; });
  for (std::size_t layer = 0; layer < sums.size(); ++layer) sums[layer] *= weight[layer] * faded;
  return sums;
}

double Peers::factor(EntityId person, double day) const {
  return peer_influence(parameters(), exposures(person, day),
                        all_.effects.joint_effect(person, EffectKind::peer_influence, 0, day));
}

/// What an offence adds to an offender's memory, in the memory's present scale, is exp of the time since its origin.
void Peers::remember(EntityId person, Day day) {
  state_.recent_offending[person] +=
      static_cast<float>(std::exp((day - state_.memory_origin) / parameters().peer_memory_days));
  state_.has_offended[person] = true;
}

void Peers::offended_together(EntityId offender, EntityId companion, Day day) {
  state_.co_offending.strengthen(offender, companion, 1.0F, day);
}

void Peers::count_last_year(EntityId person) {
  std::uint16_t& count = state_.offences_last_year[person];
  if (count < std::numeric_limits<std::uint16_t>::max()) ++count;
}

void PairSums::add(std::int64_t own_age, std::int64_t other_age) {
  ++pairs;
  own += own_age;
  other += other_age;
  own_squared += own_age * own_age;
  other_squared += other_age * other_age;
  product += own_age * other_age;
  apart += std::abs(own_age - other_age);
}

double PairSums::correlation() const {
  const auto n = static_cast<double>(pairs), x = static_cast<double>(own), y = static_cast<double>(other);
  const double covariance = n * static_cast<double>(product) - x * y;
  const double spread =
      (n * static_cast<double>(own_squared) - x * x) * (n * static_cast<double>(other_squared) - y * y);
  return spread > 0 ? covariance / std::sqrt(spread) : std::numeric_limits<double>::quiet_NaN();
}

void Peers::count_companion(EntityId own, EntityId other, Day day) {
  constexpr int youngest = 12, eldest = 20;
  const int age = population_.age(own, day), other_age = population_.age(other, day);
  state_.pairs.add(age, other_age);
  if (age >= youngest && age <= eldest) state_.young_pairs.add(age, other_age);
  ++state_
        .pairs_by_sex[static_cast<std::size_t>(population_.sex(own))][static_cast<std::size_t>(population_.sex(other))];
}

void Peers::count_pair(EntityId one, EntityId other, Day day) {
  count_companion(one, other, day);
  count_companion(other, one, day);
}

void Peers::forget(EntityId person) {
  if (state_.offences_last_year[person] > 0) state_.left_last_year.push_back(state_.offences_last_year[person]);
  state_.offences_last_year[person] = 0;
  state_.recent_offending[person] = 0;
  state_.has_offended[person] = false;
}

float Peers::rebase(Day day) {
  constexpr double most_memories = 20;
  const double passed = (day - state_.memory_origin) / parameters().peer_memory_days;
  if (passed < most_memories) return 1;
  const auto factor = static_cast<float>(std::exp(-passed));
  for (float& recent : state_.recent_offending) recent *= factor;
  state_.memory_origin = day;
  return factor;
}

}  // namespace kith::safety
