// What people remember of each other's offending: how much everybody offended lately, who offended with whom, and what
// that does to those tied to them.
#pragma once

#include "engine/network/dynamic_ties.hpp"
#include "models/safety/offending/law.hpp"
#include "models/safety/replicate/part.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace kith::safety {

/// Sums over pairs of people who committed a detected offence together, each pair counted from both sides.
struct PairSums {
  std::int64_t pairs = 0, own = 0, other = 0, own_squared = 0, other_squared = 0, product = 0, apart = 0;  ///< of ages
  void add(std::int64_t own_age, std::int64_t other_age);
  double correlation() const;  ///< of ages; no number if there is none
};

struct PeersState {
  /// Recent offending, one a person, scaled up by exp((day of offence - memory_origin) / memory): the fading of all at
  /// once is then one factor at the time of reading.
  std::vector<float> recent_offending;
  std::vector<bool>
      has_offended;  ///< one bit a person, false where recent_offending is nought: small enough to stay near
  Day memory_origin = 0;
  std::vector<std::uint16_t>
      offences_last_year;                     ///< crimes taken part in during the last year of the run, one a person
  std::vector<std::uint16_t> left_last_year;  ///< those of lives that another took the row of
  DynamicTies co_offending;
  PairSums pairs, young_pairs;  ///< within the run; the young: where the own age is 12 to 20
  std::array<std::array<std::int64_t, 2>, 2> pairs_by_sex{};
};

class Peers : public Part {
 public:
  Peers(const Context& all, PeersState& state) : Part(all), state_(state) {}
  void begin();
  const PeersState& state() const { return state_; }
  const DynamicTies& ties() const { return state_.co_offending; }

  /// What somebody's ties bring near on a day, by layer.
  Exposures exposures(EntityId person, double day) const;
  /// The factor of somebody's rate of offending that ties bring, services taken into account.
  double factor(EntityId person, double day) const;
  std::size_t row_if_offended(EntityId person) const;  ///< else that of person 0

  /// Somebody offended: alone, or with the one who began it.
  void remember(EntityId person, Day day);
  void offended_together(EntityId offender, EntityId companion, Day day);
  void count_last_year(EntityId person);
  void count_pair(EntityId one, EntityId other, Day day);
  void cut(EntityId person, EntityId other) { state_.co_offending.cut(person, other); }
  void cut_all(EntityId person) { state_.co_offending.clear(person); }
  void forget(EntityId person);
  /// Moves the origin of the scaled memory before its numbers grow too large. Returns what the numbers were multiplied
  /// by.
  float rebase(Day day);

 private:
  void count_companion(EntityId own, EntityId other, Day day);
  double offended_lately(EntityId person) const;

  PeersState& state_;
};

}  // namespace kith::safety
