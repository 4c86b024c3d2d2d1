// Risk factors come at rates that keep their prevalence, after harm and custody, and go at a recovery rate that
// services can add to. A change of the multiplier above its starting level puts a person on the list of excesses.
#include "engine/run/look_ahead.hpp"
#include "models/safety/simulation.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace kith::safety {

void Simulation::gain_risk(EntityId person, std::size_t risk, double day, std::uint64_t key) {
  if ((state_.risks[person] >> risk & 1U) != 0 || spared(person, risk, day, key)) return;
  const double above_before = above_bound(person);
  state_.risks[person] = static_cast<std::uint8_t>(state_.risks[person] | 1U << risk);
  if (risk == static_cast<std::size_t>(Risk::missing_episodes)) state_.missing.push_back(person);
  recorder_.count(Tally::risk_factor_onsets, static_cast<Day>(std::floor(day)), {risk});
  tell_of_need(person, risk, day);
  const double rate = parameters().risk_recovery[risk];
  Stream stream = draws_.at(purpose("safety.risk_recovery"), person * std::uint64_t{risk_count} + risk, key);
  const double until = day + stream.exponential(std::max(rate, 1e-9)) * days_per_year;
  if (until < scene_.timeline.last_day())
    state_.queue.push(static_cast<Day>(until),
                      Happening{key, person, static_cast<std::uint32_t>(risk), HappeningKind::risk_recovery});
  update_excess(person, above_before, day);
}

void Simulation::lose_risk(EntityId person, std::size_t risk, double day) {
  if ((state_.risks[person] >> risk & 1U) == 0) return;
  const double above_before = above_bound(person);
  recorder_.count(Tally::risk_factor_recoveries, static_cast<Day>(std::floor(day)), {risk});
  state_.risks[person] = static_cast<std::uint8_t>(state_.risks[person] & ~(1U << risk));
  update_excess(person, above_before, day);
}

void Simulation::start_risks() {
  state_.risks.assign(population_.size(), 0);
  for (EntityId person = 0; person < population_.size(); ++person) {
    const std::uint8_t risks = hazards_.initial_risks(person);
    for (std::size_t risk = 0; risks >> risk != 0; ++risk)
      if ((risks >> risk & 1U) != 0)
        gain_risk(person, risk, std::max<double>(-scene_.timeline.burn_in_days, population_.birth_day(person)), risk);
  }
}

void Simulation::change_risk_factors(const Step& step) {
  if (drawn_by_ == nullptr) onsets_drawn_ = onset_draws_.take(step);
  for (const OnsetDraws& task : drawn_by_ == nullptr ? onsets_drawn_ : drawn_by_->onsets_drawn_) {
    state_.events += task.candidates;
    const auto person = [&](std::size_t i) { return task.onsets[i].person; };
    look_ahead(
        task.onsets.size(), rows_ahead,
        [&](std::size_t i) { gain_risk(person(i), task.onsets[i].risk, task.onsets[i].time, task.onsets[i].key); },
        [&](std::size_t i) { prefetch_needs(person(i)); }, [&](std::size_t i) { prefetch_record(person(i)); },
        [&](std::size_t i) { prefetch_lists(person(i)); });
  }
}

/// People of an area lie side by side and share its rates, so an area is a stretch of candidates.
Simulation::OnsetDraws Simulation::draw_onsets(const Step& step, std::size_t task) const {
  OnsetDraws draws;
  const std::size_t end = std::min((task + 1) * areas_per_task, population_.place.areas.size());
  for (std::size_t area = task * areas_per_task; area < end; ++area) {
    const EntityId first = population_.household_first[population_.area_household_first[area]];
    const EntityId last = population_.household_first[population_.area_household_first[area + 1]];
    const double rate = hazards_.onset_bound(static_cast<std::uint16_t>(area));
    draw_along(draws_.at(purpose("safety.onset_candidates"), area, static_cast<std::uint64_t>(step.index)), step,
               last - first, rate, [&](std::uint32_t position, double day) {
                 ++draws.candidates;
                 consider_onset(first + position, day, rate, draws.onsets);
               });
  }
  return draws;
}

void Simulation::consider_onset(EntityId person, double time, double bound, std::vector<Onset>& onsets) const {
  const Day day = static_cast<Day>(std::floor(time));
  if (!population_.alive(person, day)) return;
  const auto key = std::bit_cast<std::uint64_t>(time);
  const std::uint16_t area = population_.area(person);
  const int age = population_.age(person, day);
  // One uniform both thins and chooses: the risks' rates lie end to end on [0, bound).
  double left = draws_.at(purpose("safety.risk_onset"), person, key).uniform() * bound;
  for (std::size_t risk = 0; risk < risk_count; ++risk) {
    left -= hazards_.onset_rate(area, age, risk);
    if (left >= 0) continue;
    onsets.push_back({time, person, static_cast<std::uint32_t>(risk), key});
    return;
  }
}

}  // namespace kith::safety
