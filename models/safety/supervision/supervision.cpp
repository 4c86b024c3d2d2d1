#include "models/safety/supervision/supervision.hpp"

#include "engine/run/look_ahead.hpp"
#include "models/safety/lives/lives.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/replicate/schedule.hpp"
#include "models/safety/services/services.hpp"
#include "models/safety/supervision/cohorts.hpp"

#include <algorithm>

namespace kith::safety {

namespace {
constexpr double days_per_month = days_per_year / 12;

/// What follows from a sentence is named after it, each thing by a name of its own.
constexpr std::uint64_t next_occasion(std::uint64_t occasion) { return occasion + 1; }
}  // namespace

/// Keeps a list of those in custody or supervised, so that taking stock costs what they are, not the population.
void Supervision::watch(RecordId id) {
  if (std::find(state_.under_justice.begin(), state_.under_justice.end(), id) == state_.under_justice.end())
    state_.under_justice.push_back(id);
}

Agency Supervision::supervisor(const OffenderRecord& record, Day day) const {
  if (population_.age(record.person, day) < 18) return Agency::youth_justice;
  return record.high_risk ? Agency::probation_high_risk : Agency::probation_medium_risk;
}

void Supervision::enter_custody(RecordId id, Day day, Day until, std::uint64_t occasion) {
  OffenderRecord& record = all_.records.record(id);
  const Day from = day + 1;
  if (record.in_custody(from)) {
    if (until <= record.custody_until) return;
  } else {
    if (record.custody_until == from) all_.lives.held(EpisodeKind::custody, record.person, record.custody_from, from);
    record.custody_from = from;
    recorder_.count(Tally::custody_starts, day);
    recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(Agency::prison)});
  }
  record.custody_until = until;
  all_.records.mark(record.person, Mark::custody);
  all_.schedule.plan(until, Happening{occasion, record.person, id, HappeningKind::release});
  watch(id);
  const EntityId person = record.person;
  all_.services.leave_for_custody(id, day);
  all_.services.refer(Referral::custody_start, person, day);
}

void Supervision::release(RecordId id, Day day, std::uint64_t occasion) {
  OffenderRecord& record = all_.records.record(id);
  if (record.ended || record.custody_until != day || !population_.alive(record.person, day)) return;
  const EntityId person = record.person;
  all_.lives.held(EpisodeKind::custody, person, record.custody_from, day);
  all_.cohorts.enter_cohort(id, Disposal::custody, day);
  record.high_risk = parameters().severity_days[record.last_type] > days_per_year / 2;
  Stream stream = draws_.at(purpose("safety.release"), person, occasion);
  const bool homeless = stream.bernoulli(parameters().custody_housing_loss);
  const bool jobless = stream.bernoulli(parameters().custody_job_loss);
  const double recall_after = stream.exponential(std::max(parameters().recall_rate, 1e-9)) * days_per_year;
  if (homeless) all_.needs.gain_risk(person, static_cast<std::size_t>(Risk::unstable_housing), day, occasion);
  if (jobless && population_.age(person, day) >= 16)
    all_.needs.gain_risk(person, static_cast<std::size_t>(Risk::unemployed), day, occasion);
  recorder_.count(Tally::releases, day);
  if ((all_.needs.of(person) & bit(Risk::unstable_housing)) != 0) recorder_.count(Tally::releases_without_home, day);
  if (record.licence_until > day) {
    recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(supervisor(record, day))});
    if (day + recall_after < record.licence_until)
      all_.schedule.plan(day + 1 + static_cast<Day>(recall_after),
                         Happening{occasion, person, id, HappeningKind::recall});
  }
  all_.services.refer(Referral::release, person, day);
}

void Supervision::start_order(RecordId id, Day day, std::uint64_t key) {
  OffenderRecord& record = all_.records.record(id);
  const Day until = day + static_cast<Day>(parameters().order_months * days_per_month);
  record.order_until = std::max<Day>(record.order_until, until);
  record.high_risk = parameters().severity_days[record.last_type] > days_per_year / 2;
  watch(id);
  all_.lives.held(EpisodeKind::order, record.person, day, until);
  recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(supervisor(record, day))});
  const double after = draws_.at(purpose("safety.breach_time"), record.person, key)
                           .exponential(std::max(parameters().order_breach_rate, 1e-9)) *
                       days_per_year;
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
                  next_occasion(key));
}

void Supervision::recall(RecordId id, Day day, std::uint64_t occasion) {
  OffenderRecord& record = all_.records.record(id);
  if (record.ended || record.licence_until <= day || record.in_custody(day) || !population_.alive(record.person, day))
    return;
  recorder_.count(Tally::breaches_and_recalls, day);
  all_.lives.held(EpisodeKind::breach, record.person, day);
  enter_custody(id, day, day + 1 + std::max<Day>(1, static_cast<Day>(parameters().recall_days)),
                next_occasion(occasion));
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
        if (!is_over(all_.records.record(list[i]))) list[kept++] = list[i];
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
      recorder_.count(Tally::custody_population_by_age, day, {population_.age(record.person, day) < 18 ? 0U : 1U});
    } else
      recorder_.count(
          Tally::supervision_caseload, day,
          {static_cast<std::size_t>(supervisor(record, day)) - static_cast<std::size_t>(Agency::probation_high_risk)});
  }
}

}  // namespace kith::safety
