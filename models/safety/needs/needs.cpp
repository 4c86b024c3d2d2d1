// A change of the multiplier above its starting level puts a person on the list of excesses.
#include "models/safety/needs/needs.hpp"

#include "engine/events/candidates.hpp"
#include "engine/measures/years.hpp"
#include "engine/work/blocks.hpp"
#include "engine/work/look_ahead.hpp"
#include "models/safety/contacts/contacts.hpp"
#include "models/safety/lives/lives.hpp"
#include "models/safety/offending/hazard.hpp"
#include "models/safety/offending/offending.hpp"
#include "models/safety/replicate/ahead.hpp"
#include "models/safety/replicate/schedule.hpp"
#include "models/safety/scene.hpp"
#include "models/safety/services/effects.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace kith::safety {

namespace {
constexpr std::size_t blocks_per_task = 32;  // one task draws onsets for
}

Needs::Needs(const Context& all, NeedsState& state)
    : Part(all),
      state_(state),
      onset_draws_(all.scene.timeline, block_count(all.scene.onsets->block_count(), blocks_per_task),
                   [this](const Step& step, std::size_t task) { return draw_onsets(step, task); }) {}

void Needs::begin() { state_.risks.assign(population_.size(), 0); }

/// Needs both lives have stay with the recovery already drawn; the others come with one of their own.
void Needs::begin_anew(EntityId person, double above_before, Day day) {
  const NeedSet brought = scene_.dispositions->newcomer(person, day);
  state_.risks[person] &= brought;
  all_.offending.update_excess(person, above_before, day);
  for (std::size_t risk = 0; risk < need_count(); ++risk)
    if ((brought >> risk & 1U) != 0) gain_risk(person, risk, day, static_cast<std::uint64_t>(day) << 8U | risk);
}

/// When somebody loses a need that came on `day`: as it recovers, or grows out of it; a day later, so that they are of
/// the age by then.
double Needs::ends_on(EntityId person, std::size_t risk, double day, std::uint64_t key) const {
  const double rate = parameters().risk_recovery[risk];
  Stream stream = draws_.at(purpose("safety.risk_recovery"), person * std::uint64_t{need_count()} + risk, key);
  const double recovers = day + stream.exponential(std::max(rate, 1e-9)) * days_per_year;
  return std::min(recovers,
                  population_.birth_day(person) + scene_.dispositions->law().ends_at(risk) * days_per_year + 1);
}

void Needs::gain_risk(EntityId person, std::size_t risk, double day, std::uint64_t key) {
  if ((state_.risks[person] >> risk & 1U) != 0 || all_.effects.spared(person, risk, day, key)) return;
  const double above_before = all_.offending.above_bound(person);
  state_.risks[person] = static_cast<NeedSet>(state_.risks[person] | 1U << risk);
  if (risk == static_cast<std::size_t>(Risk::missing_episodes)) state_.missing.push_back(person);
  recorder_.count(Tally::risk_factor_onsets, static_cast<Day>(std::floor(day)), {risk});
  all_.lives.need_began(person, risk, day);
  all_.contacts.need_began(person, risk, day);
  const double until = ends_on(person, risk, day, key);
  if (until < scene_.timeline.last_day())
    all_.schedule.plan(static_cast<Day>(until),
                       Happening{key, person, static_cast<std::uint32_t>(risk), HappeningKind::risk_recovery});
  all_.offending.update_excess(person, above_before, day);
}

void Needs::lose_risk(EntityId person, std::size_t risk, double day) {
  if ((state_.risks[person] >> risk & 1U) == 0) return;
  const double above_before = all_.offending.above_bound(person);
  recorder_.count(Tally::risk_factor_recoveries, static_cast<Day>(std::floor(day)), {risk});
  state_.risks[person] = static_cast<NeedSet>(state_.risks[person] & ~(1U << risk));
  all_.lives.need_ended(person, risk, day);
  all_.offending.update_excess(person, above_before, day);
}

void Needs::start_risks() {
  state_.risks.assign(population_.size(), 0);
  for (EntityId person = 0; person < population_.size(); ++person) {
    const NeedSet risks = scene_.dispositions->needs_at_start(person);
    for (std::size_t risk = 0; risks >> risk != 0; ++risk)
      if ((risks >> risk & 1U) != 0) gain_risk(person, risk, scene_.dispositions->comes(person), risk);
  }
}

