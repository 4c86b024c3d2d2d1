#include "models/safety/courts/courts.hpp"

#include "models/safety/courts/sentence.hpp"
#include "models/safety/lives/lives.hpp"
#include "models/safety/replicate/schedule.hpp"
#include "models/safety/services/services.hpp"
#include "models/safety/supervision/cohorts.hpp"
#include "models/safety/supervision/supervision.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

void Courts::join_queue(std::uint32_t charge_index, EntityId person, Day day) {
  const std::uint64_t key = all_.police.case_of(state_.charges[charge_index].case_index).key;
  const bool adult = population_.age(person, day) >= 18;
  const bool crown = adult && draws_.at(purpose("safety.court"), person, key).bernoulli(parameters().crown_share);
  state_.court_queue[crown ? 1 : 0].push_back(charge_index);
}

void Courts::count_waiting(Day day) {
  for (std::size_t court = 0; court < state_.court_queue.size(); ++court)
    recorder_.count(Tally::court_waiting, day, {court}, static_cast<std::int32_t>(state_.court_queue[court].size()));
  recorder_.count(Tally::open_cases, day, {}, static_cast<std::int32_t>(state_.charges.in_use()));
}

void Courts::charge(std::uint32_t case_index, RecordId id, Day day) {
  OffenderRecord& record = all_.records.record(id);
  all_.police.add_charge(case_index);
  const Case charged = all_.police.case_of(case_index);
  ++record.open_cases;
  const std::uint32_t number = state_.charges.add(Charge{case_index, id, day});
  Stream stream = draws_.at(purpose("safety.preparation"), record.person, charged.key);
  const double preparation = stream.gamma(2.0, parameters().preparation_days / 2.0);
  all_.schedule.plan(day + 1 + static_cast<Day>(preparation),
                     Happening{charged.key, record.person, number, HappeningKind::ready_for_court});
  all_.services.refer(Referral::charge, record.person, day, charged.victim, &charged);
}

void Courts::hold_courts(const Step& step) {
  const double weeks = (step.end - step.begin) / 7.0;
  const std::array<double, 2> capacity{parameters().magistrates_hearings_per_week,
                                       parameters().crown_hearings_per_week};
  for (std::size_t court = 0; court < state_.court_queue.size(); ++court) {
    auto& waiting = state_.court_queue[court];
    state_.sittings[court] += capacity[court] * regime().court_share * weeks;
    const std::size_t heard = std::min(waiting.size(), static_cast<std::size_t>(state_.sittings[court]));
    for (std::size_t i = 0; i < heard; ++i) {
      recorder_.count(Tally::court_hearings, step.end - 1, {court});
      recorder_.count(Tally::agency_contacts, step.end - 1, {static_cast<std::size_t>(Agency::courts)});
      hear(waiting[i], step.end - 1);
    }
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(heard));
    // Time not used when nobody waits is lost, except for the part of a hearing carried over.
    state_.sittings[court] -= static_cast<double>(heard);
    if (waiting.empty()) state_.sittings[court] = std::min(state_.sittings[court], 1.0);
  }
}

void Courts::hear(std::uint32_t charge_index, Day day) {
  ++all_.events;
  ++state_.charges_heard;
  const Charge heard = state_.charges[charge_index];
  state_.charges.give_up(charge_index);
  OffenderRecord& record = all_.records.record(heard.record);
  const Case decided = all_.police.case_of(heard.case_index);
  recorder_.count(Tally::hearings_by_age_and_type, day,
                  {population_.age(record.person, day) < 18 ? 0U : 1U, decided.type});
  all_.police.end_charge(heard.case_index);
  --record.open_cases;
  if (record.ended || !population_.alive(record.person, day)) return;
  Stream stream = draws_.at(purpose("safety.verdict"), record.person, decided.key);
  const bool convicted = stream.bernoulli(parameters().conviction_probability);
  all_.lives.decided(EpisodeKind::hearing, record.person, decided, day, heard.charged,
                     convicted ? Ending::convicted : Ending::acquitted);
  if (!convicted) return;
  recorder_.count(Tally::convictions, day);
  all_.cohorts.prove(heard.record, decided, day);
  ++record.convictions;
  const EntityId person = record.person;
  sentence(heard.record, decided, day);
  all_.services.refer(Referral::conviction, person, day, decided.victim, &decided);
}

namespace {

Ending ending_of_sentence(Disposal disposal) {
  if (disposal == Disposal::custody) return Ending::custody;
  return disposal == Disposal::order ? Ending::order : Ending::fine_or_discharge;
}

}  // namespace

void Courts::sentence(RecordId id, const Case& decided, Day day) {
  const EntityId person = all_.records.record(id).person;
  Stream stream = draws_.at(purpose("safety.sentence"), person, decided.key);
  const double draw = stream.uniform();
  const double months = stream.gamma(1.5, parameters().custody_months[decided.type] / 1.5);
  const Sentence given = sentence_of(
      parameters(), {decided.type, population_.age(person, day) < 18, all_.records.record(id).convictions - 1}, draw,
      months);
  all_.lives.decided(EpisodeKind::sentence, person, decided, day, no_day, ending_of_sentence(given.disposal),
                     given.disposal == Disposal::custody ? day + 1 + given.length : no_day);
  if (given.disposal == Disposal::custody) {
    all_.records.record(id).licence_until =
        std::max<Day>(all_.records.record(id).licence_until, day + 1 + given.length);
    all_.supervision.enter_custody(id, day, day + 1 + given.served, decided.key);
    return;
  }
  if (given.disposal == Disposal::order) all_.supervision.start_order(id, day, decided.key);
  all_.cohorts.enter_cohort(id, given.disposal, day);
}

}  // namespace kith::safety
