// Gathering the times of phases over replicates that may run side by side.
#include "engine/run/phases.hpp"

#include <algorithm>

namespace kith {

void PhaseTimes::add(const std::vector<Row>& rows) {
  const std::lock_guard lock(mutex_);
  for (const Row& row : rows) {
    const auto known = std::find_if(rows_.begin(), rows_.end(), [&](const Row& r) { return r.name == row.name; });
    if (known == rows_.end()) {
      rows_.push_back(row);
    } else {
      known->seconds += row.seconds;
      known->calls += row.calls;
    }
  }
}

std::vector<PhaseTimes::Row> PhaseTimes::rows() const {
  const std::lock_guard lock(mutex_);
  return rows_;
}

}  // namespace kith
