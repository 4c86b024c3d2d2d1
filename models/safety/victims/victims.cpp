#include "models/safety/victims/victims.hpp"

#include "engine/random/race.hpp"
#include "models/population/couples.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/records/records.hpp"
#include "models/safety/scene.hpp"
#include "models/safety/victims/law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace kith::safety {

namespace {

constexpr std::size_t people = 0;
constexpr std::size_t dwellings = 1;
// To find somebody suitable before the offence counts as impossible. Children are a tenth of all, those whom
// exploitation falls on most readily a few of a hundred children.
constexpr int tries = 256, tries_for_children = 4096;

/// Whom offences against children fall on.
bool is_child(int age) {
  constexpr int youngest = 10, eldest = 17;
  return age >= youngest && age <= eldest;
}

std::size_t pick(const std::vector<double>& cumulative, double uniform) {
  const auto found = std::upper_bound(cumulative.begin(), cumulative.end(), uniform * cumulative.back());
  return std::min<std::size_t>(static_cast<std::size_t>(found - cumulative.begin()), cumulative.size() - 1);
}

}  // namespace

void Victims::begin() {
  state_.victims.assign(population_.size(), {});
  state_.domestic_harm.assign(population_.size(), -never);
  state_.dwelling_harmed.assign(population_.household_count(), -never);
  state_.recent_harms.resize(population_.place.areas.size());
}

void Victims::forget(EntityId person) {
  state_.victims[person] = {};
  state_.domestic_harm[person] = -never;
  state_.violence_last_year.erase(person);
}

Victims::Whereabouts Victims::choose_area(const Proposal& proposal, Stream& stream) const {
  const Parameters& p = parameters();
  const std::uint16_t home = population_.area(proposal.offender);
  const double away = stream.uniform();
  const double where = stream.uniform();
  const double which = stream.uniform();
  if (away < p.away_share[proposal.type]) {
    const bool business = Evidence::get().offence_types()[proposal.type].victim == VictimKind::business;
    return {static_cast<std::uint16_t>(pick(business ? scene_.retail_cumulative : scene_.night_cumulative, which)),
            true};
  }
  const auto bordering = population_.place.neighbours.of(home);
  if (where < p.own_area_share || bordering.empty()) return {home, false};
  return {
      static_cast<std::uint16_t>(bordering[static_cast<std::size_t>(which * static_cast<double>(bordering.size()))]),
      false};
}

/// Whether it falls on somebody for their ethnic group.
bool Victims::is_racist(const Proposal& proposal) const {
  const double share = parameters().racist_share[proposal.type];
  return share > 0 && draws_.at(purpose("safety.racist"), proposal.offender, proposal.key).bernoulli(share);
}

/// How readily an offence falls on somebody.
double Victims::weight(EntityId person, const Proposal& proposal, Day day) const {
  const std::size_t type = proposal.type;
  const double by_age = victim_weight(parameters(), type, population_.sex(person), population_.age(person, day));
  if (is_racist(proposal)) return by_age * ethnicity_weight(parameters(), population_.ethnicity(person));
  if (Evidence::get().offence_types()[type].victim != VictimKind::child) return by_age;
  return by_age * exploitation_weight(parameters(), all_.needs.of(person));
}

bool Victims::can_be_harmed(EntityId person, const Proposal& proposal, Day day) const {
  if (person == proposal.offender || !population_.alive(person, day) || !all_.records.at_liberty(person, day))
    return false;
  const bool child_only = Evidence::get().offence_types()[proposal.type].victim == VictimKind::child;
  return !child_only || is_child(population_.age(person, day));
}

EntityId Victims::choose_acquaintance(const Proposal& proposal, Stream& stream, Day day) const {
  const EntityId offender = proposal.offender;
  const auto friends = population_.friends.of(offender);
  const auto kin = population_.kin.of(offender);
  const std::uint32_t group = population_.meeting_group[offender];
  const auto colleagues = group == nobody ? std::span<const EntityId>{} : population_.meeting_groups.members(group);
  const std::uint32_t street = population_.street(population_.household(offender));
  const EntityId street_begin = population_.household_first[population_.street_first[street]];
  const EntityId street_end = population_.household_first[population_.street_first[street + 1]];
  const std::size_t known = friends.size() + kin.size() + colleagues.size() + (street_end - street_begin);
  for (int attempt = 0; attempt < tries; ++attempt) {
    std::size_t index = stream.below(known);
    EntityId person = nobody;
    if (index < friends.size())
      person = friends[index];
    else if ((index -= friends.size()) < kin.size())
      person = kin[index];
    else if ((index -= kin.size()) < colleagues.size())
      person = colleagues[index];
    else
      person = street_begin + static_cast<EntityId>(index - colleagues.size());
    const double readily = stream.uniform() / scene_.person_weights.share_of_great(person);
    if (readily >= 1 || readily >= weight(person, proposal, day)) continue;
    if (can_be_harmed(person, proposal, day)) return person;
  }
  return nobody;
}

