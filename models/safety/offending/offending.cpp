// Offending: candidates under the static bound are thinned by the true hazard; those that happen are settled in order
// of day and person, with companions, victims and a memory that ties can feel.
#include "engine/random/race.hpp"
#include "engine/run/blocks.hpp"
#include "engine/run/look_ahead.hpp"
#include "models/safety/services/effects.hpp"
#include "models/safety/simulation.hpp"

#include <oneapi/tbb/parallel_invoke.h>
#include <oneapi/tbb/parallel_sort.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace kith::safety {

/// Whether somebody ever offended is hard for a processor to foresee, so the flag chooses the row that is read: no
/// branch.
std::size_t Simulation::row_if_offended(EntityId person) const {
  return person & -std::size_t{state_.has_offended[person]};
}

double Simulation::offended_lately(EntityId person) const {
  return state_.recent_offending[row_if_offended(person)] * static_cast<double>(state_.has_offended[person]);
}

Exposures Simulation::exposures(EntityId person, double day) const {
  const std::vector<double>& weight = parameters().peer_weight;
  const double faded = std::exp(-(day - state_.memory_origin) / parameters().peer_memory_days);
  Exposures sums{};
  const auto feel = [&](PeerLayer layer, EntityId other, double strength) {
    sums[static_cast<std::size_t>(layer)] += strength * offended_lately(other);
  };
  for (const EntityId other : population_.friends.of(person)) feel(PeerLayer::friends, other, 1);
  const auto [first, last] = population_.members(population_.household(person));
  for (EntityId member = first; member < last; ++member)
    if (member != person) feel(PeerLayer::household, member, 1);
  for (const DynamicTies::Entry& tie : state_.co_offending.of(person))
    feel(PeerLayer::co_offending, tie.other, std::min(1.0, state_.co_offending.strength(tie, static_cast<Day>(day))));
  for (const EntityId relative : population_.kin.of(person)) feel(PeerLayer::kin, relative, 1);
  for (std::size_t layer = 0; layer < sums.size(); ++layer) sums[layer] *= weight[layer] * faded;
  return sums;
}

double Simulation::peer_factor(EntityId person, double day) const {
  return peer_influence(parameters(), exposures(person, day),
                        effect_product(person, EffectKind::peer_influence, 0, day));
}

/// Nothing if there is nobody to offend.
std::optional<Simulation::Drawn> Simulation::look_up(const Candidate& candidate) const {
  const EntityId person = candidate.entity;
  const Day day = static_cast<Day>(std::floor(candidate.day));
  if (!population_.alive(person, day)) return {};
  const FamilyRates families = hazards_.family_rates(person, day);
  const double needed =
      candidate.floor + candidate.rate * draws_.at(purpose("safety.offence_happens"), person, candidate.key).uniform();
  return Drawn{candidate, families, sum_of(families), needed};
}

Simulation::OffenceDraws Simulation::draw_offences(const Step& step, std::size_t task) const {
  const CandidateSampler& sampler = *scene_.offending;
  std::vector<Candidate> candidates;
  const std::size_t begin = task * candidate_blocks_per_task;
  for (std::size_t block = begin; block < std::min(begin + candidate_blocks_per_task, sampler.block_count()); ++block)
    sampler.draw(draws_, step, block, [&](const Candidate& candidate) { candidates.push_back(candidate); });
  OffenceDraws draws{{}, static_cast<std::int64_t>(candidates.size())};
  draws.drawn.reserve(candidates.size());
  look_ahead(
      candidates.size(), rows_ahead,
      [&](std::size_t i) {
        if (const std::optional<Drawn> drawn = look_up(candidates[i])) draws.drawn.push_back(*drawn);
      },
      [&](std::size_t i) {
        hazards_.prefetch(candidates[i].entity);
        population_.prefetch(candidates[i].entity);
      });
  return draws;
}

/// Everything about a candidate but its ties: nothing if it cannot happen whatever they did.
std::optional<Simulation::Weighed> Simulation::weigh(const Drawn& drawn) const {
  const EntityId person = drawn.candidate.entity;
  const Day day = static_cast<Day>(std::floor(drawn.candidate.day));
  const double most_of_peers = parameters().peer_limit;
  Weighed weighed{&drawn,
                  {drawn.families, drawn.sum, hazards_.risk_multiplier(state_.risks[person]), hazards_.season(day)}};
  OffendingFactors& factors = weighed.factors;
  // Enrolments may stand on top of each other, so where services raise offending they are always looked at first.
  const bool enrolled = marked(person, Mark::enrolment);
  if (!(enrolled && some_raise_offending_) && drawn.needed >= factors.without_peers() * most_of_peers) return {};
  if (!at_liberty(person, day)) return {};
  if (!enrolled) return weighed;
  visit_effects(person, drawn.candidate.day, EffectKind::offending,
                [&](const Effect& effect, double size, const Enrolment&) {
                  factors.add_service(effect.types, size, parameters().base_rate.size());
                });
  factors.sum_types(hazards_.types());
  if (drawn.needed >= factors.without_peers() * most_of_peers) return {};
  return weighed;
}

