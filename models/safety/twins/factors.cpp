#include "models/safety/twins/factors.hpp"

#include "models/safety/services/effects.hpp"

#include <boost/container/small_vector.hpp>

#include <algorithm>
#include <cmath>
#include <set>

namespace kith::safety {

namespace {
constexpr std::size_t usual_actions = 16;  // of services on one person, in either world
}

TwinFactors::TwinFactors(const Simulation& base, const Simulation& alternative, const Divergence& divergence,
                         const TwinCase& about)
    : about_(about),
      divergence_(divergence),
      candidate_(about.in_base != nullptr ? *about.in_base : *about.in_alternative),
      day_(static_cast<Day>(std::floor(candidate_.day))) {
  look_at(worlds_[0], base);
  look_at(worlds_[1], alternative);
  find_own_factors();
  find_existence();
  find_factors_of_harm();
}

// ---- what either world holds ----

void TwinFactors::look_at(PerWorld& here, const Simulation& world) const {
  here.world = &world;
  here.at_liberty = world.parts().records.at_liberty(candidate_.offender, day_) &&
                    world.parts().offending.in_active_spell(candidate_.offender, day_);
  here.risks = world.parts().needs.of(candidate_.offender);
  here.sanction = world.parts().records.sanctioned(candidate_.offender);
  here.exposure = world.parts().peers.exposures(candidate_.offender, candidate_.day);
  here.actions = actions_on_offender(world);
}

std::vector<TwinFactors::Action> TwinFactors::actions_on_offender(const Simulation& world) const {
  std::vector<Action> actions;
  for (const EffectKind kind : {EffectKind::offending, EffectKind::peer_influence, EffectKind::contact})
    world.parts().effects.visit_effects(
        candidate_.offender, candidate_.day, kind, [&](const Effect& effect, double size, const Enrolment& enrolment) {
          actions.push_back({enrolment.service, kind, effect.types,
                             kind == EffectKind::contact ? enrolment.victim : nobody, size, effect.basis});
        });
  return actions;
}

/// What keeps an offence of this type against these from happening: services that reach the person, or cover the area.
std::vector<TwinFactors::Protection> TwinFactors::protections(const Simulation& world, const Harmed& harmed,
                                                              int type) const {
  std::vector<Protection> found;
  const std::uint64_t types = std::uint64_t{1} << static_cast<unsigned>(type);
  for (std::uint32_t service = 0; service < world.parts().regime().services.size(); ++service)
    world.parts().effects.visit_area_effects(service, [&](const Effect& effect, double size) {
      const auto& covered = world.parts().areas.covered(service);
      if (effect.kind == EffectKind::opportunity && (effect.types & types) != 0 &&
          std::binary_search(covered.begin(), covered.end(), harmed.area))
        found.push_back({service, effect.kind, size, effect.basis});
    });
  if (harmed.person != nobody)
    world.parts().effects.visit_effects(
        harmed.person, candidate_.day, EffectKind::victimisation,
        [&](const Effect& effect, double size, const Enrolment& enrolment) {
          found.push_back({enrolment.service, effect.kind, size, effect.basis});
        },
        types);
  return found;
}

Proposal TwinFactors::proposal_of(int type) const {
  Proposal proposal = candidate_;
  proposal.type = static_cast<std::uint8_t>(type);
  return proposal;
}

const TwinFactors::Harm& TwinFactors::harm_of(int type) const {
  const auto [found, is_new] = harms_.try_emplace(type);
  Harm& harm = found->second;
  for (std::size_t chooser = 0; is_new && chooser < worlds; ++chooser) {
    harm.harmed[chooser] = worlds_[chooser].world->parts().victims.choose_victim(proposal_of(type));
    for (std::size_t other = 0; harm.harmed[chooser].possible && other < worlds; ++other) {
      harm.protections[chooser][other] = protections(*worlds_[other].world, harm.harmed[chooser], type);
      harm.recorded[chooser][other] = recorded_in(*worlds_[other].world, harm.harmed[chooser], type);
    }
  }
  return harm;
}

bool TwinFactors::recorded_in(const Simulation& police, const Harmed& harmed, int type) const {
  Settlement settlement;
  settlement.harmed = harmed;
  settlement.repeat = police.parts().victims.last_harm(harmed) > candidate_.day - days_per_year;
  police.parts().police.plan_police(proposal_of(type), settlement);
  return settlement.recorded;
}

// ---- which factors differ ----

int TwinFactors::add(Route route, std::uint32_t service) {
  if (factors_.size() < most_factors)
    factors_.push_back({route, service});
  else if (factors_.size() == most_factors)
    factors_.push_back({Route::unattributed, no_service});
  return static_cast<int>(factors_.size()) - 1;
}

/// `direct`: the route if the service's own settings differ; else what it does otherwise comes of its places and
/// referrals. Of those no more than most_of_capacity stand alone, as every factor doubles the trials: the others are
/// taken together with the last.
void TwinFactors::add_service(std::map<std::uint32_t, int>& players, std::uint32_t service, Route direct) {
  const bool changed = divergence_.services[service] < about_.until;
  if (changed) {
    players.emplace(service, add(direct, service));
    return;
  }
  if (of_capacity_ == most_of_capacity) {
    players.emplace(service, last_of_capacity_);
    return;
  }
  ++of_capacity_;
  last_of_capacity_ = add(Route::capacity, service);
  players.emplace(service, last_of_capacity_);
}

void TwinFactors::find_own_factors() {
  const PerWorld& base = worlds_[0];
  const PerWorld& alternative = worlds_[1];
  const int moved = about_.other_life ? add(Route::moved) : same;
  const auto own = [&](bool differs, Route route) { return moved != same ? moved : differs ? add(route) : same; };
  if (divergence_.parameters < about_.until) settings_ = add(Route::settings);
  liberty_ = own(base.at_liberty != alternative.at_liberty, Route::custody);
  risks_ = own(base.risks != alternative.risks, Route::risk_factors);
  sanction_ = own(base.sanction != alternative.sanction, Route::sanctions);
  std::set<std::uint32_t> services;
  for (const PerWorld& here : worlds_)
    for (const Action& action : here.actions) services.insert(action.service);
  for (const std::uint32_t service : services) {
    const auto of_service = [&](const PerWorld& here) {
      std::vector<Action> actions;
      std::copy_if(here.actions.begin(), here.actions.end(), std::back_inserter(actions),
                   [&](const Action& a) { return a.service == service; });
      return actions;
    };
    if (moved != same)
      treating_.emplace(service, moved);
    else if (of_service(base) != of_service(alternative))
      add_service(treating_, service, Route::direct);
  }
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    const bool own_life = layers[layer] == Route::household || layers[layer] == Route::co_offending;
    const bool differs = base.exposure[layer] != alternative.exposure[layer];
    layer_[layer] = own_life ? own(differs, layers[layer]) : differs ? add(layers[layer]) : same;
  }
}

