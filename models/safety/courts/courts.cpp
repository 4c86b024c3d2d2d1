#include "models/safety/courts/courts.hpp"

#include "models/safety/courts/sentence.hpp"
#include "models/safety/lives/lives.hpp"
#include "models/safety/replicate/base_work.hpp"
#include "models/safety/replicate/schedule.hpp"
#include "models/safety/scene.hpp"
#include "models/safety/services/services.hpp"
#include "models/safety/supervision/cohorts.hpp"
#include "models/safety/supervision/supervision.hpp"

#include <algorithm>
#include <limits>

namespace kith::safety {

namespace {
Ending ending_of_verdict(Verdict verdict) {
  if (convicts(verdict)) return Ending::convicted;
  return verdict == Verdict::dropped ? Ending::charge_dropped : Ending::acquitted;
}
}  // namespace

/// Was an order or a licence running when the offence was committed?
bool Courts::on_supervision(const Case& decided, RecordId id) const {
  return all_.records.record(id).supervised(decided.offence_day);
}

CourseOfCharge Courts::course_of(const Case& decided, RecordId id, Day day) const {
  const OffenderRecord& record = all_.records.record(id);
  return course_of_charge(parameters(), {decided.type, population_.age(record.person, day) < 18, record.convictions},
                          draws_.at(purpose("safety.charge"), record.person, decided.key));
}

void Courts::lay_charge(std::uint32_t case_index, RecordId id, Day day, const CourseOfCharge& course) {
  OffenderRecord& record = all_.records.record(id);
  const Case charged = all_.police.case_of(case_index);
  all_.police.add_charge(case_index);
  ++record.open_cases;
  if (day < 0 && day >= -days_of_base_work(scene_.timeline))
    state_.work_before_start[static_cast<std::size_t>(course.court)] += expected_hours(parameters(), course);
  const std::uint32_t number = state_.charges.add(Charge{case_index, id, day, on_supervision(charged, id), course});
  all_.schedule.plan(day + course.ready_after,
                     Happening{charged.key, record.person, number, HappeningKind::ready_for_court});
}

void Courts::charge(std::uint32_t case_index, RecordId id, Day day) {
  const Case charged = all_.police.case_of(case_index);
  const EntityId person = all_.records.record(id).person;
  const CourseOfCharge course = course_of(charged, id, day);
  lay_charge(case_index, id, day, course);
  all_.supervision.answer_for_charge(id, day, charged.key);
  if (course.remanded) all_.supervision.remand(id, day, charged.key);
  all_.services.refer(Referral::charge, person, day, charged.victim, &charged);
}

void Courts::charge_in_past(std::uint32_t case_index, RecordId id, Day day) {
  const Case charged = all_.police.case_of(case_index);
  const CourseOfCharge course = course_of(charged, id, day);
  if (course.remanded) all_.supervision.remand(id, day, charged.key);
  if (day + course.ready_after >= -scene_.timeline.burn_in_days) return lay_charge(case_index, id, day, course);
  all_.police.add_charge(case_index);
  ++all_.records.record(id).open_cases;
  hear(state_.charges.add(Charge{case_index, id, day, on_supervision(charged, id), course}), day + course.ready_after);
}

void Courts::join_queue(std::uint32_t charge_index) {
  const CourseOfCharge& course = state_.charges[charge_index].course;
  CourtsState::Queue& queue = state_.court_queues[static_cast<std::size_t>(course.court)];
  (course.remanded ? queue.in_custody : queue.at_liberty).push_back(charge_index);
}

void Courts::count_waiting(Day day) {
  for (std::size_t court = 0; court < court_count; ++court)
    recorder_.count(Tally::court_waiting, day, {court}, static_cast<std::int32_t>(state_.court_queues[court].size()));
  recorder_.count(Tally::open_cases, day, {}, static_cast<std::int32_t>(state_.charges.in_use()));
}

/// Hours of a step. Before the first day nothing limits a court: its work is what the capacity is told by.
double Courts::capacity(std::size_t court, const Step& step) const {
  const Day told = days_of_base_work(scene_.timeline);
  if (step.begin < 0 || told == 0) return std::numeric_limits<double>::infinity();
  return state_.work_before_start[court] * parameters().court_capacity[court] * scene_.growth(step.begin) *
         (step.end - step.begin) / told;
}

void Courts::hold_courts(const Step& step) {
  for (std::size_t court = 0; court < court_count; ++court) {
    // Time not used when nobody waits is lost; a hearing that goes on for longer takes from the days to come.
    state_.hours_left[court] = std::min(state_.hours_left[court], 0.0) + capacity(court, step);
    CourtsState::Queue& queue = state_.court_queues[court];
    const auto hear_all = [&](std::vector<std::uint32_t>& waiting) {
      std::size_t heard = 0;
      for (; heard < waiting.size() && state_.hours_left[court] > 0; ++heard)
        state_.hours_left[court] -= hear(waiting[heard], step.end - 1);
      waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(heard));
    };
    hear_all(queue.in_custody);
    hear_all(queue.at_liberty);
    if (state_.hours_left[court] == std::numeric_limits<double>::infinity()) state_.hours_left[court] = 0;
  }
}

