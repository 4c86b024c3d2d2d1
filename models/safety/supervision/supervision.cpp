#include "models/safety/supervision/supervision.hpp"

#include "engine/work/look_ahead.hpp"
#include "models/safety/courts/sentence.hpp"
#include "models/safety/lives/lives.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/replicate/schedule.hpp"
#include "models/safety/services/services.hpp"
#include "models/safety/supervision/cohorts.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace kith::safety {

namespace {
/// What follows from a sentence is named after it, each thing by a name of its own.
constexpr std::uint64_t next_occasion(std::uint64_t occasion) { return occasion + 1; }
}  // namespace

/// Keeps a list of those in custody or supervised, so that taking stock costs what they are, not the population.
void Supervision::watch(RecordId id) {
  if (std::exchange(all_.records.record(id).watched, true)) return;
  state_.under_justice.push_back(id);
}

Agency Supervision::supervisor(const OffenderRecord& record, Day day) const {
  if (population_.age(record.person, day) < 18) return Agency::youth_justice;
  return record.high_risk ? Agency::probation_high_risk : Agency::probation_medium_risk;
}

/// By the offence alone: what an assessment of the person would add is not told apart.
bool Supervision::is_high_risk(std::size_t type) { return Evidence::get().offence_types()[type].high_risk; }

void Supervision::supervise_from(OffenderRecord& record, Day day) {
  if (!record.supervised(day)) record.supervised_from = day;
}

void Supervision::enter_custody(RecordId id, Day day, Day until, std::uint64_t occasion, CustodyCause cause) {
  OffenderRecord& record = all_.records.record(id);
  const Day from = day + 1;
  if (cause != CustodyCause::remand) record.sentence_until = std::max<Day>(record.sentence_until, until);
  // Whoever was to come out on this day or the next does not come out.
  if (record.in_custody(from) || (record.custody_for != 0 && record.custody_until >= day)) {
    record.custody_for |= static_cast<std::uint8_t>(cause);
    if (until <= record.custody_until) return;
  } else {
    record.days_inside = static_cast<ShortDay>(record.days_inside + record.days_of_last_spell(day));
    record.earlier_from = record.custody_from;
    record.earlier_until = record.custody_until;
    record.custody_from = from;
    record.custody_for = static_cast<std::uint8_t>(cause);
    recorder_.count(Tally::custody_starts, day);
    recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(Agency::prison)});
  }
  record.custody_until = until;
  all_.records.mark(record.person, Mark::custody);
  if (until != never) all_.schedule.plan(until, Happening{occasion, record.person, id, HappeningKind::release});
  watch(id);
  const EntityId person = record.person;
  all_.services.leave_for_custody(id, day);
  all_.services.refer(Referral::custody_start, person, day);
}

Day Supervision::imprison(RecordId id, Day day, const Sentence& given, Day waited, std::uint64_t occasion) {
  OffenderRecord& record = all_.records.record(id);
  const Day until = day + 1 + std::max<Day>(1, given.served - waited);
  supervise_from(record, day);
  record.licence_until = std::max<Day>(record.licence_until, until + given.supervision);
  record.short_licence = is_short(given.length);
  record.high_risk = is_high_risk(record.last_type) || (record.high_risk && record.in_custody(day + 1));
  enter_custody(id, day, until, occasion, CustodyCause::sentence);
  return until;
}

void Supervision::remand(RecordId id, Day day, std::uint64_t occasion) {
  ++all_.records.record(id).remands;
  enter_custody(id, day, never, occasion, CustodyCause::remand);
}

void Supervision::end_remand(RecordId id, Day day, std::uint64_t occasion) {
  OffenderRecord& record = all_.records.record(id);
  if (--record.remands > 0) return;
  record.custody_until = std::max<Day>(day + 1, record.sentence_until);
  all_.schedule.plan(record.custody_until, Happening{occasion, record.person, id, HappeningKind::release});
}

void Supervision::release(RecordId id, Day day, std::uint64_t occasion) {
  OffenderRecord& record = all_.records.record(id);
  // The end of a sentence may have been planned twice: before somebody was remanded as well, and after.
  if (record.ended || record.custody_until != day || record.custody_for == 0 || !population_.alive(record.person, day))
    return;
  const EntityId person = record.person;
  all_.lives.held(EpisodeKind::custody, person, record.custody_from, day);
  // Who comes out again after a recall, or was only waiting for court, enters no cohort.
  if ((record.custody_for & static_cast<unsigned>(CustodyCause::sentence)) != 0)
    all_.cohorts.enter_cohort(id, Disposal::custody, day);
  record.custody_for = 0;
  Stream stream = draws_.at(purpose("safety.release"), person, occasion);
  lose_home_and_job(person, day, stream, occasion);
  recorder_.count(Tally::releases, day);
  if ((all_.needs.of(person) & bit(Risk::unstable_housing)) != 0) recorder_.count(Tally::releases_without_home, day);
  if (record.licence_until > day) plan_recall(id, day, stream.exponential(1), occasion);
  all_.services.refer(Referral::release, person, day);
}

void Supervision::lose_home_and_job(EntityId person, Day day, Stream& stream, std::uint64_t occasion) {
  const bool homeless = stream.bernoulli(parameters().custody_housing_loss);
  const bool jobless = stream.bernoulli(parameters().custody_job_loss);
  if (homeless) all_.needs.gain_risk(person, static_cast<std::size_t>(Risk::unstable_housing), day, occasion);
  if (jobless && population_.age(person, day) >= 16)
    all_.needs.gain_risk(person, static_cast<std::size_t>(Risk::unemployed), day, occasion);
}

