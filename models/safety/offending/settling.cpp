#include "models/safety/offending/settling.hpp"

#include "engine/work/blocks.hpp"
#include "engine/work/look_ahead.hpp"
#include "models/safety/equity/equity.hpp"
#include "models/safety/lives/lives.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/offending/companions.hpp"
#include "models/safety/offending/offending.hpp"
#include "models/safety/offending/peers.hpp"
#include "models/safety/police/police.hpp"
#include "models/safety/replicate/ahead.hpp"
#include "models/safety/scene.hpp"
#include "models/safety/services/effects.hpp"
#include "models/safety/services/knowledge.hpp"
#include "models/safety/victims/victims.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

/// Whoever offends or is harmed and is in a service has lists to be read.
void Settling::ask_for_served(std::size_t index, void (Ahead::*rows)(EntityId) const) const {
  for (const EntityId person : {all_.offending.proposals()[index].offender, settlements_[index].harmed.person})
    if (person != nobody && all_.records.marked(person, Mark::enrolment)) (all_.ahead.*rows)(person);
}

void Settling::choose_all_harmed(std::size_t begin, std::size_t end) {
  const std::vector<Proposal>& proposals = all_.offending.proposals();
  const auto offender = [&](std::size_t i) { return proposals[begin + i].offender; };
  look_ahead(
      end - begin, rows_ahead, [&](std::size_t i) { settlements_[begin + i] = choose_harmed(proposals[begin + i]); },
      [&](std::size_t i) {
        all_.ahead.life(offender(i));
        all_.ahead.ties(offender(i));
      },
      [&](std::size_t i) { all_.ahead.neighbours(offender(i)); });
}

void Settling::plan_all(std::size_t begin, std::size_t end) {
  const std::vector<Proposal>& proposals = all_.offending.proposals();
  look_ahead(
      end - begin, rows_ahead, [&](std::size_t i) { plan(proposals[begin + i], settlements_[begin + i]); },
      [&](std::size_t i) { all_.ahead.harmed(settlements_[begin + i].harmed); },
      [&](std::size_t i) { ask_for_served(begin + i, &Ahead::record_row); },
      [&](std::size_t i) { ask_for_served(begin + i, &Ahead::record); },
      [&](std::size_t i) { ask_for_served(begin + i, &Ahead::lists); });
}

void Settling::plan_offences(const Step&) {
  constexpr std::size_t offences_per_task = 256;
  settlements_.resize(all_.offending.proposals().size());
  for_blocks(
      settlements_.size(),
      [&](std::size_t begin, std::size_t end) {
        choose_all_harmed(begin, end);
        plan_all(begin, end);
      },
      offences_per_task);
  withhold();
}

/// By the lot of each, so that it is the same offence in whatever scenario withholds one.
void Settling::withhold() {
  withheld_.clear();
  const auto left = static_cast<std::int64_t>(parameters().withheld_offences) - state_.withheld;
  if (left <= 0) return;
  const std::vector<Proposal>& proposals = all_.offending.proposals();
  std::vector<std::pair<double, std::size_t>> lots;
  for (std::size_t i = 0; i < proposals.size(); ++i)
    if (settlements_[i].harmed.possible)
      lots.emplace_back(draws_.at(purpose("safety.withheld"), proposals[i].offender, proposals[i].key).uniform(), i);
  std::ranges::sort(lots);
  lots.resize(std::min(lots.size(), static_cast<std::size_t>(left)));
  for (const auto& [lot, i] : lots) {
    settlements_[i].harmed.possible = false;
    withheld_.emplace_back(proposals[i].offender, proposals[i].key);
  }
  state_.withheld += static_cast<std::int64_t>(lots.size());
}

bool Settling::is_withheld(const Proposal& proposal) const {
  return std::ranges::find(withheld_, std::pair(proposal.offender, std::uint64_t{proposal.key})) != withheld_.end();
}

void Settling::settle_offences(const Step&) {
  const std::vector<Proposal>& proposals = all_.offending.proposals();
  // Counting reads what was planned and writes measures nobody else does meanwhile.
  side_by_side(
      [&] {
        look_ahead(
            proposals.size(), rows_ahead, [&](std::size_t i) { count_offence(proposals[i], settlements_[i]); },
            [&](std::size_t i) { all_.ahead.counted(settlements_[i]); });
      },
      [&] {
        look_ahead(
            proposals.size(), rows_ahead, [&](std::size_t i) { settle(proposals[i], settlements_[i]); },
            [&](std::size_t i) { all_.ahead.settlement(proposals[i], settlements_[i]); },
            [&](std::size_t i) { all_.ahead.settled_rows(proposals[i], settlements_[i]); });
      });
}

/// Whom an offence would harm: the part of its settlement that is planned first.
Settlement Settling::choose_harmed(const Proposal& proposal) const {
  Settlement settlement;
  settlement.offenders[0] = proposal.offender;
  settlement.harmed = all_.victims.choose_victim(proposal);
  return settlement;
}