/// Candidates under the static bound are common to both worlds if the bound is; those for the part of the hazard above
/// it are if that part is of the same size.
bool TwinFactors::stream_exists(std::size_t world) const {
  if ((world == 0 ? about_.in_base : about_.in_alternative) != nullptr) return true;
  const EntityId person = candidate_.offender;
  const Simulation& here = *worlds_[world].world;
  const Simulation& there = *worlds_[1 - world].world;
  if (here.parts().hazards.bound(person) != there.parts().hazards.bound(person)) return false;
  return !candidate_.of_excess ||
         here.parts().offending.above_bound(person) == there.parts().offending.above_bound(person);
}

void TwinFactors::find_existence() {
  for (std::size_t world = 0; world < worlds; ++world) worlds_[world].exists = stream_exists(world);
  const std::size_t without = about_.in_base == nullptr ? 0 : 1;
  const bool on_both_sides = about_.in_base != nullptr && about_.in_alternative != nullptr;
  // Proposed there it would have been, so it was not drawn: the same excess began at another time.
  if (!on_both_sides && candidate_.of_excess && worlds_[without].exists) {
    const std::size_t all = without == 0 ? 0 : (std::size_t{1} << factors_.size()) - 1;
    worlds_[without].exists = offence_type(all) < 0;
  }
  if (worlds_[0].exists == worlds_[1].exists) return;
  const auto raises = [&](const auto& player) {
    return std::any_of(worlds_.begin(), worlds_.end(), [&](const PerWorld& here) {
      return std::any_of(here.actions.begin(), here.actions.end(), [&](const Action& action) {
        return action.service == player.first && action.kind == EffectKind::offending && action.size > 1;
      });
    });
  };
  const auto raising = std::find_if(treating_.begin(), treating_.end(), raises);
  if (!candidate_.of_excess)
    exists_ = settings_ != same ? settings_ : add(Route::settings);
  else if (risks_ != same)
    exists_ = risks_;
  else if (raising != treating_.end())
    exists_ = raising->second;
  else if (sanction_ != same)
    exists_ = sanction_;
  else  // alike by now, and since another day
    exists_ = add(worlds_[0].sanction.kind == Sanction::none ? Route::risk_factors : Route::sanctions);
}

