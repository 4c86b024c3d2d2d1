// Notes as they stand in agencies' files: writing, sharing, forgetting and reading them.
#include "models/safety/contacts/contacts.hpp"
#include "models/safety/lives/lives.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/police/police.hpp"
#include "models/safety/scene.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace kith::safety {

template <class Visit>
void Contacts::visit(EntityId person, Visit&& visit) const {
  for (RecordId id = state_.last_note[person]; id != nobody; id = state_.notes[id].previous) visit(state_.notes[id]);
}

/// Made if need be.
Note& Contacts::note_of(EntityId person, std::uint8_t subject, Keeper keeper) {
  for (RecordId id = state_.last_note[person]; id != nobody; id = state_.notes[id].previous)
    if (Note& note = state_.notes[id]; note.subject == subject && note.keeper == keeper) return note;
  Note first;
  first.previous = state_.last_note[person];
  first.subject = subject;
  first.keeper = keeper;
  return state_.notes[state_.last_note[person] = state_.notes.add(first)];
}

/// Says whether any of it is new to the agency. What is known already is remembered for longer.
bool Contacts::write(EntityId person, std::size_t contact, NeedSet needs, Day from) {
  const Keeper keeper = Evidence::get().contacts()[contact].keeper;
  const Day until = from + static_cast<Day>(parameters().note_memory_years * days_per_year);
  bool something_new = false;
  for (std::uint8_t need = 0; needs >> need != 0; ++need) {
    if ((needs >> need & 1U) == 0) continue;
    Note& note = note_of(person, need, keeper);
    if (note.until <= from) {
      note.from = from;
      note.told = 0;
      something_new = true;
    }
    note.until = std::max<Day>(note.until, until);
  }
  return something_new;
}

void Contacts::write_harm(EntityId person, Keeper keeper, const Case& about, Day day) {
  constexpr std::uint8_t most = 255;
  all_.lives.harm_noted(person, keeper, about, day);
  const auto again = [&](std::uint8_t subject) {
    Note& note = note_of(person, subject, keeper);
    note.from = note.until;
    note.until = std::max<Day>(note.until, day);
    if (note.times < most) ++note.times;
  };
  again(Note::harm);
  if (Evidence::get().offence_types()[about.type].victim == VictimKind::partner) again(Note::domestic_harm);
}

void Contacts::forget_household(std::uint32_t household, Day day) {
  state_.came[household] = day;
  const auto [first, last] = population_.members(household);
  for (EntityId person = first; person < last; ++person) {
    for (RecordId id = state_.last_note[person]; id != nobody;) {
      const RecordId previous = state_.notes[id].previous;
      state_.notes.give_up(id);
      id = previous;
    }
    state_.last_note[person] = nobody;
  }
}

void Contacts::share(EntityId person, Keepers members) {
  for (RecordId id = state_.last_note[person]; id != nobody; id = state_.notes[id].previous)
    if (Note& note = state_.notes[id]; (bit(note.keeper) & members) != 0) note.told |= members;
}

NeedSet Contacts::known(EntityId person, Keepers hears, Day day) const {
  NeedSet needs = 0;
  visit(person, [&](const Note& note) {
    if (note.known_on(day) && note.heard_by(hears)) needs |= static_cast<NeedSet>(1U << note.subject);
  });
  return needs;
}

/// Two agencies may have written down the same harm, so the one that knows most is asked.
Contacts::Harms Contacts::harms(EntityId person, Keepers hears) const {
  Harms harms;
  visit(person, [&](const Note& note) {
    if (note.about_need() || !note.heard_by(hears)) return;
    int& times = note.subject == Note::harm ? harms.times : harms.domestic_times;
    times = std::max<int>(times, note.times);
    if (note.subject == Note::harm) harms.before_last = std::max<Day>(harms.before_last, note.from);
  });
  return harms;
}

/// Somebody's last years before the first day, as far as they bear on what is still known: needs they have now are
/// taken to have been there.
void Contacts::remember_regular(EntityId person, Day first) {
  const Day since = first - static_cast<Day>(parameters().note_memory_years * days_per_year);
  for (std::size_t contact = 0; contact < parameters().contacts.size(); ++contact) {
    if (!may_see(contact, person)) continue;
    const ContactNumbers& numbers = parameters().contacts[contact];
    for (Regular met = next_regular(person, contact, since, first); met.day < first;
         met = next_regular(person, contact, met.day, first))
      if (population_.age(person, met.day) >= 0 && of_age(numbers, person, met.day))
        write(person, contact, met.seen & all_.needs.of(person), met.day);
  }
}

void Contacts::remember_past() {
  const Day first = -scene_.timeline.burn_in_days;
  const Day since = first - static_cast<Day>(parameters().note_memory_years * days_per_year);
  for (EntityId person = 0; person < population_.size(); ++person)
    if (all_.needs.of(person) != 0) remember_regular(person, first);
  for (const Accusation& accusation : all_.records.state().accusations) {
    const EntityId person = all_.records.record(accusation.record).person;
    if (accusation.day < since || !population_.alive(person, first)) continue;
    Case about;
    about.type = accusation.type;
    about.key = static_cast<std::uint64_t>(std::int64_t{accusation.day});
    happen(Referral::arrest, person, accusation.day, &about);
  }
}

void Contacts::count_needs_known(EntityId person, std::size_t year, Day day) {
  const NeedSet needs = all_.needs.of(person);
  if (needs == 0 || !population_.alive(person, day)) return;
  std::array<Keepers, most_needs> hear{};  // of each need: who does, by themselves or through whom
  visit(person, [&](const Note& note) {
    if (note.known_on(day)) hear[note.subject] |= static_cast<Keepers>(bit(note.keeper) | note.told);
  });
  const std::vector<Service>& services = regime().services;
  for (std::size_t need = 0; needs >> need != 0; ++need) {
    if ((needs >> need & 1U) == 0) continue;
    recorder_.add_at(Tally::needs_held, {year, need}, 1);
    if (hear[need] != 0) recorder_.add_at(Tally::needs_known, {year, need}, 1);
  }
  for (std::size_t s = 0; s < services.size(); ++s) {
    const auto asked = static_cast<NeedSet>(services[s].asks & needs);
    if (asked == 0) continue;
    Keepers heard = 0;
    for (std::size_t need = 0; asked >> need != 0; ++need)
      if ((asked >> need & 1U) != 0) heard |= hear[need];
    recorder_.add_at(Tally::needs_of_service, {year, s}, 1);
    if ((heard & services[s].hears) != 0)
      recorder_.add_at(Tally::needs_known_to_service, {year, s}, 1);
    else if (heard != 0)
      recorder_.add_at(Tally::needs_known_elsewhere, {year, s}, 1);
  }
}

void Contacts::take_stock(Day next_day) {
  // As in Equity::review_super_victims: years of 365.25 days end within a day of the run.
  const std::int32_t years = next_day > 0 ? recorder_.year_of(next_day + 1) : 0;
  if (years <= state_.stock_years) return;
  state_.stock_years = years;
  for (EntityId person = 0; person < population_.size(); ++person)
    count_needs_known(person, static_cast<std::size_t>(years) - 1, next_day - 1);
}

void Contacts::leave_out_years() {
  const std::size_t years = scene_.measures.dimension("year").size();
  for (auto year = static_cast<std::size_t>(std::max(state_.stock_years, 0)); year < years; ++year)
    for (const Tally tally : {Tally::needs_held, Tally::needs_known, Tally::needs_of_service,
                              Tally::needs_known_to_service, Tally::needs_known_elsewhere})
      recorder_.leave_out(tally, year);
}

}  // namespace kith::safety