void Needs::change_risk_factors(const Step& step) {
  for (const OnsetDraws& task : onset_draws_.take(step)) {
    all_.events += task.candidates;
    const auto person = [&](std::size_t i) { return task.onsets[i].person; };
    look_ahead(
        task.onsets.size(), rows_ahead, [&](std::size_t i) { come_by(task.onsets[i]); },
        [&](std::size_t i) { all_.ahead.needs(person(i)); }, [&](std::size_t i) { all_.ahead.record(person(i)); },
        [&](std::size_t i) { all_.ahead.lists(person(i)); });
  }
}

Needs::OnsetDraws Needs::draw_onsets(const Step& step, std::size_t task) const {
  OnsetDraws draws;
  const CandidateSampler& sampler = *scene_.onsets;
  const std::size_t end = std::min((task + 1) * blocks_per_task, sampler.block_count());
  for (std::size_t block = task * blocks_per_task; block < end; ++block)
    sampler.draw(draws_, step, block, [&](const Candidate& candidate) {
      ++draws.candidates;
      consider_onset(candidate, draws.onsets);
    });
  return draws;
}

/// One uniform both thins and chooses: the needs' greatest rates lie end to end on [0, bound). Where it falls within a
/// need's stretch decides, once it is known what else somebody has, whether that is enough.
void Needs::consider_onset(const Candidate& candidate, std::vector<Onset>& onsets) const {
  const EntityId person = candidate.entity;
  const Day day = static_cast<Day>(std::floor(candidate.day));
  if (!population_.alive(person, day)) return;
  const NeedLaw& law = scene_.dispositions->law();
  const NeedTraits who = scene_.dispositions->traits(person);
  const int age = population_.age(person, day);
  double left = draws_.at(purpose("safety.risk_onset"), person, candidate.key).uniform() * candidate.rate;
  for (std::size_t risk = 0; risk < need_count(); ++risk) {
    const double stretch = law.rate(risk, who, age, law.most_raised(risk));
    if (left < stretch) {
      onsets.push_back({candidate.day, person, static_cast<std::uint32_t>(risk), candidate.key, left});
      return;
    }
    left -= stretch;
  }
}

void Needs::come_by(const Onset& onset) {
  const NeedLaw& law = scene_.dispositions->law();
  const int age = population_.age(onset.person, static_cast<Day>(std::floor(onset.time)));
  const double raised = law.raised_by(onset.risk, state_.risks[onset.person]);
  if (onset.needed < law.rate(onset.risk, scene_.dispositions->traits(onset.person), age, raised))
    gain_risk(onset.person, onset.risk, onset.time, onset.key);
}

std::vector<double> Needs::prevalence(Day day) const {
  std::vector<double> shares(need_count());
  double present = 0;
  for (EntityId person = 0; person < population_.size(); ++person) {
    if (!population_.alive(person, day)) continue;
    ++present;
    for (std::size_t risk = 0; risk < need_count(); ++risk) shares[risk] += state_.risks[person] >> risk & 1U;
  }
  for (double& of_one : shares) of_one = share(of_one, present);
  return shares;
}

void Needs::take_prevalence(Day next_day) {
  // As in Equity::review_super_victims: years of 365.25 days end within a day of the run.
  const std::int32_t years = next_day > 0 ? recorder_.year_of(next_day + 1) : -1;
  if (years <= state_.prevalence_years) return;
  const std::vector<double> now = prevalence(next_day - 1);
  for (std::size_t risk = 0; risk < need_count(); ++risk) {
    if (state_.prevalence_years < 0)
      recorder_.set_at(Tally::need_prevalence_at_start, risk, now[risk]);
    else
      recorder_.set_at(Tally::need_prevalence, static_cast<std::size_t>(years - 1) * need_count() + risk, now[risk]);
  }
  state_.prevalence_years = years;
}

void Needs::leave_out_prevalence() {
  const auto years = scene_.measures.dimension("year").size();
  for (auto year = static_cast<std::size_t>(std::max(state_.prevalence_years, 0)); year < years; ++year)
    recorder_.leave_out(Tally::need_prevalence, year);
}

/// Those whose episodes have ended drop out of the list here.
void Needs::count_missing(Day day) {
  auto& missing = state_.missing;
  std::erase_if(missing, [&](EntityId person) { return (state_.risks[person] & bit(Risk::missing_episodes)) == 0; });
  std::sort(missing.begin(), missing.end());
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  const auto present =
      std::count_if(missing.begin(), missing.end(), [&](EntityId person) { return population_.alive(person, day); });
  recorder_.count(Tally::going_missing, day, {}, static_cast<std::int32_t>(present));
}

}  // namespace kith::safety
