// The one machine every service runs on: referral, eligibility, triage, capacity, waiting, consent, dose, completion or
// drop-out, effects that fade, staff hours and cost. What a service is comes from its catalogue entry alone.
#include "models/safety/services/effects.hpp"
#include "models/safety/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace kith::safety {

namespace {
constexpr double days_per_week = 7;

double hours_of_start(const Service& service, std::size_t mode) {
  return service.modes.empty() ? service.hours_at_start : service.modes[mode].hours_at_start;
}
double cost_of_start(const Service& service, std::size_t mode) {
  return service.modes.empty() ? service.cost_at_start : service.modes[mode].cost_at_start;
}
}  // namespace

double Simulation::effect_size(const Service& service, const Effect& effect, const Enrolment& enrolment, double day) const {
  const double years_since_start = std::max(0.0, day / days_per_year);
  double log_size = std::log(effect.value) * (service.fidelity_loss > 0 ? std::pow(1 - service.fidelity_loss, years_since_start) : 1.0);
  if (enrolment.stage == Stage::after) {
    if (service.decay_weeks <= 0) return 1;
    log_size *= enrolment.dose * std::exp(-(day - enrolment.ended) / (service.decay_weeks * days_per_week));
  }
  return std::exp(log_size);
}

double Simulation::effect_product(EntityId person, EffectKind kind, std::size_t type, double day) const {
  double product = 1;
  if (!acts_[static_cast<std::size_t>(kind)]) return product;
  visit_effects(person, day, [&](const Effect& effect, double size) {
    if (effect.kind == kind && (effect.types >> type & 1U) != 0) product *= size;
  });
  return product;
}

void Simulation::refer(Referral source, EntityId person, Day day, EntityId victim_id, const Case* about) {
  bool looked = false;
  const auto& services = regime().services;
  for (std::size_t i = 0; i < services.size(); ++i) {
    if (!services[i].active || !services[i].takes(source)) continue;
    if (!looked) attributes_.look_at(*this, person, day, about);
    looked = true;
    if (attributes_.eligible(i)) refer_to(i, person, day, victim_id, about);
  }
}

void Simulation::refer_to(std::size_t index, EntityId person, Day day, EntityId victim_id, const Case*) {
  const Service& to = service(index);
  const auto priority = static_cast<float>(attributes_.priority(index));
  // A family stands in the list under its first member, whoever was referred.
  EntityId subject = person;
  if (to.unit == Unit::family) {
    const auto [first, last] = population_.members(population_.household(person));
    for (subject = first; subject < last && !population_.alive(subject, day); ++subject) {
    }
  }
  const RecordId id = offender_record(subject);
  for (RecordId e = state_.offenders[id].last_enrolment; e != nobody; e = state_.enrolments[e].previous) {
    Enrolment& earlier = state_.enrolments[e];
    if (earlier.service != index || earlier.stage > Stage::enrolled) continue;
    earlier.priority = std::max(earlier.priority, priority);
    return;
  }
  recorder_.count(Tally::referrals, day, {index});
  recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(Agency::services)});
  Enrolment referral;
  referral.record = id;
  referral.previous = state_.offenders[id].last_enrolment;
  referral.person = subject;
  referral.victim = victim_id;
  referral.referred = day;
  referral.priority = priority;
  referral.service = static_cast<std::uint16_t>(index);
  const double patience = draws_.at(to.patience_purpose, subject, static_cast<std::uint64_t>(day)).exponential(1.0) *
                          to.patience_weeks * days_per_week;
  referral.gives_up = day + static_cast<Day>(std::min({patience, to.longest_wait_weeks * days_per_week, 1e8}));
  state_.enrolments.push_back(referral);
  state_.offenders[id].last_enrolment = static_cast<RecordId>(state_.enrolments.size() - 1);
  state_.waiting[index].push_back(static_cast<std::uint32_t>(state_.enrolments.size() - 1));
}

void Simulation::run_services(const Step& step) {
  for (std::size_t i = 0; i < regime().services.size(); ++i) {
    drop_waiting(i, step);
    if (service(i).active) offer_places(i, step);
    account_for(i, step);
  }
}

void Simulation::drop_waiting(std::size_t index, const Step& step) {
  std::erase_if(state_.waiting[index], [&](std::uint32_t e) {
    Enrolment& waiting = state_.enrolments[e];
    const bool gone = state_.offenders[waiting.record].ended || !population_.alive(waiting.person, step.begin);
    if (!gone && waiting.gives_up > step.begin && service(index).active) return false;
    waiting.stage = Stage::ended;
    unlink(e);
    recorder_.count(Tally::service_waits_ended, step.begin, {index});
    return true;
  });
}

