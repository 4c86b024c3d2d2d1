// One step of the community-safety model, as a list of phases; and a replicate from its first day to its last. The
// order is part of the model: what is due happens first, then needs change and services act, then offences happen and
// are settled one by one in order of time, then courts sit and stock is taken.
#include "models/safety/replicate/simulation.hpp"

#include "engine/work/blocks.hpp"
#include "engine/work/look_ahead.hpp"
#include "models/safety/replicate/past.hpp"

#include <algorithm>
#include <array>
#include <utility>

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

}  // namespace

std::vector<std::string> phase_names() {
  std::vector<std::string> names;
  for (const auto& phase : deciding) names.emplace_back(phase.name);
  for (const auto& phase : settling) names.emplace_back(phase.name);
  return names;
}

Simulation::Simulation(const Scene& scene, Draws draws)
    : scene_(scene),
      regime_now_(&scene.regimes.front()),
      recorder_(scene.measures, scene.timeline, static_cast<std::int64_t>(draws.replicate)),
      attributes_(scene.regimes.front().services),
      context_{scene,
               scene.population,
               *scene.hazards,
               scene.regimes,
               draws,
               recorder_,
               state_.next_change,
               state_.reactions,
               regime_now_,
               state_.events,
               attributes_,
               ahead_,
               areas_,
               cohorts_,
               companions_,
               contacts_,
               courts_,
               duty_,
               effects_,
               equity_,
               knowledge_,
               lives_,
               needs_,
               offending_,
               peers_,
               police_,
               records_,
               schedule_,
               services_,
               settling_,
               single_effects_,
               supervision_,
               trials_,
               victims_},
      ahead_(context_),
      schedule_(context_, state_),
      records_(context_, state_),
      peers_(context_, state_),
      needs_(context_, state_),
      duty_(context_, state_),
      services_(context_, state_),
      areas_(context_, state_),
      effects_(context_),
      single_effects_(context_),
      contacts_(context_, state_),
      knowledge_(context_, state_),
      lives_(context_, state_),
      offending_(context_, state_),
      companions_(context_),
      settling_(context_, state_),
      victims_(context_, state_),
      police_(context_, state_),
      courts_(context_, state_),
      supervision_(context_, state_),
      cohorts_(context_, state_),
      equity_(context_, state_),
      trials_(context_),
      turnover_(context_, state_) {
  if (scene.run.event_log) recorder_.start_event_log();
}

State Simulation::history(const Scene& scene) {
  Simulation simulation(scene, Draws{scene.history_seed, 0});
  simulation.begin_state();
  Past(simulation.context_).give_histories();
  simulation.needs_.start_risks();
  simulation.offending_.begin_excess_of_sanctions();
  simulation.contacts_.remember_past();
  for (std::int32_t index = 0; index < scene.first_step; ++index) {
    simulation.decide(scene.timeline.step(index), nullptr);
    simulation.carry_out(scene.timeline.step(index), nullptr);
  }
  return std::move(simulation.state_);
}

void Simulation::begin() {
  state_ = scene_.start;
  state_.reactions = scene_.reactions.start();  // the past is shared with scenes that have others
  hold_policy();
}

void Simulation::begin_state() {
  state_.next_change = 1;
  hold_policy();
  schedule_.begin();
  records_.begin();
  lives_.begin();
  needs_.begin();
  contacts_.begin();
  knowledge_.begin();
  peers_.begin();
  offending_.begin();
  victims_.begin();
  police_.begin();
  services_.begin();
  areas_.begin();
  duty_.begin();
  duty_.take_duty(-scene_.timeline.burn_in_days);
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
  cohorts_.count_cohorts();
  needs_.leave_out_prevalence();
  contacts_.leave_out_years();
  Summary(context_).summarise();
  ReplicateResult result = recorder_.take();
  scene_.reactions.tell(state_.reactions, result);
  return result;
}

LivesChosen Simulation::choose_lives() {
  lives_.close();
  return lives_.choose();
}

ReplicateResult Simulation::finish(const LivesChosen& chosen) {
  ReplicateResult result = finish();
  lives_.write(chosen, result);
  return result;
}

