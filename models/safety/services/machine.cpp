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

double Simulation::effect_size(const Service& service, const Effect& effect, const Enrolment& enrolment,
                               double day) const {
  if (effect.value == 1) return 1;
  double kept = duty_.fidelity[enrolment.service];
  if (enrolment.stage == Stage::after) {
    if (service.decay_weeks <= 0) return 1;
    kept *= enrolment.dose * std::exp(-(day - enrolment.ended) / (service.decay_weeks * days_per_week));
  }
  return kept == 1 ? effect.value : std::pow(effect.value, kept);
}

double Simulation::effect_product(EntityId person, EffectKind kind, std::size_t type, double day) const {
  double product = 1;
  visit_effects(
      person, day, kind, [&](const Effect&, double size, const Enrolment&) { product *= size; },
      std::uint64_t{1} << type);
  return product;
}

void Simulation::refer(Referral source, EntityId person, Day day, EntityId victim_id, const Case* about) {
  const auto& takers = duty_.takers[static_cast<std::size_t>(source)];
  if (takers.empty()) return;
  attributes_.look_at(*this, person, day, about);
  for (const std::uint32_t index : takers)
    if (attributes_.eligible(index)) refer_to(index, person, day, victim_id);
}

/// A family stands in the list under its first member, whoever was referred.
EntityId Simulation::subject_of(const Service& to, EntityId person, Day day) const {
  if (to.unit != Unit::family) return person;
  const auto [first, last] = population_.members(population_.household(person));
  EntityId subject = first;
  while (subject < last && !population_.alive(subject, day)) ++subject;
  return subject;
}

/// For the person whose attributes were looked at last.
void Simulation::refer_to(std::size_t index, EntityId person, Day day, EntityId victim_id) {
  const Service& to = service(index);
  const auto priority = static_cast<float>(attributes_.priority(index));
  const EntityId subject = subject_of(to, person, day);
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
  const RecordId number = state_.enrolments.add(referral);
  state_.offenders[id].last_enrolment = number;
  state_.waiting[index].push_back(number);
}

/// Those of the step before, whose days are all past.
void Simulation::make_pending_referrals(Day day) {
  const std::vector<PendingReferral> pending = std::move(state_.pending);
  state_.pending.clear();
  for (const PendingReferral& referral : pending) {
    if (!population_.alive(referral.person, day)) continue;
    if (referral.service == PendingReferral::any_service) {
      refer(Referral::new_need, referral.person, day);
    } else if (duty_.running[referral.service] != 0) {
      attributes_.look_at(*this, referral.person, day, nullptr);
      if (attributes_.eligible(referral.service)) refer_to(referral.service, referral.person, day, nobody);
    }
  }
}

/// Services that share staff are served by turns: each place they have to give goes to the one that takes up the least
/// of the staff's time now; among those that take up the same, chance decides, so that a name never does.
void Simulation::run_services(const Step& step) {
  measure_betweenness(step.begin);
  add_staff_time(step);
  const std::size_t count = regime().services.size();
  std::vector<std::vector<std::size_t>> sharing(state_.spare_hours.size());
  for (std::size_t i = 0; i < count; ++i) {
    drop_waiting(i, step);
    sharing[service(i).pool].push_back(i);
  }
  for (std::vector<std::size_t>& services : sharing) serve_by_turns(std::move(services), step);
  for (std::size_t i = 0; i < count; ++i) account_for(i, step);
  lose_idle_time(step);
  gather_area_effects();
}

