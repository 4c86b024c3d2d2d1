#include "models/safety/supervision/reoffending.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace kith::safety {

namespace {
constexpr double follow_up_days = days_per_year;
constexpr double wait_for_proof_days = days_per_year / 2;

std::int32_t cohort_of(Day day) { return static_cast<std::int32_t>(std::floor(day / days_per_year)); }
}  // namespace

bool followed_up(std::int32_t cohort, Day last_day) {
  return (cohort + 1) * days_per_year + follow_up_days + wait_for_proof_days <= last_day + 1;
}

std::size_t band_of_proofs(int earlier_proofs) {
  constexpr std::array<int, earlier_proofs_names.size() - 1> first_of_band{1, 3, 7, 11};
  return static_cast<std::size_t>(std::upper_bound(first_of_band.begin(), first_of_band.end(), earlier_proofs) -
                                  first_of_band.begin());
}

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
    CohortMember member{entry.record, cohort, entry.disposal, entry.youth, entry.earlier_proofs, 0};
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

}  // namespace kith::safety