Proposal Simulation::propose(const Weighed& weighed) const {
  const Candidate& candidate = weighed.drawn->candidate;
  return Proposal{candidate.day,
                  candidate.entity,
                  choose_type(hazards_.types(), weighed.factors, type_draw(candidate.entity, candidate.key)),
                  candidate.key,
                  candidate.floor > 0,
                  weighed.drawn->needed};
}

double Simulation::type_draw(EntityId offender, std::uint64_t key) const {
  return draws_.at(purpose("safety.offence_type"), offender, key).uniform();
}

/// Peer influence lies between 1 and its limit: it is looked up only where it decides.
void Simulation::thin(std::span<const Drawn> drawn, std::vector<Proposal>& proposals) const {
  std::vector<Weighed> undecided;
  const auto consider = [&](std::size_t i) {
    std::optional<Weighed> weighed = weigh(drawn[i]);
    if (!weighed) return;
    if (drawn[i].needed < weighed->factors.without_peers())
      proposals.push_back(propose(*weighed));
    else
      undecided.push_back(std::move(*weighed));
  };
  const auto drawn_person = [&](std::size_t i) { return drawn[i].candidate.entity; };
  look_ahead(
      drawn.size(), rows_ahead, consider,
      [&](std::size_t i) {
        ask_memory(&state_.marks[drawn_person(i)]);
        ask_memory(&state_.risks[drawn_person(i)]);
      },
      [&](std::size_t i) {
        if (state_.marks[drawn_person(i)] != 0) prefetch_record_row(drawn_person(i));
      },
      [&](std::size_t i) {
        if (state_.marks[drawn_person(i)] != 0) prefetch_record(drawn_person(i));
      },
      [&](std::size_t i) {
        if (marked(drawn_person(i), Mark::enrolment)) prefetch_lists(drawn_person(i));
      });

  const auto decide_by_peers = [&](std::size_t i) {
    const Drawn& of = *undecided[i].drawn;
    undecided[i].factors.peers = peer_factor(of.candidate.entity, of.candidate.day);
    if (of.needed < undecided[i].factors.hazard()) proposals.push_back(propose(undecided[i]));
  };
  const auto person = [&](std::size_t i) { return undecided[i].drawn->candidate.entity; };
  look_ahead(
      undecided.size(), rows_ahead, decide_by_peers, [&](std::size_t i) { prefetch_ties(person(i)); },
      [&](std::size_t i) { prefetch_neighbours(person(i)); }, [&](std::size_t i) { prefetch_peers(person(i)); });
}

void Simulation::propose_offences(const Step& step) {
  std::vector<Drawn> excess;
  state_.excess.draw(step.end, draws_, [&](const Candidate& candidate) {
    ++state_.events;
    if (const std::optional<Drawn> drawn = look_up(candidate)) excess.push_back(*drawn);
  });
  if (drawn_by_ == nullptr) offences_drawn_ = offence_draws_.take(step);
  const std::vector<OffenceDraws>& tasks = drawn_by_ == nullptr ? offences_drawn_ : drawn_by_->offences_drawn_;
  proposals_ = gather_blocks<Proposal>(tasks.size() + 1, [&](std::size_t task, std::vector<Proposal>& proposals) {
    thin(task == tasks.size() ? excess : tasks[task].drawn, proposals);
  });
  for (const OffenceDraws& task : tasks) state_.events += task.candidates;
  tbb::parallel_sort(proposals_.begin(), proposals_.end());
}

void Simulation::plan_offences(const Step& step) {
  rebase_memory(step.begin);
  constexpr std::size_t offences_per_task = 256;
  settlements_.resize(proposals_.size());
  for_blocks(
      proposals_.size(),
      [&](std::size_t begin, std::size_t end) {
        const auto offender = [&](std::size_t i) { return proposals_[begin + i].offender; };
        look_ahead(
            end - begin, rows_ahead,
            [&](std::size_t i) { settlements_[begin + i] = choose_harmed(proposals_[begin + i]); },
            [&](std::size_t i) {
              prefetch(offender(i));
              prefetch_ties(offender(i));
            },
            [&](std::size_t i) { prefetch_neighbours(offender(i)); });
        const auto served = [&](EntityId person) { return person != nobody && marked(person, Mark::enrolment); };
        const auto ask = [&](std::size_t i, void (Simulation::*rows)(EntityId) const) {
          const EntityId harmed = settlements_[begin + i].harmed.person;
          if (served(offender(i))) (this->*rows)(offender(i));
          if (served(harmed)) (this->*rows)(harmed);
        };
        look_ahead(
            end - begin, rows_ahead, [&](std::size_t i) { plan(proposals_[begin + i], settlements_[begin + i]); },
            [&](std::size_t i) { prefetch_harmed(settlements_[begin + i].harmed); },
            [&](std::size_t i) { ask(i, &Simulation::prefetch_record_row); },
            [&](std::size_t i) { ask(i, &Simulation::prefetch_record); },
            [&](std::size_t i) { ask(i, &Simulation::prefetch_lists); });
      },
      offences_per_task);
}

