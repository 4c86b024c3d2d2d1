// One step of the community-safety model, as a list of phases; and a replicate from its first day to its last. The
// order is part of the model: what is due happens first, then needs change and services act, then offences happen and
// are settled one by one in order of time, then courts sit and stock is taken.
#include "engine/run/blocks.hpp"
#include "engine/run/look_ahead.hpp"
#include "models/safety/simulation.hpp"

#include <oneapi/tbb/parallel_invoke.h>

#include <algorithm>
#include <cmath>

namespace kith::safety {

namespace {

constexpr std::array<Phase<Simulation>, 7> deciding{{
    {"change policy", &Simulation::change_policy},
    {"turn over population", &Simulation::turn_over_population},
    {"handle happenings", &Simulation::handle_happenings},
    {"change risk factors", &Simulation::change_risk_factors},
    {"run services", &Simulation::run_services},
    {"propose offences", &Simulation::propose_offences},
    {"plan offences", &Simulation::plan_offences},
}};

constexpr std::array<Phase<Simulation>, 3> settling{{
    {"settle offences", &Simulation::settle_offences},
    {"hold courts", &Simulation::hold_courts},
    {"take stock", &Simulation::take_stock},
}};

constexpr std::size_t most_co_offenders = 5;  // ties kept a person, the weakest dropped

}  // namespace

std::vector<std::string> phase_names() {
  std::vector<std::string> names;
  for (const auto& phase : deciding) names.emplace_back(phase.name);
  for (const auto& phase : settling) names.emplace_back(phase.name);
  return names;
}

Simulation::Simulation(const Scene& scene, Draws draws)
    : scene_(scene),
      population_(scene.population),
      hazards_(*scene.hazards),
      draws_(draws),
      recorder_(scene.measures, scene.timeline, static_cast<std::int64_t>(draws.replicate)),
      attributes_(scene.regimes.front().services),
      offence_draws_(scene.timeline, block_count(scene.offending->block_count(), candidate_blocks_per_task),
                     [this](const Step& step, std::size_t task) { return draw_offences(step, task); }),
      onset_draws_(scene.timeline, block_count(scene.population.place.areas.size(), areas_per_task),
                   [this](const Step& step, std::size_t task) { return draw_onsets(step, task); }) {
  survey_effects();
  if (scene.run.event_log) recorder_.start_event_log();
}

/// What no service ever does need not be looked for in every life.
void Simulation::survey_effects() {
  for (const Regime& regime : scene_.regimes)
    for (const Service& service : regime.services)
      for (const Effect& effect : service.effects) {
        if (service.active) acts_[static_cast<std::size_t>(effect.kind)] = true;
        if (effect.kind == EffectKind::offending && effect.value > 1) some_raise_offending_ = true;
      }
}

State Simulation::history(const Scene& scene) {
  Simulation simulation(scene, Draws{scene.history_seed, 0});
  simulation.begin_state();
  simulation.give_histories();
  simulation.start_risks();
  for (std::int32_t index = 0; index < scene.first_step; ++index) {
    simulation.decide(scene.timeline.step(index), nullptr);
    simulation.carry_out(scene.timeline.step(index), nullptr);
  }
  return std::move(simulation.state_);
}

void Simulation::begin_state() {
  const Day first = -scene_.timeline.burn_in_days;
  const Day last = scene_.timeline.last_day();
  const std::size_t services = scene_.regimes.front().services.size();
  state_.risks.assign(population_.size(), 0);
  state_.marks.assign(population_.size(), 0);
  state_.recent_offending.assign(population_.size(), 0);
  state_.has_offended.assign(population_.size(), false);
  state_.offender_of.assign(population_.size(), nobody);
  state_.victims.assign(population_.size(), {});
  state_.dwelling_harmed.assign(population_.household_count(), -never);
  state_.waiting.resize(services);
  state_.enrolled.resize(services);
  state_.spare_hours.resize(scene_.regimes.front().pool_hours.size());
  state_.covered.resize(services);
  state_.chosen.assign(services, -never);
  state_.began.assign(services, never);
  state_.area_records = AreaRecords(population_.place.areas.size(), Evidence::get().offence_types().size(), first);
  state_.recent_harms.resize(population_.place.areas.size());
  state_.co_offending =
      DynamicTies(population_.size(), scene_.regimes.front().parameters.co_offending_memory_days, most_co_offenders);
  state_.queue = CalendarQueue<Happening>(first, last);
  state_.excess = ExcessCandidates(purpose("safety.excess"), population_.size(), first, last);
  state_.next_change = 1;
  take_duty(first);
}

PhaseRows Simulation::phase_rows() { return {kith::phase_rows(deciding), kith::phase_rows(settling)}; }

void Simulation::decide(const Step& step, PhaseRows* rows) {
  run_phases(*this, deciding, step, rows != nullptr ? &rows->deciding : nullptr);
}

void Simulation::carry_out(const Step& step, PhaseRows* rows) {
  run_phases(*this, settling, step, rows != nullptr ? &rows->settling : nullptr);
  constexpr std::int32_t steps_between_looks = 13;
  if (step.index % steps_between_looks == 0) most_bytes_ = std::max(most_bytes_, state_.bytes());
}

ReplicateResult Simulation::finish() {
  most_bytes_ = std::max(most_bytes_, state_.bytes());
  count_cohorts();
  summarise();
  return recorder_.take();
}

void Simulation::take_over(const Simulation& other) {
  state_ = other.state_;
  state_.next_change = 1;  // regimes are numbered otherwise here; change_policy goes on to the one that holds
  recorder_.take_over(other.recorder_);
  drawn_by_ = &other;
}

ReplicateResult Simulation::run(const RunControl& control) {
  begin();
  PhaseRows rows = phase_rows();
  PhaseRows* timed = control.phase_times != nullptr ? &rows : nullptr;
  const Timeline& timeline = scene_.timeline;
  for (std::int32_t index = scene_.first_step; index < timeline.step_count(); ++index) {
    if (control.stop != nullptr && control.stop->load(std::memory_order_relaxed)) throw Interrupted{};
    decide(timeline.step(index), timed);
    carry_out(timeline.step(index), timed);
    if (control.steps_done) control.steps_done(1);
  }
  if (timed != nullptr) control.phase_times->add(rows.deciding);
  if (timed != nullptr) control.phase_times->add(rows.settling);
  return finish();
}

ReplicateResult Simulation::try_services(int weeks) {
  begin();
  state_.next_change = scene_.regimes.size();
  const Timeline& timeline = scene_.timeline;
  for (std::int32_t index = scene_.first_step; index < timeline.step_count() && timeline.step(index).begin < weeks * 7;
       ++index) {
    decide(timeline.step(index), nullptr);
    carry_out(timeline.step(index), nullptr);
  }
  return recorder_.take();
}

void Simulation::change_policy(const Step& step) {
  while (state_.next_change < scene_.regimes.size() && scene_.regimes[state_.next_change].from < step.end)
    ++state_.next_change;
  take_duty(step.begin);
  state_.area_records.advance(step.begin);
}

void Simulation::schedule(Day day, const Happening& happening) {
  // The past hands over only what is still to come.
  if (day >= -scene_.timeline.burn_in_days) state_.queue.push(day, happening);
}

void Simulation::handle_happenings(const Step& step) {
  make_pending_referrals(step.begin);
  const auto handle = [&](Day day, const Happening& due) {
    ++state_.events;
    switch (due.kind) {
      case HappeningKind::decision:
        decide(due.subject, day);
        break;
      case HappeningKind::ready_for_court: {
        const Charge& ready = state_.charges[due.subject];
        const bool adult = population_.age(due.person, day) >= 18;
        const bool crown = adult && draws_.at(purpose("safety.court"), due.person, state_.cases[ready.case_index].key)
                                        .bernoulli(parameters().crown_share);
        state_.court_queue[crown ? 1 : 0].push_back(due.subject);
        break;
      }
      case HappeningKind::release:
        release(due.subject, day, due.key);
        break;
      case HappeningKind::breach:
        breach(due.subject, day, due.key);
        break;
      case HappeningKind::recall:
        recall(due.subject, day, due.key);
        break;
      case HappeningKind::risk_recovery:
        lose_risk(due.person, due.subject, day);
        break;
      case HappeningKind::service_breach:
        breach_service(due.subject, day);
        break;
      case HappeningKind::service_end:
        end_service(due.subject, day, completes(due.subject, day));
        break;
    }
  };
  state_.queue.take_until(
      step.end, handle,
      [&](const Happening& due) {
        prefetch_needs(due.person);
        if (due.kind == HappeningKind::decision) ask_memory(&state_.cases[due.subject]);
      },
      [&](const Happening& due) { prefetch_record(due.person); },
      [&](const Happening& due) { prefetch_lists(due.person); });
}

/// Was the planned dose had by `day`, by somebody still there?
bool Simulation::completes(std::uint32_t enrolment, Day day) const {
  const Enrolment& ending = state_.enrolments[enrolment];
  return population_.alive(ending.person, day) &&
         day - ending.started >= static_cast<Day>(service(ending.service).dose_weeks * 7);
}

/// Takes those off the list whom justice has no hold on any more.
void Simulation::release_from_justice(Day day) {
  std::vector<RecordId>& list = state_.under_justice;
  const auto is_over = [&](const OffenderRecord& record) {
    return record.ended || !population_.alive(record.person, day) ||
           (record.custody_until <= day && !record.supervised(day));
  };
  std::size_t kept = 0;
  look_ahead(
      list.size(), rows_ahead,
      [&](std::size_t i) {
        if (!is_over(state_.offenders[list[i]])) list[kept++] = list[i];
      },
      [&](std::size_t i) { ask_memory(&state_.offenders[list[i]]); },
      [&](std::size_t i) { population_.prefetch(state_.offenders[list[i]].person); });
  list.resize(kept);
}

void Simulation::count_under_justice(Day day) {
  for (const RecordId id : state_.under_justice) {
    const OffenderRecord& record = state_.offenders[id];
    if (record.custody_until > day) {
      recorder_.count(Tally::custody_population, day);
      recorder_.count(Tally::custody_population_by_age, day, {population_.age(record.person, day) < 18 ? 0U : 1U});
    } else
      recorder_.count(
          Tally::supervision_caseload, day,
          {static_cast<std::size_t>(supervisor(record, day)) - static_cast<std::size_t>(Agency::probation_high_risk)});
  }
}

void Simulation::take_stock(const Step& step) {
  const Timeline& timeline = scene_.timeline;
  const Day day = step.end - 1;
  release_from_justice(day);
  review_super_victims(step.end);
  if (day < 0 || (step.end % timeline.report_days != 0 && step.end <= timeline.last_day())) return;
  recorder_.count(Tally::people_present, day, {},
                  scene_.people_present[static_cast<std::size_t>(timeline.period_of(day))]);
  // Each writes measures of its own.
  tbb::parallel_invoke([&] { count_under_justice(day); }, [&] { count_people_in_services(day); });
  for (std::size_t court = 0; court < state_.court_queue.size(); ++court) {
    const auto waiting = static_cast<std::int32_t>(state_.court_queue[court].size());
    recorder_.count(Tally::court_waiting, day, {court}, waiting);
  }
  recorder_.count(Tally::open_cases, day, {}, static_cast<std::int32_t>(state_.charges.in_use()));
  judge_followed(step.end);
  count_missing(day);
  for (std::size_t i = 0; i < state_.waiting.size(); ++i) {
    recorder_.count(Tally::service_waiting, day, {i}, static_cast<std::int32_t>(state_.waiting[i].size()));
    recorder_.count(Tally::service_enrolled, day, {i},
                    static_cast<std::int32_t>(state_.enrolled[i].size() + state_.covered[i].size()));
  }
}

OffenderRecord* Simulation::offender(EntityId person) {
  const RecordId id = state_.offender_of[person];
  return id == nobody ? nullptr : &state_.offenders[id];
}

RecordId Simulation::offender_record(EntityId person) {
  RecordId& id = state_.offender_of[person];
  if (id == nobody) {
    id = static_cast<RecordId>(state_.offenders.size());
    state_.offenders.emplace_back();
    state_.offenders.back().person = person;
  }
  return id;
}

std::size_t State::bytes() const {
  const auto of = [](const auto& column) { return column.size() * sizeof(column[0]); };
  std::size_t sum = of(risks) + of(marks) + of(recent_offending) + of(offender_of) + of(offenders) + of(victims) +
                    of(accusations) + of(cohort_entries) + of(proven) + cases.bytes() + charges.bytes() +
                    enrolments.bytes() + of(under_justice) + of(followed) + of(missing);
  sum += violence_last_year.size() * (sizeof(std::pair<const EntityId, std::int32_t>) + 2 * sizeof(void*));
  sum += has_offended.size() / 8;
  sum += of(dwelling_harmed) + co_offending.bytes() + queue.size() * sizeof(Happening) + excess.bytes();
  sum += area_records.bytes() + of(concerns) + of(last_concern) + of(betweenness) + of(pending);
  for (const auto& area : recent_harms)
    for (const RecentHarms& kind : area) sum += of(kind.harms);
  return sum;
}

}  // namespace kith::safety
