#include "models/safety/supervision/cohorts.hpp"

#include "models/safety/scene.hpp"

#include <algorithm>

namespace kith::safety {

void Cohorts::enter_cohort(RecordId id, Disposal disposal, Day day) {
  const OffenderRecord& record = all_.records.record(id);
  const bool youth = population_.age(record.person, day) < 18;
  const auto earlier =
      static_cast<std::uint16_t>(std::max(record.cautions + record.convictions - record.proven_together, 0));
  state_.cohort_entries.push_back(CohortEntry{all_.records.national(id), day, disposal, youth, earlier});
}

void Cohorts::prove(RecordId id, const Case& decided, Day day) {
  const OffenderRecord& record = all_.records.record(id);
  if (record.cautions + record.convictions == 0)
    recorder_.count(Tally::first_time_entrants, day, {population_.age(record.person, day) < 18 ? 0U : 1U});
  state_.proven.push_back(ProvenOffence{all_.records.national(id), decided.offence_day, day});
}

/// Of a cohort whose follow-up is not over nothing is known, which is not 0.
void Cohorts::leave_out_cohorts() {
  const auto cohorts = static_cast<std::int32_t>(scene_.measures.dimension("cohort").size());
  for (const Tally tally :
       {Tally::cohort_size, Tally::cohort_reoffenders, Tally::cohort_reoffences, Tally::cohort_by_disposal,
        Tally::cohort_reoffenders_by_disposal, Tally::cohort_by_record, Tally::cohort_reoffenders_by_record})
    for (std::int32_t cohort = 0; cohort < cohorts; ++cohort)
      if (!followed_up(cohort, scene_.timeline.last_day()))
        recorder_.leave_out(tally, static_cast<std::size_t>(cohort));
}

void Cohorts::count_cohorts() {
  for (const CohortMember& member :
       reoffending_cohorts(state_.cohort_entries, state_.proven, scene_.timeline.last_day())) {
    const auto cohort = static_cast<std::size_t>(member.cohort);
    const std::size_t age_group = member.youth ? 0 : 1;
    const auto disposal = static_cast<std::size_t>(member.disposal);
    recorder_.add_at(Tally::cohort_size, {cohort, age_group}, 1);
    const std::size_t record = band_of_proofs(member.earlier_proofs);
    recorder_.add_at(Tally::cohort_by_disposal, {cohort, disposal}, 1);
    recorder_.add_at(Tally::cohort_by_record, {cohort, record}, 1);
    if (member.reoffences == 0) continue;
    recorder_.add_at(Tally::cohort_reoffenders, {cohort, age_group}, 1);
    recorder_.add_at(Tally::cohort_reoffences, {cohort, age_group}, member.reoffences);
    recorder_.add_at(Tally::cohort_reoffenders_by_disposal, {cohort, disposal}, 1);
    recorder_.add_at(Tally::cohort_reoffenders_by_record, {cohort, record}, 1);
  }
  leave_out_cohorts();
}

}  // namespace kith::safety