void Simulation::take_over(const Simulation& other) {
  state_ = other.state_;
  state_.next_change = 1;  // regimes are numbered otherwise here; change_policy goes on to the one that holds
  state_.reactions = scene_.reactions.taken_over(other.scene_.reactions, other.state_.reactions);
  hold_policy();
  recorder_.take_over(other.recorder_);
  lives_.take_over(other.lives_);
  offending_.take_over(other.offending_);
  needs_.take_over(other.needs_);
}

void Simulation::hold_trial(const TrialSetup& setup) {
  LivesWanted everybody;
  for (ChosenGroups& groups : everybody.groups) groups.all = true;
  keep_lives(everybody);
  trials_.hold(setup);
}

ReplicateResult Simulation::run(const RunControl& control) {
  begin();
  if (control.tables) keep_lives(lives_wanted(scene_));
  live(control);
  return finish(choose_lives());
}

void Simulation::live(const RunControl& control) {
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
}

ReplicateResult Simulation::try_services(int weeks) {
  begin();
  state_.next_change = scene_.regimes.size();
  state_.reactions = {};  // nobody knows when they act
  hold_policy();
  run_weeks(weeks);
  return recorder_.take();
}

/// Returns the day reached.
Day Simulation::run_weeks(int weeks) {
  const Timeline& timeline = scene_.timeline;
  Day reached = 0;
  for (std::int32_t index = scene_.first_step; index < timeline.step_count() && timeline.step(index).begin < weeks * 7;
       ++index) {
    decide(timeline.step(index), nullptr);
    carry_out(timeline.step(index), nullptr);
    reached = timeline.step(index).end;
  }
  return reached;
}

namespace {

/// What goes on as the run begins is told once, however long the run.
double rows_begun_by_start(const Table& declared, const TableRows& rows) {
  if (rows.columns.empty()) return 0;
  const auto day = std::ranges::find(declared.columns, "day", &TableColumn::name) - declared.columns.begin();
  double count = 0;
  for (std::size_t row = 0; row < rows.count(); ++row)
    count += cell_value(rows.columns[static_cast<std::size_t>(day)], row) <= 0;
  return count;
}

}  // namespace

std::vector<std::int64_t> Simulation::try_lives(const LivesWanted& wanted, int weeks) {
  begin();
  keep_lives(wanted);
  const double longer = std::max(1.0, (scene_.timeline.last_day() + 1.0) / std::max(1, run_weeks(weeks)));
  const ReplicateResult tried = finish(choose_lives());
  std::vector<std::int64_t> rows;
  for (std::size_t table = 0; table < life_table_count; ++table) {
    const auto found = static_cast<double>(tried.tables[table].count());
    const bool of_episodes = table == static_cast<std::size_t>(LifeTable::episodes);
    const double stock = of_episodes ? rows_begun_by_start(scene_.measures.tables[table], tried.tables[table])
                         : wanted.groups[table].all ? found
                                                    : 0;
    rows.push_back(static_cast<std::int64_t>(stock + (found - stock) * longer));
  }
  return rows;
}

EligibleCount Simulation::count_eligible(std::size_t service) {
  begin();
  return services_.count_eligible(service);
}

void Simulation::hold_policy() { regime_now_ = &scene_.regime(state_.next_change - 1, state_.reactions.in_force()); }

const Parameters& Context::parameters_on(Day day) const {
  std::size_t index = next_regime - 1;
  while (index > 0 && regimes[index].from > day) --index;
  return scene.regime(index, reactions.in_force_on(day)).parameters;
}

void Simulation::change_policy(const Step& step) {
  while (state_.next_change < scene_.regimes.size() && scene_.regimes[state_.next_change].from < step.end)
    ++state_.next_change;
  hold_policy();
  duty_.take_duty(step.begin);
  contacts_.look_again(step.begin);
  police_.advance(step);
}

void Simulation::turn_over_population(const Step& step) {
  lives_.pass(step);
  turnover_.turn_over_population(step);
}

