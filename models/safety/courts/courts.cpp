#include "models/safety/courts/courts.hpp"

#include "engine/queues/waiting_list.hpp"
#include "models/safety/courts/sentence.hpp"
#include "models/safety/lives/lives.hpp"
#include "models/safety/offending/offending.hpp"
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

Day longest_wait_inside(const std::vector<Heard>& heard, Day day) {
  Day longest = 0;
  for (const Heard& one : heard)
    if (one.charge.course.remanded) longest = std::max(longest, day - one.charge.charged);
  return longest;
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

/// Is it heard with one that waits for the same court?
bool Courts::joins(std::uint32_t first, const Charge& charge) const {
  if (first == nobody) return false;
  const Case& about = all_.police.case_of(charge.case_index);
  const EntityId person = all_.records.record(charge.record).person;
  return draws_.at(purpose("safety.heard_together"), person, about.key).bernoulli(parameters().heard_together);
}

/// Hours of the longest of the charges heard together.
double Courts::longest_expected(std::uint32_t first) const {
  double hours = 0;
  for (std::uint32_t number = first; number != nobody; number = state_.charges[number].next)
    hours = std::max(hours, expected_hours(parameters(), state_.charges[number].course));
  return hours;
}

std::uint32_t Courts::lay_charge(std::uint32_t case_index, RecordId id, Day day, const CourseOfCharge& course) {
  OffenderRecord& record = all_.records.record(id);
  const Charge charge{
      case_index, id, day, day + course.ready_after, on_supervision(all_.police.case_of(case_index), id), course};
  const auto court = static_cast<std::size_t>(course.court);
  std::uint32_t& listed = record.listed[court];
  const bool joined = joins(listed, charge);
  all_.police.add_charge(case_index);
  ++record.open_cases;
  if (day < 0 && day >= -days_of_base_work(scene_.timeline))
    state_.work_before_start[court] +=
        std::max(0.0, expected_hours(parameters(), course) - (joined ? longest_expected(listed) : 0));
  const std::uint32_t number = state_.charges.add(charge);
  if (joined) {
    state_.charges[number].next = state_.charges[listed].next;
    state_.charges[listed].next = number;
    return nobody;
  }
  if (listed == nobody) listed = number;
  return number;
}

void Courts::plan_hearing(std::uint32_t first) {
  const Charge& charge = state_.charges[first];
  all_.schedule.plan(charge.ready,
                     Happening{all_.police.case_of(charge.case_index).key, all_.records.record(charge.record).person,
                               first, HappeningKind::ready_for_court});
}

void Courts::charge(std::uint32_t case_index, RecordId id, Day day) {
  const Case charged = all_.police.case_of(case_index);
  const EntityId person = all_.records.record(id).person;
  const CourseOfCharge course = course_of(charged, id, day);
  const std::uint32_t number = lay_charge(case_index, id, day, course);
  if (number != nobody) plan_hearing(number);
  all_.supervision.answer_for_charge(id, day, charged.key);
  if (course.remanded) all_.supervision.remand(id, day, charged.key);
  all_.services.refer(Referral::charge, person, day, charged.victim, &charged);
}

void Courts::charge_in_past(std::uint32_t case_index, RecordId id, Day day) {
  hold_past_hearings(id, day);
  const Case charged = all_.police.case_of(case_index);
  const CourseOfCharge course = course_of(charged, id, day);
  if (course.remanded) all_.supervision.remand(id, day, charged.key);
  const std::uint32_t number = lay_charge(case_index, id, day, course);
  if (number == nobody || all_.records.record(id).listed[static_cast<std::size_t>(course.court)] == number) return;
  // Only one hearing a court is kept for later.
  if (day + course.ready_after >= -scene_.timeline.burn_in_days) return plan_hearing(number);
  hear(number, day + course.ready_after);
}

void Courts::hold_past_hearings(RecordId id, Day day) {
  for (std::size_t court = 0; court < court_count; ++court) {
    const std::uint32_t first = all_.records.record(id).listed[court];
    if (first != nobody && state_.charges[first].ready <= day) hear(first, state_.charges[first].ready);
  }
}

void Courts::end_past(Day day) {
  for (RecordId id = 0; id < all_.records.state().offenders.size(); ++id) {
    hold_past_hearings(id, day - 1);
    for (const std::uint32_t first : all_.records.record(id).listed)
      if (first != nobody) plan_hearing(first);
  }
}

void Courts::join_queue(std::uint32_t first) {
  CourtsState::Queue& queue = state_.court_queues[static_cast<std::size_t>(state_.charges[first].course.court)];
  bool inside = false;
  for (std::uint32_t number = first; number != nobody; number = state_.charges[number].next)
    inside = inside || state_.charges[number].course.remanded;
  (inside ? queue.in_custody : queue.at_liberty).push_back(first);
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
    const auto hear_one = [&](std::uint32_t first) { return hear(first, step.end - 1); };
    serve_in_order(queue.in_custody, state_.hours_left[court], hear_one);
    serve_in_order(queue.at_liberty, state_.hours_left[court], hear_one);
    if (state_.hours_left[court] == std::numeric_limits<double>::infinity()) state_.hours_left[court] = 0;
  }
}

