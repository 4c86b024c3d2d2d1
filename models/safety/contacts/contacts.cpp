#include "models/safety/contacts/contacts.hpp"

#include "engine/events/candidates.hpp"
#include "models/safety/lives/lives.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/police/police.hpp"
#include "models/safety/replicate/schedule.hpp"
#include "models/safety/scene.hpp"
#include "models/safety/services/duty.hpp"
#include "models/safety/services/knowledge.hpp"
#include "models/safety/services/services.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace kith::safety {

namespace {

// In what a note on its way is about, beside the number of the contact.
constexpr std::uint32_t concern_flag = 1U << 8U, mistaken_flag = 1U << 9U;
constexpr int adult = 18;

}  // namespace

std::uint64_t Contacts::met(EntityId person, std::size_t contact) {
  return person * std::uint64_t{Evidence::get().contacts().size()} + contact;
}

void Contacts::begin() {
  state_.last_note.assign(population_.size(), nobody);
  state_.came.assign(population_.household_count(), -never);
  state_.planned_with = parameters().contacts;
}

bool Contacts::of_age(const ContactNumbers& numbers, EntityId person, Day day) const {
  const int age = population_.age(person, day);
  return numbers.lowest_age <= age && age <= numbers.highest_age;
}

/// May a regular contact with somebody write down, or be about, anything they have?
bool Contacts::may_see(std::size_t contact, EntityId person) const {
  const Contact& kind = Evidence::get().contacts()[contact];
  const NeedSet needs = all_.needs.of(person);
  if (!kind.regular() || (kind.only_with != 0 && (kind.only_with & needs) == 0)) return false;
  return (needs & parameters().contacts[contact].looks_for()) != 0;
}

/// What is seen at a regular contact, as things stand.
NeedSet Contacts::seen_at(EntityId person, std::size_t contact, Day day) const {
  Stream stream =
      draws_.at(purpose("safety.contact"), met(person, contact), static_cast<std::uint64_t>(std::int64_t{day}));
  return written(parameters().contacts[contact], all_.needs.of(person), stream).seen;
}

/// Regular contacts of somebody are moments that lie fast, whatever happens to them: a Poisson process drawn in
/// stretches of years. The first after the day `after` at which, as things stand, something would be seen, and
/// what; nothing, on the day `end`, if there is none before.
Contacts::Regular Contacts::next_regular(EntityId person, std::size_t contact, Day after, Day end) const {
  constexpr double contacts_in_stretch = 4;
  const double rate = parameters().contacts[contact].rate;
  if (rate <= 0) return {end, 0};
  const double years = std::ceil(contacts_in_stretch / rate);
  const auto stretch_of = [&](Day day) { return static_cast<std::int32_t>(std::floor(day / days_per_year / years)); };
  for (std::int32_t stretch = stretch_of(after); stretch <= stretch_of(end); ++stretch) {
    Stream stream = draws_.at(purpose("safety.regular_contact"), met(person, contact),
                              static_cast<std::uint64_t>(std::int64_t{stretch}));
    for (double at = stream.exponential(rate); at < years; at += stream.exponential(rate)) {
      const Day day = static_cast<Day>(std::floor((stretch * years + at) * days_per_year));
      if (day >= end) return {end, 0};
      if (day <= after) continue;
      if (const NeedSet seen = seen_at(person, contact, day); seen != 0) return {day, seen};
    }
  }
  return {end, 0};
}

/// Of each kind of contact one is planned at a time, and plans the next. What will be seen is planned with it: the past
/// and the run draw differently.
void Contacts::plan_regular(EntityId person, std::uint32_t contact, Day after) {
  if (!may_see(contact, person)) return;
  const Day end = scene_.timeline.last_day() + 1;
  const auto [day, seen] = next_regular(person, contact, after, end);
  if (day < end)
    all_.schedule.plan(day,
                       Happening{std::uint64_t{contact} << most_needs | seen, person, contact, HappeningKind::contact});
}

