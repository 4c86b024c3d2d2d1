// Custody, release on licence, orders, breach and recall. Supervision is by youth justice under 18, by risk after that.
#include "models/safety/simulation.hpp"

#include <algorithm>

namespace kith::safety {

namespace {
constexpr double days_per_month = days_per_year / 12;

/// What follows from a sentence is named after it, each thing by a name of its own.
constexpr std::uint64_t next_occasion(std::uint64_t occasion) { return occasion + 1; }
}  // namespace

void Simulation::enter_cohort(RecordId id, Disposal disposal, Day day) {
  state_.cohort_entries.push_back(
      CohortEntry{id, day, disposal, population_.age(state_.offenders[id].person, day) < 18});
}

/// Keeps a list of those in custody or supervised, so that taking stock costs what they are, not the population.
void Simulation::watch(RecordId id) {
  if (std::find(state_.under_justice.begin(), state_.under_justice.end(), id) == state_.under_justice.end())
    state_.under_justice.push_back(id);
}

Agency Simulation::supervisor(const OffenderRecord& record, Day day) const {
  if (population_.age(record.person, day) < 18) return Agency::youth_justice;
  return record.high_risk ? Agency::probation_high_risk : Agency::probation_medium_risk;
}

void Simulation::enter_custody(RecordId id, Day day, Day until, std::uint64_t occasion) {
  OffenderRecord& record = state_.offenders[id];
  const Day from = day + 1;
  if (record.in_custody(from)) {
    if (until <= record.custody_until) return;
  } else {
    record.custody_from = from;
    recorder_.count(Tally::custody_starts, day);
    recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(Agency::prison)});
  }
  record.custody_until = until;
  mark(record.person, Mark::custody);
  schedule(until, Happening{occasion, record.person, id, HappeningKind::release});
  watch(id);
  const EntityId person = record.person;
  for (RecordId e = record.last_enrolment; e != nobody; e = state_.enrolments[e].previous)
    if (state_.enrolments[e].stage == Stage::enrolled && !service(state_.enrolments[e].service).in_custody)
      end_service(e, day, false);
  refer(Referral::custody_start, person, day);
}

void Simulation::release(RecordId id, Day day, std::uint64_t occasion) {
  OffenderRecord& record = state_.offenders[id];
  if (record.ended || record.custody_until != day || !population_.alive(record.person, day)) return;
  const EntityId person = record.person;
  enter_cohort(id, Disposal::custody, day);
  record.high_risk = parameters().severity_days[record.last_type] > days_per_year / 2;
  Stream stream = draws_.at(purpose("safety.release"), person, occasion);
  const bool homeless = stream.bernoulli(parameters().custody_housing_loss);
  const bool jobless = stream.bernoulli(parameters().custody_job_loss);
  const double recall_after = stream.exponential(std::max(parameters().recall_rate, 1e-9)) * days_per_year;
  if (homeless) gain_risk(person, static_cast<std::size_t>(Risk::unstable_housing), day, occasion);
  if (jobless && population_.age(person, day) >= 16)
    gain_risk(person, static_cast<std::size_t>(Risk::unemployed), day, occasion);
  if (record.licence_until > day) {
    recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(supervisor(record, day))});
    if (day + recall_after < record.licence_until)
      schedule(day + 1 + static_cast<Day>(recall_after), Happening{occasion, person, id, HappeningKind::recall});
  }
  refer(Referral::release, person, day);
}

void Simulation::start_order(RecordId id, Day day, std::uint64_t key) {
  OffenderRecord& record = state_.offenders[id];
  const Day until = day + static_cast<Day>(parameters().order_months * days_per_month);
  record.order_until = std::max<Day>(record.order_until, until);
  record.high_risk = parameters().severity_days[record.last_type] > days_per_year / 2;
  watch(id);
  recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(supervisor(record, day))});
  const double after = draws_.at(purpose("safety.breach_time"), record.person, key)
                           .exponential(std::max(parameters().order_breach_rate, 1e-9)) *
                       days_per_year;
  if (day + after < until)
    schedule(day + 1 + static_cast<Day>(after), Happening{key, record.person, id, HappeningKind::breach});
  refer(Referral::order, record.person, day);
}

void Simulation::breach(RecordId id, Day day, std::uint64_t key) {
  OffenderRecord& record = state_.offenders[id];
  if (record.ended || record.order_until <= day || record.in_custody(day) || !population_.alive(record.person, day))
    return;
  recorder_.count(Tally::breaches_and_recalls, day);
  recorder_.count(Tally::agency_contacts, day, {static_cast<std::size_t>(Agency::courts)});
  if (draws_.at(purpose("safety.breach"), record.person, key).bernoulli(parameters().breach_custody_probability))
    enter_custody(id, day, day + 1 + std::max<Day>(1, static_cast<Day>(parameters().breach_custody_days)),
                  next_occasion(key));
}

void Simulation::recall(RecordId id, Day day, std::uint64_t occasion) {
  OffenderRecord& record = state_.offenders[id];
  if (record.ended || record.licence_until <= day || record.in_custody(day) || !population_.alive(record.person, day))
    return;
  recorder_.count(Tally::breaches_and_recalls, day);
  enter_custody(id, day, day + 1 + std::max<Day>(1, static_cast<Day>(parameters().recall_days)),
                next_occasion(occasion));
}

}  // namespace kith::safety
