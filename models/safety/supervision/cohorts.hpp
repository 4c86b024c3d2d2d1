// Who enters a reoffending cohort, and the offences proven against them.
#pragma once

#include "models/safety/police/police.hpp"
#include "models/safety/supervision/reoffending.hpp"

#include <vector>

namespace kith::safety {

struct CohortsState {
  std::vector<CohortEntry> cohort_entries;
  std::vector<ProvenOffence> proven;
};

class Cohorts : public Part {
 public:
  Cohorts(const Context& all, CohortsState& state) : Part(all), state_(state) {}
  const CohortsState& state() const { return state_; }
  void enter_cohort(RecordId record, Disposal disposal, Day day);
  /// An offence is proven by caution or conviction; the first makes a first-time entrant.
  void prove(RecordId record, const Case& decided, Day day);
  /// At the end of a run.
  void count_cohorts();

 private:
  void leave_out_cohorts();

  CohortsState& state_;
};

}  // namespace kith::safety