void Simulation::handle(Day day, const Happening& due) {
  ++state_.events;
  switch (due.kind) {
    case HappeningKind::decision:
      return police_.decide(due.subject, day);
    case HappeningKind::ready_for_court:
      return courts_.join_queue(due.subject);
    case HappeningKind::release:
      return supervision_.release(due.subject, day, due.key);
    case HappeningKind::breach:
      return supervision_.breach(due.subject, day, due.key);
    case HappeningKind::recall:
      return supervision_.recall(due.subject, day, due.key);
    case HappeningKind::risk_recovery:
      return needs_.lose_risk(due.person, due.subject, day);
    case HappeningKind::contact:
      return contacts_.meet(due.person, due.subject, due.key, day);
    case HappeningKind::note:
      return contacts_.arrive(due.person, due.subject, due.key, day);
    case HappeningKind::service_breach:
      return single_effects_.breach_service(due.subject, day);
    case HappeningKind::service_end:
      return services_.end_service(due.subject, day, services_.completes(due.subject, day));
  }
}

void Simulation::handle_happenings(const Step& step) {
  services_.make_pending_referrals(step.begin);
  schedule_.take_until(
      step.end, [&](Day day, const Happening& due) { handle(day, due); },
      [&](const Happening& due) {
        ahead_.needs(due.person);
        if (due.kind == HappeningKind::decision) ahead_.case_row(due.subject);
      },
      [&](const Happening& due) { ahead_.record(due.person); },
      [&](const Happening& due) { ahead_.lists(due.person); });
}

void Simulation::change_risk_factors(const Step& step) {
  needs_.change_risk_factors(step);
  contacts_.raise_false_alarms(step);
}

void Simulation::run_services(const Step& step) {
  knowledge_.measure_betweenness(step.begin);
  services_.run_services(step);
  effects_.gather_area_effects();
}

void Simulation::plan_offences(const Step& step) {
  equity_.rebase_followed(peers_.rebase(step.begin));
  settling_.plan_offences(step);
}

void Simulation::take_stock(const Step& step) {
  const Timeline& timeline = scene_.timeline;
  const Day day = step.end - 1;
  supervision_.release_from_justice(day);
  equity_.review_super_victims(step.end);
  needs_.take_prevalence(step.end);
  contacts_.take_stock(step.end);
  knowledge_.give_up_on_help(day);
  if (day < 0 || (step.end % timeline.report_days != 0 && step.end <= timeline.last_day())) return;
  recorder_.count(Tally::people_present, day, {},
                  scene_.people_present[static_cast<std::size_t>(timeline.period_of(day))]);
  // Each writes measures of its own.
  side_by_side([&] { supervision_.count_under_justice(day); }, [&] { equity_.count_people_in_services(day); });
  courts_.count_waiting(day);
  equity_.judge_followed(step.end);
  needs_.count_missing(day);
  services_.count_enrolled(day);
  const std::int32_t period = timeline.period_of(day);
  scene_.reactions.look(state_.reactions, recorder_.recorded(), static_cast<std::size_t>(period),
                        timeline.period(period).begin, step.end);
}

std::size_t State::bytes() const {
  const auto of = [](const auto& column) { return column.size() * sizeof(column[0]); };
  std::size_t sum = of(risks) + of(marks) + of(recent_offending) + of(offender_of) + of(offenders) + of(victims) +
                    of(accusations) + of(cohort_entries) + of(proven) + cases.bytes() + charges.bytes() +
                    enrolments.bytes() + of(under_justice) + of(followed) + of(missing) + of(offences_last_year) +
                    of(left_last_year) + of(sexually_harmed) + of(harms_last_year) + of(domestic_harm);
  sum += violence_last_year.size() * (sizeof(std::pair<const EntityId, std::int32_t>) + 2 * sizeof(void*));
  sum += of(brought_by) + has_offended.size() / 8;
  sum += of(dwelling_harmed) + co_offending.bytes() + queue.size() * sizeof(Happening) + excess.bytes();
  sum += of(hours_asked) + of(hours_of_step) + of(investigated);
  sum += area_records.bytes() + concerns.bytes() + of(last_concern) + of(without_help) + of(waiting_for_help) +
         notes.bytes() + of(last_note) + of(came) + of(betweenness) + of(pending);
  for (const auto& area : recent_harms)
    for (const RecentHarms& kind : area) sum += of(kind.harms);
  sum += of(reactions.of) + of(reactions.spans);
  return sum;
}

}  // namespace kith::safety