double Courts::hear(std::uint32_t charge_index, Day day) {
  ++all_.events;
  ++state_.charges_heard;
  const Charge heard = state_.charges[charge_index];
  state_.charges.give_up(charge_index);
  OffenderRecord& record = all_.records.record(heard.record);
  const Case decided = all_.police.case_of(heard.case_index);
  const Verdict verdict = verdict_of(parameters(), heard.course, day - heard.charged,
                                     draws_.at(purpose("safety.verdict"), record.person, decided.key));
  count_completion(heard, decided, verdict, day);
  all_.police.end_charge(heard.case_index);
  --record.open_cases;
  if (!record.ended && population_.alive(record.person, day)) {
    all_.lives.decided(EpisodeKind::hearing, record.person, decided, day, heard.charged, ending_of_verdict(verdict));
    if (convicts(verdict)) convict(heard, decided, day);
    if (heard.course.remanded) all_.supervision.end_remand(heard.record, day, decided.key);
  }
  return hours_of(parameters(), heard.course.court, verdict);
}

void Courts::count_completion(const Charge& heard, const Case& decided, Verdict verdict, Day day) {
  if (day < 0 || day > scene_.timeline.last_day()) return;
  const auto court = static_cast<std::size_t>(heard.course.court);
  const EntityId person = all_.records.record(heard.record).person;
  recorder_.count(Tally::court_hearings, day, {court});
  recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(Agency::courts)});
  recorder_.count(Tally::hearings_by_age_and_type, day, {population_.age(person, day) < 18 ? 0U : 1U, decided.type});
  const auto year = static_cast<std::size_t>(recorder_.year_of(day));
  recorder_.count_at(Tally::verdicts, {year, court, static_cast<std::size_t>(verdict)});
  recorder_.count_at(Tally::completion_days, {year, court}, day - decided.offence_day);
  recorder_.count_at(Tally::court_days, {year, court}, day - heard.charged);
}

void Courts::convict(const Charge& heard, const Case& decided, Day day) {
  recorder_.count(Tally::convictions, day);
  all_.cohorts.prove(heard.record, decided, day);
  OffenderRecord& record = all_.records.record(heard.record);
  ++record.convictions;
  const EntityId person = record.person;
  sentence(heard, decided, day);
  all_.services.refer(Referral::conviction, person, day, decided.victim, &decided);
}

/// By the law of the day of the offence for what follows custody; days waited in custody count as served.
void Courts::sentence(const Charge& heard, const Case& decided, Day day) {
  const OffenderRecord& record = all_.records.record(heard.record);
  const Convicted convicted{decided.type, population_.age(record.person, day) < 18, record.convictions - 1,
                            heard.supervised, heard.course.court};
  Stream stream = draws_.at(purpose("safety.sentence"), record.person, decided.key);
  const double draw = stream.uniform();
  const double shape = parameters().custody_shape[decided.type];
  const double months = stream.gamma(shape, parameters().custody_months[decided.type] / shape);
  Sentence given = sentence_of(parameters(), convicted, draw, months);
  if (given.disposal == Disposal::custody && !convicted.youth && is_short(given.length))
    given.supervision = static_cast<Day>(all_.parameters_on(decided.offence_day).short_sentence_supervision_days);
  pass(heard.record, decided, given, day, heard.course.remanded ? day - heard.charged : 0);
}

namespace {

/// Index into sentence_names.
std::size_t number_of(const Sentence& given) {
  if (given.disposal == Disposal::custody) return 3;
  if (given.disposal == Disposal::fine_or_discharge) return 0;
  return given.suspended ? 2 : 1;
}

Ending ending_of_sentence(Disposal disposal) {
  if (disposal == Disposal::custody) return Ending::custody;
  return disposal == Disposal::order ? Ending::order : Ending::fine_or_discharge;
}

}  // namespace

void Courts::pass(RecordId id, const Case& decided, const Sentence& given, Day day, Day waited_in_custody) {
  const EntityId person = all_.records.record(id).person;
  const bool custody = given.disposal == Disposal::custody;
  if (day >= 0 && day <= scene_.timeline.last_day()) {
    recorder_.count_at(Tally::sentences, {decided.type, number_of(given)});
    if (custody) recorder_.count_at(Tally::custody_days_given, {decided.type}, given.length);
  }
  all_.lives.decided(EpisodeKind::sentence, person, decided, day, no_day, ending_of_sentence(given.disposal),
                     custody ? day + 1 + given.length : no_day);
  all_.records.record(id).last_type = decided.type;
  if (custody) return all_.supervision.imprison(id, day, given, waited_in_custody, decided.key);
  if (given.disposal == Disposal::order) all_.supervision.start_order(id, day, decided.type, decided.key);
  all_.cohorts.enter_cohort(id, given.disposal, day);
}

}  // namespace kith::safety