EntityId Victims::choose_stranger(std::uint16_t area, const Proposal& proposal, Stream& stream, Day day) const {
  const bool anywhere = area == std::numeric_limits<std::uint16_t>::max();
  const EntityId begin = anywhere ? 0 : population_.household_first[population_.area_household_first[area]];
  const EntityId end =
      anywhere ? population_.size() : population_.household_first[population_.area_household_first[area + 1U]];
  if (begin == end) return nobody;
  const bool child = Evidence::get().offence_types()[proposal.type].victim == VictimKind::child;
  for (int attempt = 0; attempt < (child ? tries_for_children : tries); ++attempt) {
    const EntityId person = scene_.person_weights.pick(begin, end, stream.uniform());
    const double readily = stream.uniform();
    if (child && !is_child(population_.age(person, day))) continue;
    if (readily < weight(person, proposal, day) && can_be_harmed(person, proposal, day)) return person;
  }
  return nobody;
}

std::uint32_t Victims::choose_dwelling(std::uint16_t area, Stream& stream) const {
  const std::uint32_t begin = population_.area_household_first[area];
  const std::uint32_t end = population_.area_household_first[area + 1U];
  if (begin == end) return nobody;
  return scene_.dwelling_weights.pick(begin, end, stream.uniform());
}

/// One harmed lately, in proportion to what that still counts for and to `weight`; false if it falls on somebody else.
template <class Weight>
bool Victims::repeat_target(const RecentHarms& recent, double boost, double ordinary, Day day, Stream& stream,
                            Weight&& weight, std::uint32_t& target) const {
  const double chance = stream.uniform();
  if (boost <= 0 || recent.harms.empty()) return false;
  const double boosted = boost * recent.weight * forgotten_since(recent.day, day);
  // Most offences fall on somebody not harmed lately; only for the few others is the list gone through.
  if (chance * (boosted + ordinary) >= boosted) return false;
  Race<std::uint32_t> race(stream);
  for (const RecentHarms::Harm& harm : recent.harms)
    race.offer(harm.occasion, forgotten_since(harm.day, day) * weight(harm.target), harm.target);
  target = race.winner();
  return race.any();
}

void Victims::note_harm(RecentHarms& recent, std::uint32_t target, Day day, std::uint64_t occasion) const {
  constexpr double memories = 5;       // older than this many memory times counts for 0.7% and is dropped
  constexpr std::size_t tidy_at = 32;  // list lengths at which it is worth looking for what can be dropped
  recent.weight = recent.weight * forgotten_since(recent.day, day) + 1;
  recent.day = std::max(recent.day, day);
  recent.harms.push_back({occasion, target, day});
  if (recent.harms.size() % tidy_at == 0)
    std::erase_if(recent.harms, [&](const RecentHarms::Harm& harm) {
      return harm.day < day - memories * parameters().repeat_memory_days;
    });
}

/// Whether what somebody would do at home comes about. Their rate is that towards somebody harmed just now; towards
/// others it is 1 + boost times less, and in between as the last time fades.
bool Victims::comes_about(const Proposal& proposal, EntityId harmed, Stream& repeats) const {
  const double boost = parameters().repeat_boost[proposal.type];
  const Day day = static_cast<Day>(std::floor(proposal.day)), last = state_.domestic_harm[harmed];
  const double lately = last > -never ? forgotten_since(last, day) : 0;
  return repeats.uniform() * (1 + boost) < 1 + boost * lately;
}

bool Victims::can_be_abused(EntityId person, const Proposal& proposal, Day day) const {
  return can_be_harmed(person, proposal, day) && population_.age(person, day) >= lowest_partner_age;
}

/// The partner; of whoever turns on a former one, or has no other, that one. `nobody` if they cannot be harmed.
EntityId Victims::choose_partner(const Proposal& proposal, Day day) const {
  EntityId partner = population_.partner(proposal.offender, day);
  if (partner == nobody || turns_on_former_partner(parameters(), draws_, proposal.offender)) {
    const EntityId former = former_partner(population_, parameters(), draws_, proposal.offender, day);
    if (former != nobody) partner = former;
  }
  return partner != nobody && can_be_abused(partner, proposal, day) ? partner : nobody;
}

