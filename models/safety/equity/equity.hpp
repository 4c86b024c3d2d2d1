// Who offends, is harmed, accused and reached by services, by sex, age, ethnic group and deprivation; whom services
// reach who commit no offence after; who is in several at once; and the people harmed most. Told from records; nothing
// here acts.
#pragma once

#include "models/safety/records/records.hpp"
#include "models/safety/replicate/part.hpp"

#include <cstdint>
#include <vector>

namespace kith::safety {

/// Somebody a service reached, until it is known whether they offended in the twelve months after.
struct Followed {
  RecordId record;
  std::uint16_t service;
  ShortDay reached;
  float recent_offending;  ///< as PeersState::recent_offending, then
};

/// Somebody of those harmed most, with the harms so far.
struct HarmedOften {
  EntityId person;
  int harms;
};

struct EquityState {
  std::vector<Followed> followed;          ///< in order of day
  std::vector<HarmedOften> super_victims;  ///< as the year began
  std::int32_t super_victim_years = -1;    ///< years of the run that had passed when these were chosen
};

class Equity : public Part {
 public:
  Equity(const Context& all, EquityState& state) : Part(all), state_(state) {}

  void count_group(Tally tally, EntityId person, Day day);
  void count_harmed(EntityId person, std::size_t type, Day day);
  void follow(EntityId person, std::size_t service_index, Day day);
  void judge_followed(Day day);
  /// What was remembered of offending is now counted in other units; see Peers::rebase.
  void rebase_followed(float factor);
  void count_people_in_services(Day day);
  /// As each year of the run ends: who of those harmed most before it was harmed again, and who they are now.
  void review_super_victims(Day next_day);
  void summarise_equity();

 private:
  std::vector<HarmedOften> harmed_most(Day day) const;
  std::size_t services_if_counted_at(std::uint32_t enrolment) const;
  void summarise_super_victims();
  void summarise_followed();

  EquityState& state_;
};

/// Those present in the middle of each year, by group: what counts by group are to be divided by. Shared by all
/// replicates.
Counts count_people_by_group(const Scene& scene);

}  // namespace kith::safety
