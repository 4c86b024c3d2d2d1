#include "models/safety/offending/companions.hpp"

#include "engine/random/race.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/offending/hazard.hpp"
#include "models/safety/offending/offending.hpp"
#include "models/safety/offending/peers.hpp"
#include "models/safety/records/records.hpp"
#include "models/safety/replicate/ahead.hpp"
#include "models/safety/services/effects.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

double nearness(const Parameters& p, const AgeAndSex& one, const AgeAndSex& other) {
  const double apart = std::abs(std::log(std::max(one.age, 1) / static_cast<double>(std::max(other.age, 1))));
  return std::max(0.0, 1 - apart / p.companion_age_nearness) * (one.sex == other.sex ? 1 : p.companion_other_sex);
}

double readiness(const Parameters& p, double rate) { return rate > 0 ? std::pow(rate, p.companion_readiness) : 0; }

bool Companions::able(const Settlement& settlement, EntityId other, Day day) const {
  constexpr int lowest_age = 10;  // of criminal responsibility
  const auto end = settlement.offenders.begin() + settlement.offender_count;
  return other != settlement.harmed.person && std::find(settlement.offenders.begin(), end, other) == end &&
         population_.alive(other, day) && population_.age(other, day) >= lowest_age &&
         all_.records.at_liberty(other, day);
}

AgeAndSex Companions::age_and_sex(EntityId person, Day day) const {
  return {population_.age(person, day), population_.sex(person)};
}

/// One they offended with before, in proportion to how strong the tie is now and how near they are; nobody if none can
/// come.
EntityId Companions::choose_earlier_companion(const Settlement& settlement, Stream& stream, Day day) const {
  const AgeAndSex own = age_and_sex(settlement.offenders[0], day);
  Race<EntityId> race(stream);
  for (const auto& tie : all_.peers.ties().of(settlement.offenders[0]))
    if (able(settlement, tie.other, day))
      race.offer_if(tie.other,
                    all_.peers.ties().strength(tie, day) * nearness(parameters(), own, age_and_sex(tie.other, day)),
                    tie.other, [&] { return all_.offending.in_active_spell(tie.other, day); });
  return race.any() ? race.winner() : nobody;
}

/// `round` counts those asked on this occasion. Ties to co-offenders come and go with policy, the others do not: each
/// have draws of their own.
EntityId Companions::choose_companion(const Proposal& proposal, const Settlement& settlement, std::uint64_t round,
                                      bool again, Day day) const {
  if (again && !all_.peers.ties().of(proposal.offender).empty()) {
    Stream race = draws_.at(purpose("safety.earlier_companion"), proposal.offender, proposal.key + round);
    const EntityId earlier = choose_earlier_companion(settlement, race, day);
    if (earlier != nobody) return earlier;
  }
  return choose_new_companion(proposal, settlement, round, day);
}

/// Among friends, household and kin, each in proportion to how ready they are for such an offence that day and how near
/// to whoever began it.
EntityId Companions::choose_new_companion(const Proposal& proposal, const Settlement& settlement, std::uint64_t round,
                                          Day day) const {
  const EntityId offender = proposal.offender;
  const auto [first, last] = population_.members(population_.household(offender));
  const auto each_tie = [&](const auto& visit) {
    for (const EntityId other : population_.friends.of(offender)) visit(other);
    for (const EntityId other : population_.kin.of(offender)) visit(other);
    for (EntityId other = first; other < last; ++other) visit(other);
  };
  each_tie([&](EntityId other) { all_.ahead.life(other); });
  const std::size_t family = hazards_.types().family[proposal.type];
  const AgeAndSex own = age_and_sex(offender, day);
  Stream stream = draws_.at(purpose("safety.new_companion"), offender, proposal.key + round);
  Race<EntityId> race(stream);
  each_tie([&](EntityId other) {
    const double near = nearness(parameters(), own, age_and_sex(other, day));
    if (near <= 0 || !able(settlement, other, day)) return;
    const double rate = hazards_.type_rate(other, day, proposal.type) * hazards_.of_needs(all_.needs.of(other))[family];
    race.offer_if(other, readiness(parameters(), rate) * near, other,
                  [&] { return all_.offending.in_active_spell(other, day); });
  });
  return race.any() ? race.winner() : nobody;
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
    const EntityId companion = choose_companion(proposal, settlement, round, again, day);
    if (companion == nobody) return;
    settlement.offenders[settlement.offender_count++] = companion;
    if (settlement.offender_count >= most_suspects || last) return;
  }
}

}  // namespace kith::safety