/// Any other adult who lives in the home. Of the sex harmed less readily only so large a share is.
EntityId Victims::choose_housemate(const Proposal& proposal, Stream& stream, Day day) const {
  const double readily = stream.uniform();
  Race<EntityId> race(stream);
  const std::uint32_t home = population::home(population_, proposal.offender, day);
  if (home == nobody) return nobody;
  population::each_at_home(population_, home, day, [&](EntityId member) {
    if (can_be_abused(member, proposal, day)) race.offer(member, 1, member);
  });
  if (!race.any()) return nobody;
  const Sex sex = population_.sex(race.winner());
  return readily < victim_sex_weight(parameters(), proposal.type, sex) ? race.winner() : nobody;
}

/// A partner, present or former, or where there is none who can be harmed another adult of the home. Whoever has no
/// partner and does not turn on a former one harms those at home, and if there are none whom they parted from.
Harmed Victims::choose_at_home(const Proposal& proposal, Stream& stream, Stream& repeats) const {
  const Day day = static_cast<Day>(std::floor(proposal.day));
  const EntityId offender = proposal.offender;
  const bool partner =
      population_.partner(offender, day) != nobody || turns_on_former_partner(parameters(), draws_, offender);
  EntityId person = partner ? choose_partner(proposal, day) : nobody;
  if (person == nobody) person = choose_housemate(proposal, stream, day);
  if (person == nobody) person = population_.former_partner(offender, day);
  if (person == nobody || !can_be_abused(person, proposal, day))
    return {population_.area(offender), nobody, nobody, false, true};
  return {population_.area(person), person, nobody, comes_about(proposal, person, repeats), true};
}

/// A partner, present or former, of some; else anybody.
Harmed Victims::choose_person(const Proposal& proposal, const Whereabouts& scene, Stream& stream,
                              Stream& repeats) const {
  const Day day = static_cast<Day>(std::floor(proposal.day));
  const double relation = stream.uniform();
  const bool close = relation < parameters().partner_share[proposal.type];
  if (const EntityId partner = close ? choose_partner(proposal, day) : nobody; partner != nobody)
    return {population_.area(partner), partner, nobody, true, true};
  const bool known = relation < parameters().acquaintance_share[proposal.type];
  const EntityId person = choose_anybody(proposal, scene, known, stream, repeats);
  return {scene.area, person, nobody, person != nobody};
}

EntityId Victims::choose_anybody(const Proposal& proposal, const Whereabouts& scene, bool known, Stream& stream,
                                 Stream& repeats) const {
  const Day day = static_cast<Day>(std::floor(proposal.day));
  const double ordinary =
      static_cast<double>(population_.household_first[population_.area_household_first[scene.area + 1U]] -
                          population_.household_first[population_.area_household_first[scene.area]]);
  const auto readily = [&](EntityId person) {
    return can_be_harmed(person, proposal, day) ? weight(person, proposal, day) : 0.0;
  };
  std::uint32_t again = nobody;
  if (repeat_target(state_.recent_harms[scene.area][people], parameters().repeat_boost[proposal.type], ordinary, day,
                    repeats, readily, again))
    return again;
  // Whoever knows nobody it can fall on is left with strangers.
  if (const EntityId person = known ? choose_acquaintance(proposal, stream, day) : nobody; person != nobody)
    return person;
  // Where shops and night life are, the people met live anywhere in the place.
  const std::uint16_t from = scene.away ? std::numeric_limits<std::uint16_t>::max() : scene.area;
  return choose_stranger(from, proposal, stream, day);
}

std::uint32_t Victims::choose_home(const Proposal& proposal, const Whereabouts& scene, Stream& stream,
                                   Stream& repeats) const {
  const Day day = static_cast<Day>(std::floor(proposal.day));
  const double ordinary =
      population_.area_household_first[scene.area + 1U] - population_.area_household_first[scene.area];
  std::uint32_t again = nobody;
  if (!repeat_target(
          state_.recent_harms[scene.area][dwellings], parameters().repeat_boost[proposal.type], ordinary, day, repeats,
          [](std::uint32_t) { return 1.0; }, again))
    return choose_dwelling(scene.area, stream);
  if (!repeats.bernoulli(parameters().near_repeat_share)) return again;
  const std::uint32_t street = population_.street(again);
  const std::uint32_t begin = population_.street_first[street];
  return begin + static_cast<std::uint32_t>(repeats.below(population_.street_first[street + 1U] - begin));
}

Harmed Victims::choose_victim(const Proposal& proposal) const {
  Stream stream = draws_.at(purpose("safety.victim"), proposal.offender, proposal.key);
  Stream repeats = draws_.at(purpose("safety.repeat_victim"), proposal.offender, proposal.key);
  const Whereabouts scene = choose_area(proposal, stream);
  switch (Evidence::get().offence_types()[proposal.type].victim) {
    case VictimKind::partner:
      return choose_at_home(proposal, stream, repeats);
    case VictimKind::person:
    case VictimKind::child:
      return choose_person(proposal, scene, stream, repeats);
    case VictimKind::dwelling: {
      const std::uint32_t dwelling = choose_home(proposal, scene, stream, repeats);
      return {scene.area, nobody, dwelling, dwelling != nobody};
    }
    case VictimKind::business:
    case VictimKind::none:
      break;
  }
  return {scene.area};
}

