#include "models/safety/services/services.hpp"

#include "engine/queues/turns.hpp"
#include "engine/queues/waiting_list.hpp"
#include "models/safety/contacts/contacts.hpp"
#include "models/safety/equity/equity.hpp"
#include "models/safety/lives/lives.hpp"
#include "models/safety/offending/offending.hpp"
#include "models/safety/police/police.hpp"
#include "models/safety/replicate/schedule.hpp"
#include "models/safety/scene.hpp"
#include "models/safety/services/attributes.hpp"
#include "models/safety/services/effects.hpp"
#include "models/safety/services/knowledge.hpp"
#include "models/safety/services/single_effects.hpp"
#include "models/safety/trials/trials.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace kith::safety {

namespace {
constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

double hours_of_start(const Service& service, std::size_t mode) {
  return service.modes.empty() ? service.hours_at_start : service.modes[mode].hours_at_start;
}
double cost_of_start(const Service& service, std::size_t mode) {
  return service.modes.empty() ? service.cost_at_start : service.modes[mode].cost_at_start;
}
}  // namespace

void Services::begin() {
  const std::size_t services = regime().services.size();
  state_.waiting.resize(services);
  state_.enrolled.resize(services);
  state_.spare_hours.resize(regime().pool_hours.size());
}

void Services::leave_for_custody(RecordId id, Day day) {
  for (RecordId e = all_.records.record(id).last_enrolment; e != nobody; e = state_.enrolments[e].previous)
    if (state_.enrolments[e].stage == Stage::enrolled && !service(state_.enrolments[e].service).in_custody)
      end_service(e, day, false);
}

void Services::leave_all(RecordId id, Day day) {
  for (RecordId e = all_.records.record(id).last_enrolment; e != nobody; e = state_.enrolments[e].previous)
    end_service(e, day, completes(e, day));
}

void Services::forget_household(std::uint32_t household) {
  std::erase_if(state_.pending,
                [&](const PendingReferral& referral) { return population_.household(referral.person) == household; });
}

void Services::count_enrolled(Day day) {
  for (std::size_t i = 0; i < state_.waiting.size(); ++i) {
    recorder_.count(Tally::service_waiting, day, {i}, static_cast<std::int32_t>(state_.waiting[i].size()));
    recorder_.count(Tally::service_enrolled, day, {i}, static_cast<std::int32_t>(served(i)));
  }
}

/// People or areas that take up staff now.
std::size_t Services::served(std::size_t index) const {
  return state_.enrolled[index].size() + all_.areas.covered(index).size();
}

void Services::refer(Referral source, EntityId person, Day day, EntityId victim_id, const Case* about) {
  all_.contacts.happen(source, person, day, about);
  const auto& takers = all_.duty.takers(source);
  if (takers.empty()) return;
  all_.attributes.look_at(all_, person, day, about);
  for (const std::uint32_t index : takers)
    if (all_.attributes.eligible(index)) refer_to(index, person, day, victim_id);
}

/// A family stands in the list under its first member, whoever was referred.
EntityId Services::subject_of(const Service& to, EntityId person, Day day) const {
  if (to.unit != Unit::family) return person;
  const auto [first, last] = population_.members(population_.household(person));
  EntityId subject = first;
  while (subject < last && !population_.alive(subject, day)) ++subject;
  return subject;
}

/// For the person whose attributes were looked at last.
void Services::refer_to(std::size_t index, EntityId person, Day day, EntityId victim_id) {
  const Service& to = service(index);
  const auto priority = static_cast<float>(all_.attributes.priority(index));
  const EntityId subject = subject_of(to, person, day);
  if (!all_.trials.may_be_offered(index, subject, day)) return;
  const RecordId id = all_.records.offender_record(subject);
  for (RecordId e = all_.records.record(id).last_enrolment; e != nobody; e = state_.enrolments[e].previous) {
    Enrolment& earlier = state_.enrolments[e];
    if (earlier.service != index || earlier.stage > Stage::enrolled) continue;
    earlier.priority = std::max(earlier.priority, priority);
    return;
  }
  recorder_.count(Tally::referrals, day, {index});
  recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(Agency::services)});
  Enrolment referral;
  referral.record = id;
  referral.previous = all_.records.record(id).last_enrolment;
  referral.person = subject;
  referral.victim = victim_id;
  referral.referred = day;
  referral.priority = priority;
  referral.service = static_cast<std::uint16_t>(index);
  referral.mistaken = !all_.attributes.truly_eligible(index);
  const double patience = draws_.at(to.patience_purpose, subject, static_cast<std::uint64_t>(day)).exponential(1.0) *
                          to.patience_weeks * days_per_week;
  referral.gives_up = gives_up_on(day, patience, to.longest_wait_weeks * days_per_week);
  const RecordId number = state_.enrolments.add(referral);
  all_.records.record(id).last_enrolment = number;
  state_.waiting[index].push_back(number);
}