void Simulation::settle_offences(const Step&) {
  // Counting reads what was planned and writes measures nobody else does meanwhile.
  tbb::parallel_invoke(
      [&] {
        look_ahead(
            proposals_.size(), rows_ahead, [&](std::size_t i) { count_offence(proposals_[i], settlements_[i]); },
            [&](std::size_t i) { prefetch_counted(settlements_[i]); });
      },
      [&] {
        look_ahead(
            proposals_.size(), rows_ahead, [&](std::size_t i) { settle(proposals_[i], settlements_[i]); },
            [&](std::size_t i) { prefetch_settlement(proposals_[i], settlements_[i]); },
            [&](std::size_t i) { prefetch_settled_rows(proposals_[i], settlements_[i]); });
      });
}

/// One they offended with before, in proportion to how strong the tie is now; nothing if there is none.
std::optional<EntityId> Simulation::choose_earlier_companion(EntityId offender, Stream& stream, Day day) const {
  Race<EntityId> race(stream);
  for (const auto& tie : state_.co_offending.of(offender))
    race.offer(tie.other, state_.co_offending.strength(tie, day), tie.other);
  return race.any() ? std::optional(race.winner()) : std::nullopt;
}

/// `round` counts those asked on this occasion. Ties to co-offenders come and go with policy, the others do not: each
/// have draws of their own.
EntityId Simulation::choose_companion(const Proposal& proposal, std::uint64_t round, bool again, Day day) const {
  const EntityId offender = proposal.offender;
  const auto able = [&](EntityId other) {
    return other != offender && population_.alive(other, day) && population_.age(other, day) >= 10 &&
           at_liberty(other, day);
  };
  if (again && !state_.co_offending.of(offender).empty()) {
    Stream race = draws_.at(purpose("safety.earlier_companion"), offender, proposal.key + round);
    if (const auto other = choose_earlier_companion(offender, race, day)) return able(*other) ? *other : nobody;
  }
  // Of three ties drawn among friends, household and kin, the one readiest to offend comes along.
  Stream stream = draws_.at(purpose("safety.new_companion"), offender, proposal.key + round);
  const auto friends = population_.friends.of(offender);
  const auto kin = population_.kin.of(offender);
  const auto [first, last] = population_.members(population_.household(offender));
  const std::size_t ties = friends.size() + kin.size() + (last - first);
  std::array<EntityId, 3> drawn{};
  for (EntityId& other : drawn) {
    std::size_t index = stream.below(ties);
    if (index < friends.size())
      other = friends[index];
    else if ((index -= friends.size()) < kin.size())
      other = kin[index];
    else
      other = first + static_cast<EntityId>(index - kin.size());
    prefetch(other);
  }
  EntityId readiest = nobody;
  for (const EntityId other : drawn)
    if (readiest == nobody || hazards_.propensity_step(other) > hazards_.propensity_step(readiest))
      if (able(other)) readiest = other;
  return readiest;
}

void Simulation::choose_companions(const Proposal& proposal, EntityId harmed, Settlement& settlement) const {
  const Parameters& p = parameters();
  const Day day = static_cast<Day>(std::floor(proposal.day));
  Stream stream = draws_.at(purpose("safety.companions"), proposal.offender, proposal.key);
  constexpr double reference_age = 20;  // the age the shares by type are stated for
  const double age = std::max(population_.age(proposal.offender, day), 15);
  const double share = p.co_offending[proposal.type] * std::exp(-(age - reference_age) / p.co_offending_age_decay) *
                       effect_product(proposal.offender, EffectKind::co_offending, proposal.type, proposal.day);
  if (!stream.bernoulli(share)) return;
  for (std::uint64_t round = 0;; ++round) {
    const bool again = stream.bernoulli(p.co_offending_reuse);
    const bool last = stream.bernoulli(p.co_offender_two);
    const EntityId companion = choose_companion(proposal, round, again, day);
    const auto end = settlement.offenders.begin() + settlement.offender_count;
    if (companion == nobody || companion == harmed || std::find(settlement.offenders.begin(), end, companion) != end)
      return;
    settlement.offenders[settlement.offender_count++] = companion;
    if (settlement.offender_count >= most_suspects || last) return;
  }
}