/// On the side of those harmed and of police, for the offences that do happen.
void TwinFactors::find_factors_of_harm() {
  std::set<std::uint32_t> services;
  bool victims = false, reporting = false;
  const auto of_service = [](const std::vector<Protection>& list, std::uint32_t service) {
    std::vector<Protection> own;
    std::copy_if(list.begin(), list.end(), std::back_inserter(own),
                 [&](const Protection& p) { return p.service == service; });
    return own;
  };
  for (const int type : {about_.type_in_base, about_.type_in_alternative}) {
    if (type < 0) continue;
    const Harm& harm = harm_of(type);
    const auto key = [](const Harmed& h) { return std::tuple(h.area, h.person, h.dwelling, h.possible); };
    victims = victims || key(harm.harmed[0]) != key(harm.harmed[1]);
    for (std::size_t chooser = 0; chooser < worlds; ++chooser) {
      reporting = reporting || harm.recorded[chooser][0] != harm.recorded[chooser][1];
      const auto& [before, after] = harm.protections[chooser];
      for (const auto* list : {&before, &after})
        for (const Protection& p : *list)
          if (of_service(before, p.service) != of_service(after, p.service)) services.insert(p.service);
    }
  }
  for (const std::uint32_t service : services) add_service(protecting_, service, Route::protection);
  if (victims) victims_ = add(Route::victims);
  if (reporting) reporting_ = add(Route::reporting);
}

// ---- what comes of it ----

int TwinFactors::factor_of(const std::map<std::uint32_t, int>& players, std::uint32_t service) const {
  const auto found = players.find(service);
  return found == players.end() ? same : found->second;
}

/// Does the factor of the service that acts stand as in the world it acts in?
bool TwinFactors::acts(const std::map<std::uint32_t, int>& players, std::uint32_t service, std::size_t world,
                       std::size_t set) const {
  return in_alternative(factor_of(players, service), set) == (world == 1);
}

/// Which bits of a set say what the offender's own rate hangs on: needs, services and parameters.
std::size_t TwinFactors::own_bits() const {
  std::size_t bits = 0;
  const auto add_bit = [&](int factor) {
    if (factor != same) bits |= std::size_t{1} << static_cast<unsigned>(factor);
  };
  add_bit(settings_);
  add_bit(risks_);
  for (const auto& [service, factor] : treating_) add_bit(factor);
  return bits;
}

