// What people remember of each other's offending: how much everybody offended lately, who offended with whom, and what
// that does to those tied to them.
#pragma once

#include "engine/network/dynamic_ties.hpp"
#include "models/safety/offending/law.hpp"
#include "models/safety/replicate/part.hpp"

#include <algorithm>
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
  /// Calls visit(PeerLayer, EntityId other, double) for each of somebody's ties with what it brings near, before layers
  /// are weighted and the memory fades.
  template <class Visit>
  void visit_ties(EntityId person, double day, Visit&& visit) const;
  /// How much somebody offended lately, in the memory's present scale.
  double offended_lately(EntityId person) const {
    return state_.recent_offending[row_if_offended(person)] * static_cast<double>(state_.has_offended[person]);
  }
  /// The factor of somebody's rate of offending that ties bring, services taken into account.
  double factor(EntityId person, double day) const;
  /// Whether somebody ever offended is hard for a processor to foresee, so the flag chooses the row that is read: no
  /// branch. Else that of person 0.
  std::size_t row_if_offended(EntityId person) const { return person & -std::size_t{state_.has_offended[person]}; }

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

  PeersState& state_;
};

template <class Visit>
void Peers::visit_ties(EntityId person, double day, Visit&& visit) const {
  for (const EntityId other : population_.friends.of(person)) visit(PeerLayer::friends, other, offended_lately(other));
  const auto [first, last] = population_.members(population_.household(person));
  for (EntityId member = first; member < last; ++member)
    if (member != person) visit(PeerLayer::household, member, offended_lately(member));
  for (const DynamicTies::Entry& tie : state_.co_offending.of(person)) {
    const double strength =
        std::min(1.0, static_cast<double>(state_.co_offending.strength(tie, static_cast<Day>(day))));
    visit(PeerLayer::co_offending, tie.other, strength * offended_lately(tie.other));
  }
  for (const EntityId relative : population_.kin.of(person)) visit(PeerLayer::kin, relative, offended_lately(relative));
}

}  // namespace kith::safety
