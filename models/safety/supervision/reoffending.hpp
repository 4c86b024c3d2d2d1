// Proven reoffending by its official definition (Ministry of Justice, proven reoffending statistics): everyone
// cautioned, convicted without custody or released from custody in a twelve-month cohort enters once, at the first such
// day; a proven reoffence is committed within 12 months of it and leads to a caution or conviction within these or a
// further 6 months.
#pragma once

#include "models/safety/police/outcome.hpp"
#include "models/safety/records/records.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kith::safety {

/// Somebody enters a reoffending cohort on `day`.
struct CohortEntry {
  RecordId record;
  ShortDay day;
  Disposal disposal;
  bool youth;
  std::uint16_t earlier_proofs;  ///< cautions and convictions before the one that put them in
};

/// An offence proven against somebody by caution or conviction.
struct ProvenOffence {
  RecordId record;
  ShortDay offence_day;
  ShortDay proof_day;
};

/// Whether the follow-up of a cohort, and the wait for proof, are over by `last_day`.
bool followed_up(std::int32_t cohort, Day last_day);

/// One person's part in one cohort.
struct CohortMember {
  RecordId record;
  std::int32_t cohort;
  Disposal disposal;
  bool youth;
  std::uint16_t earlier_proofs;
  std::int32_t reoffences;
};

/// Index into earlier_proofs_names.
std::size_t band_of_proofs(int earlier_proofs);

/// Exact over any order of input. Cohort c covers days [c y, (c + 1) y) with y = 365.25 days; only cohorts whose
/// follow-up and wait for proof (18 months) end by `last_day` are returned. Sorted by cohort, then record.
std::vector<CohortMember> reoffending_cohorts(std::vector<CohortEntry> entries, std::vector<ProvenOffence> proven,
                                              Day last_day);

}  // namespace kith::safety
