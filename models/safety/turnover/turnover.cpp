// Turnover: households that move away are replaced by households of the same make-up whose lives begin anew. A
// household in which somebody has an open case, is in custody or supervised stays this time; a service ends where the
// household goes.
#include "models/safety/simulation.hpp"

namespace kith::safety {

void Simulation::turn_over_population(const Step& step) {
  const auto& moves = population_.moves;
  moved_.clear();
  for (; state_.next_move < moves.size() && moves[state_.next_move].first < step.end; ++state_.next_move) {
    const auto [day, household] = moves[state_.next_move];
    if (day < step.begin) continue;
    const auto [first, last] = population_.members(household);
    bool held = false;
    for (EntityId person = first; person < last && !held; ++person) {
      const OffenderRecord* record = offender(person);
      if (record == nullptr) continue;
      held = record->open_cases > 0 || record->in_custody(day) || record->supervised(day);
    }
    if (!held) begin_lives_anew(household, day);
  }
}

void Simulation::begin_lives_anew(std::uint32_t household, Day day) {
  recorder_.count(Tally::households_moved, day);
  moved_.push_back(household);
  state_.dwelling_harmed[household] = -never;
  if (!state_.last_concern.empty()) state_.last_concern[household] = nobody;
  std::erase_if(state_.pending,
                [&](const PendingReferral& referral) { return population_.household(referral.person) == household; });
  const auto [first, last] = population_.members(household);
  for (EntityId person = first; person < last; ++person) {
    const double above_before = above_bound(person);
    state_.co_offending.clear(person);
    if (OffenderRecord* record = offender(person); record != nullptr) {
      for (RecordId id = record->last_enrolment; id != nobody; id = state_.enrolments[id].previous)
        end_service(id, day, completes(id, day));
      record->ended = true;
      state_.offender_of[person] = nobody;
    }
    state_.victims[person] = {};
    state_.violence_last_year.erase(person);
    state_.recent_offending[person] = 0;
    state_.has_offended[person] = false;
    // Risks both households have stay with the recovery already drawn; the others come with one of their own.
    state_.risks[person] &= hazards_.initial_risks(person);
    update_excess(person, above_before, day);
    for (std::size_t risk = 0; risk < risk_count; ++risk)
      if ((hazards_.initial_risks(person) >> risk & 1U) != 0)
        gain_risk(person, risk, day, static_cast<std::uint64_t>(day) << 8U | risk);
  }
}

}  // namespace kith::safety
