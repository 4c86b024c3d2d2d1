// What agencies know of households and networks: concerns each wrote down about a household, how long it takes from a
// third one to help, and a person's position among accused co-offenders. None of it changes anything until a service
// asks. What they know of a person's needs: see contacts/.
#pragma once

#include "engine/events/reused_rows.hpp"
#include "models/safety/contacts/contact.hpp"
#include "models/safety/offending/proposal.hpp"
#include "models/safety/records/records.hpp"
#include "models/safety/replicate/part.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace kith::safety {

/// A concern about a household that one agency wrote down.
struct Concern {
  RecordId previous;  ///< the household's earlier one, or `nobody`
  ShortDay day;
  Keeper keeper;
  Keepers told;   ///< others a hub opened it to
  bool mistaken;  ///< a false alarm
};

struct KnowledgeState {
  ReusedRows<Concern> concerns;                         ///< those a year old go when the next one comes
  std::vector<RecordId> last_concern;                   ///< by household
  std::vector<ShortDay> without_help;                   ///< by household: since its third concern in a year, or -never
  std::vector<std::uint32_t> waiting_for_help;          ///< households for which that is so, and some for which it was
  std::vector<std::pair<EntityId, float>> betweenness;  ///< of accused people with such ties, ascending
  Day betweenness_day = -never;
};

class Knowledge : public Part {
 public:
  Knowledge(const Context& all, KnowledgeState& state) : Part(all), state_(state) {}

  void begin();
  /// An agency has a concern about somebody's household; `mistaken`: of what is not so.
  void notify(Keeper keeper, EntityId person, Day day, bool mistaken);
  /// A hub opens what `members` wrote down about the household and those in it to all of them.
  void pool(std::uint32_t household, Keepers members, Day day);
  /// A service for households with concerns begins with somebody of this one.
  void help_begins(std::uint32_t household, Day day);
  /// A year without help since the third concern is counted as such.
  void give_up_on_help(Day day);
  void treat_injury(const Proposal& proposal, const Harmed& harmed);
  void forget_household(std::uint32_t household);
  /// Among people accused in the last two years: what police could draw on a board.
  void measure_betweenness(Day day);

  /// Concerns about the household since a day that somebody hears of who hears these agencies.
  int notifications(EntityId person, Day since, Keepers hears) const;
  /// Of these, those that not all of the agencies heard know yet: what a hub of them has to open.
  int not_pooled(EntityId person, Day since, Keepers hears) const;
  /// Concerns of any agency since a day, false alarms left out.
  int true_concerns(EntityId person, Day since) const;
  int count_household(EntityId person, Day day, int below_age) const;
  int count_services(const OffenderRecord& record, bool only_orders) const;
  int count_co_offending_ties(EntityId person, Day day) const;
  double betweenness(EntityId person) const;

 private:
  bool being_helped(EntityId person) const;

  KnowledgeState& state_;
};

}  // namespace kith::safety
