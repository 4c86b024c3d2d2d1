// Contacts of people with agencies, and what is written down at them. Some contacts come with what happens to
// somebody (an arrest, an injury treated), others are regular (a school term, a visit to a doctor). A note is of one
// person, one need and one agency; it is known from a day on and forgotten after a time.
#pragma once

#include "engine/events/reused_rows.hpp"
#include "engine/time/short_day.hpp"
#include "models/safety/contacts/law.hpp"
#include "models/safety/records/records.hpp"
#include "models/safety/replicate/part.hpp"
#include "models/safety/services/referral.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace kith::safety {

struct Case;

/// What one agency wrote down about one thing of one person.
struct Note {
  RecordId previous = nobody;  ///< the person's earlier one, or `nobody`
  ShortDay from = -never;      ///< of a need: known from this day on; of harm: the last time but one
  ShortDay until = -never;     ///< of a need: forgotten on this day; of harm: the last time
  std::uint8_t subject = 0;    ///< a need, or one of the two below
  Keeper keeper = Keeper::police;
  Keepers told = 0;        ///< others a hub opened it to
  std::uint8_t times = 0;  ///< of harm
  static constexpr std::uint8_t harm = most_needs, domestic_harm = most_needs + 1;
  bool heard_by(Keepers hears) const { return ((bit(keeper) | told) & hears) != 0; }
  bool about_need() const { return subject < most_needs; }
  bool known_on(Day day) const { return about_need() && from <= day && day < until; }
};

struct ContactsState {
  ReusedRows<Note> notes;
  std::vector<RecordId> last_note;           ///< by person: into notes, linked by `previous`
  std::vector<ShortDay> came;                ///< by household: since when these lives stand in its rows
  std::vector<ContactNumbers> planned_with;  ///< the chances under which regular contacts to come were planned
  std::int32_t stock_years = 0;              ///< years of the run of which stock was taken
};

class Contacts : public Part {
 public:
  /// Harm as agencies know it.
  struct Harms {
    int times = 0, domestic_times = 0;
    Day before_last = -never;
  };

  Contacts(const Context& all, ContactsState& state) : Part(all), state_(state) {}
  void begin();
  /// What was written down in the years before the first day, about those who live here now.
  void remember_past();
  const ContactsState& state() const { return state_; }

  /// Something happened to somebody that brings contacts; `about` is the case, if any.
  void happen(Referral happening, EntityId person, Day day, const Case* about);
  void need_began(EntityId person, std::size_t need, double day);
  /// Chances of being seen may change during the run.
  void look_again(Day day);
  /// A regular contact is due; `key` as it was planned.
  void meet(EntityId person, std::uint32_t contact, std::uint64_t key, Day day);
  /// What was written down reaches the agency's files; `key` as it was planned.
  void arrive(EntityId person, std::uint32_t subject, std::uint64_t key, Day day);
  /// False alarms at regular contacts with people there is nothing to see of.
  void raise_false_alarms(const Step& step);
  void forget_household(std::uint32_t household, Day day);
  /// Opens the notes on somebody of each of `members` to all of them.
  void share(EntityId person, Keepers members);

  NeedSet known(EntityId person, Keepers hears, Day day) const;
  Harms harms(EntityId person, Keepers hears) const;
  /// As each year of the run ends: needs there are, known, and known to each service that asks for them.
  void take_stock(Day next_day);
  /// Of a year not whole no such stock was taken: it has no value.
  void leave_out_years();

 private:
  /// Whoever is met at a kind of contact, by number.
  static std::uint64_t met(EntityId person, std::size_t contact);
  template <class Visit>
  void visit(EntityId person, Visit&& visit) const;
  Note& note_of(EntityId person, std::uint8_t subject, Keeper keeper);
  bool of_age(const ContactNumbers& numbers, EntityId person, Day day) const;
  struct Regular {
    Day day;
    NeedSet seen;
  };
  NeedSet seen_at(EntityId person, std::size_t contact, Day day) const;
  Regular next_regular(EntityId person, std::size_t contact, Day after, Day end) const;
  bool may_see(std::size_t contact, EntityId person) const;
  void plan_regular(EntityId person, std::uint32_t contact, Day after);
  bool write(EntityId person, std::size_t contact, NeedSet needs, Day from);
  void write_harm(EntityId person, Keeper keeper, const Case& about, Day day);
  void note(EntityId person, std::size_t contact, const Written& notes, double delay, Day day, bool concern,
            const Case* about = nullptr);
  void file(EntityId person, std::uint32_t subject, Day day);
  void remember_regular(EntityId person, Day first);
  void count_needs_known(EntityId person, std::size_t year, Day day);

  ContactsState& state_;
  struct Handled {
    Day day = -never;
    EntityId person = nobody;
    std::uint32_t contact = 0;
    NeedSet seen = 0;
  } handled_;  ///< the regular contact met last: two needs may have it planned twice
};

}  // namespace kith::safety