/// Those of the step before, whose days are all past.
void Services::make_pending_referrals(Day day) {
  const std::vector<PendingReferral> pending = std::move(state_.pending);
  state_.pending.clear();
  for (const PendingReferral& referral : pending) {
    if (!population_.alive(referral.person, day)) continue;
    if (referral.service == PendingReferral::any_service) {
      refer(Referral::new_note, referral.person, day);
    } else if (all_.duty.running(referral.service)) {
      all_.attributes.look_at(all_, referral.person, day, nullptr);
      if (all_.attributes.eligible(referral.service)) refer_to(referral.service, referral.person, day, nobody);
    }
  }
}

/// Services that share staff are served by turns: each place they have to give goes to the one that takes up the least
/// of the staff's time now; among those that take up the same, chance decides, so that a name never does.
void Services::run_services(const Step& step) {
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
}

void Services::serve_by_turns(std::vector<std::size_t> services, const Step& step) {
  const auto taken_up = [&](std::size_t i) { return service(i).hours_per_week * static_cast<double>(served(i)); };
  std::erase_if(services, [&](std::size_t i) {
    return service(i).unit != Unit::area && (!all_.duty.running(i) || state_.waiting[i].empty());
  });
  const bool alone = services.size() == 1;
  const auto key = [&](std::size_t i, std::uint64_t turn) {
    const std::uint64_t occasion = static_cast<std::uint64_t>(step.index) << 32U | turn;
    const double draw = alone ? 0 : draws_.at(service(i).turn_purpose, 0, occasion).uniform();
    return std::tuple(taken_up(i), draw);
  };
  kith::serve_by_turns(std::move(services), key, [&](std::size_t i) {
    if (service(i).unit != Unit::area) return offer_places(i, step, alone ? any_number : 1);
    all_.areas.cover_areas(i, step);
    return false;
  });
}

void Services::drop_waiting(std::size_t index, const Step& step) {
  std::erase_if(state_.waiting[index], [&](std::uint32_t e) {
    Enrolment& waiting = state_.enrolments[e];
    const bool gone = all_.records.record(waiting.record).ended || !population_.alive(waiting.person, step.begin);
    if (!gone && waiting.gives_up > step.begin && all_.duty.running(index)) return false;
    give_up(e, step.begin, gone ? Ending::gone : all_.duty.running(index) ? Ending::gave_up : Ending::closed);
    recorder_.count(Tally::service_waits_ended, step.begin, {index});
    return true;
  });
}

/// Gives at most `most` places; says whether it gave so many, and so may have more to give.
bool Services::offer_places(std::size_t index, const Step& step, std::size_t most) {
  const Service& offering = service(index);
  const double weeks = (step.end - step.begin) / days_per_week;
  double& spare = state_.spare_hours[offering.pool];
  const double claim = largest_claim(offering, weeks);
  // Hours saved up may pay for a start, but nobody is taken on whose weeks to come nobody has time for.
  const auto promised = [&] {
    double hours = offering.hours_per_week;
    for (std::size_t i = 0; i < regime().services.size(); ++i)
      if (service(i).pool == offering.pool) hours += service(i).hours_per_week * static_cast<double>(served(i));
    return hours;
  };
  const auto room = [&] {
    const bool place = static_cast<double>(state_.enrolled[index].size()) < offering.places;
    return place && spare >= claim &&
           (offering.hours_per_week <= 0 || std::isinf(regime().pool_hours[offering.pool]) ||
            promised() <= regime().pool_hours[offering.pool] * (1 + 1e-12));
  };
  auto& waiting = state_.waiting[index];
  const auto later = [&](std::uint32_t a, std::uint32_t b) {
    const Enrolment& x = state_.enrolments[a];
    const Enrolment& y = state_.enrolments[b];
    return std::tuple(-x.priority, x.referred, x.person) > std::tuple(-y.priority, y.referred, y.person);
  };
  const auto offer = [&](std::uint32_t e) {
    if (!offering.in_custody && !all_.records.at_liberty(state_.enrolments[e].person, step.begin))
      return Offer::out_of_reach;
    if (!start_service(e, step)) return Offer::declined;
    spare -= hours_of_start(offering, state_.enrolments[e].mode) + offering.hours_per_week * weeks;
    return Offer::taken;
  };
  return kith::offer_places(waiting, later, most, room, offer) == most;
}