void Simulation::serve_by_turns(std::vector<std::size_t> services, const Step& step) {
  const auto served = [&](std::size_t i) { return state_.enrolled[i].size() + state_.covered[i].size(); };
  const auto taken_up = [&](std::size_t i) { return service(i).hours_per_week * static_cast<double>(served(i)); };
  std::erase_if(services, [&](std::size_t i) {
    return service(i).unit != Unit::area && (duty_.running[i] == 0 || state_.waiting[i].empty());
  });
  const bool alone = services.size() == 1;
  for (std::uint64_t turn = 0; !services.empty(); ++turn) {
    const std::uint64_t occasion = static_cast<std::uint64_t>(step.index) << 32U | turn;
    const auto key = [&](std::size_t i) {
      const double draw = alone ? 0 : draws_.at(service(i).turn_purpose, 0, occasion).uniform();
      return std::tuple(taken_up(i), draw);
    };
    const auto next = std::min_element(services.begin(), services.end(),
                                       [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    const std::size_t index = *next;
    if (service(index).unit == Unit::area) {
      cover_areas(index, step);
      services.erase(next);
    } else if (!offer_places(index, step, alone ? std::numeric_limits<std::size_t>::max() : 1)) {
      services.erase(next);
    }
  }
}

void Simulation::drop_waiting(std::size_t index, const Step& step) {
  std::erase_if(state_.waiting[index], [&](std::uint32_t e) {
    Enrolment& waiting = state_.enrolments[e];
    const bool gone = state_.offenders[waiting.record].ended || !population_.alive(waiting.person, step.begin);
    if (!gone && waiting.gives_up > step.begin && duty_.running[index] != 0) return false;
    give_up(e);
    recorder_.count(Tally::service_waits_ended, step.begin, {index});
    return true;
  });
}

/// The first in the list is the greatest; the rest of it is put in order only as far as there is room. Gives at most
/// `most` places; says whether it gave so many, and so may have more to give.
bool Simulation::offer_places(std::size_t index, const Step& step, std::size_t most) {
  const Service& offering = service(index);
  const double weeks = (step.end - step.begin) / days_per_week;
  double& spare = state_.spare_hours[offering.pool];
  const double claim = largest_claim(offering, weeks);
  // Hours saved up may pay for a start, but nobody is taken on whose weeks to come nobody has time for.
  const auto promised = [&] {
    double hours = offering.hours_per_week;
    for (std::size_t i = 0; i < regime().services.size(); ++i)
      if (service(i).pool == offering.pool)
        hours += service(i).hours_per_week * static_cast<double>(state_.enrolled[i].size() + state_.covered[i].size());
    return hours;
  };
  const auto room = [&] {
    const bool place = static_cast<double>(state_.enrolled[index].size()) < offering.places;
    return place && spare >= claim &&
           (offering.hours_per_week <= 0 || std::isinf(regime().pool_hours[offering.pool]) ||
            promised() <= regime().pool_hours[offering.pool] * (1 + 1e-12));
  };
  auto& waiting = state_.waiting[index];
  if (waiting.empty() || !room()) return false;
  const auto later = [&](std::uint32_t a, std::uint32_t b) {
    const Enrolment& x = state_.enrolments[a];
    const Enrolment& y = state_.enrolments[b];
    return std::tuple(-x.priority, x.referred, x.person) > std::tuple(-y.priority, y.referred, y.person);
  };
  std::make_heap(waiting.begin(), waiting.end(), later);
  std::vector<std::uint32_t> out_of_reach;
  std::size_t given = 0;
  while (!waiting.empty() && given < most && room()) {
    std::pop_heap(waiting.begin(), waiting.end(), later);
    const std::uint32_t e = waiting.back();
    waiting.pop_back();
    if (!offering.in_custody && !at_liberty(state_.enrolments[e].person, step.begin))
      out_of_reach.push_back(e);
    else if (start_service(e, step)) {
      spare -= hours_of_start(offering, state_.enrolments[e].mode) + offering.hours_per_week * weeks;
      ++given;
    }
  }
  waiting.insert(waiting.end(), out_of_reach.begin(), out_of_reach.end());
  return given == most;
}

/// The staff hours that one more start may take at once.
double Simulation::largest_claim(const Service& offering, double weeks) const {
  double dearest_start = 0;
  for (std::size_t mode = 0; mode < std::max<std::size_t>(1, offering.modes.size()); ++mode)
    dearest_start = std::max(dearest_start, hours_of_start(offering, mode));
  return std::max(dearest_start, offering.hours_per_week * weeks);
}

bool Simulation::wanted(const Enrolment& referral) const {
  const Service& offering = service(referral.service);
  const auto occasion = static_cast<std::uint64_t>(referral.referred);
  const bool victim_wants =
      offering.unit != Unit::parties || referral.victim == nobody ||
      draws_.at(offering.victim_consent_purpose, referral.victim, occasion).bernoulli(offering.victim_consent);
  const double consent = std::min(1.0, offering.consent * duty_.engagement[referral.service]);
  return victim_wants && draws_.at(offering.consent_purpose, referral.person, occasion).bernoulli(consent);
}

/// The day after the dose, if nothing ends it earlier: leaving, or growing out of it.
Day Simulation::last_day_of(const Enrolment& enrolment, Day day) const {
  const Service& offering = service(enrolment.service);
  const double rate = std::max(offering.dropout_rate * duty_.drop_out[enrolment.service], 1e-9);
  const double leaves_after =
      draws_.at(offering.dropout_purpose, enrolment.person, static_cast<std::uint64_t>(enrolment.referred))
          .exponential(rate) *
      days_per_year;
  const double grows_out_after =
      std::ceil(population_.birth_day(enrolment.person) + offering.age_limit * days_per_year) - day;
  return day +
         std::max<Day>(
             1, static_cast<Day>(std::min({offering.dose_weeks * days_per_week, leaves_after, grows_out_after, 1e8})));
}

bool Simulation::start_service(std::uint32_t index, const Step& step) {
  const std::size_t service_index = state_.enrolments[index].service;
  const Service& offering = service(service_index);
  const Day day = step.begin;
  if (!wanted(state_.enrolments[index])) {
    give_up(index);
    recorder_.count(Tally::service_refusals, day, {service_index});
    return false;
  }
  Enrolment& enrolment = state_.enrolments[index];
  enrolment.stage = Stage::enrolled;
  enrolment.started = day;
  if (!offering.modes.empty()) {
    double left =
        draws_.at(offering.mode_purpose, enrolment.person, static_cast<std::uint64_t>(enrolment.referred)).uniform();
    double sum = 0;
    for (const Mode& mode : offering.modes) sum += mode.share;
    left *= sum;
    while (enrolment.mode + 1U < offering.modes.size() && left >= offering.modes[enrolment.mode].share)
      left -= offering.modes[enrolment.mode++].share;
  }
  const Day ends = last_day_of(enrolment, day);
  schedule(ends, Happening{static_cast<std::uint64_t>(service_index) << 32U | static_cast<std::uint32_t>(day),
                           enrolment.person, index, HappeningKind::service_end});
  state_.enrolled[service_index].push_back(index);
  recorder_.count(Tally::service_starts, day, {service_index});
  recorder_.count(Tally::service_wait_days, day, {service_index}, std::max<Day>(0, day - enrolment.referred));
  spend(service_index, day, hours_of_start(offering, enrolment.mode), cost_of_start(offering, enrolment.mode));
  cut_co_offending_ties(enrolment, day);
  schedule_breach(index, day, ends);
  spread_enrolment(index, day, ends);
  return true;
}

/// Everyone the enrolment reaches (household members, the victim) gets a copy of it, so that each life carries its own
/// effects.
void Simulation::spread_enrolment(std::uint32_t index, Day day, Day ends) {
  const Enrolment main = state_.enrolments[index];
  const Service& offering = service(main.service);
  std::vector<EntityId> reached{main.person};
  state_.enrolments[index].first_copy = state_.enrolments.next_appended();
  const auto link = [&](EntityId person) {
    Enrolment copy = main;
    copy.person = person;
    copy.record = offender_record(person);
    copy.follows = index;
    copy.previous = state_.offenders[copy.record].last_enrolment;
    state_.offenders[copy.record].last_enrolment = state_.enrolments.append(copy);
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
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const EntityId person = reached[i];
    follow(person, main.service, day);
    mark(person, Mark::enrolment);
    const std::uint32_t first_copy = state_.enrolments[index].first_copy;
    add_recoveries(state_.enrolments[i == 0 ? index : first_copy + static_cast<std::uint32_t>(i) - 1], day, ends);
    if (raises > 1) update_excess(person, above_bound(person) / raises, day);
  }
}

void Simulation::end_service(std::uint32_t index, Day day, bool completed) {
  Enrolment& ending = state_.enrolments[index];
  if (ending.stage != Stage::enrolled || ending.follows != nobody) return;
  const Service& offering = service(ending.service);
  const auto dose = static_cast<float>(
      std::clamp((day - ending.started) / std::max(1.0, offering.dose_weeks * days_per_week), 0.0, 1.0));
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
  if (completed) resolve_risks(ending, day);
  for (std::uint32_t e = ending.first_copy; e < ending.first_copy + ending.copies; ++e) {
    finish(e);
    if (completed) resolve_risks(state_.enrolments[e], day);
  }
  const bool grown = population_.alive(ending.person, day) && population_.age(ending.person, day) >= offering.age_limit;
  if (completed || grown)
    for (const std::uint32_t next : offering.onward) state_.pending.push_back({ending.person, next});
}

/// One that never started: nothing due names it.
void Simulation::give_up(std::uint32_t index) {
  state_.enrolments[index].stage = Stage::ended;
  unlink(index);
  state_.enrolments.give_up(index);
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
  if (service(index).unit == Unit::area) {
    for (std::size_t area = 0; area < population_.place.areas.size(); ++area) {
      attributes_.look_at_area(*this, area);
      count += attributes_.eligible(index);
    }
    return count;
  }
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
  const bool trains = running.unit == Unit::workforce && duty_.running[index] != 0;
  const double served = running.unit == Unit::area ? static_cast<double>(state_.covered[index].size())
                        : trains                   ? 1
                                                   : static_cast<double>(state_.enrolled[index].size());
  spend(index, step.end - 1, served * running.hours_per_week * weeks, served * running.cost_per_week * weeks);
}

void Simulation::spend(std::size_t index, Day day, double hours, double cost) {
  const std::size_t provider = scene_.provider[index];
  recorder_.add(Tally::service_hours, day, {index}, hours);
  recorder_.add(Tally::service_cost, day, {index}, cost);
  recorder_.add(Tally::provider_hours, day, {provider}, hours);
  recorder_.add(Tally::provider_cost, day, {provider}, cost);
}

}  // namespace kith::safety