void Settling::plan(const Proposal& proposal, Settlement& settlement) const {
  settlement.harmed.possible = settlement.harmed.possible && !all_.effects.prevented(proposal, settlement.harmed);
  if (!settlement.harmed.possible) return;
  all_.companions.choose_companions(proposal, settlement);
  settlement.last_harm = all_.victims.last_harm(settlement.harmed);
  settlement.repeat = settlement.last_harm > proposal.day - days_per_year;
  all_.police.plan_police(proposal, settlement);
  if (all_.victims.violent_on_person(proposal, settlement.harmed))
    settlement.trauma = draws_.at(purpose("safety.trauma"), proposal.offender, proposal.key)
                            .bernoulli(parameters().trauma_after_violence);
}

void Settling::count_offence(const Proposal& proposal, const Settlement& settlement) {
  if (!settlement.harmed.possible) return;
  const Day day = static_cast<Day>(std::floor(proposal.day));
  const std::size_t type = proposal.type;
  recorder_.count(Tally::offences, day, {type});
  recorder_.count(Tally::participations, day, {type}, settlement.offender_count);
  recorder_.count(Tally::offences_by_area, day, {settlement.harmed.area});
  if (Evidence::get().offence_types()[type].in_harm_index)
    recorder_.add(Tally::harm, day, {}, parameters().severity_days[type]);
  if (settlement.offender_count > 1) recorder_.count(Tally::group_offences, day, {type});
  if (settlement.harmed.person != nobody || settlement.harmed.dwelling != nobody) {
    recorder_.count(Tally::victimisations, day, {type});
    if (settlement.repeat) recorder_.count(Tally::repeat_victimisations, day, {type});
    if (settlement.repeat) count_repeat(type, settlement.last_harm, day);
  }
  for (std::size_t i = 0; i < settlement.offender_count; ++i)
    all_.equity.count_group(Tally::offending_by_group, settlement.offenders[i], day);
  if (settlement.harmed.person != nobody) all_.equity.count_harmed(settlement.harmed.person, type, day);
  all_.police.count_reported(proposal, settlement);
}

void Settling::count_repeat(std::size_t type, Day last_harm, Day day) {
  constexpr Day days_of_a_month = 30;  // of months_since_names
  const auto month = static_cast<std::size_t>(std::max(day - last_harm, 0) / days_of_a_month);
  if (day >= 0 && day <= scene_.timeline.last_day() && month < months_since_names.size())
    recorder_.count_at(Tally::repeats_by_month, {type, month});
}

/// What only those who settle may look at, as needs change meanwhile.
void Settling::count_offender(EntityId person, std::size_t type, Day day) {
  if (day < 0 || day > scene_.timeline.last_day()) return;
  const NeedSet needs = all_.needs.of(person);
  for (std::size_t risk = 0; needs >> risk != 0; ++risk)
    if ((needs >> risk & 1U) != 0) recorder_.count_at(Tally::participations_by_need, {type, risk});
  const bool last_year = day > scene_.timeline.last_day() - static_cast<Day>(days_per_year);
  if (last_year && Evidence::get().offence_types()[type].crime) all_.peers.count_last_year(person);
}

/// Of a detected offence, every two of those who committed it.
void Settling::count_pairs(const Settlement& settlement, Day day) {
  const bool detected = settlement.outcome == Outcome::out_of_court || settlement.outcome == Outcome::charge;
  if (!settlement.recorded || !detected || day < 0 || day > scene_.timeline.last_day()) return;
  for (std::size_t i = 0; i < settlement.offender_count; ++i)
    for (std::size_t j = i + 1; j < settlement.offender_count; ++j)
      all_.peers.count_pair(settlement.offenders[i], settlement.offenders[j], day);
}

void Settling::count_needs_of_harmed(EntityId person, std::size_t type, Day day) {
  if (person == nobody || day < 0 || day > scene_.timeline.last_day()) return;
  const NeedSet needs = all_.needs.of(person);
  for (std::size_t risk = 0; needs >> risk != 0; ++risk)
    if ((needs >> risk & 1U) != 0) recorder_.count_at(Tally::harmed_by_need, {type, risk});
}

void Settling::settle(const Proposal& proposal, const Settlement& settlement) {
  ++all_.events;
  if (!settlement.harmed.possible) return;
  const Day day = static_cast<Day>(std::floor(proposal.day));
  for (std::size_t i = 0; i < settlement.offender_count; ++i) {
    const EntityId person = settlement.offenders[i];
    all_.peers.remember(person, day);
    count_offender(person, proposal.type, day);
    if (i > 0) all_.peers.offended_together(proposal.offender, person, day);
  }
  count_pairs(settlement, day);
  count_needs_of_harmed(settlement.harmed.person, proposal.type, day);
  all_.victims.remember_harm(proposal, settlement);
  all_.victims.leave_trauma(proposal, settlement);
  all_.lives.offended(proposal, settlement);
  all_.police.report(proposal, settlement);
  all_.knowledge.treat_injury(proposal, settlement.harmed);
}

}  // namespace kith::safety