double Courts::hear(std::uint32_t first, Day day) {
  std::vector<Heard> heard;
  for (std::uint32_t number = first; number != nobody;) {
    const Charge charge = state_.charges[number];
    state_.charges.give_up(number);
    number = charge.next;
    heard.push_back(decide(charge, day));
  }
  const auto court = heard.front().charge.course.court;
  const RecordId id = heard.front().charge.record;
  std::uint32_t& listed = all_.records.record(id).listed[static_cast<std::size_t>(court)];
  if (listed == first) listed = nobody;
  // What is proven first, and of that the gravest.
  std::sort(heard.begin(), heard.end(), [&](const Heard& a, const Heard& b) {
    return convicts(a.verdict) != convicts(b.verdict) ? convicts(a.verdict) : graver(a, b);
  });
  count_hearing(heard.front(), day);
  judge(heard, day);
  double hours = 0;
  for (const Heard& one : heard) hours = std::max(hours, hours_of(parameters(), court, one.verdict));
  return hours;
}

Heard Courts::decide(const Charge& charge, Day day) {
  ++all_.events;
  ++state_.charges_heard;
  OffenderRecord& record = all_.records.record(charge.record);
  const Case about = all_.police.case_of(charge.case_index);
  const Verdict verdict = verdict_of(parameters(), charge.course, day - charge.charged,
                                     draws_.at(purpose("safety.verdict"), record.person, about.key));
  const Heard heard{charge, about, verdict};
  count_verdict(heard, day);
  all_.police.end_charge(charge.case_index);
  --record.open_cases;
  return heard;
}

void Courts::count_verdict(const Heard& heard, Day day) {
  if (day < 0 || day > scene_.timeline.last_day()) return;
  const auto court = static_cast<std::size_t>(heard.charge.course.court);
  recorder_.count(Tally::charges_heard, day, {court});
  const auto year = static_cast<std::size_t>(recorder_.year_of(day));
  recorder_.count_at(Tally::verdicts, {year, court, static_cast<std::size_t>(heard.verdict)});
  recorder_.count_at(Tally::completion_days, {year, court}, day - heard.about.offence_day);
  recorder_.count_at(Tally::court_days, {year, court}, day - heard.charge.charged);
}

void Courts::count_hearing(const Heard& gravest, Day day) {
  if (day < 0 || day > scene_.timeline.last_day()) return;
  const EntityId person = all_.records.record(gravest.charge.record).person;
  recorder_.count(Tally::court_hearings, day, {static_cast<std::size_t>(gravest.charge.course.court)});
  recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(Agency::courts)});
  recorder_.count(Tally::hearings_by_age_and_type, day,
                  {population_.age(person, day) < 18 ? 0U : 1U, gravest.about.type});
}