/// The staff hours that one more start may take at once.
double Services::largest_claim(const Service& offering, double weeks) const {
  double dearest_start = 0;
  for (std::size_t mode = 0; mode < std::max<std::size_t>(1, offering.modes.size()); ++mode)
    dearest_start = std::max(dearest_start, hours_of_start(offering, mode));
  return std::max(dearest_start, offering.hours_per_week * weeks);
}

bool Services::wanted(const Enrolment& referral) const {
  const Service& offering = service(referral.service);
  const auto occasion = static_cast<std::uint64_t>(referral.referred);
  const bool victim_wants =
      offering.unit != Unit::parties || referral.victim == nobody ||
      draws_.at(offering.victim_consent_purpose, referral.victim, occasion).bernoulli(offering.victim_consent);
  const double consent = std::min(1.0, offering.consent * all_.duty.engagement(referral.service));
  return victim_wants && draws_.at(offering.consent_purpose, referral.person, occasion).bernoulli(consent);
}

/// The day after the dose, if nothing ends it earlier: leaving, or growing out of it.
Day Services::last_day_of(const Enrolment& enrolment, Day day) const {
  const Service& offering = service(enrolment.service);
  const double rate = std::max(offering.dropout_rate * all_.duty.drop_out(enrolment.service), 1e-9);
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

void Services::choose_mode(Enrolment& enrolment) const {
  const Service& offering = service(enrolment.service);
  if (offering.modes.empty()) return;
  double left =
      draws_.at(offering.mode_purpose, enrolment.person, static_cast<std::uint64_t>(enrolment.referred)).uniform();
  double sum = 0;
  for (const Mode& mode : offering.modes) sum += mode.share;
  left *= sum;
  while (enrolment.mode + 1U < offering.modes.size() && left >= offering.modes[enrolment.mode].share)
    left -= offering.modes[enrolment.mode++].share;
}

bool Services::start_service(std::uint32_t index, const Step& step) {
  const std::size_t service_index = state_.enrolments[index].service;
  const Service& offering = service(service_index);
  const Day day = step.begin;
  if (!wanted(state_.enrolments[index])) {
    give_up(index, day, Ending::refused);
    recorder_.count(Tally::service_refusals, day, {service_index});
    return false;
  }
  Enrolment& enrolment = state_.enrolments[index];
  enrolment.stage = Stage::enrolled;
  enrolment.started = day;
  choose_mode(enrolment);
  const Day ends = last_day_of(enrolment, day);
  all_.schedule.plan(ends, Happening{static_cast<std::uint64_t>(service_index) << 32U | static_cast<std::uint32_t>(day),
                                     enrolment.person, index, HappeningKind::service_end});
  state_.enrolled[service_index].push_back(index);
  recorder_.count(Tally::service_starts, day, {service_index});
  if (enrolment.mistaken) recorder_.count(Tally::mistaken_starts, day, {service_index});
  recorder_.count(Tally::service_wait_days, day, {service_index}, std::max<Day>(0, day - enrolment.referred));
  spend(service_index, day, hours_of_start(offering, enrolment.mode), cost_of_start(offering, enrolment.mode));
  all_.single_effects.cut_co_offending_ties(enrolment, day);
  all_.single_effects.schedule_breach(index, day, ends);
  const std::uint32_t household = population_.household(enrolment.person);
  if (offering.pools != 0) all_.knowledge.pool(household, offering.pools, day);
  if (offering.helps_households()) all_.knowledge.help_begins(household, day);
  begin_for(spread_enrolment(index, day), day, ends);
  return true;
}

/// Everyone the enrolment reaches (household members, the victim) gets a copy of it, so that each life carries its own
/// effects. Returns the enrolment and its copies.
std::vector<std::uint32_t> Services::spread_enrolment(std::uint32_t index, Day day) {
  const Enrolment main = state_.enrolments[index];
  const Service& offering = service(main.service);
  std::vector<std::uint32_t> all{index};
  state_.enrolments[index].first_copy = state_.enrolments.next_appended();
  const auto link = [&](EntityId person) {
    Enrolment copy = main;
    copy.person = person;
    copy.record = all_.records.offender_record(person);
    copy.follows = index;
    copy.previous = all_.records.record(copy.record).last_enrolment;
    all.push_back(all_.records.record(copy.record).last_enrolment = state_.enrolments.append(copy));
  };
  if (offering.unit == Unit::family) {
    const auto [first, last] = population_.members(population_.household(main.person));
    for (EntityId member = first; member < last; ++member)
      if (member != main.person && population_.alive(member, day)) link(member);
  }
  const bool of_two = offering.unit == Unit::parties && main.victim != nobody && main.victim != main.person;
  if (of_two && population_.alive(main.victim, day)) link(main.victim);
  state_.enrolments[index].copies = static_cast<std::uint16_t>(all.size() - 1);
  return all;
}

void Services::begin_for(const std::vector<std::uint32_t>& enrolments, Day day, Day ends) {
  const std::size_t index = state_.enrolments[enrolments.front()].service;
  recorder_.count(Tally::service_reached, day, {index}, static_cast<std::int32_t>(enrolments.size()));
  double raises = 1;
  for (const Effect& effect : service(index).effects)
    if (effect.kind == EffectKind::offending) raises *= std::max(1.0, effect.value);
  for (const std::uint32_t e : enrolments) {
    const EntityId person = state_.enrolments[e].person;
    all_.equity.follow(person, index, day);
    all_.records.mark(person, Mark::enrolment);
    all_.single_effects.add_recoveries(state_.enrolments[e], day, ends);
    if (raises > 1) all_.offending.update_excess(person, all_.offending.above_bound(person) / raises, day);
  }
}

void Services::end_service(std::uint32_t index, Day day, bool completed) {
  Enrolment& ending = state_.enrolments[index];
  if (ending.stage != Stage::enrolled || ending.follows != nobody) return;
  const Service& offering = service(ending.service);
  const auto dose = static_cast<float>(
      std::clamp((day - ending.started) / std::max(1.0, offering.dose_weeks * days_per_week), 0.0, 1.0));
  std::erase(state_.enrolled[ending.service], index);
  recorder_.count(completed ? Tally::service_completions : Tally::service_dropouts, day, {ending.service});
  const auto finish = [&](std::uint32_t e) {
    Enrolment& enrolment = state_.enrolments[e];
    all_.lives.left_service(enrolment, day, completed ? Ending::completed : Ending::dropped_out);
    enrolment.stage = offering.decay_weeks > 0 ? Stage::after : Stage::ended;
    enrolment.ended = day;
    enrolment.dose = dose;
    if (enrolment.stage == Stage::ended) unlink(e);
  };
  finish(index);
  if (completed) all_.single_effects.resolve_risks(ending, day);
  for (std::uint32_t e = ending.first_copy; e < ending.first_copy + ending.copies; ++e) {
    finish(e);
    if (completed) all_.single_effects.resolve_risks(state_.enrolments[e], day);
  }
  const bool grown = population_.alive(ending.person, day) && population_.age(ending.person, day) >= offering.age_limit;
  if (completed || grown) refer_onward(ending);
}

/// Of a family everybody is sent on, to whatever takes them.
void Services::refer_onward(const Enrolment& ending) {
  const Service& offering = service(ending.service);
  for (const std::uint32_t next : offering.onward) {
    refer_later(ending.person, next);
    if (offering.unit != Unit::family) continue;
    for (std::uint32_t e = ending.first_copy; e < ending.first_copy + ending.copies; ++e)
      refer_later(state_.enrolments[e].person, next);
  }
}

/// Was the planned dose had by `day`, by somebody still there?
bool Services::completes(std::uint32_t enrolment, Day day) const {
  const Enrolment& ending = state_.enrolments[enrolment];
  return population_.alive(ending.person, day) &&
         day - ending.started >= static_cast<Day>(service(ending.service).dose_weeks * 7);
}

/// One that never started: nothing due names it.
void Services::give_up(std::uint32_t index, Day day, Ending ending) {
  all_.lives.stopped_waiting(state_.enrolments[index], day, ending);
  state_.enrolments[index].stage = Stage::ended;
  unlink(index);
  state_.enrolments.give_up(index);
}

/// Takes an ended enrolment out of its record's list, so that looking at a life costs what acts on it now.
void Services::unlink(std::uint32_t index) {
  const Enrolment& ended = state_.enrolments[index];
  OffenderRecord& record = all_.records.record(ended.record);
  RecordId* link = &record.last_enrolment;
  while (*link != index && *link != nobody) link = &state_.enrolments[*link].previous;
  if (*link == index) *link = ended.previous;
  if (record.last_enrolment == nobody && !record.ended) all_.records.unmark(record.person, Mark::enrolment);
}

void Services::account_for(std::size_t index, const Step& step) {
  const Service& running = service(index);
  const double weeks = (step.end - step.begin) / days_per_week;
  const bool trains = running.unit == Unit::workforce && all_.duty.running(index);
  const double places = trains ? 1 : static_cast<double>(served(index));
  spend(index, step.end - 1, places * running.hours_per_week * weeks, places * running.cost_per_week * weeks);
}

void Services::spend(std::size_t index, Day day, double hours, double cost) {
  const std::size_t provider = scene_.provider[index];
  recorder_.add(Tally::service_hours, day, {index}, hours);
  recorder_.add(Tally::service_cost, day, {index}, cost);
  recorder_.add(Tally::provider_hours, day, {provider}, hours);
  recorder_.add(Tally::provider_cost, day, {provider}, cost);
}

void Services::add_staff_time(const Step& step) {
  const double weeks = (step.end - step.begin) / days_per_week;
  std::vector<double> busy(state_.spare_hours.size());
  for (std::size_t i = 0; i < regime().services.size(); ++i)
    busy[service(i).pool] += service(i).hours_per_week * static_cast<double>(served(i));
  for (std::size_t pool = 0; pool < busy.size(); ++pool)
    state_.spare_hours[pool] += (regime().pool_hours[pool] - busy[pool]) * weeks;
}

/// Staff time that found nobody is gone, except what one start of a person would still need.
void Services::lose_idle_time(const Step& step) {
  const double weeks = (step.end - step.begin) / days_per_week;
  std::vector<double> kept(state_.spare_hours.size());
  for (std::size_t i = 0; i < regime().services.size(); ++i)
    if (all_.duty.running(i) && service(i).takes_people())
      kept[service(i).pool] = std::max(kept[service(i).pool], largest_claim(service(i), weeks));
  for (std::size_t pool = 0; pool < kept.size(); ++pool)
    state_.spare_hours[pool] = std::min(state_.spare_hours[pool], kept[pool]);
}

EligibleCount Services::count_eligible(std::size_t index) {
  constexpr Day first = 0;
  EligibleCount count;
  if (service(index).unit == Unit::area) {
    for (std::size_t area = 0; area < population_.place.areas.size(); ++area) {
      all_.attributes.look_at_area(all_, area);
      count.known += all_.attributes.eligible(index);
    }
    return count;
  }
  for (EntityId person = 0; person < population_.size(); ++person) {
    if (!population_.alive(person, first)) continue;
    all_.attributes.look_at(all_, person, first, nullptr);
    count.known += all_.records.find(person) != nobody && all_.attributes.eligible(index);
    count.truly += service(index).asks != 0 && all_.attributes.truly_eligible(index);
  }
  return count;
}

}  // namespace kith::safety
