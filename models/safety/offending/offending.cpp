// Candidates under the static bound are thinned by the true hazard; peer influence, which costs a walk over ties, is
// looked up only where it decides.
#include "models/safety/offending/offending.hpp"

#include "engine/work/blocks.hpp"
#include "engine/work/look_ahead.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/offending/peers.hpp"
#include "models/safety/replicate/ahead.hpp"
#include "models/safety/scene.hpp"
#include "models/safety/services/effects.hpp"

#include <oneapi/tbb/parallel_sort.h>
#include <boost/container/small_vector.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace kith::safety {

namespace {
constexpr std::size_t candidate_blocks_per_task = 128;  // one task draws and thins
constexpr std::size_t usual_effects = 8;                // on one person
}  // namespace

Offending::Offending(const Context& all, OffendingState& state)
    : Part(all),
      state_(state),
      offence_draws_(all.scene.timeline, block_count(all.scene.offending->block_count(), candidate_blocks_per_task),
                     [this](const Step& step, std::size_t task) { return draw_offences(step, task); }) {}

void Offending::begin() {
  state_.excess = ExcessCandidates(purpose("safety.excess"), population_.size(), -scene_.timeline.burn_in_days,
                                   scene_.timeline.last_day());
}

Offending::Drawn Offending::look_up(const Candidate& candidate) const {
  const EntityId person = candidate.entity;
  const double needed =
      candidate.floor + candidate.rate * draws_.at(purpose("safety.offence_happens"), person, candidate.key).uniform();
  const auto day = static_cast<Day>(std::floor(candidate.day));
  return Drawn{candidate, hazards_.rates_in_season(person, day), hazards_.shares_in_season(person, day), needed};
}

bool Offending::in_active_spell(EntityId person, Day day) const {
  return hazards_.spell(person, all_.records.career_day(person, day), draws_) > 0;
}

Offending::OffenceDraws Offending::draw_offences(const Step& step, std::size_t task) const {
  const CandidateSampler& sampler = *scene_.offending;
  std::vector<Candidate> candidates;
  const std::size_t begin = task * candidate_blocks_per_task;
  for (std::size_t block = begin; block < std::min(begin + candidate_blocks_per_task, sampler.block_count()); ++block)
    sampler.draw(draws_, step, block, [&](const Candidate& candidate) { candidates.push_back(candidate); });
  OffenceDraws draws{{}, {}, static_cast<std::int64_t>(candidates.size())};
  draws.drawn.reserve(candidates.size());
  const auto sort_out = [&](const Candidate& candidate) {
    const Day day = static_cast<Day>(std::floor(candidate.day));
    if (!population_.alive(candidate.entity, day)) return;
    if (hazards_.spell(candidate.entity, day, draws_) > 0)
      draws.drawn.push_back(look_up(candidate));
    else
      draws.quiet.push_back(candidate);
  };
  look_ahead(
      candidates.size(), rows_ahead, [&](std::size_t i) { sort_out(candidates[i]); },
      [&](std::size_t i) {
        hazards_.prefetch(candidates[i].entity);
        population_.prefetch(candidates[i].entity);
      });
  return draws;
}

/// Everything about a candidate but its ties: nothing if it cannot happen whatever they did. Most cannot, so that is
/// found out first.
std::optional<Offending::Weighed> Offending::weigh(const Drawn& drawn) const {
  const EntityId person = drawn.candidate.entity;
  const Day day = static_cast<Day>(std::floor(drawn.candidate.day));
  const double most_of_peers = parameters().peer_limit;
  const FamilyRates& needs = hazards_.of_needs(all_.needs.of(person));
  const double rate = std::inner_product(needs.begin(), needs.end(), drawn.families.begin(), 0.0);
  const double spell = hazards_.greatest_spell();
  const double sanction = after_sanction(parameters(), all_.records.sanctioned(person), drawn.candidate.day);
  // Enrolments may stand on top of each other, so where services raise offending they are always looked at first.
  const bool enrolled = all_.records.marked(person, Mark::enrolment);
  if (!(enrolled && all_.effects.some_raise_offending()) && drawn.needed >= rate * spell * sanction * most_of_peers)
    return {};
  if (all_.records.marked(person, Mark::custody) &&
      (!all_.records.at_liberty(person, day) || !in_active_spell(person, day)))
    return {};
  Weighed weighed{&drawn, {drawn.families, needs, drawn.shares, spell}};
  weighed.factors.sanction = sanction;
  if (!enrolled) return weighed;
  OffendingFactors& factors = weighed.factors;
  boost::container::small_vector<OffendingFactors::ServiceEffect, usual_effects> services;
  double greatest = 0;
  all_.effects.visit_effects(person, drawn.candidate.day, EffectKind::offending,
                             [&](const Effect& effect, double size, const Enrolment&) {
                               services.push_back({effect.types, size, effect.basis});
                               greatest = std::max(greatest, size);
                             });
  const double limit = parameters().joint_effect_limit;
  if (drawn.needed >= factors.without_peers() * JointEffect::most(greatest, limit) * most_of_peers) return {};
  factors.add_services({services.data(), services.size()}, hazards_.types(), limit);
  if (drawn.needed >= factors.without_peers() * most_of_peers) return {};
  return weighed;
}

