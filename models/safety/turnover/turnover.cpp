#include "models/safety/turnover/turnover.hpp"

#include "models/safety/contacts/contacts.hpp"
#include "models/safety/lives/lives.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/offending/offending.hpp"
#include "models/safety/offending/peers.hpp"
#include "models/safety/records/records.hpp"
#include "models/safety/services/knowledge.hpp"
#include "models/safety/services/services.hpp"
#include "models/safety/victims/victims.hpp"

namespace kith::safety {

void Turnover::turn_over_population(const Step& step) {
  const auto& moves = population_.moves;
  moved_.clear();
  for (; state_.next_move < moves.size() && moves[state_.next_move].first < step.end; ++state_.next_move) {
    const auto [day, household] = moves[state_.next_move];
    if (day < step.begin) continue;
    const auto [first, last] = population_.members(household);
    bool held = false;
    for (EntityId person = first; person < last && !held; ++person) {
      const OffenderRecord* record = all_.records.offender(person);
      if (record == nullptr) continue;
      held = record->open_cases > 0 || record->in_custody(day) || record->supervised(day);
    }
    if (!held) begin_lives_anew(household, day, static_cast<std::uint32_t>(state_.next_move));
  }
}

void Turnover::begin_lives_anew(std::uint32_t household, Day day, std::uint32_t move) {
  all_.lives.move_out(household, day);
  recorder_.count(Tally::households_moved, day);
  moved_.push_back(household);
  all_.victims.forget_dwelling(household);
  all_.knowledge.forget_household(household);
  all_.contacts.forget_household(household, day);
  all_.services.forget_household(household);
  const auto [first, last] = population_.members(household);
  for (EntityId person = first; person < last; ++person) {
    const double above_before = all_.offending.above_bound(person);
    all_.peers.cut_all(person);
    if (const RecordId id = all_.records.find(person); id != nobody) {
      all_.services.leave_all(id, day);
      all_.records.end_life(person);
    }
    all_.victims.forget(person);
    all_.peers.forget(person);
    all_.needs.begin_anew(person, above_before, day);
  }
  all_.lives.move_in(household, day, move);
}

}  // namespace kith::safety
