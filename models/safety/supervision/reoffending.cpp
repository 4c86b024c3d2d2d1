#include "models/safety/supervision/reoffending.hpp"

#include "models/safety/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace kith::safety {

namespace {
constexpr double follow_up_days = days_per_year;
constexpr double wait_for_proof_days = days_per_year / 2;

std::int32_t cohort_of(Day day) { return static_cast<std::int32_t>(std::floor(day / days_per_year)); }

bool followed_up(std::int32_t cohort, Day last_day) {
  return (cohort + 1) * days_per_year + follow_up_days + wait_for_proof_days <= last_day + 1;
}
}  // namespace

std::vector<CohortMember> reoffending_cohorts(std::vector<CohortEntry> entries, std::vector<ProvenOffence> proven,
                                              Day last_day) {
  std::sort(entries.begin(), entries.end(), [](const CohortEntry& a, const CohortEntry& b) {
    return std::tuple(cohort_of(a.day), a.record, a.day, a.disposal) <
           std::tuple(cohort_of(b.day), b.record, b.day, b.disposal);
  });
  std::sort(proven.begin(), proven.end(), [](const ProvenOffence& a, const ProvenOffence& b) {
    return std::tuple(a.record, a.offence_day, a.proof_day) < std::tuple(b.record, b.offence_day, b.proof_day);
  });
  std::vector<CohortMember> members;
  for (const CohortEntry& entry : entries) {
    const std::int32_t cohort = cohort_of(entry.day);
    if (cohort < 0 || !followed_up(cohort, last_day)) continue;
    if (!members.empty() && members.back().cohort == cohort && members.back().record == entry.record) continue;
    CohortMember member{entry.record, cohort, entry.disposal, entry.youth, 0};
    auto offence = std::lower_bound(proven.begin(), proven.end(), entry.record,
                                    [](const ProvenOffence& p, RecordId record) { return p.record < record; });
    for (; offence != proven.end() && offence->record == entry.record; ++offence)
      if (offence->offence_day > entry.day && offence->offence_day <= entry.day + follow_up_days &&
          offence->proof_day <= entry.day + follow_up_days + wait_for_proof_days)
        ++member.reoffences;
    members.push_back(member);
  }
  return members;
}

/// Of a cohort whose follow-up is not over nothing is known, which is not 0.
void Simulation::leave_out_cohorts() {
  const auto cohorts = static_cast<std::int32_t>(scene_.measures.dimension("cohort").size());
  for (const Tally tally : {Tally::cohort_size, Tally::cohort_reoffenders, Tally::cohort_reoffences,
                            Tally::cohort_by_disposal, Tally::cohort_reoffenders_by_disposal})
    for (std::int32_t cohort = 0; cohort < cohorts; ++cohort)
      if (!followed_up(cohort, scene_.timeline.last_day()))
        recorder_.leave_out(tally, static_cast<std::size_t>(cohort));
}

void Simulation::count_cohorts() {
  for (const CohortMember& member :
       reoffending_cohorts(state_.cohort_entries, state_.proven, scene_.timeline.last_day())) {
    const auto cohort = static_cast<std::size_t>(member.cohort);
    const std::size_t age_group = member.youth ? 0 : 1;
    const auto disposal = static_cast<std::size_t>(member.disposal);
    recorder_.add_at(Tally::cohort_size, {cohort, age_group}, 1);
    recorder_.add_at(Tally::cohort_by_disposal, {cohort, disposal}, 1);
    if (member.reoffences == 0) continue;
    recorder_.add_at(Tally::cohort_reoffenders, {cohort, age_group}, 1);
    recorder_.add_at(Tally::cohort_reoffences, {cohort, age_group}, member.reoffences);
    recorder_.add_at(Tally::cohort_reoffenders_by_disposal, {cohort, disposal}, 1);
  }
  leave_out_cohorts();
}

}  // namespace kith::safety
