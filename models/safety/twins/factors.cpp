#include "models/safety/twins/factors.hpp"

#include "models/safety/services/effects.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace kith::safety {

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
  here.at_liberty = world.at_liberty(candidate_.offender, day_);
  here.risks = world.state_.risks[candidate_.offender];
  here.exposure = exposures(world);
  here.actions = actions_on_offender(world);
}

/// As Simulation::peer_influence sums them, layer by layer.
std::array<double, TwinFactors::layers.size()> TwinFactors::exposures(const Simulation& world) const {
  const Parameters& p = world.parameters();
  const State& state = world.state_;
  const Population& people = world.population_;
  const EntityId person = candidate_.offender;
  std::array<double, layers.size()> sums{};
  const auto add = [&](std::size_t layer, EntityId other, double strength) {
    if (state.has_offended[other])
      sums[layer] += p.peer_weight[layer] * strength * double{state.recent_offending[other]};
  };
  for (const EntityId other : people.friends.of(person)) add(0, other, 1);
  const auto [first, last] = people.members(people.household(person));
  for (EntityId member = first; member < last; ++member)
    if (member != person) add(1, member, 1);
  for (const DynamicTies::Entry& tie : state.co_offending.of(person))
    add(2, tie.other, std::min(1.0, state.co_offending.strength(tie, day_)));
  for (const EntityId relative : people.kin.of(person)) add(3, relative, 1);
  const double faded = std::exp(-(candidate_.day - state.memory_origin) / p.peer_memory_days);
  for (double& sum : sums) sum *= faded;
  return sums;
}

std::vector<TwinFactors::Action> TwinFactors::actions_on_offender(const Simulation& world) const {
  std::vector<Action> actions;
  for (const EffectKind kind : {EffectKind::offending, EffectKind::peer_influence, EffectKind::contact})
    world.visit_effects(
        candidate_.offender, candidate_.day, kind, [&](const Effect& effect, double size, const Enrolment& enrolment) {
          actions.push_back(
              {enrolment.service, kind, effect.types, kind == EffectKind::contact ? enrolment.victim : nobody, size});
        });
  return actions;
}

/// What keeps an offence of this type against these from happening: services that reach the person, or cover the area.
std::vector<TwinFactors::Protection> TwinFactors::protections(const Simulation& world, const Simulation::Harmed& harmed,
                                                              int type) const {
  std::vector<Protection> found;
  const auto covers_type = [&](const Effect& effect) {
    return (effect.types >> static_cast<unsigned>(type) & 1U) != 0;
  };
  const auto& services = world.regime().services;
  for (std::uint32_t i = 0; i < services.size(); ++i) {
    const auto& covered = world.state_.covered[i];
    if (!services[i].acts_on(EffectKind::opportunity) ||
        !std::binary_search(covered.begin(), covered.end(), harmed.area))
      continue;
    for (const Effect& effect : services[i].effects)
      if (effect.kind == EffectKind::opportunity && covers_type(effect))
        found.push_back({i, std::pow(effect.value, world.duty_.fidelity[i])});
  }
  if (harmed.person != nobody)
    world.visit_effects(harmed.person, candidate_.day, EffectKind::victimisation,
                        [&](const Effect& effect, double size, const Enrolment& enrolment) {
                          if (covers_type(effect)) found.push_back({enrolment.service, size});
                        });
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
    harm.harmed[chooser] = worlds_[chooser].world->choose_victim(proposal_of(type));
    for (std::size_t other = 0; harm.harmed[chooser].possible && other < worlds; ++other) {
      harm.protections[chooser][other] = protections(*worlds_[other].world, harm.harmed[chooser], type);
      harm.recorded[chooser][other] = recorded_in(*worlds_[other].world, harm.harmed[chooser], type);
    }
  }
  return harm;
}