/// How many times as often somebody breaks an order or a licence for the needs they have.
double Supervision::breach_ratio(EntityId person) const {
  constexpr NeedSet counted = bit(Risk::substance_misuse) | bit(Risk::alcohol_misuse) | bit(Risk::unemployed) |
                              bit(Risk::unstable_housing) | bit(Risk::mental_health_need);
  return std::pow(parameters().breach_per_need, std::popcount(static_cast<NeedSet>(all_.needs.of(person) & counted)));
}

void Supervision::plan_recall(RecordId id, Day day, double exponential, std::uint64_t occasion) {
  const OffenderRecord& record = all_.records.record(id);
  recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(supervisor(record, day))});
  const double rate = std::max(parameters().recall_rate, 1e-9) * breach_ratio(record.person);
  const double after = exponential / rate * days_per_year;
  if (day + after < record.licence_until)
    all_.schedule.plan(day + 1 + static_cast<Day>(after),
                       Happening{occasion, record.person, id, HappeningKind::recall});
}

void Supervision::start_order(RecordId id, Day day, std::size_t type, std::uint64_t key) {
  OffenderRecord& record = all_.records.record(id);
  const Day until = day + static_cast<Day>(parameters().order_months * days_per_month);
  supervise_from(record, day);
  record.order_until = std::max<Day>(record.order_until, until);
  record.high_risk = is_high_risk(type);
  watch(id);
  all_.lives.held(EpisodeKind::order, record.person, day, until);
  recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(supervisor(record, day))});
  const double rate = std::max(parameters().order_breach_rate, 1e-9) * breach_ratio(record.person);
  const double after =
      draws_.at(purpose("safety.breach_time"), record.person, key).exponential(1) / rate * days_per_year;
  if (day + after < until)
    all_.schedule.plan(day + 1 + static_cast<Day>(after), Happening{key, record.person, id, HappeningKind::breach});
  all_.services.refer(Referral::order, record.person, day);
}

void Supervision::breach(RecordId id, Day day, std::uint64_t key) {
  OffenderRecord& record = all_.records.record(id);
  if (record.ended || record.order_until <= day || record.in_custody(day) || !population_.alive(record.person, day))
    return;
  recorder_.count(Tally::breaches_and_recalls, day);
  all_.lives.held(EpisodeKind::breach, record.person, day);
  recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(Agency::courts)});
  if (draws_.at(purpose("safety.breach"), record.person, key).bernoulli(parameters().breach_custody_probability))
    enter_custody(id, day, day + 1 + std::max<Day>(1, static_cast<Day>(parameters().breach_custody_days)),
                  next_occasion(key), CustodyCause::breach);
}

void Supervision::recall(RecordId id, Day day, std::uint64_t occasion) {
  const OffenderRecord& record = all_.records.record(id);
  if (record.ended || record.licence_until <= day || record.in_custody(day) || !population_.alive(record.person, day))
    return;
  send_back(id, day, next_occasion(occasion));
}

void Supervision::answer_for_charge(RecordId id, Day day, std::uint64_t occasion) {
  const OffenderRecord& record = all_.records.record(id);
  if (record.licence_until <= day || record.in_custody(day)) return;
  if (draws_.at(purpose("safety.recall_on_charge"), record.person, occasion).bernoulli(parameters().recall_on_charge))
    send_back(id, day, next_occasion(occasion));
}

void Supervision::send_back(RecordId id, Day day, std::uint64_t occasion) {
  const OffenderRecord& record = all_.records.record(id);
  recorder_.count(Tally::breaches_and_recalls, day);
  all_.lives.held(EpisodeKind::breach, record.person, day);
  const double days = record.short_licence ? parameters().short_recall_days : parameters().recall_days;
  enter_custody(id, day, day + 1 + std::max<Day>(1, static_cast<Day>(days)), occasion, CustodyCause::recall);
}

/// Takes those off the list whom justice has no hold on any more.
void Supervision::release_from_justice(Day day) {
  std::vector<RecordId>& list = state_.under_justice;
  const auto is_over = [&](const OffenderRecord& record) {
    return record.ended || !population_.alive(record.person, day) ||
           (record.custody_until <= day && !record.supervised(day));
  };
  std::size_t kept = 0;
  look_ahead(
      list.size(), rows_ahead,
      [&](std::size_t i) {
        OffenderRecord& record = all_.records.record(list[i]);
        record.watched = !is_over(record);
        if (record.watched) list[kept++] = list[i];
      },
      [&](std::size_t i) { ask_memory(&all_.records.record(list[i])); },
      [&](std::size_t i) { population_.prefetch(all_.records.record(list[i]).person); });
  list.resize(kept);
}

void Supervision::count_needs(Tally tally, EntityId person, Day day) {
  const NeedSet needs = all_.needs.of(person);
  for (std::size_t risk = 0; needs >> risk != 0; ++risk)
    if ((needs >> risk & 1U) != 0) recorder_.count(tally, day, {risk});
}

void Supervision::count_under_justice(Day day) {
  for (const RecordId id : state_.under_justice) {
    const OffenderRecord& record = all_.records.record(id);
    count_needs(record.custody_until > day ? Tally::custody_by_need : Tally::supervised_by_need, record.person, day);
    if (record.custody_until > day) {
      recorder_.count(Tally::custody_population, day);
      if (record.sentence_until <= day) recorder_.count(Tally::remand_population, day);
      recorder_.count(Tally::custody_population_by_sex, day,
                      {static_cast<std::size_t>(population_.sex(record.person))});
      recorder_.count(Tally::custody_population_by_age, day, {population_.age(record.person, day) < 18 ? 0U : 1U});
    } else
      recorder_.count(
          Tally::supervision_caseload, day,
          {static_cast<std::size_t>(supervisor(record, day)) - static_cast<std::size_t>(Agency::probation_high_risk)});
  }
}

}  // namespace kith::safety