/// Most sets differ in other factors, so this is worked out once for all that are alike in these.
TwinFactors::OwnRate& TwinFactors::own_rate(std::size_t set) const {
  const std::size_t own = set & own_bits();
  const auto known = own_rates_.find(own);
  if (known != own_rates_.end()) return known->second;
  const Simulation& rules = *of(settings_, set).world;
  const HazardTables& hazards = rules.parts().hazards;
  OffendingFactors factors(hazards.rates_in_season(candidate_.offender, day_), hazards.of_needs(of(risks_, set).risks),
                           hazards.shares_in_season(candidate_.offender, day_), hazards.greatest_spell());
  const double limit = rules.parts().parameters().joint_effect_limit;
  boost::container::small_vector<OffendingFactors::ServiceEffect, usual_actions> services;
  JointEffect on_peers;
  for (std::size_t world = 0; world < worlds; ++world)
    for (const Action& action : worlds_[world].actions) {
      if (!acts(treating_, action.service, world, set)) continue;
      if (action.kind == EffectKind::peer_influence && (action.types & 1U) != 0)
        on_peers.add(action.size, action.basis);
      if (action.kind == EffectKind::offending) services.push_back({action.types, action.size, action.basis});
    }
  factors.add_services({services.data(), services.size()}, hazards.types(), limit);
  return own_rates_.emplace(own, OwnRate{std::move(factors), on_peers.value(limit)}).first->second;
}

/// The type of the offence that is proposed; -1 if none is.
int TwinFactors::offence_type(std::size_t set) const {
  if (!of(liberty_, set).at_liberty || !of(exists_, set).exists) return -1;
  const Simulation& rules = *of(settings_, set).world;
  auto& [factors, kept_of_peers] = own_rate(set);
  factors.sanction = after_sanction(rules.parts().parameters(), of(sanction_, set).sanction, candidate_.day);
  Exposures exposures{};
  for (std::size_t layer = 0; layer < layers.size(); ++layer) exposures[layer] = of(layer_[layer], set).exposure[layer];
  factors.peers = peer_influence(rules.parts().parameters(), exposures, kept_of_peers);
  if (candidate_.needed >= factors.hazard()) return -1;
  return choose_type(rules.parts().hazards.types(), factors,
                     rules.parts().offending.type_draw(candidate_.offender, candidate_.key));
}

/// As Simulation::prevented decides.
bool TwinFactors::goes_ahead(const Harm& harm, std::size_t chooser, int type, std::size_t set) const {
  const Harmed& harmed = harm.harmed[chooser];
  if (!harmed.possible || of(settings_, set).world->parts().settling.is_withheld(candidate_)) return false;
  JointEffect in_area, on_victim, apart;
  for (std::size_t world = 0; world < worlds; ++world) {
    for (const Protection& p : harm.protections[chooser][world])
      if (acts(protecting_, p.service, world, set))
        (p.kind == EffectKind::opportunity ? in_area : on_victim).add(p.size, p.basis);
    for (const Action& action : worlds_[world].actions)
      if (action.kind == EffectKind::contact && harmed.person != nobody && action.victim == harmed.person &&
          (action.types >> static_cast<unsigned>(type) & 1U) != 0 && acts(treating_, action.service, world, set))
        apart.add(action.size, action.basis);
  }
  const double limit = of(settings_, set).world->parts().parameters().joint_effect_limit;
  const double happens = left_of_chance(in_area.value(limit), on_victim.value(limit), apart.value(limit), limit);
  return worlds_[0].world->parts().effects.goes_ahead(candidate_, happens);
}

TwinFactors::Result TwinFactors::result(std::size_t set) const {
  const int type = offence_type(set);
  if (type < 0) return {-1, false};
  const Harm& harm = harm_of(type);
  const std::size_t chooser = in_alternative(victims_, set) ? 1 : 0;
  if (!goes_ahead(harm, chooser, type, set)) return {-1, false};
  return {type, harm.recorded[chooser][in_alternative(reporting_, set) ? 1 : 0]};
}

}  // namespace kith::safety