bool TwinFactors::recorded_in(const Simulation& police, const Simulation::Harmed& harmed, int type) const {
  Simulation::Settlement settlement;
  settlement.harmed = harmed;
  settlement.repeat = police.last_harm(harmed) > candidate_.day - days_per_year;
  police.plan_police(proposal_of(type), settlement);
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
/// referrals.
void TwinFactors::add_service(std::map<std::uint32_t, int>& players, std::uint32_t service, Route direct) {
  const bool changed = divergence_.services[service] <= day_;
  players.emplace(service, add(changed ? direct : Route::capacity, service));
}

void TwinFactors::find_own_factors() {
  const PerWorld& base = worlds_[0];
  const PerWorld& alternative = worlds_[1];
  const int moved = about_.other_life ? add(Route::moved) : same;
  const auto own = [&](bool differs, Route route) { return moved != same ? moved : differs ? add(route) : same; };
  if (divergence_.parameters <= day_) settings_ = add(Route::settings);
  liberty_ = own(base.at_liberty != alternative.at_liberty, Route::custody);
  risks_ = own(base.risks != alternative.risks, Route::risk_factors);
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
  if (here.hazards_.bound(person) != there.hazards_.bound(person)) return false;
  return !candidate_.of_excess || here.above_bound(person) == there.above_bound(person);
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
  else
    exists_ = add(Route::risk_factors);
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
    const auto key = [](const Simulation::Harmed& h) { return std::tuple(h.area, h.person, h.dwelling, h.possible); };
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

/// The hazard as Simulation::weigh and thin work it out, and the type it brings; -1 if nothing is proposed.
int TwinFactors::offence_type(std::size_t set) const {
  if (!of(liberty_, set).at_liberty || !of(exists_, set).exists) return -1;
  const Simulation& rules = *of(settings_, set).world;
  const Parameters& p = rules.parameters();
  Simulation::Drawn drawn{{candidate_.offender, 0, 0, candidate_.day, candidate_.key},
                          rules.hazards_.family_rates(candidate_.offender, day_),
                          0,
                          candidate_.needed};
  drawn.sum = std::accumulate(drawn.families.begin(), drawn.families.end(), 0.0);
  Simulation::Weighed weighed{&drawn, {}, drawn.sum, 0};
  double services = 1, on_peers = 1;
  for (std::size_t world = 0; world < worlds; ++world)
    for (const Action& action : worlds_[world].actions) {
      if (in_alternative(factor_of(treating_, action.service), set) != (world == 1)) continue;
      if (action.kind == EffectKind::peer_influence && (action.types & 1U) != 0) on_peers *= action.size;
      if (action.kind != EffectKind::offending) continue;
      if (action.types == ~0ULL) {
        services *= action.size;
        continue;
      }
      if (weighed.by_type.empty()) weighed.by_type.assign(p.base_rate.size(), 1.0);
      for (std::size_t k = 0; k < weighed.by_type.size(); ++k)
        if ((action.types >> k & 1U) != 0) weighed.by_type[k] *= action.size;
    }
  if (!weighed.by_type.empty()) {
    weighed.sum = 0;
    for (std::size_t k = 0; k < weighed.by_type.size(); ++k) weighed.sum += rules.rate_of(weighed, k);
  }
  double exposure = 0;
  for (std::size_t layer = 0; layer < layers.size(); ++layer) exposure += of(layer_[layer], set).exposure[layer];
  exposure *= on_peers;
  const double peers = 1 + (p.peer_limit - 1) * exposure / (exposure + p.peer_half_exposure);
  const double surroundings = rules.hazards_.risk_multiplier(of(risks_, set).risks) * rules.hazards_.season(day_);
  return candidate_.needed < weighed.sum * services * surroundings * peers ? rules.propose(weighed).type : -1;
}

/// As Simulation::prevented decides.
bool TwinFactors::goes_ahead(const Harm& harm, std::size_t chooser, int type, std::size_t set) const {
  const Simulation::Harmed& harmed = harm.harmed[chooser];
  if (!harmed.possible) return false;
  double happens = 1;
  for (std::size_t world = 0; world < worlds; ++world) {
    for (const Protection& p : harm.protections[chooser][world])
      if (in_alternative(factor_of(protecting_, p.service), set) == (world == 1)) happens *= p.size;
    for (const Action& action : worlds_[world].actions)
      if (action.kind == EffectKind::contact && harmed.person != nobody && action.victim == harmed.person &&
          (action.types >> static_cast<unsigned>(type) & 1U) != 0 &&
          in_alternative(factor_of(treating_, action.service), set) == (world == 1))
        happens *= action.size;
  }
  return worlds_[0].world->goes_ahead(candidate_, happens);
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