/// What was planned under other chances is planned anew; contacts planned twice are met once.
void Contacts::look_again(Day day) {
  if (state_.planned_with == parameters().contacts) return;
  state_.planned_with = parameters().contacts;
  for (EntityId person = 0; person < population_.size(); ++person)
    for (std::uint32_t contact = 0; contact < parameters().contacts.size(); ++contact)
      plan_regular(person, contact, day - 1);
}

void Contacts::need_began(EntityId person, std::size_t need, double day) {
  const Day began = static_cast<Day>(std::floor(day)), before_first = -scene_.timeline.burn_in_days - 1;
  const std::vector<Contact>& kinds = Evidence::get().contacts();
  for (std::uint32_t contact = 0; contact < kinds.size(); ++contact) {
    const NeedSet bears_on_it = kinds[contact].only_with | parameters().contacts[contact].looks_for();
    if ((bears_on_it >> need & 1U) != 0) plan_regular(person, contact, std::max(began, before_first));
  }
}

void Contacts::meet(EntityId person, std::uint32_t contact, std::uint64_t key, Day day) {
  constexpr std::uint64_t needs_of_key = (1U << most_needs) - 1;
  const bool again = handled_.day == day && handled_.person == person && handled_.contact == contact;
  NeedSet wanted = static_cast<NeedSet>(key & needs_of_key);
  if (again) wanted &= static_cast<NeedSet>(~handled_.seen);
  handled_ = {day, person, contact, static_cast<NeedSet>(wanted | (again ? handled_.seen : 0))};
  const ContactNumbers& numbers = parameters().contacts[contact];
  const NeedSet needs = all_.needs.of(person);
  Written notes{static_cast<NeedSet>(wanted & needs), 0};
  if (Evidence::get().contacts()[contact].only_with != 0) {  // of others, see raise_false_alarms
    const auto occasion = static_cast<std::uint64_t>(std::int64_t{day});
    Stream stream = draws_.at(purpose("safety.contact_mistake"), met(person, contact), occasion);
    notes.mistaken = written(numbers, needs, stream).mistaken;
  }
  if (notes.all() != 0 && may_see(contact, person) && population_.alive(person, day) && of_age(numbers, person, day) &&
      all_.records.at_liberty(person, day)) {
    const auto occasion = static_cast<std::uint64_t>(std::int64_t{day});
    const double delay = draws_.at(purpose("safety.contact_delay"), met(person, contact), occasion).exponential(1.0);
    note(person, contact, notes, delay * numbers.delay_days, day, false);
  }
  if (!again) plan_regular(person, contact, day);
}

void Contacts::happen(Referral happening, EntityId person, Day day, const Case* about) {
  const std::vector<Contact>& kinds = Evidence::get().contacts();
  for (std::size_t contact = 0; contact < kinds.size(); ++contact) {
    const Contact& kind = kinds[contact];
    if ((kind.happenings >> static_cast<unsigned>(happening) & 1U) == 0) continue;
    if (about != nullptr && (kind.types >> about->type & 1U) == 0) continue;
    const ContactNumbers& numbers = parameters().contacts[contact];
    if (!of_age(numbers, person, day)) continue;
    const RecordId record = all_.records.find(person);
    const std::uint64_t occasion = about != nullptr   ? about->key
                                   : record != nobody ? std::uint64_t{all_.records.record(record).convictions} << 8U |
                                                            static_cast<std::uint64_t>(happening)
                                                      : static_cast<std::uint64_t>(happening);
    Stream stream = draws_.at(purpose("safety.contact"), met(person, contact), occasion);
    const Written notes = written(numbers, all_.needs.of(person), stream);
    if (kind.notes_harm && about != nullptr) write_harm(person, kind.keeper, *about, day);
    const bool domestic =
        about != nullptr && Evidence::get().offence_types()[about->type].victim == VictimKind::partner;
    const bool concern =
        (kind.concern_for_child && population_.age(person, day) < adult) || (kind.concern_for_domestic && domestic);
    note(person, contact, notes, stream.exponential(1.0) * numbers.delay_days, day, concern, about);
  }
}