EntityId Victims::speaks_for(const Proposal& proposal, const Harmed& harmed) const {
  if (harmed.dwelling == nobody) return harmed.person;
  const Day day = static_cast<Day>(std::floor(proposal.day));
  Stream stream = draws_.at(purpose("safety.speaks_for"), proposal.offender, proposal.key);
  Race<EntityId> race(stream);
  const auto [first, last] = population_.members(harmed.dwelling);
  for (EntityId member = first; member < last; ++member)
    if (can_be_harmed(member, proposal, day) && population_.age(member, day) >= adult_age)
      race.offer(member, 1, member);
  return race.any() ? race.winner() : nobody;
}

Day Victims::last_harm(const Harmed& harmed) const {
  if (harmed.dwelling != nobody) return state_.dwelling_harmed[harmed.dwelling];
  if (harmed.person == nobody || state_.victims[harmed.person].harms == 0) return -never;
  return state_.victims[harmed.person].last_harm;
}

bool Victims::is_last_year(Day day) const { return day > scene_.timeline.last_day() - static_cast<Day>(days_per_year); }

void Victims::remember_person_harmed(const Proposal& proposal, EntityId person, Day day) {
  VictimRecord& memory = state_.victims[person];
  memory.harm_before_last = memory.last_harm;
  memory.last_harm = std::max<Day>(memory.last_harm, day);
  constexpr std::uint8_t most = 255;
  if (memory.harms < most) ++memory.harms;
  const OffenceType& type = Evidence::get().offence_types()[proposal.type];
  if (type.victim == VictimKind::partner) {
    if (memory.domestic_harms < most) ++memory.domestic_harms;
    state_.domestic_harm[person] = std::max<Day>(state_.domestic_harm[person], day);
  }
  const bool last_year = is_last_year(day);
  const int age = population_.age(person, day);
  if (last_year && type.is(Family::sexual) && age >= 16 && age <= 59) state_.sexually_harmed.push_back(person);
  if (!type.personal() || !last_year || population_.sex(person) != Sex::female) return;
  const std::int32_t times = ++state_.violence_last_year[person];
  if (times <= 2) ++state_.women_harmed[static_cast<std::size_t>(times) - 1];
}

void Victims::remember_harm(const Proposal& proposal, const Settlement& settlement) {
  const Harmed& harmed = settlement.harmed;
  if (harmed.person == nobody && harmed.dwelling == nobody) return;
  const Day day = static_cast<Day>(std::floor(proposal.day));
  const bool person = harmed.person != nobody;
  if (is_last_year(day)) state_.harms_last_year.push_back({proposal.type, person ? harmed.person : harmed.dwelling});
  if (person)
    remember_person_harmed(proposal, harmed.person, day);
  else
    state_.dwelling_harmed[harmed.dwelling] = std::max<Day>(state_.dwelling_harmed[harmed.dwelling], day);
  // What is done to those close is no matter of who else is about.
  if (parameters().repeat_boost[proposal.type] > 0 && !harmed.close)
    note_harm(state_.recent_harms[harmed.area][person ? people : dwellings], person ? harmed.person : harmed.dwelling,
              day, proposal.key ^ std::uint64_t{proposal.offender} << 32U);
}

bool Victims::violent_on_person(const Proposal& proposal, const Harmed& harmed) const {
  const OffenceType& type = Evidence::get().offence_types()[proposal.type];
  return harmed.person != nobody && type.personal();
}

void Victims::leave_trauma(const Proposal& proposal, const Settlement& settlement) {
  const auto trauma = static_cast<std::size_t>(Risk::trauma);
  const EntityId harmed = settlement.harmed.person;
  if (settlement.trauma) all_.needs.gain_risk(harmed, trauma, proposal.day, proposal.key);
  if (harmed == nobody || Evidence::get().offence_types()[proposal.type].victim != VictimKind::partner) return;
  Stream stream = draws_.at(purpose("safety.witness"), proposal.offender, proposal.key);
  const Day day = static_cast<Day>(std::floor(proposal.day));
  const std::uint32_t home = population::home(population_, harmed, day);
  if (home == nobody) return;
  population::each_at_home(population_, home, day, [&](EntityId member) {
    if (population_.age(member, day) < adult_age && stream.bernoulli(parameters().trauma_of_child_witness))
      all_.needs.gain_risk(member, trauma, proposal.day, proposal.key);
  });
}

}  // namespace kith::safety
