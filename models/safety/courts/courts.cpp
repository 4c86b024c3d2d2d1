// Courts are queues with so many hearings a week; a hearing ends in acquittal or conviction and sentence.
#include "models/safety/courts/sentence.hpp"
#include "models/safety/simulation.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

namespace {
constexpr std::size_t magistrates = 0;
constexpr std::size_t crown = 1;
}  // namespace

void Simulation::charge(std::uint32_t case_index, RecordId id, Day day) {
  OffenderRecord& record = state_.offenders[id];
  Case& charged = state_.cases[case_index];
  ++charged.charges;
  ++record.open_cases;
  const std::uint32_t number = state_.charges.add(Charge{case_index, id});
  Stream stream = draws_.at(purpose("safety.preparation"), record.person, charged.key);
  const double preparation = stream.gamma(2.0, parameters().preparation_days / 2.0);
  schedule(day + 1 + static_cast<Day>(preparation),
           Happening{charged.key, record.person, number, HappeningKind::ready_for_court});
  const Case copy = charged;
  refer(Referral::charge, record.person, day, copy.victim, &copy);
}

void Simulation::hold_courts(const Step& step) {
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

void Simulation::hear(std::uint32_t charge_index, Day day) {
  ++state_.events;
  ++state_.charges_heard;
  const Charge heard = state_.charges[charge_index];
  state_.charges.give_up(charge_index);
  OffenderRecord& record = state_.offenders[heard.record];
  const Case decided = state_.cases[heard.case_index];
  recorder_.count(Tally::hearings_by_age_and_type, day,
                  {population_.age(record.person, day) < 18 ? 0U : 1U, decided.type});
  if (--state_.cases[heard.case_index].charges == 0) state_.cases.give_up(heard.case_index);
  --record.open_cases;
  if (record.ended || !population_.alive(record.person, day)) return;
  Stream stream = draws_.at(purpose("safety.verdict"), record.person, decided.key);
  if (!stream.bernoulli(parameters().conviction_probability)) return;
  recorder_.count(Tally::convictions, day);
  prove(heard.record, decided, day);
  ++record.convictions;
  const EntityId person = record.person;
  sentence(heard.record, decided, day);
  refer(Referral::conviction, person, day, decided.victim, &decided);
}

void Simulation::sentence(RecordId id, const Case& decided, Day day) {
  const EntityId person = state_.offenders[id].person;
  Stream stream = draws_.at(purpose("safety.sentence"), person, decided.key);
  const double draw = stream.uniform();
  const double months = stream.gamma(1.5, parameters().custody_months[decided.type] / 1.5);
  const Sentence given = sentence_of(
      parameters(), {decided.type, population_.age(person, day) < 18, state_.offenders[id].convictions - 1}, draw,
      months);
  if (given.disposal == Disposal::custody) {
    state_.offenders[id].licence_until = std::max<Day>(state_.offenders[id].licence_until, day + 1 + given.length);
    enter_custody(id, day, day + 1 + given.served, decided.key);
    return;
  }
  if (given.disposal == Disposal::order) start_order(id, day, decided.key);
  enter_cohort(id, given.disposal, day);
}

}  // namespace kith::safety