/// Puts what was written down on file after its delay. `concern`: there is one, whatever was seen. `about`: the case
/// that led to the contact, if any.
void Contacts::note(EntityId person, std::size_t contact, const Written& notes, double delay, Day day, bool concern,
                    const Case* about) {
  const Contact& kind = Evidence::get().contacts()[contact];
  const auto keeper = static_cast<std::size_t>(kind.keeper);
  const Day from = day + static_cast<Day>(delay);
  recorder_.count(Tally::notes, day, {keeper}, std::popcount(notes.all()));
  recorder_.count(Tally::false_notes, day, {keeper}, std::popcount(notes.mistaken));
  all_.lives.noted(person, kind.keeper, notes, day, from, about);
  const bool newly_seen = write(person, contact, notes.seen, from);
  const bool something_new = write(person, contact, notes.mistaken, from) || newly_seen;
  const bool child = population_.age(person, day) < adult;
  const bool for_note = something_new && (kind.concern_for_note || (kind.concern_for_note_of_child && child));
  const bool mistaken = for_note && !concern && !newly_seen;
  concern = concern || for_note;
  if (!something_new && !concern) return;
  const auto subject =
      static_cast<std::uint32_t>(contact) | (concern ? concern_flag : 0) | (mistaken ? mistaken_flag : 0);
  if (from <= day) return file(person, subject, day);
  const std::uint64_t key = std::uint64_t{static_cast<std::uint32_t>(day)} << 32U | subject;
  if (from <= scene_.timeline.last_day())
    all_.schedule.plan(from, Happening{key, person, subject, HappeningKind::note});
}

void Contacts::arrive(EntityId person, std::uint32_t subject, std::uint64_t key, Day day) {
  const auto written_on = static_cast<Day>(static_cast<std::uint32_t>(key >> 32U));
  if (state_.came[population_.household(person)] > written_on || !population_.alive(person, day)) return;
  file(person, subject, day);
}

/// The agency has it: whoever hears the agency may take the person up when services next run.
void Contacts::file(EntityId person, std::uint32_t subject, Day day) {
  if ((subject & concern_flag) != 0)
    all_.knowledge.notify(Evidence::get().contacts()[subject & (concern_flag - 1)].keeper, person, day,
                          (subject & mistaken_flag) != 0);
  if (all_.duty.takes(Referral::new_note)) all_.services.refer_later(person, PendingReferral::any_service);
}

/// Everybody is met, so those of whom there is nothing to see are drawn from all people.
void Contacts::raise_false_alarms(const Step& step) {
  const std::vector<Contact>& kinds = Evidence::get().contacts();
  for (std::size_t contact = 0; contact < kinds.size(); ++contact) {
    const ContactNumbers& numbers = parameters().contacts[contact];
    if (!kinds[contact].regular() || kinds[contact].only_with != 0) continue;
    std::vector<std::size_t> looked_for;
    for (std::size_t need = 0; need < numbers.sees.size(); ++need)
      if (numbers.sees[need] > 0) looked_for.push_back(need);
    const double rate = numbers.rate * numbers.false_alarm * static_cast<double>(looked_for.size());
    if (rate <= 0) continue;
    draw_along(draws_.at(purpose("safety.false_alarm"), contact, static_cast<std::uint64_t>(step.index)), step,
               static_cast<std::uint32_t>(population_.size()), rate, [&](EntityId person, double time) {
                 const Day day = static_cast<Day>(std::floor(time));
                 Stream stream = draws_.at(purpose("safety.false_alarm_of"), met(person, contact),
                                           std::bit_cast<std::uint64_t>(time));
                 Written notes;
                 notes.mistaken = static_cast<NeedSet>(1U << looked_for[stream.below(looked_for.size())]);
                 if ((notes.mistaken & all_.needs.of(person)) != 0 || !population_.alive(person, day) ||
                     !of_age(numbers, person, day) || !all_.records.at_liberty(person, day))
                   return;
                 note(person, contact, notes, stream.exponential(1.0) * numbers.delay_days, day, false);
               });
  }
}

}  // namespace kith::safety