/// What an offence of this day adds to an offender's memory, in the memory's present scale.
float Simulation::remembered_of(Day day) const {
  return static_cast<float>(std::exp((day - state_.memory_origin) / parameters().peer_memory_days));
}

/// Moves the origin of the scaled memory before its numbers grow too large.
void Simulation::rebase_memory(Day day) {
  constexpr double most_memories = 20;
  const double passed = (day - state_.memory_origin) / parameters().peer_memory_days;
  if (passed < most_memories) return;
  const auto factor = static_cast<float>(std::exp(-passed));
  for (float& recent : state_.recent_offending) recent *= factor;
  for (Followed& one : state_.followed) one.recent_offending *= factor;
  state_.memory_origin = day;
}

/// Whom an offence would harm: the part of its settlement that is planned first.
Simulation::Settlement Simulation::choose_harmed(const Proposal& proposal) const {
  Settlement settlement;
  settlement.offenders[0] = proposal.offender;
  settlement.harmed = choose_victim(proposal);
  return settlement;
}

void Simulation::plan(const Proposal& proposal, Settlement& settlement) const {
  settlement.harmed.possible = settlement.harmed.possible && !prevented(proposal, settlement.harmed);
  if (!settlement.harmed.possible) return;
  choose_companions(proposal, settlement.harmed.person, settlement);
  settlement.repeat = last_harm(settlement.harmed) > proposal.day - days_per_year;
  plan_police(proposal, settlement);
  if (violent_on_person(proposal, settlement.harmed))
    settlement.trauma = draws_.at(purpose("safety.trauma"), proposal.offender, proposal.key)
                            .bernoulli(parameters().trauma_after_violence);
}

void Simulation::count_offence(const Proposal& proposal, const Settlement& settlement) {
  if (!settlement.harmed.possible) return;
  const Day day = static_cast<Day>(std::floor(proposal.day));
  const std::size_t type = proposal.type;
  recorder_.count(Tally::offences, day, {type});
  recorder_.count(Tally::participations, day, {type}, settlement.offender_count);
  recorder_.count(Tally::offences_by_area, day, {settlement.harmed.area});
  recorder_.add(Tally::harm, day, {}, parameters().severity_days[type]);
  if (settlement.offender_count > 1) recorder_.count(Tally::group_offences, day, {type});
  if (settlement.harmed.person != nobody || settlement.harmed.dwelling != nobody) {
    recorder_.count(Tally::victimisations, day, {type});
    if (settlement.repeat) recorder_.count(Tally::repeat_victimisations, day, {type});
  }
  for (std::size_t i = 0; i < settlement.offender_count; ++i)
    count_group(Tally::offending_by_group, settlement.offenders[i], day);
  if (settlement.harmed.person != nobody) count_group(Tally::harmed_by_group, settlement.harmed.person, day);
  count_reported(proposal, settlement);
}

void Simulation::settle(const Proposal& proposal, const Settlement& settlement) {
  ++state_.events;
  if (!settlement.harmed.possible) return;
  const Day day = static_cast<Day>(std::floor(proposal.day));
  for (std::size_t i = 0; i < settlement.offender_count; ++i) {
    const EntityId person = settlement.offenders[i];
    state_.recent_offending[person] += remembered_of(day);
    state_.has_offended[person] = true;
    if (i > 0) state_.co_offending.strengthen(proposal.offender, person, 1.0F, day);
  }
  remember_harm(proposal, settlement);
  leave_trauma(proposal, settlement);
  report(proposal, settlement);
  treat_injury(proposal, settlement.harmed);
}

/// How many times its bound a person's hazard may reach, ties and season apart.
double Simulation::above_bound(EntityId person) const {
  double above =
      hazards_.risk_multiplier(state_.risks[person]) / hazards_.risk_multiplier(hazards_.initial_risks(person));
  if (!marked(person, Mark::enrolment)) return above;
  for (RecordId id = last_enrolment(person); id != nobody; id = state_.enrolments[id].previous) {
    const Enrolment& enrolment = state_.enrolments[id];
    if (enrolment.stage != Stage::enrolled && enrolment.stage != Stage::after) continue;
    for (const Effect& effect : service(enrolment.service).effects)
      if (effect.kind == EffectKind::offending) above *= std::max(1.0, effect.value);
  }
  return above;
}

/// `before`: what above_bound was before the change. Where it stays the same, so must the candidates drawn.
void Simulation::update_excess(EntityId person, double before, double day) {
  const double above = above_bound(person);
  if (above == before || std::max(above, before) <= 1) return;
  const float bound = hazards_.bound(person);
  if (bound > 0) state_.excess.set(person, bound, static_cast<float>(bound * above), day, draws_);
}

}  // namespace kith::safety