/// The one with more custody to be expected of its type; of one type, the one whose offence's key is the smaller.
bool Courts::graver(const Heard& a, const Heard& b) const {
  const double of_a = gravity(parameters(), a.about.type), of_b = gravity(parameters(), b.about.type);
  return of_a != of_b ? of_a > of_b : a.about.key < b.about.key;
}

/// One more offence is proven against somebody.
void Courts::convict(const Heard& heard, Day day) {
  recorder_.count(Tally::convictions, day);
  all_.cohorts.prove(heard.charge.record, heard.about, day);
  ++all_.records.record(heard.charge.record).convictions;
}

/// What is proven comes on record, and one sentence is passed for all of it, by the gravest.
void Courts::judge(std::vector<Heard>& heard, Day day) {
  const RecordId id = heard.front().charge.record;
  const EntityId person = all_.records.record(id).person;
  if (all_.records.record(id).ended || !population_.alive(person, day)) return;
  for (const Heard& one : heard)
    all_.lives.decided(EpisodeKind::hearing, person, one.about, day, one.charge.charged,
                       ending_of_verdict(one.verdict));
  const auto proven =
      std::partition_point(heard.begin(), heard.end(), [](const Heard& one) { return convicts(one.verdict); });
  for (auto one = heard.begin(); one != proven; ++one) convict(*one, day);
  if (proven != heard.begin()) {
    all_.records.record(id).proven_together = static_cast<std::uint16_t>(proven - heard.begin());
    sentence(heard.front(), longest_wait_inside(heard, day), day);
  }
  for (auto one = heard.begin(); one != proven; ++one)
    all_.services.refer(Referral::conviction, person, day, one->about.victim, &one->about);
  for (const Heard& one : heard)
    if (one.charge.course.remanded) all_.supervision.end_remand(id, day, one.about.key);
}

/// By the law of the day of the offence for what follows custody; days waited in custody count as served.
void Courts::sentence(const Heard& gravest, Day waited_inside, Day day) {
  const Charge& charge = gravest.charge;
  const Case& about = gravest.about;
  const OffenderRecord& record = all_.records.record(charge.record);
  const Convicted convicted{about.type,
                            population_.age(record.person, day) < 18,
                            record.convictions - record.proven_together,
                            charge.supervised,
                            charge.course.court,
                            population_.sex(record.person) == Sex::female};
  Stream stream = draws_.at(purpose("safety.sentence"), record.person, about.key);
  const double draw = stream.uniform();
  const double shape = parameters().custody_shape[about.type];
  const double months = stream.gamma(shape, parameters().custody_months[about.type] / shape);
  Sentence given = sentence_of(parameters(), convicted, draw, months);
  if (given.disposal == Disposal::custody && !convicted.youth && is_short(given.length))
    given.supervision = static_cast<Day>(all_.parameters_on(about.offence_day).short_sentence_supervision_days);
  pass(charge.record, about, given, day, waited_inside);
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
    const OffenderRecord& record = all_.records.record(id);
    recorder_.count_at(Tally::sentences_by_record,
                       {static_cast<std::size_t>(population_.sex(person)), population_.age(person, day) < 18 ? 0U : 1U,
                        band_of_proofs(record.convictions - record.proven_together), number_of(given)});
    if (custody) recorder_.count_at(Tally::custody_days_given, {decided.type}, given.length);
  }
  all_.lives.decided(EpisodeKind::sentence, person, decided, day, no_day, ending_of_sentence(given.disposal),
                     custody ? day + 1 + given.length : no_day);
  all_.records.record(id).last_type = decided.type;
  const Day begins = custody ? all_.supervision.imprison(id, day, given, waited_in_custody, decided.key) : day;
  all_.offending.sanction(id, sentenced(given, population_.age(person, day) < 18, begins), day);
  if (custody) return;
  if (given.disposal == Disposal::order) all_.supervision.start_order(id, day, decided.type, decided.key);
  all_.cohorts.enter_cohort(id, given.disposal, day);
}

}  // namespace kith::safety