void Simulation::offer_places(std::size_t index, const Step& step) {
  const Service& offering = service(index);
  auto& waiting = state_.waiting[index];
  auto& enrolled = state_.enrolled[index];
  const auto by_priority = [&](std::uint32_t a, std::uint32_t b) {
    const Enrolment& x = state_.enrolments[a];
    const Enrolment& y = state_.enrolments[b];
    return std::tuple(-x.priority, x.referred, x.person) < std::tuple(-y.priority, y.referred, y.person);
  };
  std::sort(waiting.begin(), waiting.end(), by_priority);
  const double weeks = (step.end - step.begin) / days_per_week;
  double& spare = state_.spare_hours[index];
  spare += (offering.staff_hours_per_week - offering.hours_per_week * static_cast<double>(enrolled.size())) * weeks;
  double dearest_start = 0;
  for (std::size_t mode = 0; mode < std::max<std::size_t>(1, offering.modes.size()); ++mode)
    dearest_start = std::max(dearest_start, hours_of_start(offering, mode));

  std::vector<std::uint32_t> still_waiting;
  for (const std::uint32_t e : waiting) {
    const Enrolment& referral = state_.enrolments[e];
    const bool room = static_cast<double>(enrolled.size()) < offering.places &&
                      spare >= std::max(dearest_start, offering.hours_per_week * weeks);
    const bool reachable = offering.in_custody || at_liberty(referral.person, step.begin);
    if (!room || !reachable) {
      still_waiting.push_back(e);
      continue;
    }
    if (!start_service(e, step)) continue;
    spare -= hours_of_start(offering, state_.enrolments[e].mode) + offering.hours_per_week * weeks;
  }
  waiting = std::move(still_waiting);
  // Staff time that found nobody is gone, except what one start would still need.
  spare = std::min(spare, std::max(dearest_start, offering.hours_per_week * weeks));
}

bool Simulation::start_service(std::uint32_t index, const Step& step) {
  const std::size_t service_index = state_.enrolments[index].service;
  const Service& offering = service(service_index);
  const Day day = step.begin;
  const EntityId person = state_.enrolments[index].person;
  const auto occasion = static_cast<std::uint64_t>(state_.enrolments[index].referred);
  const EntityId victim_id = state_.enrolments[index].victim;
  const bool victim_wants = offering.unit != Unit::parties || victim_id == nobody ||
                            draws_.at(offering.victim_consent_purpose, victim_id, occasion).bernoulli(offering.victim_consent);
  if (!victim_wants || !draws_.at(offering.consent_purpose, person, occasion).bernoulli(offering.consent)) {
    state_.enrolments[index].stage = Stage::ended;
    unlink(index);
    recorder_.count(Tally::service_refusals, day, {service_index});
    return false;
  }
  Enrolment& enrolment = state_.enrolments[index];
  enrolment.stage = Stage::enrolled;
  enrolment.started = day;
  if (!offering.modes.empty()) {
    double left = draws_.at(offering.mode_purpose, person, occasion).uniform();
    double sum = 0;
    for (const Mode& mode : offering.modes) sum += mode.share;
    left *= sum;
    while (enrolment.mode + 1U < offering.modes.size() && left >= offering.modes[enrolment.mode].share)
      left -= offering.modes[enrolment.mode++].share;
  }
  const double dose_days = offering.dose_weeks * days_per_week;
  const double leaves_after = draws_.at(offering.dropout_purpose, person, occasion).exponential(std::max(offering.dropout_rate, 1e-9)) * days_per_year;
  const Day ends = day + std::max<Day>(1, static_cast<Day>(std::min({dose_days, leaves_after, 1e8})));
  schedule(ends, Happening{static_cast<std::uint64_t>(service_index) << 32U | static_cast<std::uint32_t>(day), person, index,
                           HappeningKind::service_end});
  state_.enrolled[service_index].push_back(index);
  recorder_.count(Tally::service_starts, day, {service_index});
  recorder_.count(Tally::service_wait_days, day, {service_index}, std::max<Day>(0, day - enrolment.referred));
  recorder_.add(Tally::service_cost, day, {service_index}, cost_of_start(offering, enrolment.mode));
  recorder_.add(Tally::service_hours, day, {service_index}, hours_of_start(offering, enrolment.mode));
  spread_enrolment(index, day, ends);
  return true;
}

