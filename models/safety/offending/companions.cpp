#include "models/safety/offending/companions.hpp"

#include "engine/random/race.hpp"
#include "models/safety/offending/hazard.hpp"
#include "models/safety/offending/peers.hpp"
#include "models/safety/replicate/ahead.hpp"
#include "models/safety/services/effects.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace kith::safety {

/// One they offended with before, in proportion to how strong the tie is now; nothing if there is none.
std::optional<EntityId> Companions::choose_earlier_companion(EntityId offender, Stream& stream, Day day) const {
  Race<EntityId> race(stream);
  for (const auto& tie : all_.peers.ties().of(offender))
    race.offer(tie.other, all_.peers.ties().strength(tie, day), tie.other);
  return race.any() ? std::optional(race.winner()) : std::nullopt;
}

bool Companions::able(const Proposal& proposal, EntityId other, Day day) const {
  constexpr int lowest_age = 10;  // of criminal responsibility
  return other != proposal.offender && population_.alive(other, day) && population_.age(other, day) >= lowest_age &&
         all_.records.at_liberty(other, day);
}

/// `round` counts those asked on this occasion. Ties to co-offenders come and go with policy, the others do not: each
/// have draws of their own.
EntityId Companions::choose_companion(const Proposal& proposal, std::uint64_t round, bool again, Day day) const {
  const EntityId offender = proposal.offender;
  if (!again || all_.peers.ties().of(offender).empty()) return choose_new_companion(proposal, round, day);
  Stream race = draws_.at(purpose("safety.earlier_companion"), offender, proposal.key + round);
  const auto other = choose_earlier_companion(offender, race, day);
  if (!other) return choose_new_companion(proposal, round, day);
  return able(proposal, *other, day) ? *other : nobody;
}

/// Of three ties drawn among friends, household and kin, the one readiest to offend comes along.
EntityId Companions::choose_new_companion(const Proposal& proposal, std::uint64_t round, Day day) const {
  const EntityId offender = proposal.offender;
  Stream stream = draws_.at(purpose("safety.new_companion"), offender, proposal.key + round);
  const auto friends = population_.friends.of(offender);
  const auto kin = population_.kin.of(offender);
  const auto [first, last] = population_.members(population_.household(offender));
  std::array<EntityId, 3> drawn{};
  for (EntityId& other : drawn) {
    std::size_t index = stream.below(friends.size() + kin.size() + (last - first));
    if (index < friends.size())
      other = friends[index];
    else if ((index -= friends.size()) < kin.size())
      other = kin[index];
    else
      other = first + static_cast<EntityId>(index - kin.size());
    all_.ahead.life(other);
  }
  EntityId readiest = nobody;
  for (const EntityId other : drawn)
    if (readiest == nobody || hazards_.propensity_step(other) > hazards_.propensity_step(readiest))
      if (able(proposal, other, day)) readiest = other;
  return readiest;
}

void Companions::choose_companions(const Proposal& proposal, Settlement& settlement) const {
  const Parameters& p = parameters();
  const Day day = static_cast<Day>(std::floor(proposal.day));
  Stream stream = draws_.at(purpose("safety.companions"), proposal.offender, proposal.key);
  constexpr double reference_age = 20;  // the age the shares by type are stated for
  const double age = std::max(population_.age(proposal.offender, day), 15);
  const double share =
      p.co_offending[proposal.type] * std::exp(-(age - reference_age) / p.co_offending_age_decay) *
      all_.effects.joint_effect(proposal.offender, EffectKind::co_offending, proposal.type, proposal.day);
  if (!stream.bernoulli(share)) return;
  for (std::uint64_t round = 0;; ++round) {
    const bool again = stream.bernoulli(p.co_offending_reuse);
    const bool last = stream.bernoulli(p.co_offender_two);
    const EntityId companion = choose_companion(proposal, round, again, day);
    const auto end = settlement.offenders.begin() + settlement.offender_count;
    if (companion == nobody || companion == settlement.harmed.person ||
        std::find(settlement.offenders.begin(), end, companion) != end)
      return;
    settlement.offenders[settlement.offender_count++] = companion;
    if (settlement.offender_count >= most_suspects || last) return;
  }
}

}  // namespace kith::safety
