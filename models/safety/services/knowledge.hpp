// What agencies know: concerns each writes down about a household, injuries treated, needs that come to light, and a
// person's position among accused co-offenders. Written down, none of it changes anything until a service asks.
#pragma once

#include "models/safety/offending/proposal.hpp"
#include "models/safety/records/records.hpp"
#include "models/safety/replicate/part.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace kith::safety {

/// Who can be concerned about a household.
enum class Notifier : std::uint8_t { police, health, council };
inline constexpr std::size_t notifier_count = 3;

/// A concern about a household that one agency wrote down.
struct Concern {
  RecordId previous;  ///< the household's earlier one, or `nobody`
  Day day;
  Notifier agency;
};

struct KnowledgeState {
  std::vector<Concern> concerns;
  std::vector<RecordId> last_concern;                   ///< by household; empty until a service asks
  std::vector<std::pair<EntityId, float>> betweenness;  ///< of accused people with such ties, ascending
  Day betweenness_day = -never;
};

class Knowledge : public Part {
 public:
  struct Notifications {
    int all = 0;
    int most = 0;  ///< of one agency
  };

  Knowledge(const Context& all, KnowledgeState& state) : Part(all), state_(state) {}

  void notify(Notifier agency, EntityId person, Day day);
  /// A need that begins comes to light at the next round of the services; of some the council writes down a concern.
  void tell_of_need(EntityId person, std::size_t risk, double day);
  void treat_injury(const Proposal& proposal, const Harmed& harmed);
  void forget_household(std::uint32_t household);
  /// Among people accused in the last two years: what police could draw on a board.
  void measure_betweenness(Day day);

  Notifications notifications(EntityId person, Day since) const;
  int count_household(EntityId person, Day day, int below_age) const;
  int count_services(const OffenderRecord& record, bool only_orders) const;
  int count_co_offending_ties(EntityId person, Day day) const;
  double betweenness(EntityId person) const;

 private:
  std::vector<EntityId> accused_with_ties(Day day) const;

  KnowledgeState& state_;
};

}  // namespace kith::safety