/// Everyone the enrolment reaches (household members, the victim) gets a copy of it, so that each life carries its own effects.
void Simulation::spread_enrolment(std::uint32_t index, Day day, Day ends) {
  const Enrolment main = state_.enrolments[index];
  const Service& offering = service(main.service);
  std::vector<EntityId> reached{main.person};
  state_.enrolments[index].first_copy = static_cast<std::uint32_t>(state_.enrolments.size());
  const auto link = [&](EntityId person) {
    Enrolment copy = main;
    copy.person = person;
    copy.record = offender_record(person);
    copy.follows = index;
    copy.previous = state_.offenders[copy.record].last_enrolment;
    state_.enrolments.push_back(copy);
    state_.offenders[copy.record].last_enrolment = static_cast<RecordId>(state_.enrolments.size() - 1);
    reached.push_back(person);
  };
  if (offering.unit == Unit::family) {
    const auto [first, last] = population_.members(population_.household(main.person));
    for (EntityId member = first; member < last; ++member)
      if (member != main.person && population_.alive(member, day)) link(member);
  }
  if (offering.unit == Unit::parties && main.victim != nobody && main.victim != main.person) link(main.victim);
  state_.enrolments[index].copies = static_cast<std::uint16_t>(reached.size() - 1);
  recorder_.count(Tally::service_reached, day, {main.service}, static_cast<std::int32_t>(reached.size()));
  double raises = 1;
  for (const Effect& effect : offering.effects)
    if (effect.kind == EffectKind::offending) raises *= std::max(1.0, effect.value);
  for (const EntityId person : reached) {
    mark(person, Mark::enrolment);
    add_recoveries(person, offering, day, ends);
    if (raises > 1) update_excess(person, above_bound(person) / raises, day);
  }
}

/// A recovery effect is an extra chance to lose a risk factor while enrolled.
void Simulation::add_recoveries(EntityId person, const Service& offering, Day day, Day ends) {
  for (const Effect& effect : offering.effects) {
    if (effect.kind != EffectKind::recovery || effect.value <= 0) continue;
    for (std::size_t risk = 0; risk < risk_count; ++risk) {
      if ((effect.risks >> risk & 1U) == 0) continue;
      Stream stream = draws_.at(purpose("safety.service_recovery"), person * std::uint64_t{risk_count} + risk, offering.consent_purpose.hash ^ static_cast<std::uint64_t>(day));
      const double after = stream.exponential(effect.value) * days_per_year;
      if (day + after < ends)
        schedule(day + static_cast<Day>(after), Happening{static_cast<std::uint64_t>(day), person, static_cast<std::uint32_t>(risk), HappeningKind::risk_recovery});
    }
  }
}

void Simulation::end_service(std::uint32_t index, Day day, bool completed) {
  Enrolment& ending = state_.enrolments[index];
  if (ending.stage != Stage::enrolled || ending.follows != nobody) return;
  const Service& offering = service(ending.service);
  const auto dose = static_cast<float>(std::clamp((day - ending.started) / std::max(1.0, offering.dose_weeks * days_per_week), 0.0, 1.0));
  std::erase(state_.enrolled[ending.service], index);
  recorder_.count(completed ? Tally::service_completions : Tally::service_dropouts, day, {ending.service});
  const auto finish = [&](std::uint32_t e) {
    Enrolment& enrolment = state_.enrolments[e];
    enrolment.stage = offering.decay_weeks > 0 ? Stage::after : Stage::ended;
    enrolment.ended = day;
    enrolment.dose = dose;
    if (enrolment.stage == Stage::ended) unlink(e);
  };
  finish(index);
  for (std::uint32_t e = ending.first_copy; e < ending.first_copy + ending.copies; ++e) finish(e);
}

/// Takes an ended enrolment out of its record's list, so that looking at a life costs what acts on it now.
void Simulation::unlink(std::uint32_t index) {
  const Enrolment& ended = state_.enrolments[index];
  OffenderRecord& record = state_.offenders[ended.record];
  RecordId* link = &record.last_enrolment;
  while (*link != index && *link != nobody) link = &state_.enrolments[*link].previous;
  if (*link == index) *link = ended.previous;
  if (record.last_enrolment == nobody && !record.ended)
    state_.marks[record.person] &= static_cast<std::uint8_t>(~static_cast<unsigned>(Mark::enrolment));
}

std::int64_t Simulation::count_eligible(std::size_t index) {
  state_ = scene_.start;
  constexpr Day first = 0;
  std::int64_t count = 0;
  for (EntityId person = 0; person < population_.size(); ++person) {
    if (state_.offender_of[person] == nobody || !population_.alive(person, first)) continue;
    attributes_.look_at(*this, person, first, nullptr);
    count += attributes_.eligible(index);
  }
  return count;
}

void Simulation::account_for(std::size_t index, const Step& step) {
  const Service& running = service(index);
  const double weeks = (step.end - step.begin) / days_per_week;
  const auto enrolled = static_cast<double>(state_.enrolled[index].size());
  recorder_.add(Tally::service_hours, step.end - 1, {index}, enrolled * running.hours_per_week * weeks);
  recorder_.add(Tally::service_cost, step.end - 1, {index}, enrolled * running.cost_per_week * weeks);
}

}  // namespace kith::safety