Proposal Offending::propose(const Weighed& weighed) const {
  const Candidate& candidate = weighed.drawn->candidate;
  return Proposal{candidate.day,
                  candidate.entity,
                  choose_type(hazards_.types(), weighed.factors, type_draw(candidate.entity, candidate.key)),
                  candidate.key,
                  candidate.floor > 0,
                  weighed.drawn->needed};
}

double Offending::type_draw(EntityId offender, std::uint64_t key) const {
  return draws_.at(purpose("safety.offence_type"), offender, key).uniform();
}

/// Peer influence lies between 1 and its limit: it is looked up only where it decides.
void Offending::thin(std::span<const Drawn> drawn, std::vector<Proposal>& proposals) const {
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
      drawn.size(), rows_ahead, consider, [&](std::size_t i) { all_.ahead.marks(drawn_person(i)); },
      [&](std::size_t i) {
        if (all_.records.any_mark(drawn_person(i))) all_.ahead.record_row(drawn_person(i));
      },
      [&](std::size_t i) {
        if (all_.records.any_mark(drawn_person(i))) all_.ahead.record(drawn_person(i));
      },
      [&](std::size_t i) {
        if (all_.records.marked(drawn_person(i), Mark::enrolment)) all_.ahead.lists(drawn_person(i));
      });

  const auto decide_by_peers = [&](std::size_t i) {
    const Drawn& of = *undecided[i].drawn;
    undecided[i].factors.peers = all_.peers.factor(of.candidate.entity, of.candidate.day);
    if (of.needed < undecided[i].factors.hazard()) proposals.push_back(propose(undecided[i]));
  };
  const auto person = [&](std::size_t i) { return undecided[i].drawn->candidate.entity; };
  look_ahead(
      undecided.size(), rows_ahead, decide_by_peers, [&](std::size_t i) { all_.ahead.ties(person(i)); },
      [&](std::size_t i) { all_.ahead.neighbours(person(i)); }, [&](std::size_t i) { all_.ahead.peers(person(i)); });
}

/// Of candidates whose spell would be a quiet one had they never been in custody, those who have been.
std::vector<Offending::Drawn> Offending::held_back(std::span<const Candidate> quiet) const {
  std::vector<Drawn> drawn;
  look_ahead(
      quiet.size(), rows_ahead,
      [&](std::size_t i) {
        if (all_.records.marked(quiet[i].entity, Mark::custody)) drawn.push_back(look_up(quiet[i]));
      },
      [&](std::size_t i) { all_.ahead.marks(quiet[i].entity); });
  return drawn;
}

std::vector<Offending::Drawn> Offending::draw_excess(const Step& step) {
  std::vector<Drawn> excess;
  state_.excess.draw(step.end, draws_, [&](const Candidate& candidate) {
    ++all_.events;
    const Day day = static_cast<Day>(std::floor(candidate.day));
    if (population_.alive(candidate.entity, day) && in_active_spell(candidate.entity, day))
      excess.push_back(look_up(candidate));
  });
  return excess;
}

void Offending::propose_offences(const Step& step) {
  const std::vector<Drawn> excess = draw_excess(step);
  const std::vector<OffenceDraws>& tasks = offence_draws_.take(step);
  proposals_ = gather_blocks<Proposal>(tasks.size() + 1, [&](std::size_t task, std::vector<Proposal>& proposals) {
    if (task == tasks.size()) return thin(excess, proposals);
    thin(tasks[task].drawn, proposals);
    thin(held_back(tasks[task].quiet), proposals);
  });
  for (const OffenceDraws& task : tasks) all_.events += task.candidates;
  tbb::parallel_sort(proposals_.begin(), proposals_.end());
}

/// How many times its bound a person's hazard may reach, ties and season apart.
double Offending::above_bound(EntityId person) const {
  const double above = hazards_.most_raised(scene_.dispositions->needs_at_start(person), all_.needs.of(person));
  return all_.effects.raised(person, above) *
         std::max(1.0, size_of(parameters(), all_.records.sanctioned(person).kind));
}

void Offending::sanction(RecordId id, const Sanctioned& decided, Day day) {
  OffenderRecord& record = all_.records.record(id);
  const double before = above_bound(record.person);
  record.sanction = decided;
  if (decided.kind == Sanction::none)
    all_.records.unmark(record.person, Mark::sanction);
  else
    all_.records.mark(record.person, Mark::sanction);
  if (day >= -scene_.timeline.burn_in_days) update_excess(record.person, before, day);
}

void Offending::begin_excess_of_sanctions() {
  for (const OffenderRecord& record : all_.records.state().offenders)
    if (!record.ended && record.sanction.kind != Sanction::none)
      update_excess(record.person, 1, -scene_.timeline.burn_in_days);
}

/// `before`: what above_bound was before the change. Where it stays the same, so must the candidates drawn.
void Offending::update_excess(EntityId person, double before, double day) {
  const double above = above_bound(person);
  if (above == before || std::max(above, before) <= 1) return;
  const float bound = hazards_.bound(person);
  if (bound > 0) state_.excess.set(person, bound, static_cast<float>(bound * above), day, draws_);
}

}  // namespace kith::safety
